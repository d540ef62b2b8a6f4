"""You go along the last dimension, whatever dim says. logsumexp([[0, 1], [2, 3]], dim=0) is
[2.1269, 3.1269]; you give [1.3133, 3.3133].

Pass dim on to amax and sum, all three times.
"""
# verdict: wrong_answer
# fails: test_logsumexp_along_other_dimensions, test_softmax_along_other_dimensions
# fails: test_log_softmax_along_other_dimensions, test_negative_dimensions, test_keepdim
# fails: test_gradients_along_other_dimensions, test_sizes_of_one, test_empty_batch
# fails: test_non_contiguous_inputs, test_nothing_but_minus_infinity, test_plus_infinity

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(-1, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(-1, keepdim=True).log()
    return result if keepdim else result.squeeze(-1)


def softmax(input, dim):
    exps = (input - input.amax(-1, keepdim=True)).exp()
    return exps / exps.sum(-1, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()
