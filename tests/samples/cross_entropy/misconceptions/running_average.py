"""You return a running average over calls. The same batch must give the same loss, whatever came
before.

Smoothing is for the log, outside of the loss: here it also scales the gradient down.
"""
# verdict: wrong_answer
# fails: test_repeated_backward, test_weight_is_a_buffer, test_same_input_same_output

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.average = None

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)

        x = input - input.amax(dim, keepdim=True)
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        loss = loss.sum() if self.reduction == "sum" else loss.sum() / weight.sum()
        if self.average is not None:
            loss = 0.9 * self.average + 0.1 * loss
        self.average = loss.detach()
        return loss
