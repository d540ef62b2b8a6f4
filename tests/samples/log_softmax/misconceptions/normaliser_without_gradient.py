"""Your log_softmax detaches the normaliser, so its gradient is the upstream gradient unchanged:
every score would grow without end.

The normaliser is what makes entries compete. The gradient is g - softmax * sum(g): leave
log(sum(exp)) in the graph.
"""
# verdict: wrong_answer
# fails: test_gradient_of_log_softmax, test_gradients_along_other_dimensions
# fails: test_gradients_of_large_numbers, test_masked_entries

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
    return shifted - shifted.exp().sum(dim, keepdim=True).log().detach()
