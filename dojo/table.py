"""A table of a TOML file, read field by field: what is missing, unknown or out of range is told."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


class CatalogError(Exception):
    """A mistake in a kata's files, told in one line."""


class Table:
    """Takes the fields of one table; `refuse_unknown` ends the reading."""

    def __init__(self, file: str, table: dict[str, Any]) -> None:
        self.file = file
        self.table = table
        self.known: set[str] = set()

    def tables(self, key: str) -> Iterator[Table]:
        """A reader for each of the tables [[key]], which must be read to its end."""
        wanted = f"tables [[{key}]]"

        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(isinstance(v, dict) for v in value)

        for number, table in enumerate(self.take(key, wanted, fits, []), 1):
            reader = Table(f"{self.file}: {key} {number}", table)
            yield reader
            reader.refuse_unknown()

    def refuse_unknown(self) -> None:
        for key in self.table.keys() - self.known:
            near = difflib.get_close_matches(key, self.known, n=1)
            allowed = f"did you mean {near[0]}?" if near else f"use {', '.join(sorted(self.known))}"
            raise CatalogError(f"{self.file}: {key} is no key here; {allowed}")

    def take(self, key: str, wanted: str, fits: Callable[[Any], bool], default: Any = None) -> Any:
        self.known.add(key)
        value = self.table.get(key, default)
        if value is None:
            raise CatalogError(f"{self.file}: {key} is missing; give {wanted}")
        if not fits(value):
            raise CatalogError(f"{self.file}: {key} is {value!r}; give {wanted}")
        return value

    def text(self, key: str) -> str:
        return str(self.take(key, "a text", lambda v: isinstance(v, str) and bool(v.strip())))

    def number(self, key: str, at_least: float, default: float | None = None) -> float:
        def fits(value: Any) -> bool:
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return number and value >= at_least

        return float(self.take(key, f"a number of at least {at_least:g}", fits, default))

    def texts(self, key: str, at_least: int) -> tuple[str, ...]:
        def fits(value: Any) -> bool:
            texts = isinstance(value, list) and all(isinstance(v, str) and v for v in value)
            return texts and len(value) >= at_least

        return tuple(self.take(key, f"a list of at least {at_least} texts", fits))

    def choice(self, key: str, allowed: tuple[T, ...]) -> T:
        wanted = f"one of {', '.join(map(str, allowed))}"
        found: T = self.take(key, wanted, lambda v: v in allowed)
        return found

    def choices(self, key: str, allowed: tuple[str, ...] | list[str]) -> tuple[str, ...]:
        wanted = f"a list out of {', '.join(sorted(allowed))}"
        return tuple(
            self.take(key, wanted, lambda v: isinstance(v, list) and all(x in allowed for x in v))
        )
