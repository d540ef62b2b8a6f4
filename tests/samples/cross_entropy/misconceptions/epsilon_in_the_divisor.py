"""You divide the mean by (total weight + 1e-8). That shifts every mean, which float64 shows, and
turns the mean over nothing from nan into 0.

An epsilon does not make a division right, it makes it wrong by a little everywhere. The total is 0
only where there is nothing to average; then nan is the answer.
"""
# verdict: wrong_answer
# fails: test_mean_of_a_batch, test_single_item, test_one_extra_dimension
# fails: test_many_extra_dimensions, test_weighted_mean, test_mean_leaves_ignored_items_out
# fails: test_weights_with_ignore_index, test_all_together_in_more_dimensions
# fails: test_gradient_where_ignored, test_gradient_in_more_dimensions, test_everything_ignored
# fails: test_batch_of_one, test_empty_batch, test_zero_weights, test_first_and_last_class
# fails: test_non_contiguous_inputs, test_gradient_of_the_mean, test_second_derivative
# fails: test_large_logits, test_masked_classes, test_gradients_of_large_logits
# may fail: test_constant_offsets

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
        log_probs = x - x.exp().sum(dim, keepdim=True).log()
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / (weight.sum() + 1e-8)
