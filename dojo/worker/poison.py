"""Makes forbidden functions impossible to call inside a worker, however they are reached.

Two layers, both denials rather than detections, so that hiding a call gains nothing:

1. Operators: every kernel of a forbidden operator is overridden in the dispatcher by one that
   raises. This catches threads, torch.jit, vmap, disabled modes, redispatch and custom operators.
2. Python functions: the *code object* of each forbidden function in torch's own modules is
   replaced, which reaches every alias of it, also one taken before. Files from which it could be
   executed again are closed by the sandbox (`copyable_sources`).

Each denied call is audited (`sys.audit`), and an audit hook, which Python cannot remove, notes the
attempt's line. What is forbidden comes from the judge as regular expressions over names.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib
import importlib.util
import linecache
import re
import sys
import types
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

TORCH = Path(torch.__file__).parent
EVENT = "dojo.forbidden"
# torch's own Python that holds losses and softmaxes: the public functions, and the reference
# implementations and decompositions that compute them from primitives.
PYTHON_MODULES = (
    "torch.nn.functional", "torch.nn.modules", "torch.special", "torch._refs", "torch._decomp",
    "torch.masked", "torch.distributions", "torch.testing", "torch.nested", "torch.sparse",
    "torch._meta_registrations", "torch._inductor", "torch.ao", "torch.onnx", "torch.jit",
    "torch._vendor", "torch.distributed.tensor",
)  # fmt: skip
# Files that write such a function out in primitives: executed again from there, under whatever
# name, it would be whole. They are loaded once, here, and the sandbox lets nobody read them again.
COPYABLE_SOURCES = (
    "_refs", "_decomp/decompositions.py", "distributions", "nn/functional.py",
    "nn/modules/linear_cross_entropy.py", "testing/_internal/common_nn.py",
    "testing/_internal/common_methods_invocations.py", "testing/_internal/opinfo/definitions",
)  # fmt: skip
# Read by torch.jit and inspect also for functions that are allowed, so their text stays at hand.
QUOTED_SOURCES = ("nn/functional.py", "_decomp/decompositions.py")
# Forward-mode differentiation has torch script some functions, denied ones among them, from their
# source at its first use: where an attempt names it, that is done (0.3 s) before they are denied.
FORWARD_MODE = re.compile(r"jvp|jacfwd|hessian|linearize|forward_ad")
# A key with a kernel, in the dispatcher's listing; kernels at the keys left out pass calls on.
KERNEL_LINE = re.compile(
    r"^(?!debug|Autocast|Tracer|ADInplaceOrView)(\w+)(\[alias\])?( \(inactive\))?: registered at",
    re.MULTILINE,
)

Quoted = dict[str, Any]  # entries of linecache, by file name
Found = tuple[str, str, types.FunctionType]  # module, name, function


@dataclass(frozen=True)
class Plan:
    """What some rules deny: the keys of each operator's kernels, and Python functions.

    quoted: what linecache may still show of their files.
    """

    kernels: dict[str, list[str]]
    functions: list[Found]
    quoted: Quoted


_operators: dict[str, list[str]] = {}  # by name without namespace and overload
_functions: list[Found] = []
_hits: list[dict[str, Any]] = []
_attempt_file = ""
_python_names = re.compile("(?!)")  # no name at all
_banned_modules: tuple[str, ...] = ()
_importing: set[str] = set()
_denied_rules: dict[str, Any] | None = None


class ForbiddenCall(RuntimeError):
    """A call of something that the kata asks to be written by hand."""


def survey() -> None:
    """Look up what torch has, once, in the process that workers are forked from."""
    if _functions:
        return
    for full_name in torch._C._dispatch_get_all_op_names():
        name = full_name.partition("::")[2].partition(".")[0]
        _operators.setdefault(name, []).append(full_name)
    for module in [name for name in sys.modules if name.startswith(PYTHON_MODULES)]:
        _functions.extend((module, *found) for found in _functions_of(sys.modules[module]))
    for path in QUOTED_SOURCES:
        linecache.getlines(str(TORCH / path))


def copyable_sources() -> frozenset[Path]:
    """The files, and folders of files, that a worker must not be able to read again."""
    paths = [TORCH / name for name in COPYABLE_SOURCES]
    cached = [
        importlib.util.cache_from_source(str(path), optimization=level)
        for path in paths
        if path.suffix
        for level in ("", 1, 2)
    ]
    return frozenset([*paths, *map(Path, cached)])


def apply(rules: dict[str, Any], attempt_file: str, source: str) -> None:
    """Deny what `rules` names: "operators" and "functions" are patterns, "modules" prefixes."""
    global _attempt_file
    _attempt_file = attempt_file
    if wants_forward_mode(source):
        importlib.import_module("torch._decomp.decompositions_for_jvp")
    deny(rules)
    sys.addaudithook(_audit)
    sys.addaudithook(_guard)


def wants_forward_mode(source: str) -> bool:
    """Whether an attempt names what must be loaded before anything is denied."""
    return bool(FORWARD_MODE.search(source))


def deny(rules: dict[str, Any]) -> None:
    """The denials of `apply` without what guards them, for a process to fork workers from."""
    global _python_names, _banned_modules, _denied_rules
    if rules == _denied_rules:
        return
    _denied_rules = rules
    _python_names = re.compile(rules["functions"])
    _banned_modules = tuple(rules["modules"])
    survey()
    denied = _plan(rules["operators"], rules["functions"], _banned_modules)
    poison_operators(denied.kernels)
    poison_functions(denied.functions)
    close_the_fuser()
    linecache.cache.update(denied.quoted)


def _plan(operators: str, functions: str, modules: tuple[str, ...]) -> Plan:
    """What these rules deny of what the survey found."""
    by_operator, by_name = re.compile(operators), re.compile(functions)
    found = [name for key in _operators if by_operator.fullmatch(key) for name in _operators[key]]
    kernels = {name: _kernel_keys(name) for name in found}
    denied = _denied(_functions, by_name, modules)
    return Plan(kernels, denied, _blanked(denied))


def hits() -> list[dict[str, Any]]:
    """The denied calls since `clear_hits`: name, and line in the attempt where there is one."""
    return _hits[:16]


def clear_hits() -> None:
    _hits.clear()


def _kernel_keys(name: str) -> list[str]:
    return sorted({m[1] for m in KERNEL_LINE.finditer(torch._C._dispatch_dump(name))})


def poison_operators(kernels: dict[str, list[str]]) -> None:
    """Put a raising kernel over every kernel that these operators have, at whatever key.

    That is every way in: backends, autograd, functional transforms, and the aliases that stand
    for the C++ decompositions, which `OpOverload.decompose` and unusual keys lead to.
    """
    libraries: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that a kernel is overridden: that is the aim
        for full_name, keys in kernels.items():
            namespace, _, name = full_name.partition("::")
            if namespace not in libraries:
                libraries[namespace] = torch._C._dispatch_library(
                    "IMPL", namespace, "", __file__, 0
                )
            for key in keys:
                libraries[namespace].impl(name, key, _denial(full_name))
    # Kept alive by a reference count and nothing else: torch.library.Library could be found by a
    # walk over gc's objects and destroyed, which would bring the kernels back.
    for library in libraries.values():
        ctypes.PyDLL(None).Py_IncRef(ctypes.py_object(library))


def close_the_fuser() -> None:
    """Deny what computes operators from formulas of its own, without calling a kernel of theirs."""
    compiler = getattr(torch._C, "_te", None)
    for module, name in (
        (compiler, "lower"), (compiler, "TensorExprKernel"),
        (torch._C, "_jit_pass_fuse_tensorexprs"), (torch._C, "_jit_set_te_must_use_llvm_cpu"),
    ):  # fmt: skip
        if hasattr(module, name):
            setattr(module, name, _denial(f"torch._C.{name}"))


def _denial(name: str) -> Any:
    def forbidden(*args: object, **kwargs: object) -> None:
        sys.audit(EVENT, name)
        raise ForbiddenCall(f"{name} is forbidden in this kata")

    return forbidden


def _denied(
    found: Iterable[Found], names: re.Pattern[str], modules: tuple[str, ...]
) -> list[Found]:
    """Those of the functions that are forbidden by their own name, or by their module's."""
    found = list(found)
    denied = {name for name in {name for _, name, _ in found} if names.fullmatch(name)}
    return [
        (module, name, function)
        for module, name, function in found
        if name in denied or (modules and module.startswith(modules))
    ]


