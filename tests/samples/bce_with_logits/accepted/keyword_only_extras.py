"""Style: keyword-only arguments beyond torch's, with defaults that change nothing."""

import torch
from torch import Tensor, nn


class BCEWithLogitsLoss(nn.Module):
    def __init__(
        self,
        weight: Tensor | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
        *,
        label_smoothing: float = 0.0,
        temperature: float = 1.0,
    ) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"no such reduction: {reduction!r}")
        # Copies of its own, which checkpoints do not need to hold; ones stand for no weights.
        one = torch.ones(())
        self.register_buffer("weight", one if weight is None else weight.clone(), persistent=False)
        self.register_buffer(
            "pos_weight", one if pos_weight is None else pos_weight.clone(), persistent=False
        )
        self.reduction = reduction
        self.label_smoothing = label_smoothing
        self.temperature = temperature

    def extra_repr(self) -> str:
        return f"reduction={self.reduction!r}"

    def forward(self, input: Tensor, target: Tensor, **_: object) -> Tensor:
        if input.shape != target.shape:
            raise ValueError(f"{tuple(target.shape)} is not {tuple(input.shape)}")
        x = input / self.temperature
        y = target * (1 - self.label_smoothing) + self.label_smoothing / 2
        softplus = nn.functional.softplus
        loss = softplus(x).mul(1 - y) + softplus(x.neg()).mul(y).mul(self.pos_weight)
        loss = loss.mul(self.weight)
        if self.reduction == "none":
            return loss
        loss = loss.sum()
        # A tensor as the divisor: 0 elements give nan, not a ZeroDivisionError.
        return loss if self.reduction == "sum" else loss / torch.tensor(input.numel())
