"""You compute p log p by NumPy, as the target needs no gradient. NumPy has no bfloat16, so that the
conversion raises, and it cannot see what is on a GPU.

torch has where, log and xlogy, for every dtype and on every device.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_on_an_accelerator, test_many_terms

import numpy as np
import torch
from torch import nn


class KLDivLoss(nn.Module):
    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        if reduction not in ("mean", "batchmean", "sum", "none"):
            raise ValueError(f"unknown reduction {reduction!r}")
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        if self.log_target:
            loss = target.exp() * (target - input)
        else:
            p = target.detach().numpy()
            p_log_p = p * np.log(np.where(p > 0, p, np.ones_like(p)))
            loss = torch.from_numpy(np.asarray(p_log_p)) - target * input

        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        if self.reduction == "batchmean":
            return loss.sum() / input.shape[0]
        return loss.mean()
