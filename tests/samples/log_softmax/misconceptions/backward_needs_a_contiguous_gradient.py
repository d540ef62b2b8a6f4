"""Your backward takes a view() of the gradient that comes in, which raises where that is expanded
or transposed, as sum() and transpose() send it.

The gradient that arrives has whatever strides the next operator gave it. Use operations that take
any, or reshape().
"""
# verdict: runtime_error
# fails: test_whatever_comes_together

import torch
from torch import Tensor


def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, torch.zeros_like(top))
    out = (input - top).exp().sum(dim, keepdim=True).log() + top
    return out if keepdim else out.squeeze(dim)


def softmax(input: Tensor, dim: int) -> Tensor:
    e = (input - input.amax(dim, keepdim=True).detach()).exp()
    return e / e.sum(dim, keepdim=True)


class _LSM(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, dim):
        z = x - x.amax(dim, keepdim=True)
        y = z - z.exp().sum(dim, keepdim=True).log()
        ctx.dim = dim
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        g = g.view(-1).view(y.shape)
        return g - y.exp() * g.sum(ctx.dim, keepdim=True), None

def log_softmax(input, dim):
    return _LSM.apply(input, dim)
