"""Style: it derives from torch's own _WeightedLoss, which holds weight and reduction, no loss."""

import torch
from torch.nn.modules.loss import _WeightedLoss


class NLLLoss(_WeightedLoss):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__(weight, reduction=reduction)
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"{reduction} is not a valid value for reduction")
        self.ignore_index = ignore_index

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        ignored = target == self.ignore_index
        index = target.masked_fill(ignored, 0)
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = weight.masked_fill(ignored, 0)
        loss = loss.masked_fill(ignored, 0) * weight
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / weight.sum()
