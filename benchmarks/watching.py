"""How long `watch` takes from a save to the verdict on the screen.

    python benchmarks/watching.py [--saves N]

Types at a real terminal (a pseudo-terminal) in a copy of the repository: saves a right answer and a
wrong one in turn, and waits for each verdict to be drawn. A cold verdict is timed beside it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pexpect

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.latency import nobodys_home, seconds, verdict_on  # noqa: E402

KATA = "cross_entropy"
RIGHT = (ROOT / "solutions" / f"{KATA}.py").read_text("utf-8")
WRONG = RIGHT.replace("loss.sum() / weight.sum()", "loss.mean()")
THINKING_S = 1.2  # between a verdict and the next save; nobody edits faster
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "interviews", ".*_cache", "__pycache__")


def save_to_screen(saves: int) -> list[float]:
    """Seconds from each save to its verdict on the screen, after two that are not counted."""
    if WRONG == RIGHT:
        raise SystemExit("watching.py: the model solution has changed; mend WRONG here")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        stub = copy / "katas" / KATA / "stub.py"
        stub.write_text(WRONG, "utf-8")
        screen = pexpect.spawn(
            sys.executable, ["grader.py", "watch", KATA], cwd=copy, dimensions=(24, 80),
            env={**os.environ, "DOJO_HOME": str(Path(folder, "home"))}, timeout=60,
        )  # fmt: skip
        screen.expect("wrong answer")
        taken = []
        for number in range(saves + 2):
            text, verdict = ((RIGHT, "accepted"), (WRONG, "wrong answer"))[number % 2]
            time.sleep(THINKING_S)
            started = time.perf_counter()
            stub.write_text(text, "utf-8")
            screen.expect(verdict)
            taken.append(time.perf_counter() - started)
        screen.send("q")
        screen.expect(pexpect.EOF)
    return taken[2:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--saves", type=int, default=50, help="counted saves (default: 50)")
    options = parser.parse_args()
    with nobodys_home():
        cold = statistics.median(seconds(verdict_on(KATA)) for _ in range(5))
    taken = sorted(save_to_screen(options.saves))
    median = statistics.median(taken)
    low, high = taken[0], taken[-1]
    print(
        f"save to verdict: median {1000 * median:.0f} ms, from {1000 * low:.0f} to "
        f"{1000 * high:.0f} ms; {median / cold:.2f} of a cold verdict ({cold:.2f} s)"
    )


if __name__ == "__main__":
    main()
