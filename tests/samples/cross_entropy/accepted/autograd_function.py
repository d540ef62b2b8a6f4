"""Style: a custom autograd Function; its backward recomputes softmax from the saved logits."""

import torch
from torch import nn


class ItemLoss(torch.autograd.Function):
    """(M, C) logits and (M,) indices to (M,) losses; the gradient is softmax - one-hot."""

    @staticmethod
    def forward(ctx, logits, index):
        ctx.save_for_backward(logits, index)
        shifted = logits - logits.amax(1, keepdim=True)
        return shifted.exp().sum(1).log() - shifted.gather(1, index[:, None]).squeeze(1)

    @staticmethod
    def backward(ctx, grad_output):
        logits, index = ctx.saved_tensors
        # From the saved input, not from a saved softmax: so it can be differentiated again.
        exps = (logits - logits.amax(1, keepdim=True).detach()).exp()
        probs = exps / exps.sum(1, keepdim=True)
        one_hot = torch.zeros_like(logits).scatter(1, index[:, None], 1.0)
        return grad_output[:, None] * (probs - one_hot), None


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        channel = min(1, input.dim() - 1)
        rows = input.movedim(channel, -1).reshape(-1, input.shape[channel])
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        loss = ItemLoss.apply(rows, index.reshape(-1)).reshape(target.shape)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight
        if self.reduction == "mean":
            return loss.sum() / weight.sum()
        return loss.sum() if self.reduction == "sum" else loss
