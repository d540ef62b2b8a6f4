"""The outcome of grading an attempt, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

SCHEMA = 1
CATEGORIES = ("values", "gradients", "stability", "edges", "contract", "devices", "efficiency")
NOT_WRITTEN = "a body that it needs is not written yet"
NOT_RUN = "not run: "


class Outcome(str, Enum):
    """What happened to one check."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    SKIPPED = "skipped"


class Kind(str, Enum):
    """The verdicts, in the words of the JSON contract."""

    ACCEPTED = "accepted"
    WRONG_ANSWER = "wrong_answer"
    RUNTIME_ERROR = "runtime_error"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    FORBIDDEN = "forbidden"
    INCOMPLETE = "incomplete"
    INVALID = "invalid"


@dataclass(frozen=True)
class Counterexample:
    """The smallest case that a check failed on: everything a person needs to try it by hand.

    tensors: where the attempt raised, the tensors that its function had there. snippet: Python
    that repeats the call with torch alone, and fails as long as the attempt does.
    """

    call: str
    inputs: dict[str, Any]
    expected: Any
    got: Any
    difference: str
    tensors: dict[str, str] = field(default_factory=dict)
    snippet: str = ""


@dataclass(frozen=True)
class CheckResult:
    """One check on one device."""

    id: str
    title: str
    category: str
    device: str
    points: int
    max_points: int
    outcome: Outcome
    message: str = ""
    counterexample: Counterexample | None = None
    misconceptions: tuple[str, ...] = ()


def is_not_run(check: CheckResult) -> bool:
    """Whether a check was never tried, as the attempt could not be loaded, or is right nowhere."""
    return check.message.startswith(NOT_RUN)


@dataclass(frozen=True)
class ForbiddenUse:
    """A forbidden name: how is "source" (read) or "call" (denied while running)."""

    name: str
    line: int | None
    how: str
    instead: str


@dataclass(frozen=True)
class Trouble:
    """What kept an attempt from being graded as a whole, by the verdict that it leads to."""

    kind: Kind
    message: str


@dataclass(frozen=True)
class Diagnosis:
    """A known mistake that the attempt makes too: the same wrong results on the failing cases.

    name: of the misconception's file. checks: the ids of the failed checks that it explains.
    telling: where others with the same checks fit too, a case on which they come apart: what is
    right there, and what this mistake gives.
    """

    name: str
    mistake: str
    repair: str
    checks: tuple[str, ...]
    telling: Counterexample | None = None


@dataclass(frozen=True)
class Expense:
    """One figure of what a call costs, in `unit`: the attempt's, the model solution's, torch's."""

    call: str
    figure: str
    unit: str
    yours: float
    solution: float
    torch: float


@dataclass(frozen=True)
class Grading:
    """Everything about one grading; `report.as_json` gives the documented object.

    sandbox: the layers that were in force, at sandbox_level; sandbox_missing: those that this
    machine does not have.
    """

    kata: str
    attempt: str
    kind: Kind
    score: int
    seed: int
    devices: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    forbidden: tuple[ForbiddenUse, ...]
    trouble: Trouble | None
    advice: tuple[str, ...]
    output: str
    sandbox: tuple[str, ...]
    seconds: dict[str, float]
    versions: dict[str, str] = field(default_factory=dict)
    diagnoses: tuple[Diagnosis, ...] = ()
    sandbox_level: str = "auto"
    sandbox_missing: tuple[str, ...] = ()
    expenses: tuple[Expense, ...] = ()


def score(checks: tuple[CheckResult, ...]) -> int:
    """Points of passed checks over points of checks that ran, 0 to 100, rounded down."""
    ran = [check for check in checks if check.outcome is not Outcome.SKIPPED]
    total = sum(check.max_points for check in ran)
    return 100 * sum(check.points for check in ran) // total if total else 0


def decide(
    checks: tuple[CheckResult, ...], forbidden: tuple[ForbiddenUse, ...], trouble: Trouble | None
) -> Kind:
    """The verdict over all checks; `trouble` is a load failure or an unwritten body."""
    if forbidden:
        return Kind.FORBIDDEN
    if trouble is not None:
        return trouble.kind
    outcomes = {check.outcome for check in checks if check.category != "efficiency"}
    for outcome, kind in (
        (Outcome.TIMEOUT, Kind.TIME_LIMIT),
        (Outcome.MEMORY, Kind.MEMORY_LIMIT),
        (Outcome.FAILED, Kind.WRONG_ANSWER),
        (Outcome.ERROR, Kind.RUNTIME_ERROR),
    ):
        if outcome in outcomes:
            return kind
    # Nothing ran, nothing was shown to be right.
    return Kind.ACCEPTED if Outcome.PASSED in outcomes else Kind.INVALID
