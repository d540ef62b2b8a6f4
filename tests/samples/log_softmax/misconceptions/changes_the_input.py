"""You subtract the maximum in place, input -= ..., so the caller's scores are changed; and where
they require grad, torch refuses the in-place operation.

Leave arguments alone: input - m makes a new tensor.
"""
# verdict: wrong_answer
# fails: test_gradient_of_softmax, test_gradients_along_other_dimensions
# fails: test_gradients_of_large_numbers, test_masked_entries, test_non_contiguous_inputs
# fails: test_input_is_left_alone, test_without_gradients

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    input -= input.amax(dim, keepdim=True)
    exps = input.exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
