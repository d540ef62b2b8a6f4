"""You scale the class weights in place, so the tensor that the caller passed in changes, and with
it every other loss that uses it.

register_buffer keeps the tensor itself, no copy. weight / weight.max() makes a new one; weight /=
... does not.
"""
# verdict: wrong_answer
# fails: test_zero_weights, test_repeated_backward, test_inputs_are_left_alone
# fails: test_same_input_same_output, test_without_gradients, test_weight_is_a_buffer

import torch
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
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)

        scale = 1
        if self.weight is not None:
            scale = self.weight.max()
            self.weight /= scale
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight * scale, 0)
        loss = torch.where(kept, loss, 0) * weight

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / weight.sum()
