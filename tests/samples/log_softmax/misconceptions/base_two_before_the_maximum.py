"""You multiply by log2(e) before you subtract the maximum, to use exp2. In float16, which ends at
65504, an input of 60000 becomes inf, and inf - inf is nan.

Whatever makes numbers larger comes after the maximum has been taken out: what is left then is
negative, and may become -inf without harm.
"""
# verdict: wrong_answer
# fails: test_float16

import math

import torch

LOG2_E = math.log2(math.e)


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    bits = input * LOG2_E
    bits = bits - bits.amax(dim, keepdim=True)
    return (bits - bits.exp2().sum(dim, keepdim=True).log2()) / LOG2_E
