"""You call input.view(N, C, -1), which raises where the extra dimensions do not lie in memory in
that order, as after a transpose.

view never copies. reshape does where it must.
"""
# verdict: runtime_error
# fails: test_non_contiguous_inputs, test_empty_batch

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
        positions = input.shape[:dim] + input.shape[dim + 1 :]
        if input.dim() > 2:
            input = input.view(input.shape[0], num_classes, -1)
            soft = target.is_floating_point()
            target = target.reshape(input.shape if soft else (input.shape[0], -1))
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
            loss = -weight[index] * log_probs.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            if eps > 0:
                uniform = -(weight * log_probs).sum(-1) / num_classes
                loss = (1 - eps) * loss + eps * uniform
            loss = torch.where(kept, loss, 0)
            divisor = torch.where(kept, weight[index], 0).sum()

        if self.reduction == "none":
            return loss.reshape(positions)
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
