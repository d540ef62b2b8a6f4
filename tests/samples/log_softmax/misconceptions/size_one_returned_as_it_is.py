"""Your softmax returns its input where dim has size 1, as there is nothing to normalise. But the
single probability is 1, whatever the score.

exp(x - x) / exp(x - x) = 1: the general formula needs no exception.
"""
# verdict: wrong_answer
# fails: test_sizes_of_one, test_gradient_of_softmax

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    if input.size(dim) == 1:
        return input
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
