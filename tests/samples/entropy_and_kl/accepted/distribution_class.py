"""Style: a small class of one's own for a distribution, with methods of these names."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Distribution:
    probs: torch.Tensor

    @property
    def support(self):
        return self.probs.gt(0)

    def cross_entropy(self, other):
        surprise = -other.probs.masked_fill(~self.support, 1).log()
        return (self.probs * surprise).sum(-1)

    def entropy(self):
        return self.cross_entropy(self)

    def kl_divergence(self, other):
        return self.cross_entropy(other) - self.entropy()


def entropy(p):
    return Distribution(p).entropy()


def cross_entropy(p, q):
    return Distribution(p).cross_entropy(Distribution(q))


def kl_divergence(p, q):
    return Distribution(p).kl_divergence(Distribution(q))
