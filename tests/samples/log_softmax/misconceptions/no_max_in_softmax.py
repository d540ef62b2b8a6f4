"""Your softmax takes exp of the scores as they are. At [100, 99] that is inf / inf = nan in
float32, at [-200, -201] it is 0 / 0.

exp(x - m) / sum(exp(x - m)) is the same number for every m, as exp(m) cancels. With the row's
maximum for m the sum lies between 1 and n.
"""
# verdict: wrong_answer
# fails: test_softmax_of_large_numbers, test_rows_of_different_size, test_constant_offsets
# fails: test_gradients_of_large_numbers
# may fail: test_sizes_of_one

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = input.exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
