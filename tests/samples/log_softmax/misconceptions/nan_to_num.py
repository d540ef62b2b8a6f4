"""You repair the nan of a row of -inf afterwards, with nan_to_num, which puts 0 there. logsumexp
of [-inf, -inf] is log(0 + 0) = -inf; 0 would be the result of a single 0.

nan_to_num makes up a number. Avoid the nan instead: subtract 0 where the maximum is not finite.
"""
# verdict: wrong_answer
# fails: test_nothing_but_minus_infinity, test_plus_infinity

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    result = torch.nan_to_num(result, nan=0.0, posinf=torch.inf, neginf=-torch.inf)
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
