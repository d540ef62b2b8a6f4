"""The worker's side of the wire: loads one attempt and serves calls on it until the socket closes.

Everything here runs beside the attempt and may be altered by it. That is why nothing here judges:
a reply is only data, and a reply that is forged is one more wrong answer.
"""

from __future__ import annotations

import contextlib
import gc
import inspect
import linecache
import socket
import sys
import types
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from dojo.worker import memory, poison, wire
from dojo.worker.errors import MAX_TEXT, describe_error

ATTEMPT_MODULE = "attempt"
MAX_TENSOR_BYTES = 128 << 20
MAX_DIMS = 64
PLAIN_DTYPES = (
    torch.float16, torch.bfloat16, torch.float32, torch.float64,
    torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
)  # fmt: skip

# Taken now: an attempt may put its own in torch's place.
differentiated = torch.autograd.grad

Reply = tuple[wire.Header, dict[str, Tensor]]


def serve(sock: socket.socket, layers: list[str]) -> None:
    """Say that the worker is ready, in a sandbox of `layers`; answer until the socket closes."""
    torch.compile = run_as_it_stands
    read_exactly = reader(sock)
    session = Session()
    sock.sendall(wire.encode({"ready": layers}, {}))
    while True:
        try:
            request, tensors = wire.decode(read_exactly, wire.Limits())
        except EOFError:
            return
        header, results = session.answer(request, tensors)
        flush_prints()
        try:
            frame = wire.encode(header | {"nonce": request["nonce"]}, results)
        except Exception as error:  # what the attempt returned or raised does not fit a frame
            frame = wire.encode(describe_error(error, "") | {"nonce": request["nonce"]}, {})
        sock.sendall(frame)


def warm_up() -> None:
    """Have torch set up what it sets up at its first use, outside the sandbox.

    It reads /proc/cpuinfo for its kernels, and complains on stderr where it may not.
    """
    torch.set_num_threads(1)
    probe = torch.ones(2, 2, requires_grad=True)
    torch.autograd.grad((probe @ probe).exp().sum(), probe)


def reader(sock: socket.socket) -> wire.ReadExactly:
    def read_exactly(count: int) -> bytes:
        chunks = bytearray()
        while len(chunks) < count:
            chunk = sock.recv(min(count - len(chunks), 1 << 20))
            if not chunk:
                raise EOFError
            chunks += chunk
        return bytes(chunks)

    return read_exactly


def run_as_it_stands(model: Any = None, **_: Any) -> Any:
    """What torch.compile is in a worker: the function itself, compiled by nothing.

    No compiler may be started in here, and importing the machinery to find that out takes seconds.
    """
    return model if model is not None else run_as_it_stands


def flush_prints() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # the attempt may have closed or replaced them
            stream.flush()


