"""With reduction="none" you return one long vector. The result must have the target's shape.

Flattening to (M, C) and (M,) is fine inside; reshape the losses back to target.shape at the end.
"""
# verdict: wrong_answer
# fails: test_none_keeps_the_targets_shape, test_all_together_in_more_dimensions
# fails: test_gradient_in_more_dimensions, test_batch_of_one, test_non_contiguous_inputs

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss.reshape(-1) if target.dim() > 1 else loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
