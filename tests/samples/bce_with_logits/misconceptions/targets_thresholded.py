"""You round the targets at 0.5. A soft target of 0.75 then counts as 1.

Label smoothing, distillation and mixup all give soft targets, and mean them: use y and 1 - y as
factors.
"""
# verdict: wrong_answer
# fails: test_soft_targets, test_pos_weight_of_soft_targets, test_gradient_of_soft_targets
# fails: test_large_logits_of_soft_targets

import torch.nn.functional as F
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
        yes = F.softplus(-input)
        no = F.softplus(input)
        if self.pos_weight is not None:
            yes = yes * self.pos_weight
        target = (target > 0.5).to(input.dtype)
        loss = target * yes + (1 - target) * no
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
