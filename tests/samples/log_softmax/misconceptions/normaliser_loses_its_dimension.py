"""Your log_softmax subtracts a sum without keepdim=True. On a square matrix [[0, 1], [2, 5]] row
i is silently normalised by row j's sum; on other shapes torch refuses.

With keepdim=True the normaliser is (N, 1), one number beside each row, and broadcasts along it.
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
    return shifted - shifted.exp().sum(dim).log()
