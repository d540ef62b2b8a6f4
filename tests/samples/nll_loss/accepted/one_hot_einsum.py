"""Style: F.one_hot, which checks the range itself, contracted by einsum."""

import torch
import torch.nn.functional as F
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(reduction)
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, reduction

    def forward(self, input, target):
        log_probs = input.movedim(1 if input.dim() > 1 else 0, -1)
        kept = target.ne(self.ignore_index)
        hot = F.one_hot(target.where(kept, 0), log_probs.shape[-1]).to(log_probs.dtype)
        hot = hot * kept.unsqueeze(-1)
        # A one-hot zero times a log-probability of -inf would be nan.
        picked = torch.einsum("...c,...c->...", hot, log_probs.masked_fill(hot == 0, 0))

        weight = log_probs.new_ones(log_probs.shape[-1]) if self.weight is None else self.weight
        item_weight = torch.einsum("...c,c->...", hot, weight)
        loss = -item_weight * picked
        if self.reduction == "mean":
            return loss.sum() / item_weight.sum()
        return loss.sum() if self.reduction == "sum" else loss