def poison_functions(denied: Iterable[Found]) -> None:
    """Replace the code of these functions by code that raises."""
    for module, name, function in denied:
        if function.__code__.co_filename == __file__:  # denied already
            continue
        shown = f"{module}.{name}"
        # A function only takes code with as many free variables as it has now.
        code = _denying_code(function.__code__.co_freevars)
        constants = {NAME_SLOT: shown, MESSAGE_SLOT: f"{shown} is forbidden in this kata"}
        function.__code__ = code.replace(
            co_consts=tuple(constants.get(c, c) for c in code.co_consts)
        )


def _blanked(denied: Iterable[Found]) -> Quoted:
    """linecache's entries for the files that it quotes, without the lines of these functions."""
    codes = [function.__code__ for _, _, function in denied]
    entries: Quoted = {}
    for filename in [str(TORCH / path) for path in QUOTED_SOURCES]:
        lines = list(linecache.getlines(filename))
        for code in codes:
            if code.co_filename == filename:
                for line in range(code.co_firstlineno, _last_line(code) + 1):
                    lines[line - 1 : line] = ["\n"]
        # Without an mtime linecache does not ask the disk again.
        entries[filename] = (sum(map(len, lines)), None, lines, filename)
    return entries


def _last_line(code: types.CodeType) -> int:
    own = max((line for _, _, line in code.co_lines() if line), default=code.co_firstlineno)
    inner = [_last_line(c) for c in code.co_consts if isinstance(c, types.CodeType)]
    return max([own, *inner])


