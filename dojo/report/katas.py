"""Katas on a terminal: the list, one spec, and where a person stands."""

from __future__ import annotations

import ast
from itertools import groupby

from rich.console import Console
from rich.text import Text

from dojo import stubs
from dojo.catalog import Kata


def render_list(console: Console, katas: list[Kata]) -> None:
    """All katas, by track and order."""
    column = max(len(kata.name) for kata in katas) + 2
    for track, members in groupby(katas, key=lambda kata: kata.track):
        console.print(Text(f"track {track}", style="bold"))
        for kata in members:
            place = f"{kata.order:>3}  {kata.name:<{column}}"
            console.print(f"{place}{kata.difficulty:<7} {kata.minutes:>3} min", soft_wrap=True)
            console.print(Text(f"     {kata.title}", style="dim"), soft_wrap=True)
    console.print("\nRead one: python grader.py show KATA   Grade it: python grader.py KATA")


def render_spec(console: Console, kata: Kata) -> None:
    """The spec: the stub's docstrings, as they stand."""
    tree = ast.parse(kata.files.solution.read_text("utf-8"))
    console.print(Text(f"{kata.title}", style="bold"))
    console.print(f"{kata.difficulty}, {kata.minutes} minutes; {', '.join(kata.topics)}")
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and node.name in kata.entry_names:
            console.print(Text(f"\n{node.name}", style="bold"))
            console.print(Text(ast.get_docstring(node) or ""), soft_wrap=True)
    console.print(f"\nFill in katas/{kata.name}/stub.py, then: python grader.py {kata.name}")


def render_overview(console: Console, katas: list[Kata]) -> None:
    """Which stubs have been begun, and the next command to type."""
    begun = [kata for kata in katas if is_begun(kata)]
    console.print(f"{len(katas)} katas, {len(begun)} begun.")
    for kata in katas:
        state = "begun" if kata in begun else "blank"
        console.print(f"  {state}  {kata.name}")
    open_katas = [kata for kata in katas if kata not in begun]
    if begun:
        console.print(f"\nGo on with: python grader.py {begun[-1].name}")
    elif open_katas:
        console.print(f"\nStart with: python grader.py show {open_katas[0].name}")


def is_begun(kata: Kata) -> bool:
    """Whether the stub differs from the blank one."""
    blank = stubs.cut(kata.files.solution.read_text("utf-8"))
    return not kata.files.stub.is_file() or kata.files.stub.read_text("utf-8") != blank
