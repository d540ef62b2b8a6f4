"""Style: the file tests itself against torch when it is run; importing it does not."""

import torch
from torch import nn


class HuberLoss(nn.Module):
    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        self.reduction = reduction
        self.delta = delta

    def forward(self, input, target):
        if self.reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction: {self.reduction!r}")
        if self.delta <= 0:
            raise RuntimeError(f"delta: {self.delta}")
        d = input - target
        near = (d > -self.delta) & (d < self.delta)
        loss = torch.where(near, d**2 / 2, self.delta * d.abs() - self.delta**2 / 2)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()


class SmoothL1Loss(nn.Module):
    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        self.reduction = reduction
        self.beta = beta

    def forward(self, input, target):
        if self.reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction: {self.reduction!r}")
        if self.beta < 0:
            raise RuntimeError(f"beta: {self.beta}")
        d = input - target
        if self.beta == 0:
            loss = d.abs()
        else:
            near = (d > -self.beta) & (d < self.beta)
            loss = torch.where(near, d**2 / (2 * self.beta), d.abs() - self.beta / 2)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()


def _self_test():
    torch.manual_seed(0)
    for shape in [(), (4,), (2, 3), (2, 3, 4)]:
        input, target = 3 * torch.randn(2, *shape, dtype=torch.float64)
        for reduction in ("mean", "sum", "none"):
            for knob in (0.5, 1.0, 2.0):
                got = HuberLoss(reduction, knob)(input, target)
                torch.testing.assert_close(got, nn.HuberLoss(reduction, knob)(input, target))
                got = SmoothL1Loss(reduction, knob)(input, target)
                want = nn.SmoothL1Loss(reduction=reduction, beta=knob)(input, target)
                torch.testing.assert_close(got, want)
    want = nn.functional.l1_loss(input, target)
    torch.testing.assert_close(SmoothL1Loss(beta=0)(input, target), want)
    print("ok")


if __name__ == "__main__":
    _self_test()
