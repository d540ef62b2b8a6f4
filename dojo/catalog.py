"""The katas on disk: what `katas/<kata>/kata.toml` and the stub beside it say.

Adding a kata is adding its files; nothing here names one. A mistake in a file is a `CatalogError`
of one line: file, key, value, what is allowed.
"""

from __future__ import annotations

import ast
import difflib
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from dojo.table import CatalogError as CatalogError
from dojo.table import Table

ROOT = Path(__file__).resolve().parents[1]
DIFFICULTIES = ("easy", "medium", "hard")
FAMILY_NAMES = ("losses", "softmax", "logsumexp", "entropy", "logsigmoid")


class UnknownKata(Exception):
    """No kata has this name; the message suggests the nearest."""


@dataclass(frozen=True)
class Entry:
    """A class or function that an attempt defines, with its constructor's or own parameters.

    inputs: what the positional arguments of a call are named, forward's where it is a class.
    """

    name: str
    kind: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    inputs: tuple[str, ...]

    def payload(self) -> dict[str, Any]:
        """What the worker checks the attempt's definition against, as JSON."""
        return {
            "name": self.name,
            "kind": self.kind,
            "required": list(self.required),
            "optional": list(self.optional),
        }


@dataclass(frozen=True)
class Stage:
    """A rung of a mock interview; one is shown when the one before is passed or given up.

    says: the interviewer's words. opens: the ids of the checks that must pass from here on.
    forbidden: as in Kata, at this stage. minutes: what an interviewer would expect it to take.
    """

    title: str
    minutes: int
    says: str
    opens: tuple[str, ...]
    forbidden: tuple[str, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Clarification:
    """A question that a candidate may ask; the important ones change what must be written."""

    question: str
    answer: str
    important: bool


@dataclass(frozen=True)
class Discussion:
    """A question that the interviewer asks after a stage (by number, from 1), and a good answer."""

    after: int
    question: str
    answer: str


@dataclass(frozen=True)
class Ladder:
    """A mock interview on a kata; without stages there is none."""

    stages: tuple[Stage, ...] = ()
    clarifications: tuple[Clarification, ...] = ()
    discussion: tuple[Discussion, ...] = ()

    def checks(self, stage: int) -> tuple[str, ...]:
        """The ids of the checks that the first `stage` stages open."""
        return tuple(check for each in self.stages[:stage] for check in each.opens)


@dataclass(frozen=True)
class Layout:
    """Where a kata's four kinds of files are, under one root."""

    root: Path
    kata: str

    @property
    def toml(self) -> Path:
        return self.root / "katas" / self.kata / "kata.toml"

    @property
    def stub(self) -> Path:
        return self.root / "katas" / self.kata / "stub.py"

    @property
    def solution(self) -> Path:
        return self.root / "solutions" / f"{self.kata}.py"

    @property
    def hidden_tests(self) -> Path:
        return self.root / "tests" / "hidden" / f"test_{self.kata}.py"

    @property
    def samples(self) -> Path:
        return self.root / "tests" / "samples" / self.kata

    def stage_answer(self, number: int) -> Path:
        """An answer that stops after that stage."""
        return self.samples / "stages" / f"{number}.py"


@dataclass(frozen=True)
class Kata:
    """One exercise, as its kata.toml describes it."""

    name: str
    title: str
    track: str
    order: int
    difficulty: str
    minutes: int
    summary: str
    entry_names: tuple[str, ...]
    forbidden: tuple[str, ...]
    prerequisites: tuple[str, ...]
    topics: tuple[str, ...]
    hints: tuple[str, ...]
    call_seconds: float
    memory_gib: float
    ladder: Ladder
    files: Layout

    def entries(self) -> tuple[Entry, ...]:
        """The entries with their signatures, read from the model solution, where the spec lives."""
        definitions = {
            node.name: node
            for node in ast.parse(self.files.solution.read_text("utf-8")).body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        }
        for name in self.entry_names:
            if name not in definitions:
                raise CatalogError(
                    f"{self.files.toml}: entries names {name!r}, not in the solution"
                )
        return tuple(_entry(definitions[name]) for name in self.entry_names)

    def at_stage(self, number: int) -> Kata:
        """This kata under the rules of a stage of its interview, by number from 1."""
        return replace(self, forbidden=self.ladder.stages[number - 1].forbidden)


def _entry(node: ast.FunctionDef | ast.ClassDef) -> Entry:
    if isinstance(node, ast.FunctionDef):
        required, optional = _parameters(node, skip=0)
        return Entry(node.name, "function", required, optional, required + optional)
    methods = {member.name: member for member in node.body if isinstance(member, ast.FunctionDef)}
    none: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    built = _parameters(methods["__init__"], skip=1) if "__init__" in methods else none
    called = _parameters(methods["forward"], skip=1) if "forward" in methods else none
    return Entry(node.name, "class", *built, called[0] + called[1])


def _parameters(node: ast.FunctionDef, skip: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)][skip:]
    first_optional = len(names) - len(node.args.defaults)
    return tuple(names[:first_optional]), tuple(names[first_optional:])


