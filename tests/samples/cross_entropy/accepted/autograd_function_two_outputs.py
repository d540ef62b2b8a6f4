"""Style: an autograd Function with setup_context that returns the softmax as a second output."""

import torch
from torch import Tensor, nn


class LogSumExp(torch.autograd.Function):
    """log Σ exp over dim 1, and softmax along with it; both can be differentiated again."""

    @staticmethod
    def forward(logits: Tensor) -> tuple[Tensor, Tensor]:
        top = logits.amax(1, keepdim=True)
        exps = (logits - top).exp()
        total = exps.sum(1, keepdim=True)
        return (top + total.log()).squeeze(1), exps / total

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(output[1])

    @staticmethod
    def backward(ctx, grad_lse, grad_probs):
        (probs,) = ctx.saved_tensors
        inner = (grad_probs * probs).sum(1, keepdim=True)
        return probs * (grad_lse.unsqueeze(1) + grad_probs - inner)


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"{reduction} is not a reduction")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if input.dim() == 1:
            return self._batched(input[None], target[None], target.shape)
        return self._batched(input, target, target.shape)

    def _batched(self, input: Tensor, target: Tensor, shape: torch.Size) -> Tensor:
        ignored = target == self.ignore_index
        index = target.masked_fill(ignored, 0)
        lse, _ = LogSumExp.apply(input)
        loss = lse - input.gather(1, index.unsqueeze(1)).squeeze(1)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = weight.masked_fill(ignored, 0)
        loss = weight * loss.masked_fill(ignored, 0)
        if self.reduction == "none":
            return loss.reshape(shape)
        return loss.sum() if self.reduction == "sum" else loss.sum() / weight.sum()
