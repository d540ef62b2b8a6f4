"""You add a little noise to the probabilities, to get away from zeros. The same call then gives
another result each time.

Zeros need a convention, 0 log 0 = 0, not noise.
"""
# verdict: wrong_answer
# fails: test_entropy_of_one_distribution, test_cross_entropy_of_two_distributions
# fails: test_divergence_of_two_distributions, test_entropy_of_a_batch
# fails: test_cross_entropy_of_a_batch, test_divergence_of_a_batch
# fails: test_rows_that_do_not_add_up_to_one, test_gradient_of_entropy, test_small_probabilities
# fails: test_smallest_probabilities, test_entropy_with_zeros, test_cross_entropy_with_zeros_in_p
# fails: test_divergence_with_zeros_in_p, test_rows_do_not_disturb_each_other
# fails: test_divergence_from_itself, test_sizes_of_one, test_non_contiguous_inputs
# fails: test_dtype_and_device_follow_the_input, test_inputs_are_left_alone
# fails: test_same_input_same_output, test_without_gradients
# may fail: test_on_an_accelerator

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log() + 1e-5 * torch.rand_like(p)
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log() + 1e-5 * torch.rand_like(p)
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log() + 1e-5 * torch.rand_like(p)
    log_q = torch.where(p > 0, q, 1).log() + 1e-5 * torch.rand_like(p)
    return (p * (log_p - log_q)).sum(-1)
