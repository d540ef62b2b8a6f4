"""Style: the loss of one position, lifted over all positions by torch.func.vmap."""

import torch
from torch import Tensor, nn
from torch.func import vmap


def position_loss(logits: Tensor, probs: Tensor, weight: Tensor) -> Tensor:
    """(C,) logits, probabilities and weights to a scalar."""
    return -torch.sum(weight * probs * torch.log_softmax(logits, 0))


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        dim = min(1, input.dim() - 1)
        logits, probs = input.movedim(dim, -1), target.movedim(dim, -1)
        classes = logits.shape[-1]
        weight = torch.ones_like(logits[..., 0:1]).expand(logits.shape)
        if self.weight is not None:
            weight = self.weight.expand(logits.shape)
        rows = [t.reshape(-1, classes) for t in (logits, probs, weight)]
        loss = vmap(position_loss)(*rows).reshape(logits.shape[:-1])
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
