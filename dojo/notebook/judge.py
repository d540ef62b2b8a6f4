"""A judge in a process of its own, kept warm for the notebook that asks it.

Not in the kernel: that has threads, perhaps a CUDA context, an event loop and the person's own
objects, none of which a fork should meet.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass

from dojo import catalog
from dojo.judge.verdict import Grading

CLOSE_S = 2  # for the judge to end by itself; it is killed after


class JudgeFailed(Exception):
    """The judge could not grade; nothing is said about the attempt."""


class DeviceAbsent(Exception):
    """A wanted device is not on this machine."""


@dataclass(frozen=True)
class Question:
    """What to grade, and how; seed: None draws a fresh one."""

    kata: str
    text: str
    filename: str
    device: str = "cpu"
    seed: int | None = None


class JudgeProcess:
    """Starts at once; `grade` asks it, `close` ends it."""

    def __init__(self) -> None:
        code = (
            f"import sys; sys.path.insert(0, {str(catalog.ROOT)!r}); "
            "from dojo.notebook.serve import serve; serve()"
        )
        self._asking = threading.Lock()
        self._process = subprocess.Popen(
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
        """The judge's answer; raises JudgeFailed, DeviceAbsent, or KeyboardInterrupt."""
        with self._asking:
            try:
                answer = self._ask(question)
            except (OSError, EOFError):
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

    def _ask(self, question: Question) -> Grading | Exception:
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise EOFError
        pickle.dump(question, requests)
        requests.flush()
        answer: Grading | Exception = pickle.load(answers)  # from our own code, not the attempt
        return answer

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
