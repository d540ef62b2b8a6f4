"""With a single class you switch to the sigmoid, log σ(x). One class has probability 1, so the
loss is 0.

The softmax over one class is 1 whatever its logit. A binary problem with one logit is another
loss.
"""
# verdict: wrong_answer
# fails: test_one_class

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        if input.shape[dim] == 1:
            log_probs = -torch.log1p(torch.exp(-input))
        else:
            log_probs = torch.log_softmax(input, dim)
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
