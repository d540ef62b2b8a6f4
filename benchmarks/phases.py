"""Where the time of a cold verdict goes: one whole process, phase by phase.

    python benchmarks/phases.py [--runs N] [--kata KATA]

Each run is a fresh process that grades the model solution as `grader.py grade KATA --json` does and
notes when it comes past the seams between the phases. Prints the median of each phase.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PHASES = (
    "python and the command line", "import torch", "the judge's own imports", "fork",
    "collect the checks", "checks", "record and render", "exit",
)  # fmt: skip


def measure(kata: str, runs: int) -> dict[str, list[float]]:
    """Seconds of each phase, run by run, after one run that is not counted."""
    every = [_one_run(kata) for _ in range(runs + 1)][1:]
    return {phase: [run[place] for run in every] for place, phase in enumerate(PHASES)}


def _one_run(kata: str) -> list[float]:
    with tempfile.TemporaryDirectory() as home:
        started = time.time()
        done = subprocess.run(
            [sys.executable, __file__, "--note", kata],
            cwd=ROOT, capture_output=True, text=True, check=True,
            env={**os.environ, "DOJO_HOME": home},
        )  # fmt: skip
        ended = time.time()
    marks = [started, *json.loads(done.stderr.splitlines()[-1]), ended]
    return [after - before for before, after in itertools.pairwise(marks)]


def note(kata: str) -> None:
    """Grade as the command does; tells on stderr when each phase ended."""
    sys.path.insert(0, str(ROOT))
    marks = []
    from dojo.cli import main

    marks.append(time.time())
    from dojo.worker.heap import uncollected

    with uncollected():
        import torch  # noqa: F401

        marks.append(time.time())
        from dojo.judge import grade as grading
    from dojo.practice import progress  # noqa: F401
    from dojo.report import standing  # noqa: F401

    def noting(function: Callable[..., Any], at_start: bool) -> Callable[..., Any]:
        def noted(*args: Any, **options: Any) -> Any:
            if at_start:
                marks.append(time.time())
            result = function(*args, **options)
            marks.append(time.time())
            return result

        return noted

    grading.Judge.__init__ = noting(grading.Judge.__init__, True)  # type: ignore[method-assign]
    from_here = grading.Judge.grade

    def grade(*args: Any, **options: Any) -> Any:
        from dojo.judge import checks

        if not hasattr(checks, "noted"):
            checks.load, checks.run = noting(checks.load, False), noting(checks.run, False)
            checks.noted = True  # type: ignore[attr-defined]
        return from_here(*args, **options)

    grading.Judge.grade = grade  # type: ignore[method-assign]
    main(["grade", kata, "--attempt", f"solutions/{kata}.py", "--json"])
    marks.append(time.time())
    print(json.dumps(marks), file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7, help="counted runs (default: 7)")
    parser.add_argument("--kata", default="cross_entropy", help="which (default: cross_entropy)")
    parser.add_argument("--note", metavar="KATA", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.note:
        note(options.note)
        return
    for phase, seconds in measure(options.kata, options.runs).items():
        print(f"{phase:<30}{1000 * statistics.median(seconds):6.0f} ms")


if __name__ == "__main__":
    main()
