"""Your softmax moves dim to the end by a permutation that it builds itself, and for dim = -1 the
permutation names the last dimension twice, which torch refuses.

Either make dim positive first, dim % input.dim(), or do not permute: amax(dim) and sum(dim) count
from the end where dim is negative.
"""
# verdict: runtime_error
# fails: test_negative_dimensions

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    order = [d for d in range(input.dim()) if d != dim] + [dim]
    rows = input.permute(order)
    exps = (rows - rows.amax(-1, keepdim=True)).exp()
    probs = exps / exps.sum(-1, keepdim=True)
    return probs.permute([order.index(d) for d in range(input.dim())])


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
