"""Your logsumexp returns a Python number where a single row comes in: .item() cuts it off from
the graph, and makes a GPU wait.

A tensor without dimensions is the result for a vector.
"""
# verdict: wrong_answer
# fails: test_logsumexp_along_rows, test_keepdim, test_gradient_of_logsumexp
# fails: test_logsumexp_of_large_numbers, test_logsumexp_of_very_negative_numbers
# fails: test_nothing_but_minus_infinity, test_plus_infinity

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    result = result if keepdim else result.squeeze(dim)
    return result.item() if result.dim() == 0 else result


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
