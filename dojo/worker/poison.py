"""Makes forbidden functions impossible to call inside a worker, however they are reached.

Two layers, both denials rather than detections, so that hiding a call gains nothing:

1. Operators: every overload of a forbidden operator gets a raising kernel in the dispatcher, under
   each key at which a CPU or CUDA call can arrive. This catches threads, torch.jit, vmap, disabled
   modes, redispatch and custom operators.
2. Python functions: the *code object* of each forbidden function in torch's own modules is
   replaced, which reaches every alias of it, also one taken before.

Each denied call is audited (`sys.audit`), and an audit hook, which Python cannot remove, notes the
attempt's line. What is forbidden comes from the judge as regular expressions over names.
"""

from __future__ import annotations

import ctypes
import functools
import importlib
import re
import sys
import types
import warnings
from collections.abc import Iterator
from typing import Any

import torch

EVENT = "dojo.forbidden"
# Where a call can be caught before any kernel computes: the backends, autograd above them, and the
# functional transforms, which decompose composites before a backend key is reached.
DISPATCH_KEYS = (
    "CPU", "CUDA", "AutogradCPU", "AutogradCUDA", "Meta", "SparseCPU", "SparseCUDA",
    "SparseCsrCPU", "SparseCsrCUDA", "MkldnnCPU", "QuantizedCPU", "NestedTensorCPU",
    "NestedTensorCUDA", "AutogradNestedTensor", "FuncTorchBatched", "FuncTorchBatchedDecomposition",
    "CompositeExplicitAutograd",
)  # fmt: skip
# torch's own Python that holds losses and softmaxes: the public functions, and the reference
# implementations and decompositions that compute them from primitives.
PYTHON_MODULES = (
    "torch.nn.functional", "torch.nn.modules", "torch.special", "torch._refs", "torch._decomp",
    "torch.masked", "torch.distributions", "torch.testing", "torch.nested", "torch.sparse",
    "torch._meta_registrations", "torch._inductor", "torch.ao", "torch.onnx", "torch.jit",
)  # fmt: skip

_hits: list[dict[str, Any]] = []
_attempt_file = ""
_python_names: re.Pattern[str] | None = None
_banned_modules: tuple[str, ...] = ()
_importing: set[str] = set()


class ForbiddenCall(RuntimeError):
    """A call of something that the kata asks to be written by hand."""


def apply(rules: dict[str, Any], attempt_file: str) -> None:
    """Deny what `rules` names: "operators" and "functions" are patterns, "modules" prefixes."""
    global _attempt_file, _python_names, _banned_modules
    _attempt_file = attempt_file
    _python_names = re.compile(rules["functions"])
    _banned_modules = tuple(rules["modules"])
    sys.addaudithook(_audit)
    poison_operators(re.compile(rules["operators"]))
    for name in [name for name in sys.modules if name.startswith(PYTHON_MODULES)]:
        poison_module(name)


def hits() -> list[dict[str, Any]]:
    """The denied calls since `clear_hits`: name, and line in the attempt where there is one."""
    return _hits[:16]


def clear_hits() -> None:
    _hits.clear()


def poison_operators(pattern: re.Pattern[str]) -> None:
    libraries: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that a kernel is overridden: that is the aim
        for full_name in torch._C._dispatch_get_all_op_names():
            namespace, _, name = full_name.partition("::")
            if not pattern.fullmatch(name.partition(".")[0]):
                continue
            if namespace not in libraries:
                libraries[namespace] = torch._C._dispatch_library(
                    "IMPL", namespace, "", __file__, 0
                )
            for key in DISPATCH_KEYS:
                libraries[namespace].impl(name, key, _denial(full_name))
    # Kept alive by a reference count and nothing else: torch.library.Library could be found by a
    # walk over gc's objects and destroyed, which would bring the kernels back.
    for library in libraries.values():
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))


def _denial(name: str) -> Any:
    def forbidden(*args: object, **kwargs: object) -> None:
        sys.audit(EVENT, name)
        raise ForbiddenCall(f"{name} is forbidden in this kata")

    return forbidden


def poison_module(module_name: str) -> None:
    """Replace the code of a module's forbidden functions, methods included."""
    banned = bool(_banned_modules) and module_name.startswith(_banned_modules)
    for name, function in _functions(sys.modules[module_name]):
        if function.__module__ != module_name:
            continue
        if banned or (_python_names and _python_names.fullmatch(name)):
            shown = f"{module_name}.{name}"
            # A function only takes code with as many free variables as it has now.
            code = _denying_code(function.__code__.co_freevars)
            constants = {NAME_SLOT: shown, MESSAGE_SLOT: f"{shown} is forbidden in this kata"}
            function.__code__ = code.replace(
                co_consts=tuple(constants.get(c, c) for c in code.co_consts)
            )


def _functions(module: types.ModuleType) -> Iterator[tuple[str, types.FunctionType]]:
    """A module's functions, what decorators wrapped, and what using its classes goes through."""
    for name, value in list(vars(module).items()):
        while isinstance(value, types.FunctionType):
            yield name, value
            value = getattr(value, "__wrapped__", None)
        if isinstance(value, type) and value.__module__ == module.__name__:
            for method in ("__init__", "forward"):
                function = vars(value).get(method)
                if isinstance(function, types.FunctionType):
                    yield name, function


NAME_SLOT, MESSAGE_SLOT = "<name>", "<message>"


@functools.cache
def _denying_code(free: tuple[str, ...]) -> types.CodeType:
    bound = "".join(f"    {variable} = None\n" for variable in free)
    uses = f"        if False: {', '.join(free)}\n" if free else ""
    source = (
        f"def make():\n{bound}    def forbidden(*args, **kwargs):\n{uses}"
        f"        import sys\n        sys.audit({EVENT!r}, {NAME_SLOT!r})\n"
        f"        raise RuntimeError({MESSAGE_SLOT!r})\n    return forbidden\n"
    )
    scope: dict[str, Any] = {}
    exec(source, scope)
    code: types.CodeType = scope["make"]().__code__
    return code


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if event == EVENT:
        _hits.append({"name": str(args[0]), "line": _attempt_line()})
    elif event == "import" and args[0].startswith(PYTHON_MODULES) and args[0] not in _importing:
        # torch imports some of these lazily: load it now, and deny its functions before the
        # statement that asked for it goes on.
        _importing.add(args[0])
        before = set(sys.modules)
        try:
            importlib.import_module(args[0])
        except Exception:
            return  # the statement itself will fail in the same way, and say so
        for name in set(sys.modules) - before:
            if name.startswith(PYTHON_MODULES):
                poison_module(name)


def _attempt_line() -> int | None:
    frame: types.FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename == _attempt_file:
            return frame.f_lineno
        frame = frame.f_back
    return None
