"""You compute the softmax and then its logarithm. A probability below 1e-45 is 0 in float32, and
its logarithm -inf: [[1e4, -1e4]] with target 1 loses 20000, not inf.

Take the logarithm by hand, before anything can underflow: log p_t = (x_t - max) - log(sum(exp(x -
max))). Only the sum is exponentiated, and it is never 0.
"""
# verdict: wrong_answer
# fails: test_large_logits, test_mixed_magnitudes, test_masked_classes
# fails: test_gradients_of_large_logits
# may fail: test_batch_of_one, test_constant_offsets, test_one_class

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

        x = input - input.amax(dim, keepdim=True)
        exps = x.exp()
        log_probs = (exps / exps.sum(dim, keepdim=True)).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
