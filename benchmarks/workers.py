"""What a worker costs: memory beside the first process, and a call beside the same call in process.

    python benchmarks/workers.py

Starts a judge as a grading does, with several workers that have each answered a call. Linux only:
reads the unique set size, the pages that a process shares with no other.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dojo.worker.heap import uncollected  # noqa: E402

with uncollected():
    import psutil
    import torch

    from dojo import catalog
    from dojo.judge.attempt import Attempt
    from dojo.judge.case import Case
    from dojo.judge.debug import InProcess
    from dojo.judge.grade import Judge
    from dojo.judge.session import AttemptSession, Source, Subject

KATA = "cross_entropy"
WORKERS = 4
CALLS = 400
SMALL = Case((torch.tensor([[0.5, 1.0], [2.0, 0.0]]), torch.tensor([0, 1])))


def memory_and_calls() -> tuple[list[float], list[float], list[float]]:
    """Each worker's unique memory to the judge's; a call, alone and sent ahead, to one in process.

    The judge's own memory is its resident set, with torch and before any hidden test is loaded.
    """
    kata = catalog.load(KATA)
    source = Source(kata.files.solution.read_text("utf-8"), "solution")
    first = psutil.Process()
    with ExitStack() as opened:
        judge = opened.enter_context(Judge())
        resident = first.memory_info().rss
        sessions = [judge.session(kata, source) for _ in range(WORKERS)]
        subject: Subject = sessions[0]._subject
        sessions.append(AttemptSession(lambda _: InProcess(), subject))
        attempts = [
            Attempt(opened.enter_context(closing(session)), kata.entries(), "cpu", print)
            for session in sessions
        ]
        for attempt in attempts:
            attempt.run(SMALL)
        workers = [process for process in first.children(recursive=True) if not process.children()]
        shares = [worker.memory_full_info().uss / resident for worker in workers]
        isolated, in_process = attempts[0], attempts[-1]
        alone, ahead = [], []
        for _ in range(5):
            base = _seconds(lambda: [in_process.run(SMALL) for _ in range(CALLS)])
            one_by_one = _seconds(lambda: [isolated.run(SMALL) for _ in range(CALLS)])
            together = _seconds(lambda: list(isolated.run_each([(SMALL, None)] * CALLS)))
            alone.append(one_by_one / base)
            ahead.append(together / base)
    return shares, alone, ahead


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    for name, ratios in zip(
        ("a worker's own memory, to the judge's", "a call, to one in process", "the same, ahead"),
        memory_and_calls(),
    ):
        print(
            f"{name}: median {statistics.median(ratios):.3f}, "
            f"from {min(ratios):.3f} to {max(ratios):.3f}"
        )


if __name__ == "__main__":
    main()
