"""Style: log(e^a + e^b) = max + log1p(exp(-|a - b|)), folded along the dimension."""

from functools import reduce

import torch


def log_add(a, b):
    high, low = torch.maximum(a, b), torch.minimum(a, b)
    # Equal infinities would give inf - inf; there, high is the answer.
    gap = torch.where(high.isinf(), -torch.inf, low - high)
    return high + torch.log1p(torch.exp(gap))


def logsumexp(input, dim, keepdim=False):
    result = reduce(log_add, input.unbind(dim))
    return result.unsqueeze(dim) if keepdim else result


def log_softmax(input, dim):
    return input - logsumexp(input, dim, keepdim=True)


def softmax(input, dim):
    return torch.exp(log_softmax(input, dim))
