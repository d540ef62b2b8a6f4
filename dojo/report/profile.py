"""A profile on a terminal: operators with bytes and lines, memory over time, the comparison."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.console import Console
from rich.text import Text

from dojo.judge.profile import Profile, Step
from dojo.report import terminal, wording

EIGHTHS = " ▁▂▃▄▅▆▇█"
ROWS = 6  # of the picture


def render(console: Console, profile: Profile) -> None:
    """Print one call's profile, in at most the console's width."""
    console.print(Text(f"\n{profile.call}, forward and backward", style="bold"))
    for where, steps in groupby(profile.steps, key=place):
        console.print(Text(where), style="cyan", no_wrap=True, overflow="ellipsis")
        for step in steps:
            new = f"{kibibytes(step.new_bytes):>10} KiB" if step.new_bytes else " " * 14
            line = f"  {step.operator:<24}{new}  {step.result}"
            console.print(Text(line), no_wrap=True, overflow="ellipsis")
    console.print(Text("\nMemory held beside the inputs, over time", style="bold"))
    for line in picture(profile.held, min(console.width - 14, 64)):
        console.print(Text(line), no_wrap=True)
    terminal.expenses(console, profile.expenses)


def plain(profile: Profile) -> Iterator[str]:
    """One fact a line."""
    yield f"Call: {profile.call}, forward and backward"
    for step in profile.steps:
        new = f"{kibibytes(step.new_bytes)} KiB new" if step.new_bytes else "nothing new"
        yield f"Operator: {step.operator}, returns {step.result}, {new}, {place(step)}"
    yield f"Most held at once: {kibibytes(max(profile.held, default=0))} KiB"
    for table in wording.expenses(profile.expenses):
        yield from table.plain()


def place(step: Step) -> str:
    """The attempt's line, or that it is the backward pass."""
    return f"line {step.line}: {step.code}" if step.line else "backward pass"


def kibibytes(count: int) -> str:
    """Bytes in KiB."""
    return f"{count / 1024:,.1f}"


def picture(held: tuple[int, ...], columns: int) -> list[str]:
    """The bytes over time as a filled curve; each column shows the most that was held in it."""
    most = max(held, default=0)
    if not most:
        return ["nothing was allocated"]
    columns = min(columns, len(held))
    edges = [len(held) * column // columns for column in range(columns + 1)]
    parts = [held[edges[column] : edges[column + 1]] for column in range(columns)]
    heights = [max(part) * ROWS * 8 // most for part in parts]
    lines = []
    for row in reversed(range(ROWS)):
        label = kibibytes(most) if row == ROWS - 1 else "0.0" if row == 0 else ""
        bars = "".join(EIGHTHS[min(8, max(0, height - 8 * row))] for height in heights)
        lines.append(f"{label:>10} {bars}")
    return lines
