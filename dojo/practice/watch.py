"""Watches a stub: grades it at every save, and answers to single keys in between."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from types import FrameType

from rich.console import Console

from dojo.catalog import Kata
from dojo.practice.gradings import Gradings
from dojo.practice.keys import Keys
from dojo.practice.loop import FOLDERS, Event, Finished, Loop, Pressed, Redraw, Saved
from dojo.practice.saves import Saves
from dojo.practice.screen import Screen

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
REDRAWING = ("SIGWINCH", "SIGCONT")  # another size; or a shell had the terminal in between


class _Ended(BaseException):
    """A signal has asked this process to end."""

    def __init__(self, number: int) -> None:
        self.status = 128 + number  # as a shell tells it


def watch(kata: Kata | None, console: Console | None = None, is_plain: bool = False) -> int:
    """Grade the kata's stub now and at every save; without a kata, whichever was saved last.

    is_plain: verdicts as one fact a line. Returns the exit status: 0 after `q`, 128 and the
    signal's number where one has ended it.
    """
    events: SimpleQueue[Event] = SimpleQueue()
    try:
        with (
            _signals(lambda: events.put(Redraw())),
            Gradings(lambda number, result: events.put(Finished(number, result))) as gradings,
            Saves(FOLDERS, lambda paths: events.put(Saved(paths)), events.put),
            Keys(lambda key: events.put(Pressed(key))) as keys,
            Screen(console or Console(highlight=False, markup=False), keys.available) as screen,
        ):
            Loop(kata, events, gradings, keys, screen, is_plain).run()
    except _Ended as ended:
        return ended.status
    return 0


@contextlib.contextmanager
def _signals(redraw: Callable[[], None]) -> Iterator[None]:
    """Signals that end this process raise `_Ended` within; those that change the screen redraw."""

    def end(number: int, _: FrameType | None) -> None:
        for other in _numbers(ENDING):
            signal.signal(other, signal.SIG_IGN)  # ending is under way
        raise _Ended(number)

    def draw(_: int, __: FrameType | None) -> None:
        redraw()  # SimpleQueue.put may be called in a signal handler

    before = {number: signal.getsignal(number) for number in _numbers(ENDING + REDRAWING)}
    for number in _numbers(ENDING):
        if before[number] != signal.SIG_IGN:  # as under nohup
            signal.signal(number, end)
    for number in _numbers(REDRAWING):
        signal.signal(number, draw)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _numbers(names: tuple[str, ...]) -> list[signal.Signals]:
    return [signal.Signals[name] for name in names if name in signal.Signals.__members__]
