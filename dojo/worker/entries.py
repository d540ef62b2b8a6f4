"""Whether what an attempt defines can be called as its kata documents."""

from __future__ import annotations

import inspect
import types

from torch import nn

from dojo.worker import wire


def entry_problem(module: types.ModuleType, entry: wire.Header) -> str:
    """What keeps an entry from being called as documented; "" where nothing does."""
    found = getattr(module, entry["name"], None)
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
    # Others may stand between them, as they do in torch.
    by_place = [
        name
        for name, parameter in signature.parameters.items()
        if name in optional and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    if by_place != [name for name in optional if name in by_place]:
        return f"takes ({', '.join(by_place)}) in this order; it must take ({shown})"
    return ""
