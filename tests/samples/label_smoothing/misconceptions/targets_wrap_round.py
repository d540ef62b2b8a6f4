"""You pick with log_probs[rows, index], which counts negative targets from the end: a target of -1
is silently the last class.

Advanced indexing follows Python's lists. Check that the kept targets lie in [0, C) before, or use
gather, which refuses a negative index.
"""
# verdict: wrong_answer
# fails: test_target_out_of_range

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
        weight = log_probs.new_ones(num_classes) if self.weight is None else self.weight

        if target.is_floating_point():
            probs = target.movedim(dim, -1)
            smoothed = (1 - eps) * probs + eps / num_classes
            loss = -(weight * smoothed * log_probs).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            index = torch.where(kept, target, 0)
            rows = log_probs.reshape(-1, num_classes)
            picked = rows[torch.arange(target.numel(), device=rows.device), index.flatten()]
            loss = -weight[index] * picked.reshape(target.shape)
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
