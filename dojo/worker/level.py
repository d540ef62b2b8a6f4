"""How much stands between an attempt and the machine: the levels that `--sandbox` takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

# auto: every layer that the machine offers. strict: as auto, or no grading at all where one of
# REQUIRED is missing. off: no layer. bwrap: as auto, in a process that bubblewrap starts.
Level = Literal["auto", "strict", "off", "bwrap"]
LEVELS: tuple[Level, ...] = get_args(Level)

# Without the first an attempt reads what the user can read; without the second it uses the network
# and starts programs. Both are Linux's: elsewhere strict refuses.
REQUIRED = ("landlock", "seccomp")


class SandboxUnavailable(Exception):
    """This machine does not offer what the level asks for; the message says in one line what."""


def missing(level: Level, layers: Iterable[str]) -> tuple[str, ...]:
    """What of REQUIRED was wanted and is not among the layers in force."""
    in_force = set(layers)
    return () if level == "off" else tuple(name for name in REQUIRED if name not in in_force)


def refuse_gaps(level: Level, layers: Iterable[str]) -> None:
    """Raise SandboxUnavailable where the level is strict and a required layer is missing."""
    if level == "strict" and (gaps := missing(level, layers)):
        raise SandboxUnavailable(
            f"--sandbox strict: this machine has no {' and no '.join(gaps)}, so nothing was graded"
            "; see: python grader.py doctor"
        )
