"""A kata's spec on a terminal: the entries' docstrings, headings bold, wrapped to its width."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from dojo.catalog import Kata

UNDERLINE = re.compile(r"-{3,}")
# What a wrapped line goes on under: the text after a bullet, or after a name and a wide gap.
HANGING = re.compile(r" *(?:- |\S+(?: \S+)* {2,})?")


def render(console: Console, kata: Kata) -> None:
    """Title, difficulty and topics, then what each entry must do."""
    console.print(Text(kata.title, style="bold"))
    facts = f"{kata.difficulty}, {kata.minutes} minutes; {', '.join(kata.topics)}"
    console.print(Text(textwrap.fill(facts, console.width)))
    tree = ast.parse(kata.files.solution.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and node.name in kata.entry_names:
            console.print(Text(f"\n{node.name}", style="bold cyan"))
            for line, style in _styled(ast.get_docstring(node) or "", console.width):
                console.print(Text(line, style=style), soft_wrap=True)


def _styled(text: str, width: int) -> Iterator[tuple[str, str]]:
    lines = [*text.splitlines(), ""]
    example = False
    position = 0
    while position < len(lines) - 1:
        line, following = lines[position], lines[position + 1]
        position += 1
        example = line.startswith(">>>") or (example and bool(line))
        if line and UNDERLINE.fullmatch(following):
            yield line, "bold"
            position += 1
        elif example or not line:
            yield line, ""
        else:
            block = _block(lines, position - 1)
            position += len(block) - 1
            yield from ((wrapped, "") for wrapped in _wrapped(block, width))


def _block(lines: list[str], start: int) -> list[str]:
    """A line with those that go on under it."""
    indent = _hanging(lines[start])
    block = [lines[start]]
    for line in lines[start + 1 :]:
        if not line or len(line) - len(line.lstrip()) != indent or _hanging(line) != indent:
            break
        if line.startswith(">>>"):
            break
        block.append(line)
    return block


def _hanging(line: str) -> int:
    match = HANGING.match(line)
    return match.end() if match else 0


def _wrapped(block: list[str], width: int) -> list[str]:
    if max(map(len, block)) <= width:
        return block  # as its author set it: it may be a formula
    hanging = " " * _hanging(block[0])
    first, *rest = block
    text = " ".join([first[len(hanging) :], *(line.strip() for line in rest)])
    wrapped = textwrap.wrap(text, max(width - len(hanging), 20), break_long_words=False)
    return [first[: len(hanging)] + wrapped[0], *(hanging + line for line in wrapped[1:])]
