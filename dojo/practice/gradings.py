"""Gradings in the background: at most one under way, each in a process of its own.

On Linux they are forked from a warm process that has torch loaded and nothing of ours:
no expected value is ever in its memory, and each grading reads the judge, the hidden tests and
kata.toml anew, so that an author's edit counts at once. Elsewhere each is a fresh interpreter.
"""

from __future__ import annotations

import multiprocessing
import os
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

if TYPE_CHECKING:
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


class Gradings:
    """Starts gradings of stubs; `report` gets each one's number and result, from another thread."""

    def __init__(self, report: Callable[[int, Result], None]) -> None:
        self.number = 0  # of the last one that was started
        self._report = report
        self._process: BaseProcess | None = None
        self._new_process = _processes()

    def __enter__(self) -> Gradings:
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()

    @property
    def under_way(self) -> bool:
        return self._process is not None

    def start(self, name: str) -> None:
        """Grade the stub of the kata called `name` as it is now, in place of what is under way."""
        self.cancel()
        self.number += 1
        receiver, sender = multiprocessing.Pipe(duplex=False)
        self._process = self._new_process(target=_grade, args=(name, sender), daemon=True)
        self._process.start()
        sender.close()
        threading.Thread(target=self._wait, args=(self.number, receiver), daemon=True).start()

    def finish(self) -> None:
        """Clean up after the grading under way, which has reported its result."""
        if self._process is not None:
            process, self._process = self._process, None
            process.join(PATIENCE_S)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()

    def cancel(self) -> None:
        """End the grading under way, if there is one, with every process that it started."""
        if self._process is not None and self._process.pid is not None:
            self._process.terminate()
            self.finish()

    def _wait(self, number: int, receiver: Connection) -> None:
        with receiver:
            try:
                result: Result = receiver.recv()
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


def _grade(name: str, sender: Connection) -> None:
    """What a grading's process does: grade one stub, send the result."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the judge as Ctrl-C does
    try:
        sender.send(_result(name))
    except KeyboardInterrupt:
        pass  # cancelled
    except Exception as error:
        sender.send(NotGraded(f"The judge itself failed, which says nothing of the stub: {error}"))


def _result(name: str) -> Result:
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
    from dojo.judge.grade import Judge
    from dojo.judge.session import Source

    with Judge() as judge:
        # Only now, as the judge forks.
        threading.Thread(target=_end_with_parent, daemon=True).start()
        return Graded(judge.grade(kata, Source(text, str(path))), text)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # the kernel ends the zygote and its workers after this process
