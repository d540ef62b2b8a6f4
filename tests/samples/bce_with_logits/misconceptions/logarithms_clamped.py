"""You take the log of the sigmoid and clamp it at -100, as BCELoss does. x = 200 with y = 0 then
costs 100 instead of 200, and its gradient is 0: the worst mistakes are never corrected.

The clamp hides the inf and loses the slope. Work on the logits: -log(1 - sigmoid(x)) is
softplus(x), which is x for large x.
"""
# verdict: wrong_answer
# fails: test_large_logits, test_large_logits_of_soft_targets, test_large_logits_with_pos_weight
# fails: test_gradient_of_large_logits

import torch
from torch import nn


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input, target):
        if target.shape != input.shape:
            raise ValueError(f"target is {tuple(target.shape)}, input {tuple(input.shape)}")
        p = torch.sigmoid(input)
        yes = -p.log().clamp(min=-100)
        no = -(1 - p).log().clamp(min=-100)
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
