"""You subtract the maximum in place, input -= ..., so the caller's logits are changed; and where
they require grad, torch refuses the in-place operation.

A loss must leave its arguments alone: the logits may be needed for the accuracy, say. x = input -
... makes a new tensor.
"""
# verdict: wrong_answer
# fails: test_gradient_of_the_mean, test_gradient_of_sum_and_none, test_gradient_where_ignored
# fails: test_gradient_in_more_dimensions, test_repeated_backward, test_second_derivative
# fails: test_masked_classes, test_gradients_of_large_logits, test_non_contiguous_inputs
# fails: test_inputs_are_left_alone, test_without_gradients

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

        input -= input.amax(dim, keepdim=True)
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
