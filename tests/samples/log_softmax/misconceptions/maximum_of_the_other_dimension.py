"""Your softmax subtracts the maximum of each column, dim 0, whatever dim is. A shift is only free
where it is the same for all numbers of a row; yours changes the differences between them.

The maximum goes along the same dimension as the sum: input.amax(dim, keepdim=True).
"""
# verdict: wrong_answer
# fails: test_softmax_along_rows, test_softmax_along_other_dimensions, test_gradient_of_softmax

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(0, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
