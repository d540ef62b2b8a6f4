"""You return a Python number, loss.item(). It cannot be differentiated: nothing can be trained
with it.

.item() is for printing. Return the tensor, a scalar one of shape ().
"""
# verdict: wrong_answer
# fails: test_mean_of_a_batch, test_single_item, test_one_extra_dimension
# fails: test_many_extra_dimensions, test_sum, test_weighted_mean, test_weighted_items
# fails: test_default_ignore_index, test_other_ignore_index, test_ignored_class
# fails: test_mean_leaves_ignored_items_out, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_gradient_where_ignored
# fails: test_gradient_in_more_dimensions, test_everything_ignored, test_batch_of_one
# fails: test_one_class, test_empty_batch, test_zero_weights, test_first_and_last_class
# fails: test_non_contiguous_inputs, test_gradient_of_the_mean, test_gradient_of_sum_and_none
# fails: test_second_derivative, test_large_logits, test_constant_offsets, test_masked_classes
# fails: test_gradients_of_large_logits

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
        total = loss.sum()
        return total.item() if self.reduction == "sum" else (total / weight.sum()).item()
