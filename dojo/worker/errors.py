"""An exception of the attempt as plain data: what was raised, and where in its file."""

from __future__ import annotations

import builtins
import contextlib
import linecache
import types
from collections.abc import Mapping
from typing import Any

import torch

from dojo.worker import memory, wire

MAX_TEXT = 2_000  # characters of an exception's message, or of a repr, that go to the judge
MAX_FRAMES = 12
MAX_VARIABLES = 24
MAX_NAME = 100


def describe_error(error: BaseException, filename: str) -> wire.Header:
    """What was raised and where in the attempt, as plain data."""
    frames, stub = [], False
    for frame, line in walk_traceback(error):
        if frame.f_code.co_filename == filename:
            code = linecache.getline(filename, line).strip()[:MAX_TEXT]
            found = {"line": line, "function": frame.f_code.co_name, "code": code}
            frames.append(found | {"tensors": describe_tensors(frame.f_locals)})
            stub = True
        else:
            stub = False
    try:
        message = str(error)[:MAX_TEXT]
    except BaseException:  # an attempt's own exception may fail to print
        message = ""
    kinds = [_class_name(kind) for kind in type(error).__mro__]
    return {
        "ok": False,
        "error": {
            "kinds": kinds[:16],
            "message": message,
            "frames": frames[-MAX_FRAMES:],
            # Raised by a line of the attempt itself, not by torch for an unsupported dtype.
            "stub": stub and kinds[0] == "NotImplementedError",
            "memory": memory.is_exhaustion(error, message),
            "line": error.lineno if isinstance(error, SyntaxError) else None,
        },
    }


def describe_tensors(variables: Mapping[str, Any]) -> dict[str, str]:
    """What the tensors among the variables are: dtype and shape, by name."""
    described: dict[str, str] = {}
    # A nested tensor has no shape, and an attempt may make the variables of a class body its own.
    with contextlib.suppress(BaseException):
        for name, value in list(variables.items())[:MAX_VARIABLES]:
            if type(value) is torch.Tensor and not value.is_nested:
                dtype = str(value.dtype).removeprefix("torch.")
                described[name[:MAX_NAME]] = f"{dtype} {tuple(value.shape)}"[:MAX_NAME]
    return described


def _class_name(kind: type) -> str:
    """Python's own exceptions by their plain name, which a class of the attempt's cannot borrow."""
    own = getattr(builtins, kind.__name__, None) is kind
    return kind.__name__ if own else f"{kind.__module__}.{kind.__qualname__}"


def walk_traceback(error: BaseException) -> list[tuple[types.FrameType, int]]:
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        frames.append((traceback.tb_frame, traceback.tb_lineno))
        traceback = traceback.tb_next
    return frames
