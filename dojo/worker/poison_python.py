"""Denies torch's own Python functions that are forbidden, and the files that spell them out.

The *code object* of each is replaced, which reaches every alias of it, also one taken before. The
files from which one could be executed again, under whatever name, are closed by the sandbox: no
change that an attempt makes in its own process opens them.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import linecache
import re
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import torch

TORCH = Path(torch.__file__).parent
EVENT = "dojo.forbidden"
# torch's own Python that holds losses and softmaxes: the public functions, and the reference
# implementations and decompositions that compute them from primitives.
MODULES = (
    "torch.nn.functional", "torch.nn.modules", "torch.special", "torch._refs", "torch._decomp",
    "torch.masked", "torch.distributions", "torch.testing", "torch.nested", "torch.sparse",
    "torch._meta_registrations", "torch._inductor", "torch.ao", "torch.onnx", "torch.jit",
    "torch._vendor", "torch.distributed.tensor",
)  # fmt: skip
# Others that hold some of them, in functions of C's, which have no code object.
FOREIGN = ("numpy", "scipy")
UFUNC_METHODS = ("reduce", "accumulate", "reduceat", "outer", "at")
# Files that write such a function out in primitives: executed again from there, under whatever
# name, it would be whole. What `import torch` needs of them is loaded by then; the rest never is.
COPYABLE_SOURCES = (
    "_refs", "_decomp/decompositions.py", "_decomp/decompositions_for_jvp.py", "distributions",
    "nn/functional.py", "nn/modules/linear_cross_entropy.py", "testing/_internal/common_nn.py",
    "testing/_internal/common_methods_invocations.py", "testing/_internal/common_modules.py",
    "testing/_internal/opinfo/definitions", "distributed/tensor/parallel/loss.py",
    "_inductor/inductor_prims.py", "_inductor/fx_passes/post_grad.py",
)  # fmt: skip
# Those of them that torch imports by itself for something else (forward-mode differentiation,
# custom operators), without using what is in them for any operator that a loss is written with.
STAND_INS = ("torch._decomp.decompositions_for_jvp", "torch.distributed.tensor.parallel.loss")
# Read by torch.jit and inspect also for functions that are allowed, so their text stays at hand.
QUOTED_SOURCES = ("nn/functional.py", "_decomp/decompositions.py")

Found = tuple[str, str, types.FunctionType]  # module, name, function

NAME_SLOT, MESSAGE_SLOT = "<name>", "<message>"


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


def survey() -> list[Found]:
    """Every function of torch's that rules may forbid; the quoted files are read on the way."""
    for path in QUOTED_SOURCES:
        linecache.getlines(str(TORCH / path))
    return list(functions_in(sys.modules))


def put_stand_ins(denial: Callable[[str], Any]) -> None:
    """Let torch import what is closed: every name in it is there, and is `denial(name)`."""
    for name in STAND_INS:
        module = types.ModuleType(name)

        def get(attribute: str, name: str = name) -> Any:
            if attribute.startswith("__"):
                raise AttributeError(attribute)
            return denial(f"{name}.{attribute}")

        module.__dict__["__getattr__"] = get
        sys.modules[name] = module


def functions_in(names: Iterable[str]) -> Iterator[Found]:
    """The functions of those of the imported modules that are torch's own, as MODULES says."""
    for name in [name for name in names if name.startswith(MODULES)]:
        yield from ((name, *found) for found in _functions_of(sys.modules[name]))


def deny(found: Iterable[Found], names: re.Pattern[str], modules: tuple[str, ...]) -> None:
    """Replace the code of those forbidden by their own name, or by their module's."""
    found = list(found)
    forbidden = {name for name in {name for _, name, _ in found} if names.fullmatch(name)}
    denied = [
        (module, name, function)
        for module, name, function in found
        if name in forbidden or (modules and module.startswith(modules))
    ]
    _blank(function.__code__ for _, _, function in denied)
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


def deny_foreign(
    names: Iterable[str], forbidden: re.Pattern[str], denial: Callable[[str], Any]
) -> None:
    """Put a denial in the place of what other libraries have under a forbidden name."""
    for name in [name for name in names if name.partition(".")[0] in FOREIGN]:
        module = sys.modules[name]
        for attribute, value in list(vars(module).items()):
            if callable(value) and forbidden.fullmatch(attribute):
                stand_in = denial(f"{name}.{attribute}")
                vars(stand_in).update(dict.fromkeys(UFUNC_METHODS, stand_in))
                setattr(module, attribute, stand_in)


def _blank(codes: Iterable[types.CodeType]) -> None:
    """Have linecache quote the files that it quotes without the lines of these functions."""
    lines_of = {
        filename: list(linecache.getlines(filename))
        for filename in (str(TORCH / path) for path in QUOTED_SOURCES)
    }
    for code in codes:
        if lines := lines_of.get(code.co_filename):
            for line in range(code.co_firstlineno, _last_line(code) + 1):
                lines[line - 1 : line] = ["\n"]
    for filename, lines in lines_of.items():
        # Without an mtime linecache does not ask the disk again.
        linecache.cache[filename] = (sum(map(len, lines)), None, lines, filename)


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
