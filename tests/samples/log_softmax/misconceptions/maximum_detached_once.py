"""Your logsumexp detaches the maximum inside of exp and not outside. The two gradients of the
maximum no longer cancel: the largest entry gets 1 too much.

Detach it in both places or in none: m + log(sum(exp(x - m))) does not depend on m.
"""
# verdict: wrong_answer
# fails: test_gradient_of_logsumexp, test_gradients_along_other_dimensions
# fails: test_gradients_of_large_numbers, test_masked_entries

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True)
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top.detach()).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
