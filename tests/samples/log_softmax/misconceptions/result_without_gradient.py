"""Your logsumexp runs under torch.no_grad(), so nothing reaches the input in the backward pass.

no_grad is for what needs no gradient, as the maximum here; the rest must be recorded.
"""
# verdict: wrong_answer
# fails: test_gradient_of_logsumexp, test_gradients_along_other_dimensions
# fails: test_gradients_of_large_numbers, test_masked_entries

import torch


@torch.no_grad()
def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
