"""A batch's summary as a table for the terminal and as one HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import jinja2
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dojo.batch.summary import KataSummary
from dojo.report.wording import printable

MOST = 5  # checks, mistakes and groups told on a terminal; the page has all of them
MOST_IDS = 6


def render(console: Console, summaries: Iterable[KataSummary]) -> None:
    for summary in summaries:
        table = Table(box=None, padding=(0, 1), pad_edge=False, show_header=False)
        for label, text in _facts(summary):
            table.add_row(Text(label), Text(text))
        console.print(Text(f"\n{summary.kata}", style="bold"))
        console.print(table)


def plain(summaries: Iterable[KataSummary]) -> Iterator[str]:
    """One fact a line."""
    for summary in summaries:
        yield from (f"{summary.kata}: {label}: {text}" for label, text in _facts(summary))


def _facts(summary: KataSummary) -> Iterator[tuple[str, str]]:
    counted = ", ".join(
        f"{n} {name.replace('_', ' ')}" for name, n in summary.verdicts.most_common()
    )
    noun = "attempt" if summary.attempts == 1 else "attempts"
    yield f"{summary.attempts} {noun}", f"{counted}; mean score {summary.mean_score:.0f}"
    failed = [check for check in summary.hardest if check.passed < check.tried]
    for check in failed[:MOST]:
        yield "passed by", f"{check.passed} of {check.tried}: {check.title}"
    for mistake, count in summary.mistakes.most_common(MOST):
        yield f"{count} made", mistake
    for ids in summary.alike[:MOST]:
        more = f" and {len(ids) - MOST_IDS} more" if len(ids) > MOST_IDS else ""
        yield f"{len(ids)} alike", printable(", ".join(ids[:MOST_IDS])) + more


def page(summaries: list[KataSummary], source: Path) -> str:
    """One HTML page that fetches nothing; source: the results' file."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    template = environment.get_template("summary.html.jinja")
    return template.render(summaries=summaries, source=source.name)
