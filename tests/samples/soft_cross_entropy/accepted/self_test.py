"""Style: the file tests itself against torch when it is run; importing it does not."""

import torch
import torch.nn.functional as F
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction: {reduction!r}")
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        dim = 1 if input.dim() >= 2 else 0
        terms = -target * F.log_softmax(input, dim=dim)
        if self.weight is not None:
            terms = terms * self.weight.reshape(-1, *[1 for _ in input.shape[dim + 1 :]])
        loss = terms.sum(dim)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()


def _self_test():
    torch.manual_seed(0)
    reference = nn.CrossEntropyLoss()
    for shape in [(4,), (5, 4), (2, 4, 3), (2, 4, 3, 2)]:
        logits = torch.randn(shape, dtype=torch.float64)
        target = torch.rand(shape, dtype=torch.float64)
        weight = torch.rand(4, dtype=torch.float64)
        for reduction in ("mean", "sum", "none"):
            got = CrossEntropyLoss(weight, reduction=reduction)(logits, target)
            want = F.cross_entropy(logits, target, weight, reduction=reduction)
            torch.testing.assert_close(got, want)
        torch.testing.assert_close(CrossEntropyLoss()(logits, target), reference(logits, target))
    print("ok")


if __name__ == "__main__":
    _self_test()
