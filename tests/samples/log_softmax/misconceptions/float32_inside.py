"""Your softmax computes in float32 and converts back, so float64 input comes out with 7 digits in
place of 16.

Compute in the input's dtype, or in a wider one.
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
    exps = (input - input.amax(dim, keepdim=True)).float().exp()
    return (exps / exps.sum(dim, keepdim=True)).to(input.dtype)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
