"""The practice loop: takes saves, keys and verdicts one at a time, and says what to show."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.text import Text

from dojo import catalog
from dojo.catalog import ROOT, Kata, Layout
from dojo.judge.verdict import Grading, Kind
from dojo.practice import choice, hints
from dojo.practice.database import ProgressError
from dojo.practice.gradings import Graded, Gradings, Result
from dojo.practice.keys import Keys
from dojo.practice.progress import Progress
from dojo.practice.screen import Body, Screen
from dojo.report import changes, plain, spec, terminal
from dojo.report.standing import after_grading
from dojo.report.wording import Again

# What a verdict is made of; a save there is graded too, so that an author sees its effect at once.
JUDGE = (ROOT / "dojo" / "judge", ROOT / "dojo" / "worker")
TESTS = (ROOT / "tests" / "hidden", ROOT / "tests" / "samples")
FOLDERS = (ROOT / "katas", ROOT / "solutions", *TESTS, *JUDGE)
WAKE_S = 0.3
KEYS = "h hint  s spec  r run again  v {detail}  n next kata  q quit"
REPORTED = (
    catalog.CatalogError,
    catalog.UnknownKata,
    ProgressError,
    sqlite3.Error,
    OSError,
    SyntaxError,
)


@dataclass(frozen=True)
class Saved:
    """Files that came, changed or went."""

    paths: frozenset[Path]


@dataclass(frozen=True)
class Pressed:
    """A key; "" where the terminal has gone."""

    key: str


@dataclass(frozen=True)
class Finished:
    """The result of the grading of that number."""

    number: int
    result: Result


class Redraw:
    """The terminal is not as it was left."""


Event = Saved | Pressed | Finished | Redraw | Exception


class Loop:
    """What is watched, what came of it, and what of that is shown."""

    def __init__(
        self,
        kata: Kata | None,
        events: queue.SimpleQueue[Event],
        gradings: Gradings,
        keys: Keys,
        screen: Screen,
        is_plain: bool,
    ) -> None:
        self._name = kata.name if kata else None
        self._follows = kata is None  # whichever stub was saved last
        self._events, self._gradings, self._keys, self._screen = events, gradings, keys, screen
        self._result: Result | None = None
        self._finished = ""  # when, as on a clock
        self._memory = ""  # what the grading adds to what is remembered
        self._last: dict[str, Grading] = {}  # by kata, of those whose checks ran
        self._before: Grading | None = None
        self._is_plain = is_plain
        self._is_brief = not is_plain
        self._page: Body | None = None  # what is read in place of the verdict
        self._note = ""

    def run(self) -> None:
        """Until `q`, or until the terminal has gone."""
        self._draw()
        if self._name:
            self._grade()
        while True:
            if self._events.empty():
                self._draw()
            match self._next_event():
                case Pressed("q" | ""):
                    return
                case Pressed(key):
                    self._press(key)
                case Saved(paths):
                    self._save(paths)
                case Finished(number, result):
                    if number == self._gradings.number:
                        self._finish(result)
                case Redraw():
                    self._keys.resume()
                case Exception() as error:
                    raise error

    def _next_event(self) -> Event:
        while True:
            # Not for ever: a signal that reached another thread is handled when this one wakes up.
            with contextlib.suppress(queue.Empty):
                return self._events.get(timeout=WAKE_S)

    def _save(self, paths: frozenset[Path]) -> None:
        if any(path != _stub_beside(path) for path in paths):
            self._gradings.forget()
        stubs = {path for path in paths if path == _stub_beside(path) and path.exists()}
        own = {path for path in paths if self._name and _belongs(path, Layout(ROOT, self._name))}
        if self._follows and stubs and not own:
            self._go_to(max(stubs, key=_saved_at).parent.name)
        elif own:
            self._grade()

    def _press(self, key: str) -> None:
        self._note = ""
        actions = {"h": self._hint, "s": self._spec, "r": self._grade, "n": self._next}
        try:
            if key == " ":
                self._screen.turn()
            elif key == "v":
                self._turn_detail()
            elif key == "n" or (key in actions and self._name):
                actions[key]()
        except REPORTED as error:
            self._note = str(error)

    def _grade(self) -> None:
        if self._name:
            self._open(None)
            self._gradings.start(self._name)

    def _go_to(self, name: str) -> None:
        self._name, self._result, self._before = name, None, None
        self._grade()

    def _finish(self, result: Result) -> None:
        self._gradings.finish()
        self._result, self._finished = result, time.strftime("%H:%M:%S")
        self._before, self._memory = None, ""
        if isinstance(result, Graded):
            grading = result.grading
            if changes.ran(grading):
                self._before = self._last.get(grading.kata)
                self._last[grading.kata] = grading
            try:
                with Progress.open() as progress:
                    standing = progress.record(grading, result.source, own=True)
                accepted = grading.kind is Kind.ACCEPTED
                self._memory = after_grading(standing, grading.score, accepted)
            except REPORTED as error:
                self._memory = f"This grading is not remembered: {error}"
        if self._page is None:
            self._screen.turn(0)

    def _hint(self) -> None:
        kata = catalog.load(self._name or "")
        with Progress.open() as progress:
            taken = hints.next_hint(progress, kata)
            given = hints.given(progress, kata)
        title = f"{kata.name}: {len(given)} of {taken.of if taken else len(given)} hints"
        self._open(partial(_draw_hints, title=title, given=given))

    def _spec(self) -> None:
        self._open(partial(_draw_spec, kata=catalog.load(self._name or "")))

    def _next(self) -> None:
        known = catalog.load_all()
        with Progress.read() as progress:
            standings = choice.all_standings(progress, known)
        found = choice.choose([kata for kata in known if kata.name != self._name], standings)
        if found is None:
            self._note = "nothing else is left to practise now"
        else:
            self._go_to(found.kata.name)
            self._note = found.why

    def _turn_detail(self) -> None:
        if self._page is None:
            self._is_brief = not self._is_brief
        self._open(None)

    def _open(self, page: Body | None) -> None:
        self._page = page
        self._screen.turn(0)

    def _draw(self) -> None:
        status = f"{self._state()}, watching {self._name or 'all stubs'}"
        if self._note:
            status += f"; {self._note}"
        detail = "verdict" if self._page else "more detail" if self._is_brief else "less detail"
        self._screen.show(self._page or self._draw_verdict, status, KEYS.format(detail=detail))

    def _state(self) -> str:
        if self._gradings.under_way:
            return "grading ..."
        if self._result is None:
            return "starting ..." if self._name else "waiting for a save"
        return f"{'graded' if isinstance(self._result, Graded) else 'tried'} {self._finished}"

    def _draw_verdict(self, console: Console) -> None:
        if self._result is None:
            waits = f"{self._name} is being graded." if self._name else "Save a stub to grade it."
            console.print(Text(waits))
        elif isinstance(self._result, Graded):
            self._draw_grading(console, self._result.grading)
        else:
            console.print(Text(f"{self._name}: no verdict", style="bold"))
            console.print(Text(f"  {self._result.why}"))
        if self._memory:
            console.print(Text(f"\n{self._memory}"))

    def _draw_grading(self, console: Console, grading: Grading) -> None:
        if self._is_brief:
            terminal.render_brief(console, grading, self._before)
        elif self._is_plain:
            console.print(Text(plain.plain(grading)))
            if self._before:
                changes.render(console, changes.compare(self._before, grading))
        else:
            again = replace(Again.on_the_command_line(grading), command="save it")
            terminal.render(console, grading, self._before, again)


def _belongs(path: Path, files: Layout) -> bool:
    parents = {*JUDGE, files.samples}
    named = (files.stub, files.toml, files.solution, files.hidden_tests)
    return path in named or not parents.isdisjoint(path.parents)


def _stub_beside(path: Path) -> Path:
    return Layout(ROOT, path.parent.name).stub


def _saved_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _draw_hints(console: Console, title: str, given: list[str]) -> None:
    console.print(Text(title, style="bold"))
    for number, text in enumerate(given, 1):
        console.print(Text(f"\n{number}. {text}"))


def _draw_spec(console: Console, kata: Kata) -> None:
    try:
        spec.render(console, kata)
    except (OSError, SyntaxError) as error:
        console.print(Text(f"{kata.files.solution}: {error}"))
