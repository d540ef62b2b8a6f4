"""Style: custom autograd Functions with the gradients written out; what is cheap is saved."""

import torch


class LogSumExp(torch.autograd.Function):
    """Along dim, which is kept; d logsumexp / dx = softmax."""

    @staticmethod
    def forward(ctx, x, dim):
        m = x.amax(dim, keepdim=True)
        m = torch.where(torch.isinf(m), torch.zeros_like(m), m)
        out = m + (x - m).exp().sum(dim, keepdim=True).log()
        ctx.save_for_backward(x, out)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        x, out = ctx.saved_tensors
        return grad_output * (x - out).exp(), None


class Softmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, dim):
        e = (x - x.amax(dim, keepdim=True)).exp()
        p = e / e.sum(dim, keepdim=True)
        ctx.save_for_backward(p)
        ctx.dim = dim
        return p

    @staticmethod
    def backward(ctx, g):
        (p,) = ctx.saved_tensors
        return p * (g - (p * g).sum(ctx.dim, keepdim=True)), None


class LogSoftmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, dim):
        z = x - x.amax(dim, keepdim=True)
        out = z - z.exp().sum(dim, keepdim=True).log()
        ctx.save_for_backward(out)
        ctx.dim = dim
        return out

    @staticmethod
    def backward(ctx, g):
        (out,) = ctx.saved_tensors
        return g - out.exp() * g.sum(ctx.dim, keepdim=True), None


def logsumexp(input, dim, keepdim=False):
    out = LogSumExp.apply(input, dim)
    return out if keepdim else out.squeeze(dim)


def softmax(input, dim):
    return Softmax.apply(input, dim)


def log_softmax(input, dim):
    return LogSoftmax.apply(input, dim)
