"""Huber loss and SmoothL1 loss: a square near zero, joined smoothly to a straight line.

Derivation: let s = |input - target| and let n = min(s, delta) be the part of s below the join. The
square costs s² / 2 and has slope s, which at the join is delta; go on from there with that slope:
delta² / 2 + delta * (s - delta) = delta * (s - delta / 2). Both pieces are n * (s - n / 2), as n is
s before the join and delta after it: one expression, continuous with its slope, and with no second
branch whose overflow or nan could reach the gradient. SmoothL1 is the same curve over beta.

Faster: each operator here reads and writes a whole tensor, and autograd keeps what it needs of
each, seven times the bytes that torch's one kernel holds. An autograd.Function that keeps only
input - target, with the backward clamp(input - target, -delta, delta), would hold less than half;
torch.compile would fuse it all into one pass.
"""

import torch
from torch import Tensor, nn


class HuberLoss(nn.Module):
    """Squared error for small differences, absolute error for large ones: robust regression.

    The square makes the optimum smooth; the line keeps an outlier's pull at delta, however far it
    is. Write it as a drop-in for torch.nn.HuberLoss.

    Contract
    --------
    HuberLoss(reduction="mean", delta=1.0)
        reduction  "mean", "sum" or "none"; anything else raises ValueError, here or in forward.
        delta      a number > 0, where the square ends and the line begins. Zero or less raises
                   ValueError or RuntimeError, here or in forward.

    Called as loss(input, target):
        input      predictions, floating point, of any shape, () included.
        target     of the input's dtype, and of its shape or one that broadcasts with it.
        returns    a scalar for "mean" and "sum", the broadcast shape for "none"; in the input's
                   dtype, on its device, differentiable with respect to input and target.
        raises     RuntimeError or ValueError for shapes that do not broadcast: (2, 3) with (3, 2).

    Formula
    -------
    With d = input - target, element by element:

        HuberLoss    loss = d² / 2                        where |d| <= delta
                            delta * (|d| - delta / 2)     elsewhere
        SmoothL1Loss loss = d² / (2 * beta)               where |d| < beta
                            |d| - beta / 2                elsewhere

        "sum"  = the sum of all elements of loss
        "mean" = that sum over the number of elements of loss

    HuberLoss(delta=b) is b times SmoothL1Loss(beta=b). Huber keeps the curvature 1 near zero and
    has the slope delta far out; SmoothL1 has the curvature 1 / beta and keeps the slope 1.

    What is graded at the edges (of both classes)
    ---------------------------------------------
    - |d| equal to delta or beta: the value. d = 0: the value, and the gradient, which is 0; of
      SmoothL1Loss(beta=0), which is |d| and has a kink there, only the value.
    - Differences of 1e20, whose square overflows in float32: the loss is finite and right. Small
      differences of large numbers (1e6) are as exact as input - target is.
    - delta and beta from 1e-6 to 1e6.
    - Broadcasting: (3, 1) against (3,) is (3, 3), the mean is over all 9, and a gradient has the
      shape of what it belongs to. torch also warns, as it is mostly a mistake; you need not.
    - No elements: "mean" is nan, "sum" is 0, "none" is empty. Non-contiguous and expanded inputs
      give the same numbers as contiguous ones.
    - input and target are not modified; instances share nothing; the same call gives the same
      result; it works under torch.no_grad() and after eval().
    - float16 and bfloat16 inputs: the result is in that dtype too, within a few of its ulps of the
      numbers that go into it, and nothing overflows on the way to an element's loss that does not.
      Under torch.autocast a float32 call gives the same loss, to bfloat16's precision; its dtype is
      not graded there.
    - Nothing is computed or made on another device than the input's.
    - For points only: a call reads no value back to the CPU, each pass holds at most twice what
      the model solution or torch holds (or the input's size, where that is more), no Python loop
      runs over elements, and thousands of 16-bit terms are added up in more than 16 bits.
    Not graded: the gradient where |d| is exactly delta or beta, or of a nan result; second
    derivatives; nan or infinite inputs or options; differences whose square underflows; inputs of
    two dtypes, or of integers; 16-bit inputs under delta or beta far from 1.

    Rules
    -----
    Use basic tensor operations (abs, clamp, where, ...). Forbidden: anything that is a loss in any
    spelling (huber_loss, smooth_l1_loss, mse_loss, l1_loss, their modules and operators), and
    torch.distributions.
    Under `if __name__ == "__main__":`, and in functions that only it calls, anything is allowed.

    Example
    -------
    The differences are 0.5 and -3: the first costs 0.5² / 2, the second 3 - 1 / 2.

    >>> input, target = torch.tensor([1.5, 0.0]), torch.tensor([1.0, 3.0])
    >>> HuberLoss(reduction="none")(input, target)
    tensor([0.1250, 2.5000])
    >>> HuberLoss(delta=2.0)(input, target)  # (0.5² / 2 + 2 * (3 - 2 / 2)) / 2
    tensor(2.0625)

    Source: Huber, Robust Estimation of a Location Parameter (1964); torch.nn.HuberLoss.
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__()
        # BEGIN SOLUTION
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        if delta <= 0:
            raise ValueError(f"delta is {delta}; use a number above 0")
        self.reduction = reduction
        self.delta = delta
        # END SOLUTION

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        # BEGIN SOLUTION
        size = torch.abs(input - target)
        near = size.clamp(max=self.delta)
        # size² / 2 where near is size, delta * (size - delta / 2) where near is delta.
        loss = near * (size - near / 2)

        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
        # END SOLUTION


class SmoothL1Loss(nn.Module):
    """Absolute error with its kink rounded off: the curve of HuberLoss, over beta.

    Far out every element pulls with force 1, whatever beta is; beta says where the rounding begins.
    Write it as a drop-in for torch.nn.SmoothL1Loss. What HuberLoss says on shapes, dtypes, edges
    and rules holds here too.

    Contract
    --------
    SmoothL1Loss(reduction="mean", beta=1.0)
        reduction  as in HuberLoss.
        beta       a number >= 0, where the square ends and the line begins; with 0 the loss is
                   exactly |input - target|. Below 0 it raises ValueError or RuntimeError, here or
                   in forward.

    Called as loss(input, target), as HuberLoss is.

    Example
    -------
    >>> input, target = torch.tensor([1.5, 0.0]), torch.tensor([1.0, 3.0])
    >>> SmoothL1Loss(reduction="none", beta=2.0)(input, target)  # 0.5² / 4 and 3 - 2 / 2
    tensor([0.0625, 2.0000])
    >>> SmoothL1Loss(beta=0)(input, target)  # (0.5 + 3) / 2
    tensor(1.7500)

    Source: Girshick, Fast R-CNN (2015), equation 3, with beta = 1; torch.nn.SmoothL1Loss.
    """

    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__()
        # BEGIN SOLUTION
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        if beta < 0:
            raise ValueError(f"beta is {beta}; use 0 or a number above it")
        self.reduction = reduction
        self.beta = beta
        # END SOLUTION

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        # BEGIN SOLUTION
        loss = torch.abs(input - target)
        # A Python branch, not where(): that would also differentiate a division by beta = 0, whose
        # inf times the gradient of 0 that a branch not taken gets is nan.
        if self.beta > 0:
            near = loss.clamp(max=self.beta)
            loss = near / self.beta * (loss - near / 2)

        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
        # END SOLUTION
