"""Gradings in the background: at most one under way, each in a process of its own.

On Linux they are forked from a warm process that has torch loaded and nothing of ours: no expected
value is ever in its memory. Each has a judge of its own, which forks its workers' zygote before it
reads the hidden tests; where one is got ready ahead and these change, it must be forgotten.
Elsewhere each is a fresh interpreter.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import secrets
import signal
import sys
import threading
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from dojo import catalog
from dojo.samples import misconceptions
from dojo.worker.heap import uncollected

if TYPE_CHECKING:
    from dojo.judge.grade import Judge
    from dojo.judge.verdict import Grading

# What a grading imports, but for our own.
PRELOADED = [
    "torch", "safetensors.torch", "tomllib", "hmac", "secrets", "sysconfig",
]  # fmt: skip
PATIENCE_S = 1.0  # a grading that is asked to end gets as long to take its workers with it


@dataclass(frozen=True)
class Graded:
    """A verdict, and the text that it is about."""

    grading: Grading
    source: str


@dataclass(frozen=True)
class NotGraded:
    """Why there is no verdict. missing: the stub is not there."""

    why: str
    missing: bool = False


Result = Graded | NotGraded


@dataclass(frozen=True)
class _Grader:
    """A process that grades one stub once, when it is told to."""

    name: str
    process: BaseProcess
    orders: Connection

    def end(self) -> None:
        """With every process that it started."""
        if self.process.pid is not None:
            self.process.terminate()
        self.clean_up()

    def clean_up(self) -> None:
        self.process.join(PATIENCE_S)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


class Gradings:
    """Starts gradings of stubs; `report` gets each one's number and result, from another thread.

    After each, the process of the next is got ready: at a save it has only the stub left to read.
    """

    def __init__(self, report: Callable[[int, Result], None]) -> None:
        self.number = 0  # of the last one that was started
        self._report = report
        self._at_work: _Grader | None = None
        self._ready: _Grader | None = None
        self._done: list[_Grader] = []  # which end by themselves
        self._new_process = _processes()

    def __enter__(self) -> Gradings:
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()
        self.forget()

    @property
    def under_way(self) -> bool:
        return self._at_work is not None

    def start(self, name: str) -> None:
        """Grade the stub of the kata called `name` as it is now, in place of what is under way."""
        self.cancel()
        self.number += 1
        if self._ready is None or self._ready.name != name or not self._ready.process.is_alive():
            self.forget()
            self._ready = self._new_grader(name, rehearse=False)
        self._at_work, self._ready = self._ready, None
        with contextlib.suppress(OSError):  # it has ended: _wait tells
            self._at_work.orders.send("grade")
        waiting = (self.number, self._at_work.orders)
        threading.Thread(target=self._wait, args=waiting, daemon=True).start()

    def finish(self) -> None:
        """Note that the grading under way has reported, and get ready for the next."""
        if self._at_work is not None:
            self._done.append(self._at_work)
            self.forget()
            self._ready = self._new_grader(self._at_work.name, rehearse=True)
            self._at_work = None

    def cancel(self) -> None:
        """End the grading under way, if there is one."""
        while self._done:
            self._done.pop().clean_up()
        if self._at_work is not None:
            self._at_work.end()
            self._at_work = None

    def forget(self) -> None:
        """Let go of what is ready, as when the judge itself has changed."""
        if self._ready is not None:
            self._ready.end()
            self._ready = None

    def _new_grader(self, name: str, rehearse: bool) -> _Grader:
        ours, theirs = multiprocessing.Pipe()
        process = self._new_process(target=_grade, args=(name, theirs, rehearse), daemon=True)
        process.start()
        theirs.close()
        return _Grader(name, process, ours)

    def _wait(self, number: int, orders: Connection) -> None:
        with orders:
            try:
                result: Result = orders.recv()
            except (EOFError, OSError):
                result = NotGraded("the grading's process ended without a verdict")
        self._report(number, result)


def _processes() -> Callable[..., BaseProcess]:
    """What makes a process; where fork is safe, from a warm one."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn").Process
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    # Ctrl-C reaches the whole foreground group; ending is this process's decision.
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, handler)
    return context.Process


def _grade(name: str, orders: Connection, rehearse: bool) -> None:
    """What a grading's process does: grade one stub, once it is told to, and send the result."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the judge as Ctrl-C does
    try:
        with uncollected():
            from dojo.judge.grade import Judge

        with Judge() as judge:
            # Only now, as the judge forks.
            threading.Thread(target=_end_with_parent, daemon=True).start()
            seed = secrets.randbelow(2**31)
            if rehearse:
                _rehearse(judge, name, seed)
            orders.recv()
            orders.send(_result(judge, name, seed))
    except (KeyboardInterrupt, EOFError):
        pass  # cancelled, or left alone
    except Exception as error:
        orders.send(NotGraded(f"The judge itself failed, which says nothing of the stub: {error}"))


def _rehearse(judge: Judge, name: str, seed: int) -> None:
    """Grade the model solution: what the next grading compares with is known by then.

    So is what the known mistakes are.
    """
    from dojo.judge.grade import Settings
    from dojo.judge.session import Source

    # What is wrong with the kata is told when it is graded.
    with contextlib.suppress(Exception):
        kata = catalog.load(name)
        solution = Source(kata.files.solution.read_text("utf-8"), "solution")
        judge.grade(kata, solution, Settings(seed))
        misconceptions(kata.files)


def _result(judge: Judge, name: str, seed: int) -> Result:
    from dojo.judge.grade import Settings
    from dojo.judge.session import Source

    try:
        kata = catalog.load(name)
    except (catalog.UnknownKata, catalog.CatalogError) as error:
        return NotGraded(str(error))
    path = Path(os.path.relpath(kata.files.stub))
    try:
        with tokenize.open(path) as file:
            text = file.read()
    except FileNotFoundError:
        return NotGraded(f"{path} is not there. Waiting for it to come back.", missing=True)
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        return NotGraded(f"{path} cannot be read as Python text: {error}")
    return Graded(judge.grade(kata, Source(text, str(path)), Settings(seed)), text)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # the kernel ends the zygote and its workers after this process
