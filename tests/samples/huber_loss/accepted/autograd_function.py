"""Style: a custom autograd Function: the backward is the clipped difference, for both inputs."""

import torch
from torch import nn


class Huber(torch.autograd.Function):
    """Elementwise, on inputs of one shape."""

    @staticmethod
    def forward(ctx, input, target, delta):
        d = input - target
        ctx.save_for_backward(d)
        ctx.delta = delta
        a = d.abs()
        return torch.where(a <= delta, d * d / 2, delta * (a - delta / 2))

    @staticmethod
    def backward(ctx, grad_output):
        (d,) = ctx.saved_tensors
        grad = grad_output * d.clamp(-ctx.delta, ctx.delta)
        return grad, -grad, None


def reduced(loss, reduction):
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.mean()


def check(reduction):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction {reduction!r}")


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        check(reduction)
        if not delta > 0:
            raise ValueError("delta > 0")
        self.reduction = reduction
        self.delta = float(delta)

    def forward(self, input, target):
        input, target = torch.broadcast_tensors(input, target)
        return reduced(Huber.apply(input, target, self.delta), self.reduction)


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        check(reduction)
        if not beta >= 0:
            raise ValueError("beta >= 0")
        self.reduction = reduction
        self.beta = float(beta)

    def forward(self, input, target):
        input, target = torch.broadcast_tensors(input, target)
        if self.beta == 0:
            loss = (input - target).abs()
        else:
            loss = Huber.apply(input, target, self.beta) / self.beta
        return reduced(loss, self.reduction)
