"""You subtract the maximum from input.data, in place. The probabilities are right, but the
caller's scores have changed behind its back, and behind autograd's.

.data switches off the protection, not the effect. input - m makes a new tensor.
"""
# verdict: wrong_answer
# fails: test_non_contiguous_inputs, test_input_is_left_alone, test_without_gradients

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
    input.data -= input.amax(dim, keepdim=True)
    shifted = input
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
