"""Keeps what torch leaves on the heap out of the garbage collector's way."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Around an import of torch: nothing of what it makes is looked at by a collection, ever.

    None of it is garbage. The collections in the middle of the import are a fifth of its time, one
    after it a tenth of a second, and in a forked process each copies every page that it walks.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
