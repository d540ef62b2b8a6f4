"""Stops after stage 3: stable, without weights and ignore_index."""

from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        shifted = input - input.amax(dim=-1, keepdim=True)
        picked = shifted.gather(-1, target.unsqueeze(-1)).squeeze(-1)
        loss = shifted.exp().sum(dim=-1).log() - picked
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
