"""How fast many attempts are graded: attempts a second, and what more jobs and warm judges gain.

    python benchmarks/batch.py [--kata KATA] [--attempts N] [--rounds N]

In each round the same right answers, on which all checks run to their end, are graded with one job,
with a job for each core, and a few of them by a fresh process each, on one core, side by side.
Prints the rates' medians, and the ratios round by round.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.latency import nobodys_home  # noqa: E402
from dojo import Judge, catalog  # noqa: E402
from dojo.api import usable_cores  # noqa: E402
from dojo.samples import accepted  # noqa: E402

DIFFERENT = 4  # right answers, over and over: the first ones, none of which loops in Python


@dataclass(frozen=True)
class Round:
    """Attempts a second.

    one_job: of a judge that the system places, with its worker, on any core. one_core: of one that
    stays on a core with its worker. all_jobs: of one on each core. fresh: of a fresh process for
    each attempt, on one core.
    """

    one_job: float
    one_core: float
    all_jobs: float
    fresh: float

    @property
    def warm_to_fresh(self) -> float:
        return self.all_jobs / usable_cores() / self.fresh

    @property
    def more_jobs(self) -> float:
        return self.all_jobs / self.one_job

    @property
    def more_cores(self) -> float:
        return self.all_jobs / self.one_core


def one_round(kata: str, attempts: int) -> Round:
    paths = accepted(catalog.load(kata).files)[:DIFFERENT]
    sources = [path.read_text("utf-8") for path in paths]
    given = [(kata, source) for source in itertools.islice(itertools.cycle(sources), attempts)]
    with nobodys_home():
        one_job, all_jobs = (_rate(jobs, given) for jobs in (1, usable_cores()))
        with _one_core():
            return Round(one_job, _rate(1, given), all_jobs, _fresh_rate(kata, paths))


def _rate(jobs: int, given: list[tuple[str, str]]) -> float:
    """By judges that have graded before."""
    with Judge(jobs) as judge:
        list(judge.map(given[:1] * 2 * jobs, seed=1))
        started = time.perf_counter()
        reports = list(judge.map(given, seed=1))
        taken = time.perf_counter() - started
    if not all(report.accepted for report in reports):
        raise SystemExit("batch.py: a right answer was not accepted, so nothing was measured")
    return len(given) / taken


def _fresh_rate(kata: str, paths: list[Path]) -> float:
    started = time.perf_counter()
    for path in paths:
        command = [sys.executable, "grader.py", "grade", kata, "--attempt", str(path), "--json"]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return len(paths) / (time.perf_counter() - started)


@contextmanager
def _one_core() -> Iterator[None]:
    """While inside, this process and those that it starts share one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kata", default="cross_entropy", help="which (default: cross_entropy)")
    parser.add_argument("--attempts", type=int, default=60, help="a round (default: 60)")
    parser.add_argument("--rounds", type=int, default=3, help="(default: 3)")
    options = parser.parse_args()
    rounds = [one_round(options.kata, options.attempts) for _ in range(options.rounds)]
    print(f"{options.kata}, {options.attempts} right answers, {options.rounds} rounds")
    for name, field in (
        ("one job", "one_job"), ("one job on one core", "one_core"),
        (f"{usable_cores()} jobs", "all_jobs"), ("a fresh process each, on one core", "fresh"),
    ):  # fmt: skip
        median = statistics.median(getattr(each, field) for each in rounds)
        print(f"{name}: median {median:.2f} attempts/s")
    for name, field in (
        ("per core, to a fresh process each", "warm_to_fresh"),
        (f"{usable_cores()} jobs to one", "more_jobs"),
        (f"{usable_cores()} jobs to one on one core", "more_cores"),
    ):
        ratios = sorted(getattr(each, field) for each in rounds)
        print(
            f"{name}: median {statistics.median(ratios):.2f}, "
            f"from {ratios[0]:.2f} to {ratios[-1]:.2f}"
        )


if __name__ == "__main__":
    main()
