"""The worker's side of the wire: loads one attempt and serves calls on it until the socket closes.

Everything here runs beside the attempt and may be altered by it. That is why nothing here judges:
a reply is only data, and a reply that is forged is one more wrong answer.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import linecache
import os
import socket
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from typing import Any

import torch
from torch import Tensor, nn

from dojo.worker import accelerator, measure, memory, poison, wire
from dojo.worker.entries import entry_problem
from dojo.worker.errors import MAX_TEXT, describe_error
from dojo.worker.lines import lines_of
from dojo.worker.results import (
    ATTEMPT_MODULE,
    Unpack,
    differentiate,
    not_plain,
    portable,
    type_name,
)

MAX_STEPS = 4000  # operators that a profile tells, of an attempt that calls thousands

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
    stream = sock.makefile("rb", buffering=1 << 16)  # takes in one go what was sent ahead

    def read_exactly(count: int) -> bytes:
        data: bytes = stream.read(count)
        if len(data) < count:
            raise EOFError
        return data

    return read_exactly


def run_as_it_stands(model: Any = None, **_: Any) -> Any:
    """What torch.compile is in a worker: the function itself, compiled by nothing.

    No compiler may be started in here, and importing the machinery to find that out takes seconds.
    """
    return model if model is not None else run_as_it_stands


@contextmanager
def silenced() -> Iterator[None]:
    """Drop what is printed: calls that are repeated, and the profiler, which may not see /proc."""
    flush_prints()
    kept = [(fd, os.dup(fd)) for fd in (1, 2)]
    silence = os.open(os.devnull, os.O_WRONLY)
    try:
        for fd, _ in kept:
            os.dup2(silence, fd)
        yield
    finally:
        flush_prints()
        for fd, copy in kept:
            os.dup2(copy, fd)
            os.close(copy)
        os.close(silence)


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
            "pretend": self.pretend,
            "measure": self.measure,
            "profile": self.profile,
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
        lines = lines_of(source)
        # With no mtime in the entry linecache trusts it, so tracebacks, inspect.getsource and
        # torch.jit find the text although the worker may not open the file.
        linecache.cache[self.filename] = (len(source), None, lines, self.filename)
        self.module.__file__ = self.filename
        sys.modules[ATTEMPT_MODULE] = self.module
        if request["forbidden"] is not None:
            poison.apply(request["forbidden"], self.filename)
        exec(compile(source, self.filename, "exec", dont_inherit=True), self.module.__dict__)
        entries = {entry["name"]: entry_problem(self.module, entry) for entry in request["entries"]}
        return {"ok": True, "entries": entries}, {}

    def construct(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        self.objects.append(self._make(request, self._unpacker(tensors)))
        return {"ok": True, "object": len(self.objects) - 1}, {}

    def _unpacker(self, tensors: dict[str, Tensor]) -> Unpack:
        return lambda packed: wire.unpack(packed, tensors, lambda tensor: tensor.to(self.device))

    def _make(self, request: wire.Header, unpack: Unpack) -> tuple[Any, list[Any]]:
        """An instance of a class entry, and the arguments that it may hold on to."""
        kwargs = {name: unpack(value) for name, value in request["options"].items()}
        return getattr(self.module, request["entry"])(**kwargs), list(kwargs.values())

    def _function(
        self, request: wire.Header, unpack: Unpack
    ) -> tuple[Callable[..., Any], list[Any]]:
        """What to call on the inputs, and the other arguments that it holds."""
        if "object" in request:
            made: tuple[Any, list[Any]] = self.objects[request["object"]]
            return made
        if request["kind"] == "class":
            return self._make(request, unpack)
        kwargs = {name: unpack(value) for name, value in request["options"].items()}
        function = getattr(self.module, request["entry"])
        return functools.partial(function, **kwargs), list(kwargs.values())

    def call(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        """Call an entry or a constructed object; differentiate where the judge says so."""
        unpack = self._unpacker(tensors)
        return self._call(request, unpack, *self._function(request, unpack))

    def pretend(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        """`call` on the pretend accelerator, with what makes one wait."""

        def unpack(packed: Any) -> Any:
            return wire.unpack(packed, tensors, accelerator.place)

        with accelerator.pretending(self.filename) as record:
            built = self._function(request, unpack)
            record.waits.clear()  # an option may be looked at once, when it is given
            header, results = self._call(request, unpack, *built)
        return header | {"waits": [[wait.what, wait.line] for wait in record.waits]}, results

    def _call(
        self, request: wire.Header, unpack: Unpack, function: Callable[..., Any], held: list[Any]
    ) -> Reply:
        args = unpack(request["args"])
        low = torch.autocast(self.device, torch.bfloat16) if request["autocast"] else nullcontext()
        if not request["training"] and isinstance(function, nn.Module):
            function.eval()
        with low, torch.set_grad_enabled(request["grad_mode"]):
            output = function(*args)
        # Exactly Tensor: a subclass could carry an __eq__, and a Parameter is no loss value.
        if type(output) not in (Tensor, accelerator.Placed) or not_plain(output):
            shown = type_name(output) if type(output) is not Tensor else not_plain(output)
            return {"ok": True, "output": None, "type": shown}, {}
        header = {
            "ok": True,
            "output": "output",
            "requires_grad": output.requires_grad,
            "device": output.device.type,
        }
        results = {"output": portable(output)}
        if "between" in request:
            function(*unpack(request["between"]))
        if "upstream" in request:
            results |= differentiate(output, args, request, unpack)
        if request["echo"]:
            passed = [*args, *held]
            for i, tensor in enumerate(t for t in passed if isinstance(t, Tensor)):
                results[f"echo{i}"] = portable(tensor)
        return header, results

    def measure(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        """What a call and its backward cost: `measure.Cost`, on a GPU `measure.GpuCost`."""
        call, leaves = self._repeatable(request, tensors)
        figures = measure.cost if self.device == "cpu" else measure.gpu_cost
        with silenced():
            found = figures(call, leaves)
        return {"ok": True, "cost": asdict(found)}, {}

    def profile(self, request: wire.Header, tensors: dict[str, Tensor]) -> Reply:
        """Every operator of a call and its backward, and the bytes held over time."""
        call, leaves = self._repeatable(request, tensors)
        with silenced():
            steps, held = measure.profile(call, leaves, self.filename)
        told = [asdict(step) for step in steps[:MAX_STEPS]]
        return {"ok": True, "steps": told, "held": list(held[:MAX_STEPS])}, {}

    def _repeatable(
        self, request: wire.Header, tensors: dict[str, Tensor]
    ) -> tuple[Callable[[], Tensor], list[Tensor]]:
        """The call, to be made as often as it takes, and what it is differentiated by."""
        unpack = self._unpacker(tensors)
        function, _ = self._function(request, unpack)
        args = unpack(request["args"])
        leaves = [arg for arg in args if isinstance(arg, Tensor) and arg.requires_grad]
        return lambda: function(*args), leaves

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