def kata_names(root: Path = ROOT) -> list[str]:
    """Every kata's name, in no particular order."""
    return [path.parent.name for path in (root / "katas").glob("*/kata.toml")]


def load_all(root: Path = ROOT) -> list[Kata]:
    """Every kata, by track and order."""
    katas = [load(name, root) for name in kata_names(root)]
    return sorted(katas, key=lambda kata: (kata.track, kata.order, kata.name))


def load(name: str, root: Path = ROOT) -> Kata:
    """One kata; raises UnknownKata or CatalogError."""
    files = Layout(root, name)
    if not name.isidentifier() or not files.toml.is_file():
        raise UnknownKata(_no_such_kata(name, kata_names(root)))
    try:
        table = tomllib.loads(files.toml.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{_shown(files.toml)}: not valid TOML: {error}") from None
    return _kata(Table(_shown(files.toml), table), files)


def _no_such_kata(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]}?" if near else "see: python grader.py list"
    return f"no kata is called {name!r}; {hint}"


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def _kata(table: Table, files: Layout) -> Kata:
    kata = Kata(
        name=files.kata,
        title=table.text("title"),
        track=table.text("track"),
        order=int(table.number("order", at_least=1)),
        difficulty=table.choice("difficulty", DIFFICULTIES),
        minutes=int(table.number("minutes", at_least=1)),
        summary=table.text("summary"),
        entry_names=table.texts("entries", at_least=1),
        forbidden=table.choices("forbidden", FAMILY_NAMES),
        prerequisites=table.choices("prerequisites", kata_names(files.root)),
        topics=table.texts("topics", at_least=1),
        hints=table.texts("hints", at_least=3),
        call_seconds=table.number("call_seconds", at_least=0.1, default=10.0),
        memory_gib=table.number("memory_gib", at_least=0.1, default=2.0),
        ladder=_ladder(table),
        files=files,
    )
    table.refuse_unknown()
    return kata


def _ladder(table: Table) -> Ladder:
    stages = tuple(
        Stage(
            title=each.text("title"),
            minutes=int(each.number("minutes", at_least=1)),
            says=each.text("says"),
            opens=each.texts("opens", at_least=1),
            forbidden=each.choices("forbidden", FAMILY_NAMES),
            hints=each.texts("hints", at_least=1),
        )
        for each in table.tables("stages")
    )
    clarifications = tuple(
        Clarification(
            question=each.text("question"),
            answer=each.text("answer"),
            important=bool(each.choice("important", (True, False))),
        )
        for each in table.tables("clarifications")
    )
    discussion = tuple(
        Discussion(
            after=int(each.choice("after", tuple(range(1, len(stages) + 1)))),
            question=each.text("question"),
            answer=each.text("answer"),
        )
        for each in table.tables("discussion")
    )
    return Ladder(stages, clarifications, discussion)
