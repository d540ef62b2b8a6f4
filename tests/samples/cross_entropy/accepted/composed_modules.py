"""Style: two modules of its own, LogSoftmax and NLLLoss, composed; a table of reductions."""

import torch
from torch import nn

REDUCE = {
    "none": lambda loss, weight: loss,
    "sum": lambda loss, weight: loss.sum(),
    "mean": lambda loss, weight: loss.sum() / weight.sum(),
}


class LogSoftmax(nn.Module):
    def forward(self, logits):
        shifted = logits - logits.detach().amax(-1, keepdim=True)
        return shifted - shifted.exp().sum(-1, keepdim=True).log()


class NLLLoss(nn.Module):
    def __init__(self, weight, ignore_index, reduction):
        super().__init__()
        if reduction not in REDUCE:
            raise ValueError(f"reduction {reduction!r} is none of {', '.join(REDUCE)}")
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduce = REDUCE[reduction]

    def forward(self, log_probs, target):
        ignored = target == self.ignore_index
        index = target.masked_fill(ignored, 0)
        loss = -log_probs.gather(-1, index[..., None])[..., 0]
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = weight.masked_fill(ignored, 0)
        return self.reduce(loss.masked_fill(ignored, 0) * weight, weight)


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.log_softmax = LogSoftmax()
        self.nll = NLLLoss(weight, ignore_index, reduction)

    def forward(self, input, target):
        classes_last = input.movedim(1, -1) if input.dim() > 1 else input
        return self.nll(self.log_softmax(classes_last), target)
