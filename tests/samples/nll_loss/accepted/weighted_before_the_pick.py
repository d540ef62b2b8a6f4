"""Style: the weights go onto all log-probabilities first, in a view along the class dimension."""

from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        is_single = input.dim() == 1
        x, t = (input[None], target[None]) if is_single else (input, target)
        _, c, *rest = x.shape
        w = x.new_ones(c) if self.weight is None else self.weight
        w = w.view(1, c, *(1 for _ in rest)).expand_as(x)

        dropped = t == self.ignore_index
        index = t.masked_fill(dropped, 0).unsqueeze(1)
        loss = -(w * x).gather(1, index).squeeze(1).masked_fill(dropped, 0)
        total = w.gather(1, index).squeeze(1).masked_fill(dropped, 0).sum()
        if is_single:
            loss = loss[0]
        if self.reduction == "none":
            return loss
        return loss.sum() / total if self.reduction == "mean" else loss.sum()
