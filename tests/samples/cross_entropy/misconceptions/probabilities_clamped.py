"""You clamp probabilities to at least 1e-12 before the logarithm. No loss can exceed 27.6 then,
and the worst predictions get no gradient at all.

The loss of [[100, 0]] with target 1 is 100, with a gradient of (1, -1). Stay with logarithms: log
p_t = (x_t - max) - log(sum(exp(x - max))).
"""
# verdict: wrong_answer
# fails: test_large_logits, test_mixed_magnitudes, test_gradients_of_large_logits, test_float16
# fails: test_memory, test_masked_classes

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
        log_probs = (exps / exps.sum(dim, keepdim=True)).clamp(min=1e-12).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
