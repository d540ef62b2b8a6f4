"""The asking side: starts the judge's process, asks it, ends it.

Not in the asking process: that has threads, perhaps a CUDA context, an event loop and the person's
own objects, none of which a fork should meet.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dojo import catalog

if TYPE_CHECKING:
    from dojo.judge.examples import Examples
    from dojo.judge.verdict import Grading
    from dojo.worker.level import Level

CLOSE_S = 2  # for the judge to end by itself; it is killed after


class JudgeFailed(Exception):
    """The judge could not grade; nothing is said about the attempt."""


class DeviceAbsent(Exception):
    """A wanted device is not on this machine."""


@dataclass(frozen=True)
class Question:
    """What to grade, and how; seed: None draws a fresh one.

    stage: of the kata's mock interview, whose rules hold then; 0: the kata's own. sandbox and
    explain: as in the judge's Settings.
    """

    kata: str
    text: str
    filename: str
    device: str = "cpu"
    seed: int | None = None
    stage: int = 0
    sandbox: Level = "auto"
    explain: bool = True


@dataclass(frozen=True)
class Trial:
    """An attempt to be tried on the examples that an interviewer shows at a stage."""

    kata: str
    text: str
    filename: str
    stage: int
    seed: int


class JudgeProcess:
    """Starts at once; `grade` asks it, `close` ends it.

    core: the place, among the cores that this process may use, of the one to stay on. The judge
    and its worker take turns, so they lose nothing by it, and no time in waking each other. None
    where other work may want that core.
    """

    def __init__(self, core: int | None = None) -> None:
        self._core = core
        self._owner = os.getpid()
        self._asking = threading.Lock()
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        code = (
            f"import sys; sys.path.insert(0, {str(catalog.ROOT)!r})\n"
            "from dojo.worker.heap import uncollected\n"
            "with uncollected(): from dojo.warm.serve import serve\n"
            f"serve({self._core})"
        )
        return subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Interrupting a kernel signals its whole group, also while this waits.
            start_new_session=True,
        )

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def grade(self, question: Question) -> Grading:
        """The judge's verdict.

        Raises JudgeFailed, DeviceAbsent, SandboxUnavailable, or KeyboardInterrupt.
        """
        grading: Grading = self._answer(question)
        return grading

    def try_examples(self, trial: Trial) -> Examples:
        """How the attempt does on the stage's examples; raises as `grade`."""
        examples: Examples = self._answer(trial)
        return examples

    def _answer(self, question: Question | Trial) -> Any:
        if os.getpid() != self._owner:  # a fork of it: two would read each other's answers
            raise JudgeFailed("it belongs to another process; make one after the fork")
        with self._asking:
            try:
                if self.has_ended:  # killed, or closed after a failure that was told
                    self.close()
                    self._process = self._started()
                answer = self._ask(question)
            # The last two: killed in the middle of an answer, closed before the question.
            except (OSError, EOFError, pickle.UnpicklingError, ValueError):
                self.close()
                code = self._process.returncode
                raise JudgeFailed(f"its process has ended (status {code})") from None
            except BaseException:  # interrupted: an answer that nobody waits for must not come
                self._process.kill()
                self.close()
                raise
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _ask(self, question: Question | Trial) -> Any:
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise EOFError
        pickle.dump(question, requests)
        requests.flush()
        return pickle.load(answers)  # from our own code, not the attempt

    def kill(self) -> None:
        """End the judge in the middle of an answer; who waits for that meets JudgeFailed."""
        self._process.kill()

    def close(self) -> None:
        """End the judge and every process that it started."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(CLOSE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
