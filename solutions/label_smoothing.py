"""The whole of nn.CrossEntropyLoss: both kinds of target, weights, ignore_index, label smoothing.

Derivation: smoothing replaces the target distribution q by (1 - ε) q + ε u, with u uniform, 1/C for
each class. Cross entropy is linear in its target, so it splits: with cost_c = -w_c log p_c,

    Σ_c w_c ((1 - ε) q_c + ε/C) * -log p_c = (1 - ε) Σ_c q_c cost_c + ε mean_c cost_c.

For an index target q is one-hot, and Σ_c q_c cost_c = cost_t. No one-hot tensor is needed, and none
is wanted: it would multiply the 0 of a class that is not the target's by a cost that may be inf.
Numerator: each class's cost carries that class's own weight, in the smoothed part too, and an
ignored item loses both parts. Divisor: smoothing does not enter it. It stays what it is at ε = 0:
for indices Σ_i w_{t_i}, the weight of the targets over the items that are not ignored; for
probabilities, where no class is an item's own, the number of positions.
"""

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    """Cross entropy with every option: class indices or probabilities, weighted, smoothed.

    Label smoothing takes a share ε of each target and spreads it evenly over all classes, so that
    no logit is driven to infinity. Write it as a drop-in for torch.nn.CrossEntropyLoss.

    Contract
    --------
    CrossEntropyLoss(weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0)
        weight           None, or a (C,) tensor of non-negative class weights in the input's dtype.
                         It is a buffer: it moves with `.to()` and is not in `parameters()`.
        ignore_index     Items whose index target equals it count for nothing: not in the loss, not
                         in the mean's divisor, not in the gradient. It may lie inside or outside
                         [0, C). Probability targets know no ignored items.
        reduction        "mean", "sum" or "none"; anything else raises ValueError, here or in
                         forward.
        label_smoothing  ε, a number from 0.0 to 1.0.

    Called as loss(input, target):
        input         logits, floating point, of shape (C,), (N, C) or (N, C, d1, ..., dk).
        target        class indices, int64, of the input's shape without the class dimension: (),
                      (N,) or (N, d1, ..., dk). Or class probabilities in the input's shape and
                      dtype, taken as they are: rows need not add up to 1.
        returns       a scalar for "mean" and "sum"; for "none" the input's shape without the class
                      dimension. In the input's dtype, on its device, differentiable with respect
                      to input.
        raises        IndexError, RuntimeError or ValueError for an index outside [0, C) that is not
                      ignore_index. Wrapping round silently, as a[-1] does, is wrong.

    Formula
    -------
    With x the logits of one item, w = weight (ones without weights) and

        cost_c = w_c * (log Σ_k exp(x_k) - x_c)

    the loss of one item is, for the index t and for the probabilities q,

        loss_i = (1 - ε) * cost_t         + ε * (Σ_c cost_c) / C     0 where t == ignore_index
        loss_i = (1 - ε) * Σ_c q_c cost_c + ε * (Σ_c cost_c) / C

    The share ε goes to all C classes, that of the target among them; it is not multiplied by Σ q.

        "sum"  = Σ_i loss_i
        "mean" = Σ_i loss_i / Σ_i w_{t_i}             indices: over the items not ignored
        "mean" = Σ_i loss_i / number of positions     probabilities: N * d1 * ... * dk, 1 for (C,)

    What is graded at the edges
    ---------------------------
    - Logits of ±1e4, of very different size in one batch, and with a constant up to 1e6 added:
      values and gradients stay finite, and within a few ulps of the row's largest magnitude.
    - Index targets, ε = 0, a logit of -inf that is not the target's: the loss is finite, and the
      gradient at that logit is 0. With ε > 0 every class has a share, so the loss is inf.
    - An ignored item may hold logits of -inf: the others' losses do not change.
    - Every item ignored, or an empty batch of either kind: "mean" is nan, "sum" is 0 and "none" is
      zeros (or empty).
    - A class of weight 0 costs 0. A total weight of 0 makes the mean nan for indices without
      smoothing; for probabilities it makes it 0.
    - ε = 1: the target does not matter, only whether it is ignored, and its weight in the divisor.
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
    Not graded: a total weight of 0 together with smoothing of index targets, a weight or
    probability of 0 at a logit of -inf, gradients with respect to the target, the gradient of a
    nan or infinite result and of ignored items at a logit of -inf, nan or +inf logits, negative
    weights or probabilities, ε outside [0, 1], probabilities with an ignore_index other than the
    default.

    Rules
    -----
    Use basic tensor operations; softmax, log_softmax and logsumexp of torch may be used. Forbidden:
    anything that is a loss (cross_entropy, nll_loss, kl_div, their modules and lower-level
    spellings), and torch.distributions.
    Under `if __name__ == "__main__":`, and in functions that only it calls, anything is allowed.

    Example
    -------
    Logits [2, 0, -1] cost 0.1698, 2.1698 and 3.1698, 1.8365 on average. Item two is ignored.

    >>> input = torch.tensor([[2.0, 0.0, -1.0], [0.0, 5.0, 0.0]])
    >>> target = torch.tensor([0, -100])
    >>> CrossEntropyLoss(label_smoothing=0.3)(input, target)  # 0.7 * 0.1698 + 0.3 * 1.8365
    tensor(0.6698)
    >>> weight = torch.tensor([2.0, 1.0, 1.0])
    >>> loss = CrossEntropyLoss(weight, reduction="none", label_smoothing=0.3)
    >>> loss(input, target)  # 0.7 * 2 * 0.1698 + 0.3 * (2 * 0.1698 + 2.1698 + 3.1698) / 3
    tensor([0.8057, 0.0000])
    >>> CrossEntropyLoss(weight, label_smoothing=0.3)(input, target)  # 0.8057 / weight[0]
    tensor(0.4029)
    >>> probabilities = torch.tensor([[1.0, 0.0, 0.0]])
    >>> CrossEntropyLoss(weight, label_smoothing=0.3)(input[:1], probabilities)  # 0.8057 / 1
    tensor(0.8057)

    Source: Szegedy et al., Rethinking the Inception Architecture (2016), section 7;
    torch.nn.CrossEntropyLoss.
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__()
        # BEGIN SOLUTION
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing
        # END SOLUTION

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        # BEGIN SOLUTION
        class_dim = 0 if input.dim() == 1 else 1
        # What each class costs, with the classes moved last, where a (C,) weight broadcasts.
        cost = -torch.log_softmax(input, class_dim).movedim(class_dim, -1)
        if self.weight is not None:
            cost = cost * self.weight

        if target.is_floating_point():
            loss = (target.movedim(class_dim, -1) * cost).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            # An ignored item costs nothing, whatever its class: so both parts of its loss vanish.
            # where, not a product with the mask: its costs may be inf, and 0 * inf is nan.
            cost = torch.where(kept.unsqueeze(-1), cost, 0)
            index = torch.where(kept, target, 0)
            # gather, unlike indexing, refuses a negative index.
            loss = cost.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            weights = kept if self.weight is None else torch.where(kept, self.weight[index], 0)
            divisor = weights.sum()

        # Not where ε is 0: a masked class costs inf, and 0 * inf is nan.
        if self.label_smoothing > 0:
            loss = (1 - self.label_smoothing) * loss + self.label_smoothing * cost.mean(-1)

        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / divisor
        # END SOLUTION
