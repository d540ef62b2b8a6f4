"""Style: keyword-only arguments beyond torch's, with defaults that change nothing."""

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    def __init__(
        self,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        reduction: str = "mean",
        *,
        temperature: float = 1.0,
        class_dim: int | None = None,
        compute_dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f"no such reduction: {reduction!r}")
        # A copy of its own, which checkpoints do not need to hold.
        weight = None if weight is None else weight.clone()
        self.register_buffer("weight", weight, persistent=False)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.temperature = temperature
        self.class_dim = class_dim
        self.compute_dtype = compute_dtype

    def extra_repr(self) -> str:
        return f"ignore_index={self.ignore_index}, reduction={self.reduction!r}"

    def forward(self, input: Tensor, target: Tensor, **_: object) -> Tensor:
        dim = self.class_dim if self.class_dim is not None else min(input.dim() - 1, 1)
        logits = input.to(self.compute_dtype or input.dtype) / self.temperature
        ignored = target == self.ignore_index
        index = target.masked_fill(ignored, 0)

        logits = logits - logits.amax(dim, keepdim=True)
        loss = logits.exp().sum(dim).log() - logits.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = weight.to(loss.dtype).masked_fill(ignored, 0)
        loss = weight * loss.masked_fill(ignored, 0)
        if self.reduction != "none":
            loss = loss.sum() / (weight.sum() if self.reduction == "mean" else 1)
        return loss.to(input.dtype)
