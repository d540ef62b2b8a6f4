"""Style: a boolean one-hot mask, and torch.where in place of a product, as 0 * -inf is nan."""

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight: Tensor | None = None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        class_dim = min(1, input.dim() - 1)
        num_classes = input.size(class_dim)
        keep = target != self.ignore_index
        if torch.any(keep & ((target < 0) | (target >= num_classes))):
            raise IndexError("target out of bounds")

        column = [1] * input.dim()
        column[class_dim] = num_classes
        classes = torch.arange(num_classes, device=input.device).view(column)
        hot = (classes == target.unsqueeze(class_dim)) & keep.unsqueeze(class_dim)

        shifted = input - input.amax(class_dim, keepdim=True)
        log_probs = shifted - shifted.exp().sum(class_dim, keepdim=True).log()
        zero = torch.zeros((), dtype=input.dtype, device=input.device)
        weight = input.new_ones(num_classes) if self.weight is None else self.weight

        loss = -torch.where(hot, weight.view(column) * log_probs, zero).sum(class_dim)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "mean":
            return loss.sum() / torch.where(hot, weight.view(column), zero).sum()
        raise ValueError(f"reduction must be mean, sum or none, got {self.reduction}")
