"""A judge for hand-written PyTorch losses, and the practice tool around it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dojo.api import Judge as Judge
    from dojo.api import Report as Report
    from dojo.api import grade as grade
    from dojo.notebook import check as check
    from dojo.warm.process import JudgeFailed as JudgeFailed
    from dojo.worker.level import SandboxUnavailable as SandboxUnavailable

__version__ = "0.1.0"

_HOMES = {
    "check": "dojo.notebook",
    "grade": "dojo.api",
    "Judge": "dojo.api",
    "Report": "dojo.api",
    "JudgeFailed": "dojo.warm.process",
    "SandboxUnavailable": "dojo.worker.level",
}


def __getattr__(name: str) -> Any:
    # On demand: the commands import this package too, and most need none of these.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
