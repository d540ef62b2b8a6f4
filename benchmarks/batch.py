"""How fast many attempts are graded: attempts a second, and what more jobs and warm judges gain.

    python benchmarks/batch.py [--kata KATA] [--attempts N] [--rounds N]

In each round the same attempts (right and wrong samples in turn) are graded with one job, with two,
with one job and explanations, and a few of them by a fresh process each, side by side. Prints the
rates' medians, and the ratios round by round.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dojo import Judge, catalog  # noqa: E402
from dojo.samples import accepted, misconceptions  # noqa: E402

FRESH = 6  # attempts by a fresh process each


def samples(kata: str) -> list[Path]:
    files = catalog.load(kata).files
    wrong = [sample.path for sample in misconceptions(files)]
    return [path for pair in zip(itertools.cycle(accepted(files)), wrong) for path in pair]


def rate(judge: Judge, kata: str, paths: list[Path]) -> float:
    """Attempts a second by judges that have started."""
    sources = [path.read_text("utf-8") for path in paths]
    list(judge.map([(kata, sources[0])] * 2, seed=1))
    started = time.perf_counter()
    done = sum(1 for _ in judge.map(((kata, source) for source in sources), seed=1))
    return done / (time.perf_counter() - started)


def fresh_rate(kata: str, paths: list[Path]) -> float:
    started = time.perf_counter()
    for path in paths:
        command = [sys.executable, "grader.py", "grade", kata, "--attempt", str(path), "--json"]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    return len(paths) / (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kata", default="cross_entropy", help="which (default: cross_entropy)")
    parser.add_argument("--attempts", type=int, default=60, help="a round (default: 60)")
    parser.add_argument("--rounds", type=int, default=3, help="(default: 3)")
    options = parser.parse_args()
    given = list(itertools.islice(itertools.cycle(samples(options.kata)), options.attempts))

    rounds: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as home:
        os.environ["DOJO_HOME"] = home  # these gradings are nobody's practice
        for _ in range(options.rounds):
            rates = {}
            for name, jobs, explain in (
                ("one job", 1, False), ("two jobs", 2, False), ("one job, explained", 1, True),
            ):  # fmt: skip
                with Judge(jobs, explain=explain) as judge:
                    rates[name] = rate(judge, options.kata, given)
            rates["a fresh process each, explained"] = fresh_rate(options.kata, given[:FRESH])
            rounds.append(rates)

    print(f"{options.kata}, {options.attempts} attempts, {options.rounds} rounds")
    for name in rounds[0]:
        print(f"{name}: median {statistics.median(each[name] for each in rounds):.2f} attempts/s")
    for what, one, other in (
        ("two jobs to one", "two jobs", "one job"),
        ("without explanations to with", "one job", "one job, explained"),
        ("warm to fresh", "one job, explained", "a fresh process each, explained"),
    ):
        ratios = sorted(each[one] / each[other] for each in rounds)
        print(
            f"{what}: median {statistics.median(ratios):.2f}, "
            f"from {ratios[0]:.2f} to {ratios[-1]:.2f}"
        )


if __name__ == "__main__":
    main()
