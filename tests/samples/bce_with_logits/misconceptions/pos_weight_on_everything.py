"""You multiply the whole loss by pos_weight. At x = 0, y = 0, pos_weight = 3 you give 2.079; it is
0.693.

pos_weight makes missed positives dearer, and leaves negatives alone: it multiplies y * softplus(-x)
only.
"""
# verdict: wrong_answer
# fails: test_pos_weight, test_pos_weight_of_soft_targets, test_pos_weight_broadcasts
# fails: test_mean_with_pos_weight, test_weight_and_pos_weight, test_gradient_with_weights
# fails: test_large_logits_with_pos_weight, test_pos_weight_of_zero, test_expanded_weights

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
        loss = target * yes + (1 - target) * no
        if self.pos_weight is not None:
            loss = loss * self.pos_weight
        if self.weight is not None:
            loss = loss * self.weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
