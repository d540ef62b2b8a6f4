"""Style: the file tests itself against torch when it is run; importing it does not."""

import torch
import torch.nn.functional as F
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ["mean", "batchmean", "sum", "none"]:
            raise ValueError(f"reduction: {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            loss = target.xlogy(target) - target * input
        if self.reduction == "mean":
            loss = loss.mean()
        elif self.reduction == "batchmean":
            loss = loss.sum() / loss.size()[0]
        elif self.reduction == "sum":
            loss = loss.sum()
        return loss


def _self_test():
    torch.manual_seed(0)
    for shape in [(4,), (5, 4), (2, 4, 3)]:
        input = F.log_softmax(torch.randn(shape, dtype=torch.float64), -1)
        target = torch.rand(shape, dtype=torch.float64)
        for reduction in ("mean", "batchmean", "sum", "none"):
            want = F.kl_div(input, target, reduction=reduction)
            torch.testing.assert_close(KLDivLoss(reduction)(input, target), want)
            want = nn.KLDivLoss(reduction=reduction, log_target=True)(input, target.log())
            torch.testing.assert_close(KLDivLoss(reduction, True)(input, target.log()), want)
    print("ok")


if __name__ == "__main__":
    _self_test()
