"""Your softmax flattens its rows with view, which torch refuses where rows do not lie one behind
the other in memory, as in a transposed input.

reshape copies where it must; or do not flatten at all, as amax and sum take a dim.
"""
# verdict: runtime_error
# fails: test_non_contiguous_inputs

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    last = dim in (-1, input.dim() - 1)
    rows = input if last else input.movedim(dim, -1).contiguous()
    flat = rows.view(-1, rows.size(-1))
    exps = (flat - flat.amax(1, keepdim=True)).exp()
    return (exps / exps.sum(1, keepdim=True)).view(rows.shape).movedim(-1, dim)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
