"""Stops after stage 1: one distribution at a time, without zeros."""


def entropy(p):
    return -(p * p.log()).sum()


def cross_entropy(p, q):
    return -(p * q.log()).sum()


def kl_divergence(p, q):
    return (p * (p.log() - q.log())).sum()
