"""You fold torch.logaddexp along the dimension. It is the log-sum-exp of two numbers, ready-made.

Write that step by hand if you like the fold: m + log(exp(a - m) + exp(b - m)).
"""
# verdict: forbidden

import torch


def logsumexp(input, dim, keepdim=False):
    result = input.select(dim, 0)
    for x in input.unbind(dim)[1:]:
        result = torch.logaddexp(result, x)
    return result.unsqueeze(dim) if keepdim else result


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
