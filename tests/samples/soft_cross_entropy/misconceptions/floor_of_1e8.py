"""You keep the log-probabilities above -1e8 by masked_fill, so that 0 times a logarithm is never
nan.

float16 ends at 65504: the bound does not exist there, and making it raises. A class that is
impossible costs infinitely much, unless its share is 0.
"""
# verdict: wrong_answer
# fails: test_impossible_class, test_float16, test_many_terms

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight: Tensor | None = None, reduction: str = "mean") -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction is {reduction!r}; use 'mean', 'sum' or 'none'")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        class_dim = 0 if input.dim() == 1 else 1
        log_probs = torch.log_softmax(input, class_dim)
        log_probs = log_probs.masked_fill(log_probs.isneginf(), -1e8)
        terms = target * log_probs
        terms = terms.movedim(class_dim, -1)
        if self.weight is not None:
            terms = terms * self.weight
        loss = -terms.sum(-1)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
