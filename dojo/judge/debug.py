"""Runs an attempt in the judge's own process, so that `breakpoint()` reaches the terminal.

No isolation, no limits, nothing denied (denying an operator here would deny it to the reference):
a verdict reached this way does not count.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from torch import Tensor

from dojo.worker import wire
from dojo.worker.child import Session


class InProcess:
    """Stands in for a worker: the same requests, answered by a plain call."""

    def __init__(self) -> None:
        self._session = Session()
        self._requests: deque[tuple[wire.Header, dict[str, Tensor]]] = deque()
        self.printed = b""

    def await_ready(self, deadline_s: float) -> tuple[str, ...]:
        return ()

    def submit(self, header: wire.Header, tensors: dict[str, Tensor]) -> None:
        if header["verb"] == "load":
            header = header | {"forbidden": None}
        # A copy, as a frame would be one: what the attempt is given is its own to change.
        self._requests.append((header, {key: each.clone() for key, each in tensors.items()}))

    def collect(self, deadline_s: float) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """Answer the oldest request; `deadline_s` is not kept."""
        return self._session.answer(*self._requests.popleft())

    def close(self) -> int:
        return 0
