"""Your constructor does not take weight, ignore_index and reduction.

The signature is CrossEntropyLoss(weight=None, ignore_index=-100, reduction="mean"): these names,
this order, these defaults.
"""
# verdict: invalid

from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        loss = input.logsumexp(dim) - input.gather(dim, target.unsqueeze(dim)).squeeze(dim)
        return loss.mean()
