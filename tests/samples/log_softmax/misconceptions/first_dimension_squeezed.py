"""Your logsumexp squeezes dimension 0 at the end, not dim. Where dimension 0 has another size
that does nothing, and (N, 1) comes back in place of (N,).

Drop the dimension that was summed: squeeze(dim).
"""
# verdict: wrong_answer
# fails: test_logsumexp_along_rows, test_logsumexp_along_other_dimensions, test_keepdim
# fails: test_gradient_of_logsumexp, test_nothing_but_minus_infinity, test_plus_infinity

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(0)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
