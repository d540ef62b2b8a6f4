"""Where a call's memory goes: each operator with the line that calls it, and bytes over time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from dojo.catalog import Kata
from dojo.judge import checks as hidden
from dojo.judge import efficiency
from dojo.judge.attempt import Attempt
from dojo.judge.call import CheckFailed
from dojo.judge.grade import Judge
from dojo.judge.loss import Loss
from dojo.judge.problems import NotLoaded, listed, text
from dojo.judge.session import Source
from dojo.judge.verdict import NOT_WRITTEN, Expense
from dojo.worker.measure import Cost

SIZE = (256, 1024)  # a MiB of float32


class NotProfiled(Exception):
    """The attempt cannot be profiled, told in one line."""


@dataclass(frozen=True)
class Step:
    """One operator: what it returns, the bytes that are new, and the attempt's line (0: none)."""

    operator: str
    result: str
    new_bytes: int
    line: int
    code: str


@dataclass(frozen=True)
class Profile:
    """One call, forward and backward.

    held: bytes beside the inputs after each allocation and release. expenses: the figures that are
    compared with the model solution's and torch's.
    """

    call: str
    input_bytes: int
    steps: tuple[Step, ...]
    held: tuple[int, ...]
    expenses: tuple[Expense, ...]


def profile(judge: Judge, kata: Kata, source: Source) -> list[Profile]:
    """A profile of each entry; raises NotProfiled where the attempt delivers none."""
    with closing(judge.session(kata, source)) as session:
        loss = getattr(hidden.module(kata.files.hidden_tests), "LOSS", None)
        if not isinstance(loss, Loss):
            raise NotProfiled(f"{kata.name} has nothing to profile")
        attempt = Attempt(session, kata.entries(), "cpu", print)
        try:
            return [
                _profile(attempt, compared) for compared in efficiency.compare(attempt, loss, SIZE)
            ]
        except NotLoaded as problem:
            raise NotProfiled(str(problem)) from problem
        except CheckFailed as failure:
            raise NotProfiled(NOT_WRITTEN if failure.is_stub else failure.message) from failure


def _profile(attempt: Attempt, compared: efficiency.Compared[Cost]) -> Profile:
    reply, _ = attempt.ask("profile", compared.case)
    steps = [_step(attempt, told) for told in listed(reply.get("steps")) if isinstance(told, dict)]
    return Profile(
        call=compared.call,
        input_bytes=compared.input_bytes,
        steps=tuple(steps),
        held=tuple(each for each in listed(reply.get("held")) if type(each) is int),
        expenses=tuple(compared.expenses()),
    )


def _step(attempt: Attempt, told: dict[str, Any]) -> Step:
    line, new_bytes = (
        value if type(value := told.get(name)) is int else 0 for name in ("line", "new_bytes")
    )
    operator, result = (text(told.get(name))[:200] for name in ("operator", "result"))
    return Step(operator, result, new_bytes, line, attempt.session.line(line))
