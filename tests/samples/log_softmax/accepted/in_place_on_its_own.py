"""Style: in-place operations on tensors of its own; an entry may be any callable object."""

import torch


class LogSumExp:
    def __call__(self, input, dim, keepdim=False):
        top = input.detach().amax(dim, keepdim=True)
        top.masked_fill_(top.isinf(), 0)
        total = (input - top).exp_().sum(dim, keepdim=True)
        out = total.log().add_(top)
        return out if keepdim else out.squeeze(dim)


logsumexp = LogSumExp()


def softmax(input, dim):
    exps = input.sub(input.detach().amax(dim, keepdim=True)).exp_()
    return exps / exps.sum(dim, keepdim=True)


log_softmax = lambda input, dim: (  # noqa: E731
    lambda shifted: shifted - shifted.exp().sum(dim, keepdim=True).log()
)(input - input.detach().amax(dim, keepdim=True))