def _functions_of(module: types.ModuleType) -> Iterator[tuple[str, types.FunctionType]]:
    """A module's own functions, what these wrap, and what using its classes goes through."""
    for name, value in list(vars(module).items()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            for method in ("__init__", "forward"):
                function = vars(value).get(method)
                if isinstance(function, types.FunctionType):
                    yield name, function
        elif isinstance(value, types.FunctionType) and value.__module__ == module.__name__:
            yield name, value
            for inner in _wrapped_by(value, {id(value)}):
                # By its own name: the closure of a forbidden function may hold allowed ones too.
                yield inner.__code__.co_name, inner


def _wrapped_by(function: types.FunctionType, seen: set[int]) -> Iterator[types.FunctionType]:
    held: list[Any] = [getattr(function, "__wrapped__", None)]
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):  # a cell that is still empty
            held.append(cell.cell_contents)
    for value in held:
        if isinstance(value, types.FunctionType) and id(value) not in seen:
            seen.add(id(value))
            yield value
            yield from _wrapped_by(value, seen)


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
    # Under this file's name `_guard` protects it like the code that stands here.
    exec(compile(source, __file__, "exec"), scope)
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
                found = ((name, *function) for function in _functions_of(sys.modules[name]))
                denied = _denied(found, _python_names, _banned_modules)
                linecache.cache.update(_blanked(denied))
                poison_functions(denied)


def _guard(event: str, args: tuple[Any, ...]) -> None:
    """Refuse the ways round the denials: native calls, and new code for the functions here.

    It goes by constants alone, as globals, defaults and cells could be changed; that its own code
    cannot be is what the second half says.
    """
    if event in (
        "ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle", "ctypes.call_function",
        "ctypes.cdata", "ctypes.cdata/buffer", "ctypes.string_at", "ctypes.wstring_at",
        "ctypes.memoryview_at",
    ):  # fmt: skip
        raise PermissionError("ctypes is not for an attempt: write the kata with torch")
    if (
        event == "object.__setattr__"
        and args[1] == "__code__"
        and args[0].__code__.co_filename.endswith("poison.py")
    ):
        raise PermissionError("this function's code stays as it is")


def _attempt_line() -> int | None:
    frame: types.FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename == _attempt_file:
            return frame.f_lineno
        frame = frame.f_back
    return None
