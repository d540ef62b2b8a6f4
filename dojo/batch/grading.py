"""A batch: attempts in, results out as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dojo.api import Judge, Report
from dojo.batch.attempts import Attempt
from dojo.batch.likeness import sketch
from dojo.batch.results import Result, Results, ResultsError

MAX_FAILURES = 20  # of the judge's, in a row: then it is the machine, and not the attempts

# Grades (key, kata, source) and gives (key, report) for each, in whatever order.
Grader = Callable[[Iterable[tuple[Any, str, str]], int], Iterator[tuple[Any, Report]]]


def here(judge: Judge) -> Grader:
    """Grades on this machine."""
    return lambda attempts, seed: judge.as_completed(attempts, seed=seed)


def run(
    attempts: Iterable[Attempt], results: Results, grade: Grader, seed: int
) -> Iterator[Result]:
    """Grade what `results` does not hold yet; writes each result, then yields it.

    Of two attempts with one id the second is left out, as `results` could not tell them apart.
    """
    seen: set[str] = set()
    before = frozenset(results.done)
    failed: list[Result] = []  # one after another: written once the judge is known to work

    def gradable() -> Iterator[tuple[Attempt, str, str]]:
        for attempt in attempts:
            results.repeated += attempt.id in seen
            if attempt.id in seen or attempt.id in before:
                continue
            seen.add(attempt.id)
            if attempt.problem:
                unreadable.append(attempt)
            else:
                yield attempt, attempt.kata, attempt.source

    unreadable: list[Attempt] = []

    def told(result: Result) -> Result:
        results.write(result)
        return result

    for attempt, report in grade(gradable(), seed):
        while unreadable:
            yield told(_ungraded(unreadable.pop(), "input"))
        if report.error:
            failed.append(_result(attempt, report))
            if len(failed) >= MAX_FAILURES:
                raise ResultsError(
                    f"the judge failed on {len(failed)} attempts in a row: {report.error}; "
                    "mend that and go on with --resume"
                )
            continue
        yield from map(told, failed)
        failed.clear()
        yield told(_result(attempt, report))
    yield from map(told, failed)
    while unreadable:
        yield told(_ungraded(unreadable.pop(), "input"))


def _result(attempt: Attempt, report: Report) -> Result:
    if report.error:
        return _ungraded(attempt, "judge", report.error)
    data = {"id": attempt.id, **report.data, "attempt": attempt.id}
    # The untouched stub is alike in every class, and what cannot be read in none.
    plain = report.verdict in ("incomplete", "invalid")
    return data | {"sketch": [] if plain else sketch(attempt.source)}


def _ungraded(attempt: Attempt, blame: str, error: str = "") -> Result:
    """blame: whose fault it is that there is no verdict: the "input"'s or the "judge"'s."""
    why = {"blame": blame, "error": error or attempt.problem}
    return {"id": attempt.id, "kata": attempt.kata, "verdict": None, **why}
