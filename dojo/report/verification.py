"""What `verify` found, as a table and a list of surprises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dojo.verify import Report

TWICE = "Graded with a second seed, as it failed other checks than its header names on one:"


def plain(reports: Sequence[Report]) -> Iterator[str]:
    """A line for each kata, and one for each surprise."""
    for report in reports:
        yield (
            f"{report.kata}: {report.accepted} accepted samples, "
            f"{report.misconceptions} misconceptions, {report.killed} of {report.checks} checks "
            f"killed, {report.named} of {report.nameable} named, "
            f"{report.stages} stages, {len(report.surprises)} surprises"
        )
        yield from (f"Surprise: {surprise}" for surprise in report.surprises)
        yield from (f"{TWICE} {path}" for path in report.asked_twice)


def render(console: Console, reports: Sequence[Report]) -> None:
    """One row a kata: samples graded, and how many checks some misconception fails."""
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    table.add_column("kata", no_wrap=True)
    for column in ("right", "mistakes", "checks killed", "named", "stages", "surprises"):
        table.add_column(column, justify="right")
    for report in reports:
        rate = f"{report.killed} of {report.checks}"
        named = f"{report.named} of {report.nameable}"
        samples = (report.accepted, report.misconceptions, rate, named)
        table.add_row(report.kata, *map(str, (*samples, report.stages, len(report.surprises))))
    console.print(table)
    for report in reports:
        for surprise in report.surprises:
            console.print(Text(f"  {surprise}"), soft_wrap=True)
        for path in report.asked_twice:
            console.print(Text(f"  {TWICE} {path}"), soft_wrap=True)
