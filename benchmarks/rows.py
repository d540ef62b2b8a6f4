"""One line of the benchmarks' table: what is measured, as which ratio, beside its target."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """A ratio measured several times in one run.

    target: the most that it may be, with at_least the least; None where it is told only.
    """

    what: str
    measured_as: str
    ratios: Sequence[float]
    target: float | None
    at_least: bool = False

    @property
    def median(self) -> float:
        return statistics.median(self.ratios)

    @property
    def is_met(self) -> bool | None:
        """None where there is no target, or nothing was measured."""
        if self.target is None or not self.ratios:
            return None
        return self.median >= self.target if self.at_least else self.median <= self.target

    def as_json(self) -> dict[str, Any]:
        low, high = (min(self.ratios), max(self.ratios)) if self.ratios else (None, None)
        median = self.median if self.ratios else None
        return asdict(self) | {"median": median, "from": low, "to": high, "met": self.is_met}


WHY = "\nWhy a target is missed, and what was tried for it: benchmarks/README.md"
HEADING = (
    "| what | measured as | target | median | from | to | met |\n|---|---|---|---|---|---|---|"
)


def markdown(rows: Sequence[Row]) -> str:
    """The table, and below it where to read why a target is missed."""
    missed = any(row.is_met is False for row in rows)
    return "\n".join([HEADING, *map(_line, rows), *([WHY] if missed else [])])


def quoted(rows: Sequence[Row]) -> str:
    """Of the rows that have a target and were measured: that, and the median."""
    lines = [
        f"| {row.what} | {row.measured_as} | {_target(row)} | {row.median:.2f} |"
        for row in rows
        if row.is_met is not None
    ]
    return "\n".join(["| what | measured as | target | median |", "|---|---|---|---|", *lines])


def _target(row: Row) -> str:
    bound = "at least" if row.at_least else "at most"
    return "told" if row.target is None else f"{bound} {row.target:g}"


def _line(row: Row) -> str:
    shown = ("-",) * 3
    if row.ratios:
        shown = tuple(f"{figure:.2f}" for figure in (row.median, min(row.ratios), max(row.ratios)))
    met = {True: "yes", False: "**no**", None: ""}[row.is_met]
    return "| " + " | ".join((row.what, row.measured_as, _target(row), *shown, met)) + " |"
