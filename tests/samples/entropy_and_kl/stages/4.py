"""Stops after stage 4: right numbers, but the zeros are replaced in the caller's tensors."""


def cross_entropy(p, q):
    # Where p is 0 the term is 0, so let log see a 1 there.
    q.masked_fill_(p == 0, 1)
    return -(p * q.log()).sum(-1)


def entropy(p):
    return cross_entropy(p, p.clone())


def kl_divergence(p, q):
    return cross_entropy(p, q) - entropy(p)
