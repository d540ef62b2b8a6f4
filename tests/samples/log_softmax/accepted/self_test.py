"""Style: the file tests itself against torch when it is run; importing it does not."""

import torch
from torch import softmax as expected_softmax


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, torch.zeros_like(top))
    lse = torch.log(torch.exp(input - top).sum(dim, keepdim=True)) + top
    return lse if keepdim else torch.squeeze(lse, dim)


def softmax(input, dim):
    exps = torch.exp(input - torch.amax(input, dim, keepdim=True))
    return torch.div(exps, torch.sum(exps, dim, keepdim=True))


def log_softmax(input, dim):
    shifted = input - torch.amax(input, dim, keepdim=True)
    return shifted - torch.log(torch.sum(torch.exp(shifted), dim, keepdim=True))


def check():
    from torch import log_softmax as expected_log_softmax

    x = 5 * torch.randn(3, 4, 5, dtype=torch.float64)
    for dim in (0, 1, -1):
        torch.testing.assert_close(logsumexp(x, dim), torch.logsumexp(x, dim))
        torch.testing.assert_close(softmax(x, dim), expected_softmax(x, dim))
        torch.testing.assert_close(log_softmax(x, dim), expected_log_softmax(x, dim))


if __name__ == "__main__":
    check()
    print(torch.nn.functional.log_softmax(torch.zeros(2), 0), "all good")
