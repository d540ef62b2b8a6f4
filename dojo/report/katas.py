"""All katas on a terminal: the list, and where a person stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dojo.catalog import Kata
from dojo.report.standing import Standing, Status, day, days_ago, duration

STYLES = {Status.NEW: "dim", Status.BEGUN: "yellow", Status.ACCEPTED: "green", Status.DUE: "cyan"}
COLUMNS = ("status", "best", "spent", "last", "due", "level", "min")
RIGHT = ("best", "spent", "last", "min")
WIDE = 140  # columns from which the titles fit too


def render_list(
    console: Console, katas: Sequence[Kata], standings: Mapping[str, Standing], now: datetime
) -> None:
    """A row for each kata, by track and order; with its title where the terminal is wide."""
    for track, members in groupby(katas, key=lambda kata: kata.track):
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
        table.add_column(Text(f"track {track}", style="bold"), overflow="fold")
        for name in COLUMNS:
            table.add_column(name, justify="right" if name in RIGHT else "left", no_wrap=True)
        if console.width >= WIDE:
            table.add_column("title", no_wrap=True)
        for kata in members:
            row = _row(kata, standings[kata.name], now)
            title = [Text(kata.title, style="dim")] if console.width >= WIDE else []
            table.add_row(*row, *title)
        console.print(table)
        console.print()
    console.print("Read one: python grader.py show KATA   The best one now: python grader.py next")


def plain_list(
    katas: Sequence[Kata], standings: Mapping[str, Standing], now: datetime
) -> Iterator[str]:
    """A line for each kata, by track and order, that says only what there is to say."""
    for track, members in groupby(katas, key=lambda kata: kata.track):
        yield f"Track {track}"
        for kata in members:
            standing = standings[kata.name]
            facts = {
                "best score": "-" if standing.best is None else str(standing.best),
                "time spent": duration(standing.spent_s),
                "last practised": days_ago(standing.last, now),
                "due": day(standing.due),
            }
            known = [f"{name} {fact}" for name, fact in facts.items() if fact != "-"]
            told = [standing.status.value, *known, kata.difficulty, f"{kata.minutes} minutes"]
            yield f"{kata.name}: {', '.join(told)}. {kata.title}"
    yield "Read one: python grader.py show KATA"
    yield "The best one now: python grader.py next"


def _row(kata: Kata, standing: Standing, now: datetime) -> list[str | Text]:
    return [
        kata.name,
        Text(standing.status.value, style=STYLES[standing.status]),
        "-" if standing.best is None else str(standing.best),
        duration(standing.spent_s),
        days_ago(standing.last, now),
        day(standing.due),
        kata.difficulty,
        str(kata.minutes),
    ]


def render_overview(console: Console, standings: Mapping[str, Standing], advice: str) -> None:
    """How many katas are solved, which are begun or due, and the next command to type."""
    by_status: dict[Status, list[str]] = {status: [] for status in Status}
    for standing in standings.values():
        by_status[standing.status].append(standing.kata)
    solved = len(by_status[Status.ACCEPTED]) + len(by_status[Status.DUE])
    console.print(Text(f"{solved} of {len(standings)} katas solved", style="bold"))
    for status, style in ((Status.DUE, "cyan"), (Status.BEGUN, "yellow")):
        if names := by_status[status]:
            console.print(Text(f"{status.value}: {', '.join(names)}", style=style))
    console.print(Text(f"\n{advice}"), soft_wrap=True)
