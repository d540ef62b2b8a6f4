"""How fast a grading could be: its calls and comparisons with nothing isolated, to a warm judge.

    python benchmarks/floor.py

Grades the model solution by a judge that has graded it before on the same seed; then runs the same
checks with the attempt in this process, and notes how much of that is the attempt's own code.
"""

from __future__ import annotations

import statistics
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dojo.worker.heap import uncollected  # noqa: E402

with uncollected():
    from dojo import catalog
    from dojo.judge import checks
    from dojo.judge.debug import InProcess
    from dojo.judge.grade import Judge, Settings
    from dojo.judge.session import AttemptSession, Source

KATA = "cross_entropy"
ROUNDS = 6


class Timed(InProcess):
    """Notes the seconds that pass in the attempt."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def collect(self, deadline_s: float) -> tuple[dict[str, Any], dict[str, Any]]:
        started = time.perf_counter()
        try:
            return super().collect(deadline_s)
        finally:
            self.seconds += time.perf_counter() - started


def shares() -> tuple[list[float], list[float]]:
    """Of a warm judge's time: all of it in one process, and the attempt's own part."""
    kata = catalog.load(KATA)
    source = Source(kata.files.solution.read_text("utf-8"), "solution")
    in_process, own = [], []
    with Judge() as judge:
        known = checks.load(kata.files.hidden_tests)
        for _ in range(ROUNDS + 1):
            started = time.perf_counter()
            judge.grade(kata, source, Settings(seed=1))
            isolated = time.perf_counter() - started
            attempt = Timed()
            subject = judge.session(kata, source)._subject
            with closing(AttemptSession(lambda _, each=attempt: each, subject)) as session:
                started = time.perf_counter()
                checks.run(known, session, kata.entries(), checks.Conditions(seed=1))
                in_process.append((time.perf_counter() - started) / isolated)
            own.append(attempt.seconds / isolated)
    return in_process[1:], own[1:]


def main() -> None:
    for name, ratios in zip(("in one process", "of it the attempt's own code"), shares()):
        print(
            f"{name}: median {statistics.median(ratios):.2f} of a warm judge's time, "
            f"from {min(ratios):.2f} to {max(ratios):.2f}"
        )


if __name__ == "__main__":
    main()
