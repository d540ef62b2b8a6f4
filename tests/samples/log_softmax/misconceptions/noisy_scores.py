"""You add a little noise to the scores, to break ties, say. The same call then gives another
result each time.

There are no ties to break: all three are smooth functions of their input.
"""
# verdict: wrong_answer
# fails: test_logsumexp_along_rows, test_softmax_along_rows, test_log_softmax_along_rows
# fails: test_logsumexp_along_other_dimensions, test_softmax_along_other_dimensions
# fails: test_log_softmax_along_other_dimensions, test_negative_dimensions, test_keepdim
# fails: test_gradient_of_logsumexp, test_gradient_of_softmax, test_gradient_of_log_softmax
# fails: test_gradients_along_other_dimensions, test_logsumexp_of_large_numbers
# fails: test_logsumexp_of_very_negative_numbers, test_softmax_of_large_numbers
# fails: test_log_softmax_of_large_numbers, test_log_softmax_of_improbable_entries
# fails: test_rows_of_different_size, test_constant_offsets, test_gradients_of_large_numbers
# fails: test_masked_entries, test_nothing_but_minus_infinity, test_plus_infinity
# fails: test_sizes_of_one, test_non_contiguous_inputs, test_dtype_and_device_follow_the_input
# fails: test_input_is_left_alone, test_same_input_same_output, test_without_gradients
# may fail: test_on_an_accelerator

import torch


def logsumexp(input, dim, keepdim=False):
    input = input + 1e-6 * torch.randn_like(input)
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    input = input + 1e-6 * torch.randn_like(input)
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    input = input + 1e-6 * torch.randn_like(input)
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
