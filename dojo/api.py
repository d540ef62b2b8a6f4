"""The judge as a library: `dojo.grade` for one attempt, `dojo.Judge` for many.

    import dojo

    with dojo.Judge(jobs=2) as judge:
        for report in judge.map([("cross_entropy", source), ("huber_loss", other)]):
            print(report.score, report.verdict)

Attempts are untrusted code: they run in sandboxed processes under a judge's process, never in the
caller's, which may have threads, a CUDA context or an event loop.
"""

from __future__ import annotations

import os
import queue
import secrets
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from dojo import catalog
from dojo.report.as_json import strict_object
from dojo.warm.process import JudgeFailed, JudgeProcess, Question

if TYPE_CHECKING:
    from dojo.worker.level import Level

TRIES = 2  # a judge that was killed says nothing about the attempt, the first time
ATTEMPT = "attempt.py"  # the name that tracebacks carry

Key = TypeVar("Key")


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Report:
    """What the judge says of one attempt.

    data: the documented JSON object. error: why there is no verdict, where the judge failed; data
    is empty then, and the attempt neither right nor wrong.
    """

    data: dict[str, Any]
    error: str = ""

    @property
    def verdict(self) -> str | None:
        """As in the JSON: "accepted", "wrong_answer", ...; None where the judge failed."""
        return self.data.get("verdict")

    @property
    def accepted(self) -> bool:
        return self.verdict == "accepted"

    @property
    def score(self) -> int:
        """0 to 100; 0 where the judge failed."""
        return int(self.data.get("score", 0))

    @property
    def failed(self) -> tuple[str, ...]:
        """The ids of the checks that ran and did not pass."""
        kept = ("passed", "skipped")
        return tuple(c["id"] for c in self.data.get("checks", ()) if c["outcome"] not in kept)


def grade(kata: str, source: str, *, seed: int | None = None, sandbox: Level = "auto") -> Report:
    """Grade one attempt in a judge of its own, which takes as long as an import of torch.

    kata: a name, as `grader.py list` shows it. source: the attempt's text. seed: what the inputs
    are drawn from; None draws one, which the report names. sandbox: "auto", "strict", "off" or
    "bwrap". Raises catalog.UnknownKata, SandboxUnavailable where the machine has not what
    `sandbox` asks for, and JudgeFailed where there is no verdict.
    """
    with Judge(sandbox=sandbox) as judge:
        return judge.grade(kata, source, seed=seed)


class Judge:
    """Judges kept warm, each a process of its own; use as a context manager.

    jobs: how many attempts are graded at once. explain: look for smaller failing inputs and the
    mistake behind them, which takes time; verdict and score are the same without.
    Methods may be called from several threads.
    """

    def __init__(self, jobs: int = 1, *, sandbox: Level = "auto", explain: bool = True) -> None:
        if jobs < 1:
            raise ValueError(f"jobs is {jobs}; at least one judge must run")
        # Where they fill the machine, each stays on its own core; else the system places them.
        own_core = 1 < jobs == usable_cores()
        self._all = [JudgeProcess(n if own_core else None) for n in range(jobs)]
        self._idle: queue.SimpleQueue[JudgeProcess] = queue.SimpleQueue()
        for process in self._all:
            self._idle.put(process)
        self._question = Question("", "", ATTEMPT, sandbox=sandbox, explain=explain)
        self._katas = frozenset(catalog.kata_names())
        self._closed = False

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close(at_once=kind is not None)

    def close(self, at_once: bool = False) -> None:
        """End every judge and worker; at_once: also in the middle of a grading."""
        self._closed = True
        for process in self._all:
            if at_once:
                process.kill()
            process.close()

    def grade(self, kata: str, source: str, *, seed: int | None = None) -> Report:
        """Grade one attempt; raises as `dojo.grade` does."""
        report = self._report(kata, source, seed)
        if report.error:
            raise JudgeFailed(report.error)
        return report

    def map(
        self, attempts: Iterable[tuple[str, str]], *, seed: int | None = None
    ) -> Iterator[Report]:
        """A report for each (kata, source), in their order, `jobs` at once.

        All are drawn the same inputs: seed None draws one for all. Takes from `attempts` as it
        goes, in a thread of its own. Where the judge fails, the report tells by `error`.
        """
        if seed is None:
            seed = secrets.randbelow(2**31)
        numbered = ((number, *attempt) for number, attempt in enumerate(attempts))
        early: dict[int, Report] = {}
        following = 0
        for number, report in self.as_completed(numbered, seed=seed):
            early[number] = report
            while following in early:
                yield early.pop(following)
                following += 1

    def as_completed(
        self, attempts: Iterable[tuple[Key, str, str]], *, seed: int
    ) -> Iterator[tuple[Key, Report]]:
        """(key, report) for each (key, kata, source), whichever is done first."""
        supply, taking = iter(attempts), threading.Lock()
        results: queue.SimpleQueue[tuple[Key, Report] | BaseException | None] = queue.SimpleQueue()
        # Nobody grades far ahead of one who is slow to take the results.
        room = threading.Semaphore(2 * len(self._all))
        stopped = threading.Event()

        def work() -> None:
            try:
                while True:
                    room.acquire()
                    with taking:
                        attempt = None if stopped.is_set() else next(supply, None)
                    if attempt is None:
                        break
                    key, kata, source = attempt
                    results.put((key, self._report(kata, source, seed)))
            except BaseException as error:  # in `attempts`, or an unknown kata: the caller's
                results.put(error)
            finally:
                results.put(None)

        for _ in self._all:
            threading.Thread(target=work, daemon=True).start()
        running = len(self._all)
        try:
            while running:
                result = results.get()
                room.release()
                if result is None:
                    running -= 1
                elif isinstance(result, BaseException):
                    raise result
                else:
                    yield result
        finally:
            stopped.set()
            room.release(len(self._all))

    def _report(self, kata: str, source: str, seed: int | None) -> Report:
        if kata not in self._katas:
            catalog.load(kata)  # raises, with the nearest name
        question = replace(self._question, kata=kata, text=source, seed=seed)
        process = self._idle.get()
        failure = ""
        try:
            for _ in range(TRIES):
                if self._closed:
                    raise JudgeFailed("this Judge is closed")
                try:
                    return Report(strict_object(process.grade(question)))
                except JudgeFailed as error:
                    failure = str(error)
        finally:
            self._idle.put(process)
        return Report({}, failure)
