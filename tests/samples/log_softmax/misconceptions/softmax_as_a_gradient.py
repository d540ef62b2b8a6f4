"""Your softmax is the gradient of logsumexp, taken by torch.autograd.grad. A fine identity, but
under torch.no_grad() there is no graph to take it from, and it raises.

A forward pass should not depend on autograd being on: exp(x - m) / sum(exp(x - m)) costs less,
too.
"""
# verdict: runtime_error
# fails: test_without_gradients

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    x = input if input.requires_grad else input.detach().requires_grad_()
    (probs,) = torch.autograd.grad(logsumexp(x, dim).sum(), x, create_graph=True)
    return probs


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
