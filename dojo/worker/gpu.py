"""A worker's GPU: who may see one, and how much of its memory an attempt may take."""

from __future__ import annotations

import os

import torch

HIDING = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES")


def hide() -> None:
    """Have this process, and those forked from it, find no GPU.

    Where torch sees one, the first backward pass starts a thread for it, and a forked process could
    then differentiate nothing: its autograd engine would wait for threads that fork does not copy.
    """
    for name in HIDING:
        os.environ[name] = ""


def open_bounded(gpu_bytes: int) -> None:
    """Start CUDA while its devices can still be opened; bound what may be allocated on them."""
    torch.cuda.init()  # type: ignore[no-untyped-call]
    _, total = torch.cuda.mem_get_info()
    torch.cuda.set_per_process_memory_fraction(min(1.0, gpu_bytes / total))
    ones = torch.ones(8, 8, device="cuda", requires_grad=True)
    torch.autograd.grad((ones @ ones).exp().sum(), ones)
    torch.cuda.synchronize()
