"""Style: own helpers that carry torch's names, nll_loss among them; reductions stand in a table."""

import torch
from torch import Tensor, nn

REDUCE = {
    "none": lambda loss, weight: loss,
    "sum": lambda loss, weight: torch.sum(loss),
    "mean": lambda loss, weight: torch.sum(loss) / torch.sum(weight),
}


def nll_loss(log_probs: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int):
    """Per-item losses and weights, classes in the last dimension."""
    ignored = target == ignore_index
    index = target.masked_fill(ignored, 0)
    loss = -log_probs.gather(-1, index[..., None])[..., 0]
    item_weight = torch.ones_like(loss) if weight is None else weight[index]
    item_weight = item_weight.masked_fill(ignored, 0)
    return loss.masked_fill(ignored, 0) * item_weight, item_weight


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        try:
            self.reduce = REDUCE[reduction]
        except KeyError as error:
            raise ValueError(f"reduction {reduction!r} is none of {', '.join(REDUCE)}") from error
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index

    def forward(self, input, target):
        log_probs = input.movedim(1, -1) if input.dim() > 1 else input
        return self.reduce(*nll_loss(log_probs, target, self.weight, self.ignore_index))
