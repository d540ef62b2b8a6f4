"""The marker with which a hidden test says what it is worth."""

from __future__ import annotations

from typing import Any

import pytest

from dojo.judge.verdict import CATEGORIES


def check(category: str, *, points: int) -> Any:
    """Make a test a check; its title is the first line of its docstring."""
    if category not in CATEGORIES:
        raise ValueError(f"category is {category!r}; use one of {', '.join(CATEGORIES)}")
    return pytest.mark.check(category=category, points=points)
