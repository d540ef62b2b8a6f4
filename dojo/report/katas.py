"""Katas on a terminal: the list, one spec, and where a person stands."""

from __future__ import annotations

import ast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dojo import stubs
from dojo.catalog import Kata


def render_list(console: Console, katas: list[Kata]) -> None:
    """All katas, by track and order."""
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for column in ("kata", "difficulty", "minutes", "what it is"):
        table.add_column(column, no_wrap=column != "what it is")
    for kata in katas:
        table.add_row(kata.name, kata.difficulty, str(kata.minutes), kata.title)
    console.print(table)
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
        console.print(f"  {kata.name:<24} {state}  {kata.title}")
    open_katas = [kata for kata in katas if kata not in begun]
    if begun:
        console.print(f"\nGo on with: python grader.py {begun[-1].name}")
    elif open_katas:
        console.print(f"\nStart with: python grader.py show {open_katas[0].name}")


def is_begun(kata: Kata) -> bool:
    """Whether the stub differs from the blank one."""
    blank = stubs.cut(kata.files.solution.read_text("utf-8"))
    return not kata.files.stub.is_file() or kata.files.stub.read_text("utf-8") != blank
