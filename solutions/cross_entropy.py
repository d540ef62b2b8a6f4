"""Cross entropy of class-index targets, from basic tensor operations.

Derivation: with p = softmax(x), the loss of one item is -log p[t] = log Σ_c exp(x_c) - x_t.
Subtracting the row's maximum m from every logit changes neither p nor the loss, and leaves
exponentials in (0, 1] with at least one equal to 1, so nothing overflows and the sum is never 0.
An item's weight is weight[t], or 0 where it is ignored: the same numbers weight the sum and, for
the mean, add up to its divisor.

Faster: on few rows a call is little but the start of its operators, and torch has a log-softmax and
a lookup, each with a hand-written backward; torch.compile would fuse most of these.
"""

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    """Cross entropy between logits and class indices: what trains nearly every classifier.

    It is the negative log-probability that softmax(logits) gives to the right class. Write it as
    a drop-in for torch.nn.CrossEntropyLoss (class indices only, no label smoothing).

    Contract
    --------
    CrossEntropyLoss(weight=None, ignore_index=-100, reduction="mean")
        weight        None, or a (C,) tensor of non-negative class weights in the input's dtype.
                      It is a buffer: it moves with `.to()` and is not in `parameters()`.
        ignore_index  Items whose target equals it count for nothing: not in the loss, not in the
                      mean's divisor, not in the gradient. It may lie inside or outside [0, C).
        reduction     "mean", "sum" or "none"; anything else raises ValueError, here or in forward.

    Called as loss(input, target):
        input         logits, floating point, of shape (C,), (N, C) or (N, C, d1, ..., dk).
        target        class indices, int64, of shape (), (N,) or (N, d1, ..., dk): the input's
                      shape without the class dimension.
        returns       a scalar for "mean" and "sum", the target's shape for "none"; in the input's
                      dtype, on its device, differentiable (twice) with respect to input.
        raises        IndexError, RuntimeError or ValueError for a target outside [0, C) that is
                      not ignore_index. Wrapping round silently, as a[-1] does, is wrong.

    Formula
    -------
    With x the logits of one item, t its target and w_t = weight[t] (1 without weights):

        loss_i = w_t * (log Σ_c exp(x_c) - x_t)       0 where t == ignore_index
        "sum"  = Σ_i loss_i
        "mean" = Σ_i loss_i / Σ_i w_{t_i}             both sums over the items not ignored

    What is graded at the edges
    ---------------------------
    - Logits of ±1e4, of very different size in one batch, and with a constant up to 1e6 added:
      values and gradients stay finite, and within a few ulps of the row's largest magnitude.
    - A logit of -inf (a class masked out) that is not the target's: the loss is finite, and the
      gradient at that logit is 0. At the target's logit, -inf costs inf.
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
    Not graded: the gradient of a nan or infinite result, nan or +inf logits, -inf logits of an
    ignored item, a weight of 0 at a target's logit of -inf, negative weights.

    Rules
    -----
    Use basic tensor operations; torch.logsumexp is allowed. Forbidden: anything that is a loss
    (cross_entropy, nll_loss, their modules and lower-level spellings), ready-made softmax and
    log_softmax in any spelling, and torch.distributions.
    Under `if __name__ == "__main__":`, and in functions that only it calls, anything is allowed.

    Example
    -------
    Without weights the two items lose log(e² + 2) - 2 = 0.2395 and log(e + 2) - 0 = 1.5514.

    >>> input = torch.tensor([[2.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    >>> target = torch.tensor([0, 1])
    >>> CrossEntropyLoss(reduction="none")(input, target)
    tensor([0.2395, 1.5514])
    >>> weight = torch.tensor([1.0, 3.0, 1.0])
    >>> CrossEntropyLoss(weight)(input, target)  # (0.2395 + 3 * 1.5514) / (1 + 3)
    tensor(1.2235)
    >>> CrossEntropyLoss(ignore_index=1)(input, target)  # only the first item is left
    tensor(0.2395)

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 6.2.2; torch.nn.CrossEntropyLoss.
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

        # Any constant shift leaves the loss alone, so its gradient would cancel: detach it.
        shifted = input - input.amax(class_dim, keepdim=True).detach()
        # gather, unlike indexing, refuses a negative index.
        picked = shifted.gather(class_dim, index.unsqueeze(class_dim)).squeeze(class_dim)
        loss = shifted.exp().sum(class_dim).log() - picked

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        # where, not a product with the mask: an ignored row may hold inf, and 0 * inf is nan.
        weight = torch.where(kept, weight, 0)
        loss = weight * torch.where(kept, loss, 0)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
        # END SOLUTION
