"""Style: F.one_hot, which checks the range itself, contracted by einsum."""

import torch
import torch.nn.functional as F
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(reduction)
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, reduction

    def forward(self, input, target):
        logits = input.movedim(1 if input.dim() > 1 else 0, -1)
        kept = target.ne(self.ignore_index)
        hot = F.one_hot(target.where(kept, 0), logits.shape[-1]).to(logits.dtype)
        hot = hot * kept.unsqueeze(-1)

        logits = logits - logits.detach().amax(-1, keepdim=True)
        normaliser = logits.exp().sum(-1).log()
        # A one-hot zero times a -inf logit would be nan.
        finite = logits.masked_fill(hot == 0, 0)
        picked = torch.einsum("...c,...c->...", hot, finite)

        weight = logits.new_ones(logits.shape[-1]) if self.weight is None else self.weight
        item_weight = torch.einsum("...c,c->...", hot, weight)
        loss = item_weight * (normaliser - picked)
        if self.reduction == "mean":
            return loss.sum() / item_weight.sum()
        return loss.sum() if self.reduction == "sum" else loss
