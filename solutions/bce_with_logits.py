"""Binary cross entropy from logits, with weights per element and for the positive class.

Derivation: with p = sigmoid(x), the loss is -y log p - (1 - y) log(1 - p). Both logarithms are of
one kind: p = 1 / (1 + exp(-x)) gives -log p = log(1 + exp(-x)), and as 1 - p = sigmoid(-x),
-log(1 - p) = log(1 + exp(x)). So no sigmoid is computed, which would saturate to 0 or 1 and take
log to -inf. exp may still overflow: log(1 + exp(z)) is log(exp(0) + exp(z)), a logaddexp, which
takes the larger exponent out first, as log-sum-exp does: max(z, 0) + log1p(exp(-|z|)).

Faster: one logarithm would do, as log(1 + exp(x)) = x + log(1 + exp(-x)); that is what torch
computes, with a hand-written backward. The sum then has to be arranged so that no small value is
lost beside x, and two logarithms say it plainly.
"""

import torch
from torch import Tensor, nn


class BCEWithLogitsLoss(nn.Module):
    """Binary cross entropy between logits and targets: yes or no, once or for many labels at once.

    It is the negative log-probability of the target when "yes" has the probability sigmoid(logit),
    computed without the sigmoid, so that it neither overflows nor saturates. Write it as a drop-in
    for torch.nn.BCEWithLogitsLoss.

    Contract
    --------
    BCEWithLogitsLoss(weight=None, reduction="mean", pos_weight=None)
        weight      None, or a tensor of non-negative factors for the elements of the loss.
        reduction   "mean", "sum" or "none"; anything else raises ValueError, here or in forward.
        pos_weight  None, or a tensor of non-negative factors for the positive part of the loss.

        weight and pos_weight are in the input's dtype, and of the input's shape or one that
        broadcasts to it: (C,) has one number for each column of an (N, C) input, (N, 1) one for
        each row; for (N, C, H, W) one for each channel is (C, 1, 1). Both are buffers: they move
        with `.to()` and are not in `parameters()`.

    Called as loss(input, target):
        input       logits, floating point, of any shape, () included.
        target      probabilities of "yes" in [0, 1], mostly just 0 and 1; of the input's dtype and
                    shape.
        returns     a scalar for "mean" and "sum", the input's shape for "none"; in the input's
                    dtype, on its device, differentiable with respect to input.
        raises      ValueError or RuntimeError for a target of another shape, even if it would
                    broadcast: (N, 1) logits against (N,) targets are N² pairs, and a mistake.

    Formula
    -------
    With x a logit, y its target, w its weight and v its pos_weight (each 1 where not given):

        loss   = -w * (v * y * log sigmoid(x) + (1 - y) * log(1 - sigmoid(x)))
        "sum"  = the sum of all elements of loss
        "mean" = that sum over the number of elements of loss, whatever the weights are

    What is graded at the edges
    ---------------------------
    - Logits of ±1e4, on the right and on the wrong side, with hard and soft targets: values and
      gradients stay finite. At x = 1e4 and y = 0 the loss is 1e4 and the gradient 1.
    - Values are held to a few ulps of |x| + 1, times the weights: losses much smaller than that,
      as exp(-20) at x = 20 and y = 1, may be lost in rounding, and above 20 softplus may be the
      identity, as torch's is.
    - Logits of exactly 0, as a zero-initialised last layer gives: the loss is smooth there, and the
      gradient is sigmoid(0) - y = 0.5 - y. Pieces with a kink at 0 (clamp, relu, abs) add up to the
      right value, but autograd may make 0 or 1 of their slopes.
    - A weight or pos_weight of 0 switches its part off; a total weight of 0 gives a mean of 0.
    - No elements: "mean" is nan, "sum" is 0, "none" is empty. Non-contiguous and expanded inputs,
      targets and weights give the same numbers as contiguous ones.
    - input, target and the weights are not modified; instances share nothing; the same call gives
      the same result; it works under torch.no_grad() and after eval().
    - float16 and bfloat16 inputs: the result is in that dtype too, within a few of its ulps of the
      numbers that go into it, and nothing overflows on the way to an element's loss that does not.
      Under torch.autocast a float32 call gives the same loss, to bfloat16's precision; its dtype is
      not graded there.
    - Nothing is computed or made on another device than the input's.
    - For points only: a call reads no value back to the CPU, each pass holds at most twice what
      the model solution or torch holds (or the input's size, where that is more), no Python loop
      runs over elements, and thousands of 16-bit terms are added up in more than 16 bits.
    Not graded: the gradient of a nan result or with respect to target, second derivatives, nan or
    infinite logits, targets outside [0, 1], negative weights, weights larger than the input,
    targets and weights of another dtype.

    Rules
    -----
    Use basic tensor operations; torch.sigmoid, softplus, logaddexp and log1p are allowed.
    Forbidden: anything that is a loss in any spelling (binary_cross_entropy_with_logits,
    binary_cross_entropy, their modules and operators), logsigmoid, and torch.distributions.
    Under `if __name__ == "__main__":`, and in functions that only it calls, anything is allowed.

    Example
    -------
    log(1 + exp(2)) is 2.1269: what the logit 2 costs for "no". For "yes" it is 2 less.

    >>> input, target = torch.tensor([2.0, 2.0, 0.0]), torch.tensor([0.0, 1.0, 1.0])
    >>> BCEWithLogitsLoss(reduction="none")(input, target)
    tensor([2.1269, 0.1269, 0.6931])
    >>> BCEWithLogitsLoss(pos_weight=torch.tensor(3.0))(input, target)
    tensor(1.5291)
    >>> BCEWithLogitsLoss(torch.tensor([1.0, 0.0, 2.0]))(input, target)  # (2.1269 + 2 * 0.6931) / 3
    tensor(1.1711)

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.2.2.2;
    torch.nn.BCEWithLogitsLoss.
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        super().__init__()
        # BEGIN SOLUTION
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction
        # END SOLUTION

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        # BEGIN SOLUTION
        if target.shape != input.shape:
            raise ValueError(f"target is {tuple(target.shape)}, input {tuple(input.shape)}")

        # Two logarithms, not one and a difference of x: each keeps its own small values.
        zero = torch.zeros_like(input)
        if_yes = torch.logaddexp(zero, -input)  # -log sigmoid(x)
        if_no = torch.logaddexp(zero, input)  # -log(1 - sigmoid(x))
        if self.pos_weight is not None:
            if_yes = self.pos_weight * if_yes
        loss = target * if_yes + (1 - target) * if_no
        if self.weight is not None:
            loss = self.weight * loss

        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
        # END SOLUTION
