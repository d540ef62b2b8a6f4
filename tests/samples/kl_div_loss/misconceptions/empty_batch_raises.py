"""You stack the divergences of the items one by one, and torch.stack refuses an empty list: an
empty batch raises.

An empty batch is legal (a shard without items, say), and needs no loop: loss.sum() / input.shape[0]
is 0 / 0 = nan.
"""
# verdict: runtime_error
# fails: test_empty_batch

import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = torch.xlogy(target, target) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return torch.stack([item.sum() for item in loss]).mean()
        return loss.mean()
