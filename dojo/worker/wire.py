"""What crosses the socket between judge and worker: a JSON header plus safetensors bytes.

One frame is `magic, header length, tensors length` (`PREFIX`), then the header as JSON, then the
tensors as one safetensors file. Nothing here can construct an object or run code on decoding; the
receiver bounds every length before it allocates.

A tensor argument stands in the header as `{"tensor": key, ...}`. safetensors stores contiguous
tensors only, so a view travels as its flat storage plus size, stride and offset, and the worker
meets the same strides (0 for an expanded axis) that the judge drew.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from safetensors import SafetensorError, TensorSpec, serialize
from safetensors.torch import load
from torch import Tensor

DTYPES = frozenset((
    torch.float16, torch.bfloat16, torch.float32, torch.float64,
    torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
))  # fmt: skip
PREFIX = struct.Struct("!4sIQ")
MAGIC = b"DOJO"

Header = dict[str, Any]
ReadExactly = Callable[[int], bytes]


class WireError(Exception):
    """The bytes on the wire are not a frame, or exceed the receiver's limits."""


@dataclass(frozen=True)
class Limits:
    """The largest frame that a receiver takes, in bytes."""

    header_bytes: int = 1 << 20
    tensor_bytes: int = 1 << 28
    index_bytes: int = 1 << 16  # of the safetensors index: bounds how many tensors one frame names


def encode(header: Header, tensors: Mapping[str, Tensor]) -> bytes:
    """One frame as bytes; `tensors` must be contiguous CPU tensors."""
    head = json.dumps(header).encode()
    # Not safetensors.torch.save: its checks by way of numpy take six times as long as all else.
    body = serialize({key: _spec(tensor) for key, tensor in tensors.items()}) if tensors else b""
    return PREFIX.pack(MAGIC, len(head), len(body)) + head + body


def _spec(tensor: Tensor) -> TensorSpec:
    return TensorSpec(
        dtype=str(tensor.dtype).removeprefix("torch."),
        shape=list(tensor.shape),
        data_ptr=tensor.data_ptr(),
        data_len=tensor.nbytes,
    )


def _int64(digits: str) -> int:
    """No count, line or byte needs more, and arithmetic on far larger ones raises OverflowError."""
    number = int(digits)
    if not -(2**63) <= number < 2**63:
        raise ValueError(f"a number of {len(digits)} digits")
    return number


_HEADERS = json.JSONDecoder(parse_int=_int64)  # json.loads would make one for each header


def decode(read_exactly: ReadExactly, limits: Limits) -> tuple[Header, dict[str, Tensor]]:
    """The next frame, read with `read_exactly(count)`; raises WireError where it is not one."""
    magic, head_length, body_length = PREFIX.unpack(read_exactly(PREFIX.size))
    if magic != MAGIC:
        raise WireError(f"expected a frame, got the bytes {magic!r}")
    if head_length > limits.header_bytes or body_length > limits.tensor_bytes:
        raise WireError(
            f"a frame of {head_length} + {body_length} bytes exceeds the limit of "
            f"{limits.header_bytes} + {limits.tensor_bytes}"
        )
    try:
        header = _HEADERS.decode(read_exactly(head_length).decode())
    except (ValueError, RecursionError) as error:
        raise WireError(f"the header is not JSON: {error}") from None
    if not isinstance(header, dict):
        raise WireError(f"the header is a {type(header).__name__}, not an object")
    return header, _decode_tensors(read_exactly(body_length), limits) if body_length else {}


def _decode_tensors(body: bytes, limits: Limits) -> dict[str, Tensor]:
    if int.from_bytes(body[:8], "little") > limits.index_bytes:
        raise WireError(f"the index of the tensors exceeds {limits.index_bytes} bytes")
    try:
        tensors = load(body)
    # The Rust parser checks offsets against the body; a dtype that torch lacks is a KeyError.
    except (SafetensorError, KeyError, ValueError, RuntimeError, TypeError) as error:
        raise WireError(f"the tensors cannot be read: {error}") from None
    for tensor in tensors.values():
        if tensor.dtype not in DTYPES:  # which not every operation knows
            raise WireError(f"a tensor of {tensor.dtype}")
    return tensors


class Packer:
    """Turns call arguments into header values, gathering their tensors under keys of its own.

    The tensors are those of the arguments, or views: encode them before anything changes.
    """

    def __init__(self) -> None:
        self.tensors: dict[str, Tensor] = {}

    def pack(self, value: Any) -> Any:
        """`value` as JSON; tensors, tuples, lists, numbers, strings and None may be nested."""
        if isinstance(value, Tensor):
            return self._pack_tensor(value)
        if isinstance(value, (list, tuple)):
            kind = "tuple" if isinstance(value, tuple) else "list"
            return {kind: [self.pack(item) for item in value]}
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        raise TypeError(f"cannot send a {type(value).__name__} to a worker")

    def _pack_tensor(self, tensor: Tensor) -> Header:
        key = f"t{len(self.tensors)}"
        packed: Header = {"tensor": key, "requires_grad": tensor.requires_grad}
        plain = tensor.detach()
        if not plain.is_contiguous():
            packed |= {"size": list(plain.shape), "stride": list(plain.stride())}
            plain = plain.as_strided((_span(plain),), (1,))
        self.tensors[key] = plain
        return packed


def _span(tensor: Tensor) -> int:
    """How many consecutive elements of its storage a strided view reaches."""
    if tensor.numel() == 0:
        return 0
    return 1 + sum((n - 1) * step for n, step in zip(tensor.shape, tensor.stride()))


def unpack(packed: Any, tensors: Mapping[str, Tensor], place: Callable[[Tensor], Tensor]) -> Any:
    """The argument that `Packer.pack` was given, its tensors rebuilt as leaves.

    place: puts a tensor on the device that it is wanted on.
    """
    if not isinstance(packed, dict):
        return packed
    if "tuple" in packed:
        return tuple(unpack(item, tensors, place) for item in packed["tuple"])
    if "list" in packed:
        return [unpack(item, tensors, place) for item in packed["list"]]
    tensor = place(tensors[packed["tensor"]])
    if "stride" in packed:
        tensor = tensor.as_strided(packed["size"], packed["stride"])
    return tensor.requires_grad_(packed["requires_grad"])
