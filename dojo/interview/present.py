"""The scorecard as people read it: in the terminal, and as one self-contained page."""

from __future__ import annotations

from pathlib import Path

import jinja2
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dojo.interview import rubric
from dojo.interview.scorecard import Scorecard, happenings
from dojo.interview.timeline import timeline

TEMPLATE = Path(__file__).with_name("scorecard.html.jinja")


def page(card: Scorecard, now: float) -> str:
    """The page: no script, nothing fetched, light and dark, fit for printing."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(
        card=card,
        line=timeline(card.record, now),
        happenings=happenings(card.record),
        dimensions=rubric.DIMENSIONS,
        overall=rubric.OVERALL,
    )


def render(console: Console, card: Scorecard) -> None:
    """The scorecard in the terminal."""
    console.print(Text(card.title, style="bold"))
    console.print(Text(f"  {card.began}, {card.used} used"))
    found = card.evidence
    console.print(
        Text(f"\n{found.passed} of {found.stages} stages passed. Overall: {card.overall}")
    )
    for remark in card.remarks:
        console.print(Text(remark))
    console.print(_stages(card))
    console.print(_scores(card))
    for stage in card.stages:
        if stage.trouble or stage.failed:
            console.print(Text(f"\nStill wrong at stage {stage.record.number}:", style="bold"))
        if stage.trouble:
            console.print(Text(f"  {stage.trouble}"))
        for wrong in stage.failed[:3]:
            console.print(Text(f"  {wrong.title}: {wrong.message}"))
            for mistake in wrong.mistakes:
                console.print(Text(f"    {mistake}"))
    if card.not_asked:
        console.print(Text("\nWorth asking before writing:", style="bold"))
        for question in card.not_asked:
            console.print(Text(f"  {question}"))
    for line in card.earlier:
        console.print(Text(f"Another on this kata, {line}"))
    console.print(Text(f"\n{card.next_step}"))


def _stages(card: Scorecard) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    table.add_column("\nstage")
    table.add_column("\noutcome", no_wrap=True)
    for column in ("\ntime", "\ntarget", "\nruns", "\nhints"):
        table.add_column(column, justify="right", no_wrap=True)
    for stage in card.stages:
        record = stage.record
        table.add_row(
            f"{record.number}. {record.stage.title}", record.outcome, stage.spent,
            f"{record.stage.minutes}:00", str(stage.runs), str(stage.hints),
        )  # fmt: skip
    return table


def _scores(card: Scorecard) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    table.add_column("\ndimension", no_wrap=True)
    table.add_column("\nscore", no_wrap=True)
    table.add_column("\nwhy")
    for score in card.scores:
        table.add_row(score.dimension, str(score.score or "none"), score.why)
    return table
