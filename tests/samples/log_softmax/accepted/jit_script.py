"""Style: TorchScript functions, typed as TorchScript wants them."""

import torch


@torch.jit.script
def logsumexp(input: torch.Tensor, dim: int, keepdim: bool = False) -> torch.Tensor:
    top = torch.amax(input, dim, True)
    top = torch.where(torch.isfinite(top), top, torch.zeros_like(top))
    out = top + torch.log(torch.sum(torch.exp(input - top), dim, True))
    if not keepdim:
        out = out.squeeze(dim)
    return out


@torch.jit.script
def softmax(input: torch.Tensor, dim: int) -> torch.Tensor:
    exps = torch.exp(input - torch.amax(input, dim, True))
    return exps / torch.sum(exps, dim, True)


@torch.jit.script
def log_softmax(input: torch.Tensor, dim: int) -> torch.Tensor:
    shifted = input - torch.amax(input, dim, True)
    return shifted - torch.log(torch.sum(torch.exp(shifted), dim, True))
