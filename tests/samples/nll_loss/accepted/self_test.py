"""Style: the file tests itself against torch when it is run; importing it does not."""

import torch
import torch.nn.functional as F
from torch import nn


class NLLLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"reduction: {reduction!r}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        dim = 1 if input.dim() >= 2 else 0
        valid = target != self.ignore_index
        index = target.where(valid, torch.zeros_like(target))
        loss = -input.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = weight.where(valid, torch.zeros_like(weight))
        loss = loss.where(valid, torch.zeros_like(loss)) * weight
        if self.reduction == "none":
            return loss
        loss = loss.sum()
        return loss if self.reduction == "sum" else loss / weight.sum()


def _self_test():
    torch.manual_seed(0)
    reference = nn.NLLLoss(ignore_index=2)
    for shape in [(4,), (5, 4), (2, 4, 3), (2, 4, 3, 2)]:
        log_probs = F.log_softmax(torch.randn(shape, dtype=torch.float64), min(1, len(shape) - 1))
        target = torch.randint(4, shape[:1] + shape[2:] if len(shape) > 1 else ())
        weight = torch.rand(4, dtype=torch.float64)
        for reduction in ("mean", "sum", "none"):
            got = NLLLoss(weight, reduction=reduction)(log_probs, target)
            want = F.nll_loss(log_probs, target, weight, reduction=reduction)
            torch.testing.assert_close(got, want)
        got = NLLLoss(ignore_index=2)(log_probs, target)
        torch.testing.assert_close(got, reference(log_probs, target), equal_nan=True)
    print("ok")


if __name__ == "__main__":
    _self_test()
