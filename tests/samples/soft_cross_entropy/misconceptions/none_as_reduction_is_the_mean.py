"""reduction=None is taken, and gives the mean.

None is not "none": who passes it may want either. A name that is not one of the three raises
ValueError, None included.
"""
# verdict: wrong_answer
# fails: test_unknown_reduction

import torch
from torch import nn

class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction is not None and reduction not in ("mean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        logp = torch.log_softmax(input, dim)
        terms = (target * logp).movedim(dim, -1)
        if self.weight is not None:
            terms = terms * self.weight
        loss = -terms.sum(-1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
