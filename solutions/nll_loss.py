"""Negative log-likelihood of class-index targets, from basic tensor operations.

Derivation: the likelihood of independent items is Π_i p_i[t_i]; its negative logarithm is
Σ_i -log p_i[t_i]. The input holds the log p already, so the loss is one lookup per item, negated.
An item's weight is weight[t], or 0 where it is ignored: the same numbers weight the sum and, for
the mean, add up to its divisor. Without weights that divisor is the number of items kept.

Faster: on few rows a call is little but the start of its operators, where torch has one kernel
each way; torch.compile would fuse most of these.
"""

import torch
from torch import Tensor, nn


class NLLLoss(nn.Module):
    """Negative log-likelihood: minus the log-probability that a model gave to the right class.

    It is the second half of cross entropy, for log-probabilities that exist already: those of
    log_softmax, of an ensemble, of a sequence model. Write it as a drop-in for torch.nn.NLLLoss.

    Contract
    --------
    NLLLoss(weight=None, ignore_index=-100, reduction="mean")
        weight        None, or a (C,) tensor of non-negative class weights in the input's dtype.
                      It is a buffer: it moves with `.to()` and is not in `parameters()`.
        ignore_index  Items whose target equals it count for nothing: not in the loss, not in the
                      mean's divisor, not in the gradient. It may lie inside or outside [0, C).
        reduction     "mean", "sum" or "none"; anything else raises ValueError, here or in forward.

    Called as loss(input, target):
        input         log-probabilities, floating point, of shape (C,), (N, C) or
                      (N, C, d1, ..., dk). They are taken as they are: not normalised, not checked,
                      of either sign.
        target        class indices, int64, of shape (), (N,) or (N, d1, ..., dk): the input's
                      shape without the class dimension.
        returns       a scalar for "mean" and "sum", the target's shape for "none"; in the input's
                      dtype, on its device, differentiable with respect to input.
        raises        IndexError, RuntimeError or ValueError for a target outside [0, C) that is
                      not ignore_index. Wrapping round silently, as a[-1] does, is wrong.

    Formula
    -------
    With x the log-probabilities of one item, t its target and w_t = weight[t] (1 without weights):

        loss_i = -w_t * x_t                           0 where t == ignore_index
        "sum"  = Σ_i loss_i
        "mean" = Σ_i loss_i / Σ_i w_{t_i}             both sums over the items not ignored

    What is graded at the edges
    ---------------------------
    - Log-probabilities of -1e4 are used as they are: they are never turned into probabilities.
    - A log-probability of -inf (a class that the model rules out) matters only where it is the
      target's: there the loss is inf. Elsewhere the loss is finite and the gradient is 0.
    - The row of an ignored item may hold anything, -inf and nan included: it changes nothing.
    - Every item ignored, an empty batch, or a total weight of 0: "mean" is nan, "sum" is 0 and
      "none" is zeros (or empty). A class of weight 0 contributes 0.
    - A batch of one and a single class keep their shapes; non-contiguous and expanded inputs give
      the same numbers as contiguous ones.
    - input, target and weight are not modified; instances share nothing; the same call gives the
      same result; it works under torch.no_grad() and after eval().
    - float16 and bfloat16 inputs: the result is in that dtype too, within a few of its ulps of the
      numbers that go into it, and nothing overflows on the way to an item's loss that does not.
      Under torch.autocast a float32 call gives the same loss, to bfloat16's precision; its dtype is
      not graded there.
    - Nothing is computed or made on another device than the input's.
    - For points only: a call reads no value back to the CPU, each pass holds at most twice what
      the model solution or torch holds (or the input's size, where that is more), no Python loop
      runs over rows or classes, and thousands of 16-bit terms are added up in more than 16 bits.
    Not graded: the gradient of a nan or infinite result, a weight of 0 at a log-probability of
    -inf, nan or +inf in a row that counts, negative weights, shapes that do not match.

    Rules
    -----
    Use basic tensor operations: indexing, gather, where, sum. Forbidden: anything that is a loss
    (nll_loss, cross_entropy, their modules and lower-level spellings) and torch.distributions.
    Under `if __name__ == "__main__":`, and in functions that only it calls, anything is allowed.

    Example
    -------
    Without weights the two items lose 1 and 5, what stands at their targets with the sign turned.

    >>> input = torch.tensor([[-1.0, -2.0, -3.0], [-4.0, -5.0, -6.0]])
    >>> target = torch.tensor([0, 1])
    >>> NLLLoss(reduction="none")(input, target)
    tensor([1., 5.])
    >>> weight = torch.tensor([1.0, 3.0, 1.0])
    >>> NLLLoss(weight)(input, target)  # (1 * 1 + 3 * 5) / (1 + 3), not / 2
    tensor(4.)
    >>> NLLLoss(ignore_index=1)(input, target)  # only the first item is left
    tensor(1.)

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 5.5; torch.nn.NLLLoss.
    """

    def __init__(
        self, weight: Tensor | None = None, ignore_index: int = -100, reduction: str = "mean"
    ) -> None:
        super().__init__()
        # BEGIN SOLUTION
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        # END SOLUTION

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        # BEGIN SOLUTION
        class_dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        # gather needs a valid index everywhere; what it picks for an ignored item is dropped below.
        index = torch.where(kept, target, 0)
        # gather, unlike indexing, refuses a negative index.
        picked = input.gather(class_dim, index.unsqueeze(class_dim)).squeeze(class_dim)

        weight = torch.ones_like(picked) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        # where, not a product with the mask: an ignored row may hold nan, and 0 * nan is nan.
        loss = weight * torch.where(kept, -picked, 0)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
        # END SOLUTION
