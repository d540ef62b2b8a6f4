"""Setting an interview up: which kata, for how long, and the blank file to write in."""

from __future__ import annotations

import ast
import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from dojo.catalog import Kata
from dojo.report.standing import Standing, Status

LENGTHS = (15, 30, 45, 60)  # minutes
WEAK = 100  # points: a best score below it


def choose(katas: Sequence[Kata], standings: Mapping[str, Standing], seed: int) -> Kata | None:
    """One of those that are due, else of those not solved yet, else any; None where there is none.

    Which one of them goes by the seed.
    """
    offered = [kata for kata in katas if kata.ladder.stages]
    due = [kata for kata in offered if standings[kata.name].status is Status.DUE]
    weak = [kata for kata in offered if (standings[kata.name].best or 0) < WEAK]
    candidates = due or weak or offered
    return random.Random(seed).choice(candidates) if candidates else None


def length(kata: Kata) -> int:
    """The shortest usual interview in which the stages' targets fit; the longest where none is."""
    needed = sum(stage.minutes for stage in kata.ladder.stages)
    return next((minutes for minutes in LENGTHS if minutes >= needed), LENGTHS[-1])


def make_file(folder: Path, kata: Kata, now: float, minutes: int) -> Path:
    """A new blank attempt in a folder of its own: `<date>-<kata>/attempt.py`."""
    day = datetime.fromtimestamp(now).strftime("%Y-%m-%d")
    number, path = 1, folder / f"{day}-{kata.name}"
    while path.exists():
        number += 1
        path = folder / f"{day}-{kata.name}-{number}"
    path.mkdir(parents=True)
    file = path / "attempt.py"
    file.write_text(skeleton(kata, minutes), "utf-8")
    return file


def skeleton(kata: Kata, minutes: int) -> str:
    """The kata's stub without its spec: imports, signatures, bodies to be written."""
    tree = ast.parse(kata.files.stub.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:] or [ast.Pass()]
    head = (
        f"# A mock interview of {minutes} minutes. Write your answer here and save it;\n"
        "# the interviewer speaks in the terminal, one stage at a time.\n\n"
    )
    return head + ast.unparse(tree).replace("\nclass ", "\n\nclass ").replace(
        "\ndef ", "\n\ndef "
    ) + "\n"  # fmt: skip
