"""The share ε/C of a class is kept from the first call, and used for inputs with another number of
classes.

C is the input's, not the loss's: compute the share in each call, where it costs nothing.
"""
# verdict: wrong_answer
# fails: test_same_input_same_output


import torch
from torch import nn

class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"bad reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing
        self.share = None

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        eps = self.label_smoothing
        logp = torch.log_softmax(input, dim)
        cost = -logp.movedim(dim, -1)
        if self.weight is not None:
            cost = cost * self.weight
        if target.is_floating_point():
            loss = (target.movedim(dim, -1) * cost).sum(-1)
            divisor = loss.numel()
        else:
            kept = target != self.ignore_index
            cost = torch.where(kept.unsqueeze(-1), cost, 0)
            index = torch.where(kept, target, 0)
            loss = cost.gather(-1, index.unsqueeze(-1)).squeeze(-1)
            weights = kept if self.weight is None else torch.where(kept, self.weight[index], 0)
            divisor = weights.sum()
        if self.share is None:
            self.share = eps / cost.shape[-1]
        if eps > 0:
            loss = (1 - eps) * loss + self.share * cost.sum(-1)
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / divisor
