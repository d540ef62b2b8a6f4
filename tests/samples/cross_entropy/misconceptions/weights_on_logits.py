"""You multiply the logits by the class weights. The weights belong to the losses: they say how
much an item counts, not what the model predicted.

Scaling a logit changes the softmax of the whole row. First the loss from the logits as they are,
then times weight[target].
"""
# verdict: wrong_answer
# fails: test_weighted_mean, test_weighted_items, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_zero_weights, test_gradient_of_the_mean
# fails: test_gradient_of_sum_and_none

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

        if self.weight is not None:
            classes = [1] * input.dim()
            classes[dim] = -1
            input = input * self.weight.view(classes)
        x = input - input.amax(dim, keepdim=True)
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
