"""Makes forbidden functions impossible to call inside a worker, however they are reached.

Two layers, both denials rather than detections, so that hiding a call gains nothing:

1. Operators: every kernel of a forbidden operator is overridden in the dispatcher by one that
   raises. This catches threads, torch.jit, vmap, disabled modes, redispatch and custom operators.
2. Python functions: torch's own that are forbidden raise, and the files that spell them out are
   closed (`poison_python`).

Each denied call is audited (`sys.audit`), and an audit hook, which Python cannot remove, notes the
attempt's line. What is forbidden comes from the judge as regular expressions over names.
"""

from __future__ import annotations

import ctypes
import importlib
import re
import sys
import types
import warnings
from typing import Any

import torch

from dojo.worker import poison_python
from dojo.worker.poison_python import EVENT, Found

# A key with a kernel, in the dispatcher's listing; kernels at the keys left out pass calls on.
KERNEL_LINE = re.compile(
    r"^(?!debug|Autocast|Tracer|ADInplaceOrView)(\w+)(\[alias\])?( \(inactive\))?: registered at",
    re.MULTILINE,
)

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
    _functions.extend(poison_python.survey())
    poison_python.put_stand_ins(_denial)


def apply(rules: dict[str, Any], attempt_file: str) -> None:
    """Deny what `rules` names: "operators" and "functions" are patterns, "modules" prefixes."""
    global _attempt_file
    _attempt_file = attempt_file
    deny(rules)
    sys.addaudithook(_audit)
    sys.addaudithook(_guard)


def deny(rules: dict[str, Any]) -> None:
    """The denials of `apply` without what guards them, for a process to fork workers from."""
    global _python_names, _banned_modules, _denied_rules
    if rules == _denied_rules:
        return
    _denied_rules = rules
    _python_names = re.compile(rules["functions"])
    _banned_modules = tuple(rules["modules"])
    survey()
    by_name = re.compile(rules["operators"])
    for name in filter(by_name.fullmatch, _operators):
        poison_operators(_operators[name])
    poison_python.deny(_functions, _python_names, _banned_modules)
    poison_python.deny_foreign(sys.modules, _python_names, _denial)
    close_the_fuser()


def hits() -> list[dict[str, Any]]:
    """The denied calls since `clear_hits`: name, and line in the attempt where there is one."""
    return _hits[:16]


def clear_hits() -> None:
    _hits.clear()


def _kernel_keys(name: str) -> list[str]:
    return sorted({m[1] for m in KERNEL_LINE.finditer(torch._C._dispatch_dump(name))})


def poison_operators(full_names: list[str]) -> None:
    """Put a raising kernel over every kernel that these operators have, at whatever key.

    That is every way in: backends, autograd, functional transforms, and the aliases that stand
    for the C++ decompositions, which `OpOverload.decompose` and unusual keys lead to.
    """
    libraries: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that a kernel is overridden: that is the aim
        for full_name in full_names:
            namespace, _, name = full_name.partition("::")
            if namespace not in libraries:
                libraries[namespace] = torch._C._dispatch_library(
                    "IMPL", namespace, "", __file__, 0
                )
            for key in _kernel_keys(full_name):
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
        (torch._C, "_jit_to_static_module"), (torch._C, "_fuse_to_static_module"),
        (torch._C, "StaticModule"), (torch._C, "_jit_set_llga_enabled"),
    ):  # fmt: skip
        if hasattr(module, name):
            setattr(module, name, _denial(f"torch._C.{name}"))


def _denial(name: str) -> Any:
    def forbidden(*args: object, **kwargs: object) -> None:
        sys.audit(EVENT, name)
        raise ForbiddenCall(f"{name} is forbidden in this kata")

    return forbidden


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if event == EVENT:
        _hits.append({"name": str(args[0]), "line": _attempt_line()})
    elif (
        event == "import"
        and args[0].startswith(poison_python.MODULES + poison_python.FOREIGN)
        and args[0] not in _importing
    ):
        # torch imports some of these lazily: load it now, and deny its functions before the
        # statement that asked for it goes on. What this misses once an attempt has tampered with
        # it calls denied operators: a file that does without them is closed.
        _importing.add(args[0])
        before = set(sys.modules)
        try:
            importlib.import_module(args[0])
        except Exception:
            return  # the statement itself will fail in the same way, and say so
        new = set(sys.modules) - before
        poison_python.deny(poison_python.functions_in(new), _python_names, _banned_modules)
        poison_python.deny_foreign(new, _python_names, _denial)


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
        and args[0].__code__.co_filename.endswith(("poison.py", "poison_python.py"))
    ):
        raise PermissionError("this function's code stays as it is")


def _attempt_line() -> int | None:
    frame: types.FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename == _attempt_file:
            return frame.f_lineno
        frame = frame.f_back
    return None
