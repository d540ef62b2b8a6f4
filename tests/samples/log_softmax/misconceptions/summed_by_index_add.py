"""Your exponentials are added up by index_add into one place per row, in the dtype of the input.

It adds them one by one to what is there. In bfloat16, with 8 bits of precision, 256 + 1 is 256: the
sum stops growing. sum() adds in float32 and rounds once.
"""
# verdict: accepted
# fails: test_many_terms

import torch


def add_up(exps, dim):
    place = torch.zeros(exps.shape[dim], dtype=torch.long, device=exps.device)
    return torch.zeros_like(exps.narrow(dim, 0, 1)).index_add(dim, place, exps)


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + add_up((input - top).exp(), dim).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / add_up(exps, dim)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - add_up(shifted.exp(), dim).log()
