"""What the backward pass needs is kept on the class, so that a second forward pass before the
backward pass of the first overwrites it.

Two losses of one kind in one graph, or one loss called on two batches, are ordinary.
ctx.save_for_backward keeps what belongs to one call with that call.
"""
# verdict: runtime_error
# fails: test_repeated_backward

import torch
from torch import nn

class _Soft(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, mass):
        logp = logits.log_softmax(1)
        _Soft.saved = (logp, mass)
        return -(mass * logp).sum(1)

    @staticmethod
    def backward(ctx, g):
        logp, mass = _Soft.saved
        return g.unsqueeze(1) * (logp.exp() * mass.sum(1, keepdim=True) - mass), None


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(reduction)
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        d = min(1, input.dim() - 1)
        x, q = input.movedim(d, -1), target.movedim(d, -1)
        shape, C = x.shape[:-1], x.shape[-1]
        x, q = x.reshape(-1, C), q.reshape(-1, C)
        if self.weight is not None:
            q = q * self.weight
        loss = _Soft.apply(x, q).reshape(shape)
        return loss if self.reduction == "none" else getattr(loss, self.reduction)()
