"""Your hand-written backward of the divergence is -1 / q, for every outcome alike; p is missing.

The derivative of p log q with respect to q is p / q.
"""
# verdict: wrong_answer
# fails: test_gradient_of_divergence

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


class Divergence(torch.autograd.Function):
    @staticmethod
    def forward(ctx, p, q):
        ctx.save_for_backward(p, q)
        log_p = torch.where(p > 0, p, 1).log()
        log_q = torch.where(p > 0, q, 1).log()
        return (p * (log_p - log_q)).sum(-1)

    @staticmethod
    def backward(ctx, grad_output):
        _, q = ctx.saved_tensors
        return None, -grad_output.unsqueeze(-1) / q


def kl_divergence(p, q):
    return Divergence.apply(p, q)
