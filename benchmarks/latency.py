"""How long a cold verdict takes, as a ratio to `import torch` measured in the same minute.

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
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10, help="counted pairs (default: 10)")
    parser.add_argument("--kata", default="cross_entropy", help="which (default: cross_entropy)")
    options = parser.parse_args()

    solution = str(ROOT / "solutions" / f"{options.kata}.py")
    verdict = [sys.executable, "grader.py", "grade", options.kata, "--attempt", solution, "--json"]
    torch_only = [sys.executable, "-c", "import torch"]
    with tempfile.TemporaryDirectory() as home:
        os.environ["DOJO_HOME"] = home  # these gradings are nobody's practice
        pairs = [(seconds(verdict), seconds(torch_only)) for _ in range(options.runs + 1)][1:]

    ratios = sorted(a / b for a, b in pairs)
    print(f"cold verdict of {options.kata}: median {statistics.median(a for a, _ in pairs):.2f} s")
    print(f"import torch: median {statistics.median(b for _, b in pairs):.2f} s")
    print(
        f"ratio over {options.runs} pairs: median {statistics.median(ratios):.2f}, "
        f"from {ratios[0]:.2f} to {ratios[-1]:.2f}"
    )


if __name__ == "__main__":
    main()
