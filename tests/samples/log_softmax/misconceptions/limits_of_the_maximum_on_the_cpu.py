"""You bring an infinite maximum into the finite range by clamp, with limits that you make with
torch.tensor: on the CPU.

torch.tensor puts what it makes on the CPU unless device= says otherwise. clamp takes plain numbers
as well, and a number has no device.
"""
# verdict: runtime_error
# fails: test_on_an_accelerator

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    limit = torch.tensor([torch.finfo(top.dtype).max], dtype=top.dtype)
    top = top.clamp(-limit, limit)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
