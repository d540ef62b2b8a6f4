"""The worker's memory limit, with a reserve that lets it report that the limit was hit."""

from __future__ import annotations

import sys

if sys.platform != "win32":
    import resource

RESERVE_BYTES = 64 << 20


def limit(extra_bytes: int) -> None:
    """Allow `extra_bytes` of address space beyond what the process has mapped now.

    Address space, not resident memory, is what the kernel can refuse at the moment of allocation.
    Only where /proc tells today's size (Linux): a guessed limit would kill right attempts.
    """
    mapped = _mapped_bytes()
    if mapped is None:
        return
    soft = mapped + extra_bytes
    resource.setrlimit(resource.RLIMIT_AS, (soft, soft + RESERVE_BYTES))


def release_reserve() -> None:
    """Lift the soft limit to the hard one, so that an error can still be described."""
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def restore_reserve() -> None:
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            resource.setrlimit(resource.RLIMIT_AS, (hard - RESERVE_BYTES, hard))


def is_exhaustion(error: BaseException, message: str) -> bool:
    """Whether an exception says that memory ran out; torch raises RuntimeError for it."""
    if isinstance(error, MemoryError):
        return True
    exhausted = ("can't allocate memory", "not enough memory", "std::bad_alloc", "out of memory")
    return isinstance(error, RuntimeError) and any(text in message for text in exhausted)


def _mapped_bytes() -> int | None:
    try:
        with open("/proc/self/statm", "rb") as statm:
            pages = int(statm.read().split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize()
