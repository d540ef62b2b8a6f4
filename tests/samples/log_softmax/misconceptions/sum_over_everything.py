"""Your log_softmax sums the exponentials of the whole input. Only a single row comes out right;
the probabilities of a batch add up to 1 over all rows together.

sum(dim, keepdim=True) gives one normaliser for each row.
"""
# verdict: wrong_answer
# fails: test_log_softmax_along_rows, test_log_softmax_along_other_dimensions
# fails: test_gradient_of_log_softmax

import torch


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
    return shifted - shifted.exp().sum().log()
