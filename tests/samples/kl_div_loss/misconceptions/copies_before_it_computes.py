"""You copy input and target, and every step of the computation, to be sure that nothing is
changed.

Only operators that end in an underscore change anything, so the copies protect nothing, and
each is as large as the input.
"""
# verdict: accepted
# fails: test_memory

import torch
from torch import Tensor, nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(
                f"reduction is {reduction!r}; use 'mean', 'batchmean', 'sum' or 'none'"
            )
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            p, log_q = target.clone(), input.clone()
            entropy, cross = torch.xlogy(p, p).clone(), (p * log_q).clone()
            both = torch.stack([entropy, cross])
            loss = (both[0] - both[1]).clone()
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
