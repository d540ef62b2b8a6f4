"""Your hand-written backward of log_softmax returns g - softmax. That is right where the upstream
gradients of a row add up to 1, as for the negative of a cross entropy, and nowhere else.

The derivative of log p_i with respect to x_j is [i = j] - p_j; summed with the upstream g that is
g_j - p_j * sum(g).
"""
# verdict: wrong_answer
# fails: test_gradient_of_log_softmax, test_gradients_along_other_dimensions
# fails: test_gradients_of_large_numbers, test_masked_entries

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


class LogSoftmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, dim):
        shifted = input - input.amax(dim, keepdim=True)
        result = shifted - shifted.exp().sum(dim, keepdim=True).log()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad):
        (result,) = ctx.saved_tensors
        return grad - result.exp(), None


def log_softmax(input, dim):
    return LogSoftmax.apply(input, dim)
