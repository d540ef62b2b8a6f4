"""You differentiate inside forward, to report the gradient's size. Under torch.no_grad() there is
no graph, and autograd.grad raises.

What is only for a log belongs outside, behind torch.is_grad_enabled(). A loss is also called to be
reported only.
"""
# verdict: runtime_error
# fails: test_without_gradients, test_without_waiting

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        log_probs = torch.log_softmax(input, dim)
        weighted = target
        if self.weight is not None:
            weighted = target * self.weight.view(-1, *[1] * (input.dim() - 1 - dim))
        loss = -(weighted * log_probs).sum(dim)
        if log_probs.numel():
            leaf = input.detach().requires_grad_()
            total = -(weighted * torch.log_softmax(leaf, dim)).sum()
            self.gradient_size = float(torch.autograd.grad(total, leaf)[0].norm())

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
