"""What an attempt returned, made ready for the wire: plain copies, gradients, names of types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from dojo.worker import accelerator, wire
from dojo.worker.errors import MAX_TEXT

ATTEMPT_MODULE = "attempt"
MAX_TENSOR_BYTES = 128 << 20
MAX_DIMS = 64

# Taken now: an attempt may put its own in torch's place.
differentiated = torch.autograd.grad

Unpack = Callable[[Any], Any]  # an argument as it came -> what the attempt is given


def differentiate(
    output: Tensor, args: list[Any], request: wire.Header, unpack: Unpack
) -> dict[str, Tensor]:
    """Gradients of `output` against `upstream`, and of those against `second`, for each leaf."""
    leaves = [arg for arg in args if isinstance(arg, Tensor) and arg.requires_grad]
    upstream = unpack(request["upstream"])
    fits = output.shape == upstream.shape and output.device == upstream.device
    if not fits or not output.requires_grad:
        return {}  # the judge reports what is wrong with the output from the output itself
    again = "second" in request
    # The sum, not grad_outputs=upstream: to check its shape torch imports sympy (0.7 s).
    total = (output * upstream).sum()
    grads = differentiated(total, leaves, create_graph=again, allow_unused=True)
    results = {f"grad{i}": portable(g) for i, g in enumerate(grads) if g is not None}
    if not again or grads[0] is None or not grads[0].requires_grad:
        return results
    direction = unpack(request["second"])
    (second,) = differentiated((grads[0] * direction).sum(), leaves[:1], allow_unused=True)
    return results if second is None else results | {"second0": portable(second)}


def not_plain(tensor: Tensor) -> str:
    """Why a tensor is no dense array of real numbers, or too large to send; "" where it is one."""
    if tensor.is_nested:
        return "nested tensor"
    if tensor.layout is not torch.strided:
        return f"tensor of layout {tensor.layout}"
    if tensor.is_meta or tensor.is_quantized:
        return "tensor on the meta device" if tensor.is_meta else "quantized tensor"
    if tensor.dtype not in wire.DTYPES:
        return f"tensor of {tensor.dtype}"
    if tensor.numel() * tensor.element_size() > MAX_TENSOR_BYTES or tensor.dim() > MAX_DIMS:
        return f"tensor of {tensor.numel()} elements in {tensor.dim()} dimensions"
    return ""


def portable(tensor: Tensor) -> Tensor:
    """A contiguous CPU copy with storage of its own."""
    plain = accelerator.held(tensor.detach()).cpu()
    return plain.clone(memory_format=torch.contiguous_format)


def type_name(value: object) -> str:
    kind = type(value)
    name = (
        kind.__qualname__
        if kind.__module__ in ("builtins", ATTEMPT_MODULE)
        else (f"{kind.__module__}.{kind.__qualname__}")
    )
    return str(name)[:MAX_TEXT]
