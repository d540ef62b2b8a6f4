"""Your softmax replaces -inf by -1e9, so that no infinity is left to compute with. float16 ends at
65504: -1e9 does not exist there, and masked_fill raises.

exp(-inf) is 0 already, and -inf minus a finite maximum is -inf. Where a finite number is needed,
torch.finfo(input.dtype).min exists in every dtype.
"""
# verdict: runtime_error
# fails: test_float16, test_many_terms

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    input = input.masked_fill(input == -torch.inf, -1e9)
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
