"""A pretend accelerator: tensors on a device of their own, with numbers that the CPU computes.

Where there is no GPU, what would go wrong on one is still found. A `Placed` tensor says that it is
on `DEVICE`; every operator called on one comes to `_Pretend`, which computes it on CPU tensors and
behaves as CUDA does: it refuses to mix the device's tensors with others, and notes each operator
that a GPU could only answer by finishing all its work first, with the attempt's line.

The numbers are real, so an attempt runs to its end whatever it reads back on the way, and its
result can be compared. (torch's FakeTensorMode has no numbers: it ends at the first value that is
read, and takes a second to import.)
"""

from __future__ import annotations

import contextlib
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

DEVICE = torch.device("privateuseone", 0)
OURS = (DEVICE.type, "meta")  # in C++ a placed tensor is one on the meta device
MAX_WAITS = 16

INDEXING = frozenset({"index", "index_put", "index_put_", "_index_put_impl_"})
COPYING = frozenset({"copy_", "_to_copy"})
SHOWN = {
    "_local_scalar_dense": "reads a value: item(), float(), bool() or an if on a tensor",
    "_to_copy": "copies to the CPU",
    "copy_": "copies to the CPU",
    "index": "indexing with a boolean mask counts its True entries",
    "index_put_": "writing through a boolean mask counts its True entries",
    "equal": "torch.equal() reads its answer",
    "allclose": "torch.allclose() reads its answer",
}  # fmt: skip


class DeviceMismatch(RuntimeError):
    """An operator was given tensors of two devices, as CUDA would refuse them."""


@dataclass(frozen=True)
class Wait:
    """Something that makes a GPU finish all its work; line: of the attempt, 0 in the backward."""

    what: str
    line: int


@dataclass
class Record:
    """What is noted of one call."""

    filename: str
    waits: list[Wait] = field(default_factory=list)

    def wait(self, what: str) -> None:
        found = Wait(what, attempt_line(self.filename))
        if found not in self.waits and len(self.waits) < MAX_WAITS:
            self.waits.append(found)


class Placed(Tensor):
    """A tensor on the pretend device; `held` has its numbers."""

    held: Tensor

    @staticmethod
    def __new__(cls, held: Tensor) -> Placed:
        made: Placed = Tensor._make_wrapper_subclass(
            cls,
            held.shape,
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=torch.device("meta"),
        )
        made.held = held
        return made

    device = property(lambda self: DEVICE)
    is_meta = property(lambda self: False)
    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return _compute(func, args, kwargs or {}, _record)

    def get_device(self) -> int:
        return 0

    def type(self, dtype: Any = None, non_blocking: bool = False) -> Any:
        # In C++ it would say, and know, no name but that of a meta tensor's type.
        if dtype is None:
            return self.held.type().replace("torch.", f"torch.{DEVICE.type}.")
        if isinstance(dtype, torch.dtype):
            return self.to(dtype)
        kind, _, name = (dtype if isinstance(dtype, str) else torch.typename(dtype)).rpartition(".")
        wanted = torch.empty(0).type(f"torch.{name}").dtype
        return (self if kind.endswith(DEVICE.type) else self.cpu()).to(wanted)

    def tolist(self) -> Any:
        _record.wait("copies to the CPU")
        return self.held.tolist()

    def new_tensor(self, data: Any, **options: Any) -> Tensor:  # type: ignore[override]
        # In C++, where this is a meta tensor, the numbers would be lost.
        options = dict[str, Any](dtype=self.dtype, device=DEVICE) | options
        return torch.tensor(data, **options)

    def numpy(self, *, force: bool = False) -> Any:
        if force:
            _record.wait("copies to the CPU")
            return self.held.detach().numpy()
        raise TypeError(
            "can't convert an accelerator's tensor to numpy. Use Tensor.cpu() to copy the tensor "
            "to host memory first."
        )

    def __array__(self, *_: Any, **__: Any) -> Any:
        return self.numpy()

    def __format__(self, spec: str) -> str:
        _record.wait("prints a tensor's values")
        return format(self.held, spec)

    def __repr__(self, **_: Any) -> str:  # type: ignore[override]
        return f"{self} on {DEVICE}"


class Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """A mode that costs no import of torch's compiler, which there is none of in a worker."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False


class _Pretend(Watch):  # type: ignore[no-untyped-call]
    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        return _compute(func, args, kwargs or {}, _record)


_record = Record("")


def place(tensor: Tensor) -> Tensor:
    """A copy of a CPU tensor on the pretend device."""
    return Placed(tensor.clone(memory_format=torch.preserve_format))


def held(tensor: Tensor) -> Tensor:
    """The CPU tensor with the numbers of one that may be placed."""
    return tensor.held if type(tensor) is Placed else tensor


@contextlib.contextmanager
def pretending(filename: str) -> Iterator[Record]:
    """Run what stands inside as on a machine with the pretend device; notes go by `filename`."""
    global _record
    _register()
    _record = Record(filename)
    before = torch._C._only_lift_cpu_tensors()
    # torch.tensor(..., device=...) then makes its tensor where we see it move to the device.
    torch._C._set_only_lift_cpu_tensors(True)
    try:
        with _Pretend():  # type: ignore[no-untyped-call]
            yield _record
    finally:
        torch._C._set_only_lift_cpu_tensors(before)


def _register() -> None:
    """torch asks a device's module to start it before it makes a first tensor there."""
    name = f"torch.{DEVICE.type}"
    if name not in sys.modules:
        module = types.ModuleType(name)
        # For torch.utils.checkpoint, which asks under what autocast it runs.
        module.get_amp_supported_dtype = lambda: [torch.bfloat16, torch.float16]  # type: ignore[attr-defined]
        torch._register_device_module(DEVICE.type, module)  # type: ignore[no-untyped-call]


def attempt_line(filename: str) -> int:
    """The line of the attempt that runs now; 0 where none does."""
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == filename:
            return frame.f_lineno
        frame = frame.f_back
    return 0


def _compute(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], record: Record) -> Any:
    name = func._schema.name.partition("::")[2]
    tensors = [value for value in flat([*args, *kwargs.values()]) if isinstance(value, Tensor)]
    placed = [tensor for tensor in tensors if type(tensor) is Placed]
    asked = kwargs.get("device")
    if asked is None:
        on_device = bool(placed)
    else:
        on_device = torch.device(asked).type in OURS
        kwargs = kwargs | {"device": "cpu"}
    written = next(
        (
            value
            for value, argument in zip(args, func._schema.arguments)
            if argument.alias_info is not None and argument.alias_info.is_write
        ),
        None,
    )
    if placed:
        _refuse_mixing(name, args, tensors, written)
        if what := _why_it_waits(func, name, args, kwargs, on_device):
            record.wait(what)
    result = func(*_held(args), **{key: _held(value) for key, value in kwargs.items()})
    if torch.Tag.inplace_view in func.tags:
        with torch._C._DisableTorchDispatch():
            func(*args, **kwargs)  # the shape that the placed tensor itself says it has
    if isinstance(written, Tensor):
        return written
    if "out" in kwargs:
        return kwargs["out"]
    return _placed(result) if on_device else result


def _refuse_mixing(name: str, args: tuple[Any, ...], tensors: list[Tensor], written: Any) -> None:
    """As CUDA: from the host it takes copies, indices, and tensors without a dimension."""
    if name in COPYING:
        return
    given = [args[0], *args[2:3]] if name in INDEXING else tensors
    for tensor in given:
        as_a_number = tensor.dim() == 0 and tensor is not written
        if type(tensor) is not Placed and not as_a_number:
            raise DeviceMismatch(
                "Expected all tensors to be on the same device, but found at least two devices, "
                f"the accelerator and cpu! (in aten::{name}, with a CPU tensor of shape "
                f"{tuple(tensor.shape)})"
            )


def _why_it_waits(
    func: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], on_device: bool
) -> str:
    """What a GPU must finish its work for, before this operator's result is known."""
    if name in INDEXING:
        masks = any(
            type(each) is Placed and each.dtype in (torch.bool, torch.uint8)
            for each in flat([args[1]])
        )
        # One number through a mask is written without counting.
        one = name != "index" and args[2].numel() == 1
        return SHOWN["index" if name == "index" else "index_put_"] if masks and not one else ""
    if name == "repeat_interleave" and kwargs.get("output_size") is not None:
        return ""
    if name == "_to_copy" and type(args[0]) is Placed and not on_device:
        return SHOWN[name]
    if name == "copy_" and type(args[0]) is not Placed:
        return SHOWN[name]
    tags = func.tags
    if torch.Tag.data_dependent_output in tags or torch.Tag.dynamic_output_shape in tags:
        return SHOWN.get(name, f"{name.strip('_')}() has a result whose size depends on the values")
    return ""


def _map(change: Callable[[Tensor], Tensor], value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)([_map(change, each) for each in value])
    return change(value) if isinstance(value, Tensor) else value


def _held(value: Any) -> Any:
    return _map(held, value)


def _placed(value: Any) -> Any:
    return _map(lambda tensor: tensor if type(tensor) is Placed else Placed(tensor), value)


def flat(values: list[Any]) -> Iterator[Any]:
    """The values, those inside lists and tuples too."""
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from flat(list(value))
        else:
            yield value
