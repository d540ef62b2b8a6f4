"""Style: keyword-only arguments beyond torch's, with defaults that change nothing."""

import torch
from torch import Tensor, nn


class KLDivLoss(nn.Module):
    def __init__(
        self,
        reduction: str = "mean",
        log_target: bool = False,
        *,
        temperature: float = 1.0,
        compute_dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"no such reduction: {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target
        self.temperature = temperature
        self.compute_dtype = compute_dtype

    def extra_repr(self) -> str:
        return f"reduction={self.reduction!r}, log_target={self.log_target}"

    def forward(self, input: Tensor, target: Tensor, **_: object) -> Tensor:
        dtype = self.compute_dtype or input.dtype
        x, t = input.to(dtype), target.to(dtype)
        loss = t.exp() * (t - x) if self.log_target else torch.xlogy(t, t) - t * x
        loss = loss * self.temperature**2
        if self.reduction != "none":
            count = {"sum": 1, "mean": x.numel(), "batchmean": x.shape[0]}[self.reduction]
            loss = loss.sum() / count
        return loss.to(input.dtype)
