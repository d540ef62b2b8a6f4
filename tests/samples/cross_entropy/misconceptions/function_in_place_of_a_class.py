"""CrossEntropyLoss is a function in your file. It must be a class, which is constructed with the
options and then called with input and target.

nn.CrossEntropyLoss(weight)(input, target) has two steps; the one-step form is F.cross_entropy.
"""
# verdict: invalid

import torch


def CrossEntropyLoss(input, target, weight=None, ignore_index=-100, reduction="mean"):
    kept = target != ignore_index
    index = torch.where(kept, target, 0)
    loss = input.logsumexp(1) - input.gather(1, index.unsqueeze(1)).squeeze(1)
    weight = torch.where(kept, torch.ones_like(loss) if weight is None else weight[index], 0)
    loss = torch.where(kept, loss, 0) * weight
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.sum() / weight.sum()
