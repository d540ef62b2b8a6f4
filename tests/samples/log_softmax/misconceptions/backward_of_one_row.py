"""Your hand-written backward of softmax sums over the last dimension, whatever dim was. Values
are right; gradients along other dimensions are not.

Keep dim in ctx: the gradient is p * (g - sum(p * g)), with the sum along dim.
"""
# verdict: wrong_answer
# fails: test_gradients_along_other_dimensions

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


class Softmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, dim):
        exps = (input - input.amax(dim, keepdim=True)).exp()
        probs = exps / exps.sum(dim, keepdim=True)
        ctx.save_for_backward(probs)
        return probs

    @staticmethod
    def backward(ctx, grad):
        (probs,) = ctx.saved_tensors
        return probs * (grad - (probs * grad).sum(-1, keepdim=True)), None


def softmax(input, dim):
    return Softmax.apply(input, dim)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
