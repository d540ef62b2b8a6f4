"""You pass the log-probabilities through nan_to_num: -inf becomes -3.4e38, and a smoothed loss a
huge number in place of inf.

nan_to_num paints over what it finds. That a class with a share of the target is impossible is
worth seeing.
"""
# verdict: wrong_answer
# fails: test_masked_classes, test_masked_classes_with_smoothing

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        num_classes = input.shape[dim]
        eps = self.label_smoothing
        log_probs = torch.log_softmax(input, dim).movedim(dim, -1)
        log_probs = log_probs.nan_to_num()
        weight = log_probs.new_ones(num_classes) if self.weight is None else self.weight

        if target.is_floating_point():
            probs = target.movedim(dim, -1)
            smoothed = (1 - eps) * probs + eps / num_classes
            loss = -(weight * smoothed * log_probs).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            index = torch.where(kept, target, 0)
            loss = -weight[index] * log_probs.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            if eps > 0:
                uniform = -(weight * log_probs).sum(-1) / num_classes
                loss = (1 - eps) * loss + eps * uniform
            loss = torch.where(kept, loss, 0)
            divisor = torch.where(kept, weight[index], 0).sum()

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
