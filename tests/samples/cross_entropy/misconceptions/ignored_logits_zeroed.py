"""You set the logits of the ignored class to 0. A logit of 0 is no absence: it puts exp(0) = 1
into every softmax.

Leave the logits alone. Items are ignored by their targets: drop the loss and the weight of those
with target == ignore_index.
"""
# verdict: wrong_answer
# fails: test_ignored_class, test_mean_leaves_ignored_items_out, test_weights_with_ignore_index
# fails: test_all_together_in_more_dimensions, test_gradient_where_ignored

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

        if 0 <= self.ignore_index < input.shape[dim]:
            ignored = torch.tensor(self.ignore_index, device=input.device)
            input = input.index_fill(dim, ignored, 0.0)
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
