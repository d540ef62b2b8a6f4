"""Your hand-written backward of the cross entropy returns -p / q without the upstream gradient.
It is right after .sum(), and wrong after anything else.

The chain rule: multiply by grad_output, one number for each row, hence grad_output.unsqueeze(-1).
"""
# verdict: wrong_answer
# fails: test_gradient_of_cross_entropy

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


class CrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, p, q):
        ctx.save_for_backward(p, q)
        return -(p * torch.where(p > 0, q, 1).log()).sum(-1)

    @staticmethod
    def backward(ctx, grad_output):
        p, q = ctx.saved_tensors
        return None, -p / q


def cross_entropy(p, q):
    return CrossEntropy.apply(p, q)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
