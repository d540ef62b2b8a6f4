"""Your hand-written backward of logsumexp is exp(x) / sum(exp(x)), which overflows where the
forward pass was careful: at [100, 99] it is inf / inf in float32, at [1e4, -1e4] in float64.

exp(x - logsumexp(x)) is the same, and safe: the result of the forward pass is at hand.
"""
# verdict: wrong_answer
# fails: test_constant_offsets, test_gradients_of_large_numbers

import torch


class LogSumExp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, dim):
        ctx.save_for_backward(input)
        ctx.dim = dim
        top = input.amax(dim, keepdim=True)
        top = torch.where(top.isfinite(), top, 0)
        return top + (input - top).exp().sum(dim, keepdim=True).log()

    @staticmethod
    def backward(ctx, grad):
        (input,) = ctx.saved_tensors
        exps = input.exp()
        return grad * exps / exps.sum(ctx.dim, keepdim=True), None


def logsumexp(input, dim, keepdim=False):
    result = LogSumExp.apply(input, dim)
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
