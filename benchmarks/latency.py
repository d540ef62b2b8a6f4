"""How long a cold verdict takes, and a command without torch, as ratios measured side by side.

    python benchmarks/latency.py [--runs N] [--kata KATA]

Runs `grader.py grade KATA` on the model solution and `python -c "import torch"` in turn, as whole
processes, after one warm-up of each, and prints the ratio pair by pair: median and spread.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMPORT_TORCH = [sys.executable, "-c", "import torch"]
NOTHING = [sys.executable, "-c", "pass"]
QUICK = ([], ["--help"], ["list"], ["show", "cross_entropy"], ["hint", "cross_entropy"])


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def pairs(command: list[str], base: list[str], runs: int) -> list[tuple[float, float]]:
    """Seconds of the two commands in turn, after one pair that is not counted."""
    return [(seconds(command), seconds(base)) for _ in range(runs + 1)][1:]


def verdict_on(kata: str) -> list[str]:
    """The command whose latency is meant: all CPU checks, on an answer that passes them."""
    solution = str(ROOT / "solutions" / f"{kata}.py")
    return [sys.executable, "grader.py", "grade", kata, "--attempt", solution, "--json"]


def cold(kata: str, runs: int) -> list[float]:
    """A cold verdict to an import of torch."""
    return [verdict / torch for verdict, torch in pairs(verdict_on(kata), IMPORT_TORCH, runs)]


def slowest_quick(runs: int) -> tuple[str, list[float]]:
    """The command without torch that takes longest, and its ratios to a process that does nothing.

    Each run of each command has an empty home, as hints are counted.
    """
    ratios: dict[str, list[float]] = {}
    for words in QUICK:
        with nobodys_home():
            command = [sys.executable, "grader.py", *words]
            taken = [one / base for one, base in pairs(command, NOTHING, runs)]
        ratios[" ".join(["grader.py", *words])] = taken
    slowest = max(ratios, key=lambda name: statistics.median(ratios[name]))
    return slowest, ratios[slowest]


@contextmanager
def nobodys_home() -> Iterator[None]:
    """While inside, what is graded is nobody's practice."""
    before = os.environ.get("DOJO_HOME")
    with tempfile.TemporaryDirectory() as home:
        os.environ["DOJO_HOME"] = home
        try:
            yield
        finally:
            del os.environ["DOJO_HOME"]
            if before is not None:
                os.environ["DOJO_HOME"] = before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10, help="counted pairs (default: 10)")
    parser.add_argument("--kata", default="cross_entropy", help="which (default: cross_entropy)")
    options = parser.parse_args()
    with nobodys_home():
        taken = pairs(verdict_on(options.kata), IMPORT_TORCH, options.runs)
    ratios = sorted(a / b for a, b in taken)
    print(f"cold verdict of {options.kata}: median {statistics.median(a for a, _ in taken):.2f} s")
    print(f"import torch: median {statistics.median(b for _, b in taken):.2f} s")
    print(
        f"ratio over {options.runs} pairs: median {statistics.median(ratios):.2f}, "
        f"from {ratios[0]:.2f} to {ratios[-1]:.2f}"
    )


if __name__ == "__main__":
    main()
