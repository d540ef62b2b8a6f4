"""The checks in a kata's hidden tests, and running them against an attempt.

A hidden test is an ordinary test function, which pytest runs too. A grading calls the same
functions by itself: pytest would take a sixth of its time, and no plugin, configuration or
environment variable of the person's can take part.
"""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar
from unittest import SkipTest

from dojo.catalog import Entry
from dojo.judge.attempt import Attempt, Patience
from dojo.judge.call import Backward, CheckFailed
from dojo.judge.case import Case, Draw
from dojo.judge.problems import NotLoaded
from dojo.judge.session import AttemptSession
from dojo.judge.verdict import CATEGORIES, NOT_RUN, NOT_WRITTEN, CheckResult, Expense, Outcome
from dojo.worker.level import SandboxUnavailable

WORTH = "dojo_worth"

Test = Callable[[Attempt, Draw], None]
Marked = TypeVar("Marked", bound=Callable[..., None])


class JudgeError(Exception):
    """The judge itself failed; nothing is said about the attempt."""


@dataclass(frozen=True)
class Check:
    """One scored behaviour: a test function that raises CheckFailed where it does not hold."""

    id: str
    title: str
    category: str
    points: int
    test: Test


def check(category: str, *, points: int) -> Callable[[Marked], Marked]:
    """Make a test a check; its title is the first line of its docstring."""
    if category not in CATEGORIES:
        raise ValueError(f"category is {category!r}; use one of {', '.join(CATEGORIES)}")

    def mark(test: Marked) -> Marked:
        setattr(test, WORTH, (category, points))
        return test

    return mark


def load(path: Path) -> tuple[Check, ...]:
    """The checks of a module of hidden tests, in its order; raises JudgeError where it has none."""
    tests = [test for test in vars(module(path)).values() if hasattr(test, WORTH)]
    if not tests:
        raise JudgeError(f"{path} has no check")
    return tuple(_check(test) for test in tests)


def module(path: Path) -> ModuleType:
    """A module of hidden tests, loaded once as it is saved; raises JudgeError where it fails."""
    try:
        return _module(path, path.stat().st_mtime_ns)
    except JudgeError:
        raise
    except Exception as error:
        raise JudgeError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error


@lru_cache(maxsize=64)
def _module(path: Path, _saved_at: int) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"hidden_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise JudgeError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look their own annotations up
    spec.loader.exec_module(module)
    return module


def _check(test: Callable[..., None]) -> Check:
    text = inspect.getdoc(test)
    if not text:
        raise JudgeError(f"{test.__name__} has no docstring, so no title")
    category, points = getattr(test, WORTH)
    return Check(test.__name__, text.splitlines()[0], category, points, test)


@dataclass(frozen=True)
class Conditions:
    """What checks are run under.

    devices: each check is run on each. absent: why a device cannot be used here, by device; its
    checks are skipped with that reason. patience: how many smaller cases may be tried to show the
    failures on.
    """

    seed: int
    devices: tuple[str, ...] = ("cpu",)
    absent: Mapping[str, str] = field(default_factory=dict)
    patience: int = 0


@dataclass
class Run:
    """What running checks against an attempt came to."""

    results: list[CheckResult] = field(default_factory=list)
    failures: dict[str, CheckFailed] = field(default_factory=dict)  # of the first device, by check
    calls: list[tuple[Case, Backward | None]] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    expenses: list[Expense] = field(default_factory=list)
    stubs: int = 0  # checks that met a body which is still to be written

    def advise(self, text: str) -> None:
        if text not in self.advice:
            self.advice.append(text)


def run(
    checks: Iterable[Check],
    session: AttemptSession,
    entries: tuple[Entry, ...],
    conditions: Conditions,
) -> Run:
    """Run the checks in order; raises JudgeError where one raises anything but CheckFailed."""
    done = Run()
    patience = Patience(conditions.patience)
    for each in checks:
        for device in conditions.devices:
            if reason := conditions.absent.get(device):
                done.results.append(_result(each, device, Outcome.SKIPPED, reason))
            else:
                attempt = Attempt(
                    session, entries, device, done.advise, done.calls, patience, done.expenses,
                    done.failures,
                )  # fmt: skip
                draw = Draw(conditions.seed, each.id)
                done.results.append(_outcome(each, attempt, draw, done))
    return done


def _outcome(each: Check, attempt: Attempt, draw: Draw, done: Run) -> CheckResult:
    try:
        each.test(attempt, draw)
    except NotLoaded as problem:
        return _result(each, attempt.device, problem.outcome, f"{NOT_RUN}{problem}")
    except CheckFailed as failure:
        done.failures.setdefault(each.id, failure)
        if failure.is_stub:
            done.stubs += 1
            return _result(each, attempt.device, failure.outcome, NOT_WRITTEN)
        example = failure.counterexample
        return _result(each, attempt.device, failure.outcome, failure.message, example)
    except SkipTest as reason:
        return _result(each, attempt.device, Outcome.SKIPPED, str(reason))
    except SandboxUnavailable:  # of the machine, not of this check
        raise
    except Exception as error:
        raise JudgeError(f"{each.id}: {type(error).__name__}: {error}") from error
    return _result(each, attempt.device, Outcome.PASSED)


def _result(
    each: Check, device: str, outcome: Outcome, message: str = "", example: Any = None
) -> CheckResult:
    return CheckResult(
        id=each.id,
        title=each.title,
        category=each.category,
        device=device,
        points=each.points if outcome is Outcome.PASSED else 0,
        max_points=each.points,
        outcome=outcome,
        message=message,
        counterexample=example,
    )
