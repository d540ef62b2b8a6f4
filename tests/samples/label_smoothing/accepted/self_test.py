"""Style: the file tests itself against torch when it is run; importing it does not."""

import itertools

import torch
import torch.nn.functional as F
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction: {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        dim = 1 if input.dim() >= 2 else 0
        cost = -F.log_softmax(input, dim=dim)
        if self.weight is not None:
            cost = cost * self.weight.reshape(-1, *[1 for _ in input.shape[dim + 1 :]])
        if target.is_floating_point():
            kept = torch.ones_like(cost.select(dim, 0), dtype=torch.bool)
            loss, share = (target * cost).sum(dim), kept.to(cost.dtype)
        else:
            kept = target != self.ignore_index
            index = target.where(kept, torch.zeros_like(target))
            loss = cost.gather(dim, index.unsqueeze(dim)).squeeze(dim)
            share = kept.to(cost.dtype)
            if self.weight is not None:
                share = share * self.weight[index]
        if self.label_smoothing > 0.0:
            loss = (1.0 - self.label_smoothing) * loss + self.label_smoothing * cost.mean(dim)
        loss = loss.where(kept, torch.zeros_like(loss))
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.sum() / share.sum()


def _self_test():
    torch.manual_seed(0)
    shapes, reductions = [(4,), (5, 4), (2, 4, 3)], ("mean", "sum", "none")
    for shape, reduction, eps in itertools.product(shapes, reductions, (0.0, 0.1, 1.0)):
        logits = torch.randn(shape, dtype=torch.float64)
        weight = torch.rand(4, dtype=torch.float64)
        index = torch.randint(4, shape[:1] + shape[2:] if len(shape) > 1 else ())
        for target in (index, torch.rand(shape, dtype=torch.float64)):
            options = {"reduction": reduction, "label_smoothing": eps}
            got = CrossEntropyLoss(weight, **options)(logits, target)
            want = nn.CrossEntropyLoss(weight, **options)(logits, target)
            torch.testing.assert_close(got, want)
    print("ok")


if __name__ == "__main__":
    _self_test()
