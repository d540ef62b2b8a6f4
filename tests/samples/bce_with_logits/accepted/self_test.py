"""Style: the file tests itself against torch when it is run; importing it does not."""

import torch
import torch.nn.functional as F
from torch import nn


class BCEWithLogitsLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input, target):
        if self.reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction: {self.reduction!r}")
        if not input.shape == target.shape:
            raise ValueError(f"shapes: {input.shape} and {target.shape}")
        loss = (1 - target) * input + F.softplus(-input)
        if self.pos_weight is not None:
            loss = (1 - target) * input + (1 + (self.pos_weight - 1) * target) * F.softplus(-input)
        if self.weight is not None:
            loss = self.weight * loss
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()


def _self_test():
    torch.manual_seed(0)
    for shape in [(), (4,), (2, 3), (2, 3, 4)]:
        x, y = torch.randn(shape, dtype=torch.float64), torch.rand(shape, dtype=torch.float64)
        for reduction in ("mean", "sum", "none"):
            weights = {"weight": torch.rand_like(x), "pos_weight": 2 * torch.rand_like(x)}
            want = nn.BCEWithLogitsLoss(**weights, reduction=reduction)(x, y)
            got = BCEWithLogitsLoss(**weights, reduction=reduction)(x, y)
            torch.testing.assert_close(got, want)
            want = F.binary_cross_entropy_with_logits(x, y, reduction=reduction)
            torch.testing.assert_close(BCEWithLogitsLoss(reduction=reduction)(x, y), want)
    torch.testing.assert_close(F.logsigmoid(x), -F.softplus(-x))
    print("ok")


if __name__ == "__main__":
    _self_test()
