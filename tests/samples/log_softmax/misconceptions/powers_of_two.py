"""Your softmax takes powers of two, not of e. At [0, 1] you give [0.3333, 0.6667], not [0.2689,
0.7311].

exp2 is a softmax at another temperature: exp2(x) = exp(0.6931 x).
"""
# verdict: wrong_answer
# fails: test_softmax_along_rows, test_softmax_along_other_dimensions, test_gradient_of_softmax
# fails: test_softmax_of_large_numbers

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp2()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
