"""Style: a custom autograd Function for Σ p log q, with its gradients log q and p / q."""

import torch


class ExpectedLog(torch.autograd.Function):
    @staticmethod
    def forward(ctx, p, q):
        ctx.save_for_backward(p, q)
        return torch.where(p > 0, p * q.log(), 0.0).sum(-1)

    @staticmethod
    def backward(ctx, grad_output):
        p, q = ctx.saved_tensors
        g = grad_output.unsqueeze(-1)
        return g * q.log(), torch.where(p > 0, g * p / q, 0.0)


def entropy(p):
    return -ExpectedLog.apply(p, p)  # the gradients of both arguments add up to log p + 1


def cross_entropy(p, q):
    return -ExpectedLog.apply(p, q)


def kl_divergence(p, q):
    return ExpectedLog.apply(p, p) - ExpectedLog.apply(p, q)
