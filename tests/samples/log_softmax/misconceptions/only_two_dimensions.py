"""Your log_softmax transposes the input for dim 0 and then goes along the last dimension. For (N,
C, d) input and dim 1 you normalise over d.

amax(dim) and sum(dim) take any dimension, so no transposing is needed.
"""
# verdict: wrong_answer
# fails: test_log_softmax_along_other_dimensions, test_negative_dimensions
# fails: test_gradients_along_other_dimensions, test_sizes_of_one, test_empty_batch
# fails: test_non_contiguous_inputs

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
    if dim == 0 and input.dim() == 2:
        return log_softmax(input.T, 1).T
    shifted = input - input.amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()
