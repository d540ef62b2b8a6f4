"""The model solution on a terminal, and differences between two versions of an attempt."""

from __future__ import annotations

import ast
import difflib

from rich.console import Console
from rich.text import Text

from dojo import stubs
from dojo.catalog import Kata
from dojo.report.wording import printable

DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def render(console: Console, kata: Kata) -> None:
    """The derivation, then the code; the spec in its docstrings is left to `show`."""
    solution = kata.files.solution.read_text("utf-8")
    console.print(Text(f"{kata.title}: the model solution", style="bold"))
    if derivation := stubs.derivation(solution):
        console.print(Text(f"\n{derivation}\n"), soft_wrap=True)
    code = without_specs(stubs.answer(solution), kata.entry_names)
    from rich.syntax import Syntax  # slow to import, and nothing else needs it

    highlighted = Syntax("", "python", theme="ansi_dark").highlight(code)
    console.print(highlighted, soft_wrap=True, end="")


def without_specs(code: str, entries: tuple[str, ...]) -> str:
    """The code without the module's docstring and those of its entries; as it is, if not Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code
    lines = code.splitlines(keepends=True)
    for node in [tree, *tree.body]:
        is_entry = isinstance(node, (ast.ClassDef, ast.FunctionDef)) and node.name in entries
        if (node is tree or is_entry) and ast.get_docstring(node):  # type: ignore[arg-type]
            text = node.body[0]  # type: ignore[attr-defined]
            for number in range(text.lineno - 1, text.end_lineno):
                lines[number] = ""
    return "".join(lines).strip("\n") + "\n"


def render_diff(console: Console, before: tuple[str, str], after: tuple[str, str]) -> None:
    """What leads from one named text to another, as `diff -u` shows it."""
    (name, text), (other_name, other) = before, after
    lines = list(
        difflib.unified_diff(text.splitlines(), other.splitlines(), name, other_name, lineterm="")
    )
    for line in lines:
        style = "bold" if line.startswith(("---", "+++")) else DIFF_STYLES.get(line[:1], "")
        console.print(Text(printable(line), style=style), soft_wrap=True)
    if not lines:
        console.print(f"{name} and {other_name} are the same.")
