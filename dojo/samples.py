"""The known attempts of a kata: right ones in other styles, and misconceptions with what they fail.

A misconception is a Python file with one mistake. Its docstring says which: a first paragraph that
names the mistake, a second that repairs the reasoning. Comment lines after it say what must happen:

    # verdict: wrong_answer
    # fails: test_weighted_mean, test_weights_with_ignore_index
    # may fail: test_instances_share_nothing

It fails every check under `fails`, whatever the seed (`all`: of the kata's own checks); those under
`may fail` on some seeds.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dojo.catalog import CatalogError, Layout

HEADER_LINE = re.compile(r"^# (?P<key>verdict|fails|may fail): *(?P<value>.*)$", re.MULTILINE)
# A right answer that is charged for what it costs is accepted.
VERDICTS = (
    "accepted", "wrong_answer", "runtime_error", "time_limit", "memory_limit", "forbidden",
    "incomplete", "invalid",
)  # fmt: skip


@dataclass(frozen=True)
class Misconception:
    """A known wrong attempt, the verdict that it must get, and the checks that it fails."""

    path: Path
    source: str
    mistake: str
    repair: str
    verdict: str
    fails: frozenset[str]
    may_fail: frozenset[str]


def accepted(files: Layout) -> list[Path]:
    """The attempts that must be accepted."""
    return sorted((files.samples / "accepted").glob("*.py"))


def misconceptions(files: Layout) -> list[Misconception]:
    """The known wrong attempts; raises CatalogError for a header that is not as above."""
    return [
        read_misconception(path) for path in sorted((files.samples / "misconceptions").glob("*.py"))
    ]


def read_misconception(path: Path) -> Misconception:
    """What the file holds; read anew only where it was saved since."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4096)
def _read(path: Path, _saved_at: int) -> Misconception:
    source = path.read_text("utf-8")
    try:
        text = ast.get_docstring(ast.parse(source)) or ""
    except SyntaxError:
        text = source.strip().strip('"').partition('"""')[0]
    mistake, _, repair = text.partition("\n\n")
    if not mistake or not repair:
        wanted = "a paragraph that names the mistake, an empty line, a paragraph that repairs it"
        raise CatalogError(f"{path}: the docstring is {text[:40]!r}; give {wanted}")
    values: dict[str, list[str]] = defaultdict(list)
    for match in HEADER_LINE.finditer(source):
        values[match["key"]] += re.findall(r"[^,\s]+", match["value"])
    verdict = " ".join(values["verdict"])
    if verdict not in VERDICTS:
        raise CatalogError(f"{path}: verdict is {verdict!r}; use one of {', '.join(VERDICTS)}")
    fails = frozenset(values["fails"])
    if not fails and verdict not in ("forbidden", "invalid"):
        raise CatalogError(f"{path}: fails is missing; name the checks that must fail, or all")
    may_fail = frozenset(values["may fail"])
    return Misconception(path, source, _joined(mistake), _joined(repair), verdict, fails, may_fail)


def _joined(paragraph: str) -> str:
    return " ".join(paragraph.split())
