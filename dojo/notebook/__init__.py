"""Grading what a notebook's cells define: `from dojo import check`."""

from __future__ import annotations

import atexit
import inspect
import linecache
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dojo import catalog
from dojo.judge.verdict import Grading
from dojo.notebook import cells
from dojo.practice.progress import remember
from dojo.report.html import html
from dojo.report.plain import plain
from dojo.report.wording import Again
from dojo.warm.process import DeviceAbsent, JudgeFailed, JudgeProcess, Question

FILENAME = "notebook"
DEVICES = ("cpu", "cuda", "all")

_judge: JudgeProcess | None = None


class CheckError(ValueError):
    """What was asked for cannot be graded; the message says what to do instead."""

    def _render_traceback_(self) -> list[str]:
        # IPython's hook: the frames below are ours, and would bury the one line that helps.
        return [f"check: {self}"]


@dataclass(frozen=True, repr=False)
class Checked:
    """One grading in a notebook, which shows itself. source: the text that was graded."""

    grading: Grading
    source: str
    again: Again

    @property
    def verdict(self) -> str:
        """In the words of the JSON contract: "accepted", "wrong_answer", ..."""
        return self.grading.kind.value

    @property
    def score(self) -> int:
        return self.grading.score

    def __repr__(self) -> str:
        return plain(self.grading, self.again)

    def _repr_html_(self) -> str:
        return html(self.grading, self.again, self.source)


def check(kata: str, *entries: object, device: str = "cpu", seed: int | None = None) -> Checked:
    """Grade classes or functions that cells of this notebook define, by their source.

    entries: what the kata asks for, all of it: check("huber_loss", HuberLoss, SmoothL1Loss).
    device: "cpu", "cuda" or "all". seed: that of an earlier grading, for the same inputs; None
    draws a fresh one. Raises CheckError. The attempt runs in a process of its own, as on the
    command line, with the imports, helpers and constants of other cells that it needs.
    """
    known = _load(kata)
    if device not in DEVICES:
        raise CheckError(f"no device is called {device!r}; use one of {', '.join(DEVICES)}")
    if not (seed is None or (isinstance(seed, int) and 0 <= seed < 2**63)):
        raise CheckError(f"{seed!r} is no seed; give a whole number from 0 to 2^63-1")
    shell = _shell(kata)
    _match(known, entries, shell.user_ns)
    text = cells.assemble(
        shell.history_manager.input_hist_parsed, known.entry_names, _homes(shell.user_ns)
    )
    if text is None:
        raise CheckError(
            f"no cell of this notebook defines {_listed(known.entry_names)}; "
            "run the cell with its source again, then check"
        )
    return _grade(Question(known.name, text, FILENAME, device, seed), known.entry_names)


def _load(name: object) -> catalog.Kata:
    if not isinstance(name, str):
        raise CheckError('name the kata first: check("cross_entropy", CrossEntropyLoss)')
    try:
        return catalog.load(name)
    except (catalog.UnknownKata, catalog.CatalogError) as error:
        raise CheckError(str(error)) from None


def _shell(kata: str) -> Any:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        raise CheckError(
            f"this is no notebook; grade a file: python grader.py grade {kata} --attempt FILE"
        )
    return shell


def _match(kata: catalog.Kata, entries: tuple[object, ...], namespace: Mapping[str, Any]) -> None:
    """Refuse what is not exactly the kata's entries, as the notebook knows them by name."""
    call = _call(kata.name, kata.entry_names)
    for entry in entries:
        if any(namespace.get(name) is entry for name in kata.entry_names):
            continue
        shown = getattr(entry, "__name__", None)
        if not (inspect.isclass(entry) or inspect.isfunction(entry)):
            kind = type(entry).__name__
            raise CheckError(f"a {kind} is no class or function to grade; call {call}")
        if shown in kata.entry_names:
            raise CheckError(f"this is not the {shown} of the notebook's cells; call {call}")
        raise CheckError(f"{kata.name} asks for {_listed(kata.entry_names)}, not {shown}")
    for name in kata.entry_names:
        if not any(namespace.get(name) is entry for entry in entries):
            raise CheckError(f"{kata.name} asks for {_listed(kata.entry_names)}; call {call}")
        module = getattr(namespace[name], "__module__", None)
        if module != "__main__":
            raise CheckError(
                f"{name} is defined in module {module}, not in a cell of this notebook; "
                f"grade a file: python grader.py grade {kata.name} --attempt FILE"
            )


def _homes(namespace: Mapping[str, Any]) -> dict[str, str]:
    """The cell that each class and function of the notebook was defined in, as IPython keeps it."""
    found = {}
    for name, value in list(namespace.items()):
        members = list(vars(value).values()) if inspect.isclass(value) else [value]
        if getattr(value, "__module__", None) != "__main__":
            continue
        for member in members:
            if inspect.isfunction(member) and member.__module__ == "__main__":
                if text := "".join(linecache.getlines(member.__code__.co_filename)):
                    found[name] = text
                break
    return found


def _grade(question: Question, names: tuple[str, ...]) -> Checked:
    global _judge
    if _judge is None or _judge.has_ended:
        _judge = JudgeProcess()
        atexit.register(_judge.close)
    try:
        grading = _judge.grade(question)
    except DeviceAbsent as absent:
        raise CheckError(f'device "{question.device}": {absent}; use device="cpu"') from None
    except JudgeFailed as failure:
        raise CheckError(
            f"the judge itself failed, which says nothing about the attempt: {failure}"
        ) from None
    remember(grading, question.text, own=False)  # own is what stands in the kata's stub
    again = Again(
        command=_call(question.kata, names),
        same_inputs=_call(question.kata, names, f", seed={grading.seed}"),
        stub="your cell",
        output="result.grading.output",
    )
    return Checked(grading, question.text, again)


def _call(kata: str, names: tuple[str, ...], options: str = "") -> str:
    return f'check("{kata}", {", ".join(names)}{options})'


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(names)
