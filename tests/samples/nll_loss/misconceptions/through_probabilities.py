"""You turn the log-probabilities into probabilities and back, -log(exp(x)). exp(-200) is 0 in
float32, so the loss of that item is inf instead of 200; and elsewhere digits are lost.

Log-probabilities exist so that small probabilities need not be represented. The loss is -x[target]:
no exp, no log.
"""
# verdict: wrong_answer
# fails: test_large_log_probabilities, test_ignored_rows_hold_anything, test_memory

import torch
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        probs = input.exp()
        loss = -probs.gather(dim, index.unsqueeze(dim)).squeeze(dim).log()

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
