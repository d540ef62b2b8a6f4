"""What the results of a batch have in common, read from their file one after another."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO

from dojo.batch import likeness
from dojo.batch.results import Result
from dojo.judge.verdict import NOT_RUN

COLUMNS = ("id", "kata", "verdict", "score", "failed_checks", "misconceptions", "error")
NOT_GRADED = "not graded"
KEPT = ("passed", "skipped")


@dataclass
class CheckCount:
    """How the attempts at one kata did on one check."""

    title: str
    max_points: int
    points: int = 0
    passed: int = 0
    tried: int = 0

    @property
    def share(self) -> float:
        """Of the attempts that were tried on it, those that passed."""
        return self.passed / self.tried if self.tried else 0.0


@dataclass
class KataSummary:
    """All attempts at one kata; alike: groups of ids whose texts are nearly the same."""

    kata: str
    verdicts: Counter[str] = field(default_factory=Counter)
    scores: list[int] = field(default_factory=list)
    checks: dict[str, CheckCount] = field(default_factory=dict)
    mistakes: Counter[str] = field(default_factory=Counter)
    alike: list[list[str]] = field(default_factory=list)
    sketches: list[tuple[str, list[int]]] = field(default_factory=list)

    @property
    def attempts(self) -> int:
        return sum(self.verdicts.values())

    @property
    def mean_score(self) -> float:
        """Over the attempts that were graded."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0

    @property
    def hardest(self) -> list[CheckCount]:
        """The checks, those that fewest passed first."""
        return sorted(self.checks.values(), key=lambda check: (check.share, check.title))

    def add(self, result: Result) -> None:
        self.verdicts[result["verdict"] or NOT_GRADED] += 1
        if result["verdict"] is None:
            return
        self.scores.append(result["score"])
        self.sketches.append((result["id"], result["sketch"]))
        for check in result["checks"]:
            if check["outcome"] == "skipped" or check["message"].startswith(NOT_RUN):
                continue
            count = self.checks.setdefault(
                check["id"], CheckCount(check["title"], check["max_points"])
            )
            count.tried += 1
            count.points += check["points"]
            count.passed += check["outcome"] == "passed"
        self.mistakes.update({diagnosis["mistake"] for diagnosis in result["diagnoses"]})


def summarise(results: Iterable[Result]) -> list[KataSummary]:
    """One summary for each kata, by name."""
    found: dict[str, KataSummary] = {}
    for result in results:
        kata = result["kata"] or "(unknown)"
        found.setdefault(kata, KataSummary(kata)).add(result)
    for summary in found.values():
        summary.alike = likeness.groups(summary.sketches)
    return [found[kata] for kata in sorted(found)]


def write_csv(results: Iterable[Result], file: IO[str]) -> None:
    """One row for each attempt."""
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for result in results:
        checks = result.get("checks", ())
        failed = [check["id"] for check in checks if check["outcome"] not in KEPT]
        mistakes = sorted({each["mistake"] for each in result.get("diagnoses", ())})
        rows.writerow(
            map(
                _inert,
                (
                    result["id"], result["kata"], result["verdict"] or NOT_GRADED,
                    result.get("score", ""), " ".join(failed), " | ".join(mistakes),
                    result.get("error", ""),
                ),
            )
        )  # fmt: skip


def _inert(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: ids and texts are strangers'."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