class Session:
    """One loaded attempt, and the objects that the judge has constructed from it."""

    def __init__(self) -> None:
        self.filename = ""
        self.device = "cpu"
        self.module = types.ModuleType(ATTEMPT_MODULE)
        self.objects: list[tuple[Any, list[Any]]] = []

    def answer(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        verbs: dict[str, Callable[[wire.Header, dict[str, Tensor]], Reply]] = {
            "load": self.load,
            "construct": self.construct,
            "call": self.call,
            "describe": self.describe,
            "convert": self.convert,
        }
        poison.clear_hits()
        try:
            header, results = verbs[request["verb"]](request, tensors)
        # BaseException: sys.exit() and KeyboardInterrupt in an attempt are its errors, not our end.
        except BaseException as error:
            memory.release_reserve()
            header, results = describe_error(error, self.filename), {}
            error.__traceback__ = None  # its frames hold whatever filled the memory
            del error
            if header["error"]["memory"]:
                gc.collect()
            memory.restore_reserve()
        return header | {"forbidden": poison.hits()}, results

    def load(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        """Compile the attempt under its own file name and run its top level."""
        self.filename, self.device = request["filename"], request["device"]
        source = request["source"]
        lines = source.splitlines(keepends=True)
        # With no mtime in the entry linecache trusts it, so tracebacks, inspect.getsource and
        # torch.jit find the text although the worker may not open the file.
        linecache.cache[self.filename] = (len(source), None, lines, self.filename)
        self.module.__file__ = self.filename
        sys.modules[ATTEMPT_MODULE] = self.module
        if request["forbidden"] is not None:
            poison.apply(request["forbidden"], self.filename, source)
        exec(compile(source, self.filename, "exec", dont_inherit=True), self.module.__dict__)
        entries = {entry["name"]: self._entry_problem(entry) for entry in request["entries"]}
        return {"ok": True, "entries": entries}, {}

    def _entry_problem(self, entry: wire.Header) -> str:
        """What keeps an entry from being called as documented; "" where nothing does."""
        found = getattr(self.module, entry["name"], None)
        if found is None:
            return "is not defined"
        if entry["kind"] == "class" and not isinstance(found, type):
            return f"is a {type(found).__name__}, not a class"
        required, optional = entry["required"], entry["optional"]
        shown = ", ".join([*required, *(f"{name}=..." for name in optional)])
        if shown and getattr(found, "__init__", None) is nn.Module.__init__:
            return f"has no __init__ of its own; it must take ({shown})"
        if not callable(found):
            return f"is a {type(found).__name__}, not a {entry['kind']}"
        try:
            signature = inspect.signature(found)
        except (ValueError, TypeError):
            return ""
        blanks = dict.fromkeys(optional)
        try:
            signature.bind(*[None] * len(required), *[None] * len(optional))
            signature.bind(*[None] * len(required), **blanks)
            signature.bind(*[None] * len(required))
        except TypeError as error:
            return f"cannot be called as {entry['name']}({shown}): {error}"
        return ""

    def construct(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        self.objects.append(self._make(request, tensors))
        return {"ok": True, "object": len(self.objects) - 1}, {}

    def _make(self, request: wire.Header, tensors: dict[str, Tensor]) -> tuple[Any, list[Any]]:
        """An instance of a class entry, and the arguments that it may hold on to."""
        kwargs = {k: wire.unpack(v, tensors, self.device) for k, v in request["options"].items()}
        return getattr(self.module, request["entry"])(**kwargs), list(kwargs.values())

    def call(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        """Call an entry or a constructed object; differentiate where the judge says so."""
        kwargs: dict[str, Any] = {}
        if "object" in request:
            function, held = self.objects[request["object"]]
        elif request["kind"] == "class":
            function, held = self._make(request, tensors)
        else:
            function, held = getattr(self.module, request["entry"]), []
            kwargs = {
                k: wire.unpack(v, tensors, self.device) for k, v in request["options"].items()
            }
        args = wire.unpack(request["args"], tensors, self.device)
        with torch.set_grad_enabled(request["grad_mode"]):
            output = function(*args, **kwargs)
        # Exactly Tensor: a subclass could carry an __eq__, and a Parameter is no loss value.
        if type(output) is not Tensor or not_plain(output):
            shown = type_name(output) if type(output) is not Tensor else not_plain(output)
            return {"ok": True, "output": None, "type": shown}, {}
        header = {
            "ok": True,
            "output": "output",
            "requires_grad": output.requires_grad,
            "device": output.device.type,
        }
        results = {"output": portable(output)}
        if "upstream" in request:
            results |= differentiate(output, args, request, tensors)
        if request["echo"]:
            passed = [*args, *kwargs.values(), *held]
            for i, tensor in enumerate(t for t in passed if isinstance(t, Tensor)):
                results[f"echo{i}"] = portable(tensor)
        return header, results

    def describe(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        """Which parameters and buffers a constructed module has; the buffers' values too."""
        made, _ = self.objects[request["object"]]
        if not isinstance(made, nn.Module):
            return {"ok": True, "module": False, "type": type_name(made)}, {}
        parameters = [name[:MAX_TEXT] for name, _ in made.named_parameters()]
        buffers = [buffer for _, buffer in made.named_buffers()][:64]
        results = {f"buffer{i}": portable(buffer) for i, buffer in enumerate(buffers)}
        return {"ok": True, "module": True, "parameters": parameters[:64]}, results

    def convert(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        """`.to(dtype)` on a constructed module."""
        made, _ = self.objects[request["object"]]
        made.to(getattr(torch, request["dtype"]))
        return {"ok": True}, {}


def differentiate(
    output: Tensor, args: list[Any], request: wire.Header, tensors: dict[str, Tensor]
) -> dict[str, Tensor]:
    """Gradients of `output` against `upstream`, and of those against `second`, for each leaf."""
    leaves = [arg for arg in args if isinstance(arg, Tensor) and arg.requires_grad]
    upstream = wire.unpack(request["upstream"], tensors, output.device.type)
    if output.shape != upstream.shape or not output.requires_grad:
        return {}  # the judge reports the shape, or the missing graph, from the output itself
    again = "second" in request
    # The sum, not grad_outputs=upstream: to check its shape torch imports sympy (0.7 s).
    total = (output * upstream).sum()
    grads = differentiated(total, leaves, create_graph=again, allow_unused=True)
    results = {f"grad{i}": portable(g) for i, g in enumerate(grads) if g is not None}
    if not again or grads[0] is None or not grads[0].requires_grad:
        return results
    direction = wire.unpack(request["second"], tensors, output.device.type)
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
    if tensor.dtype not in PLAIN_DTYPES:
        return f"tensor of {tensor.dtype}"
    if tensor.numel() * tensor.element_size() > MAX_TENSOR_BYTES or tensor.dim() > MAX_DIMS:
        return f"tensor of {tensor.numel()} elements in {tensor.dim()} dimensions"
    return ""


def portable(tensor: Tensor) -> Tensor:
    """A contiguous CPU copy with storage of its own."""
    plain = tensor.detach().cpu()
    return plain.clone(memory_format=torch.contiguous_format)


def type_name(value: object) -> str:
    kind = type(value)
    name = (
        kind.__qualname__
        if kind.__module__ in ("builtins", ATTEMPT_MODULE)
        else (f"{kind.__module__}.{kind.__qualname__}")
    )
    return str(name)[:MAX_TEXT]
