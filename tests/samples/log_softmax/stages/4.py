"""Stops after stage 4: accurate in log space, but logsumexp of nothing but -inf is nan."""


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
