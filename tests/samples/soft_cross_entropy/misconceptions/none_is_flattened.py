"""With reduction="none" you return one flat list of losses. For (N, C, d1) logits it must be (N,
d1).

The caller lines the losses up with the positions. If you flatten inside, reshape back at the end.
"""
# verdict: wrong_answer
# fails: test_one_extra_dimension, test_many_extra_dimensions, test_weights_in_more_dimensions,
# fails: test_gradient_in_more_dimensions, test_batch_of_one, test_non_contiguous_inputs

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

        if self.reduction == "none":
            return loss.flatten() if loss.dim() else loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.mean()
