"""Style: KL = H(p, q) - H(p), each from a helper of one's own that carries its usual name."""

import torch
from torch import Tensor, nn


def entropy(p: Tensor) -> Tensor:
    return -torch.where(p > 0, p * p.clamp_min(torch.finfo(p.dtype).tiny).log(), 0)


def cross_entropy(p: Tensor, log_q: Tensor) -> Tensor:
    return -(p * log_q)


def kl_div(log_q: Tensor, p: Tensor) -> Tensor:
    return cross_entropy(p, log_q) - entropy(p)


def kl_div_in_log_space(log_q: Tensor, log_p: Tensor) -> Tensor:
    return log_p.exp() * (log_p - log_q)


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"no reduction {reduction!r}")
        self.reduction = reduction
        self.pointwise = kl_div_in_log_space if log_target else kl_div

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        loss = self.pointwise(input, target)
        if self.reduction == "none":
            return loss
        if self.reduction == "batchmean":
            # An item's divergence is a sum over all its dimensions; then the mean over items.
            return loss.flatten(1).sum(1).mean()
        return getattr(loss, self.reduction)()
