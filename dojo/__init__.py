"""A judge for hand-written PyTorch losses, and the practice tool around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dojo.notebook import check as check

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # On demand: the commands import this package too, and most need no notebook.
    if name == "check":
        from dojo.notebook import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
