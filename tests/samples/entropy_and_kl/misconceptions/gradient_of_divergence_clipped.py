"""The gradient of the divergence is clipped to ±1000.

-p / q is large where q is small, and that is what it is for. Clipping gradients is the training
loop's decision; a loss that does it has a wrong derivative.
"""
# verdict: wrong_answer
# fails: test_small_probabilities

import torch
from torch import Tensor


def entropy(p: Tensor) -> Tensor:
    return -torch.xlogy(p, p).sum(-1)


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    return -torch.xlogy(p, q).sum(-1)


class G(torch.autograd.Function):
    @staticmethod
    def forward(ctx, p, q):
        ctx.save_for_backward(p, q)
        return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(-1)

    @staticmethod
    def backward(ctx, g):
        p, q = ctx.saved_tensors
        return None, (-g.unsqueeze(-1) * p / q).clamp(-1e3, 1e3)

def kl_divergence(p, q):
    return G.apply(p, q)
