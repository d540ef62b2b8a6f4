"""Style: without log-probabilities: logsumexp(x) * Σ a - Σ a x, and for indices two row sums."""

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ["mean", "sum", "none"]:
            raise ValueError("reduction must be mean, sum or none")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        dim = 0 if input.ndim == 1 else 1
        x = input.movedim(dim, -1)
        weight = x.new_ones(x.shape[-1]) if self.weight is None else self.weight
        if target.is_floating_point():
            loss, total = self._soft(x, target.movedim(dim, -1), weight)
        else:
            loss, total = self._hard(x, target, weight)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / total

    def _soft(self, x, probs, weight):
        uniform = torch.full_like(probs, 1 / x.shape[-1])
        mass = weight * torch.lerp(probs, uniform, self.label_smoothing)
        loss = x.logsumexp(-1) * mass.sum(-1) - torch.einsum("...c,...c->...", mass, x)
        return loss, loss.numel()

    def _hard(self, x, target, weight):
        ignored = target == self.ignore_index
        index = target.masked_fill(ignored, 0)
        lse = x.logsumexp(-1)
        chosen = weight[index]
        loss = chosen * (lse - x.gather(-1, index.unsqueeze(-1)).squeeze(-1))
        if self.label_smoothing > 0:
            uniform = (lse * weight.sum() - (x * weight).sum(-1)) / x.shape[-1]
            loss = loss * (1 - self.label_smoothing) + uniform * self.label_smoothing
        return loss.masked_fill(ignored, 0), chosen.masked_fill(ignored, 0).sum()
