"""Style: the file tests itself against torch when it is run, under torch's own names."""

import torch


def entropy(p):
    return -torch.xlogy(p, p).sum(-1)


def cross_entropy(p, q):
    return -torch.xlogy(p, q).sum(-1)


def kl_divergence(p, q):
    return cross_entropy(p, q) - entropy(p)


def check():
    from torch.distributions import Categorical
    from torch.distributions import kl_divergence as expected_divergence
    from torch.nn.functional import kl_div

    logits = torch.randn(2, 4, 5, dtype=torch.float64)
    p, q = (logits.exp() / logits.exp().sum(-1, keepdim=True)).unbind(0)
    torch.testing.assert_close(entropy(p), Categorical(p).entropy())
    expected = expected_divergence(Categorical(p), Categorical(q))
    torch.testing.assert_close(kl_divergence(p, q), expected)
    torch.testing.assert_close(kl_divergence(p, q), kl_div(q.log(), p, reduction="none").sum(-1))
    check_cross_entropy(p, q)


def check_cross_entropy(p, q):
    own = globals()["cross_entropy"]
    from torch.nn.functional import cross_entropy

    torch.testing.assert_close(own(p, q), cross_entropy(q.log(), p, reduction="none"))


if __name__ == "__main__":
    check()
    print("all good")
