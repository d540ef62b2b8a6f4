"""Stops after stage 4: class weights, but a target of -100 is still an index."""

from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        shifted = input - input.amax(dim=-1, keepdim=True)
        picked = shifted.gather(-1, target.unsqueeze(-1)).squeeze(-1)
        loss = shifted.exp().sum(dim=-1).log() - picked

        if self.weight is None:
            item_weight = loss.new_ones(loss.shape)
        else:
            item_weight = self.weight[target]
        loss = item_weight * loss

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / item_weight.sum()
