"""You take exp of the logits as they are. In float32 exp(89) is inf, so the loss is inf or nan;
and where all logits are below -104 every exp is 0, and log(0) is -inf.

Subtract the row's maximum first. Softmax does not change when a constant is added to all logits of
a row, and the exponentials then lie in (0, 1] with at least one equal to 1.
"""
# verdict: wrong_answer
# fails: test_large_logits, test_mixed_magnitudes, test_constant_offsets
# fails: test_gradients_of_large_logits, test_float16
# may fail: test_batch_of_one, test_one_class

import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)

        x = input
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
