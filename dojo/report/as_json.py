"""One grading as the documented JSON object."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

from dojo.judge.verdict import SCHEMA, CheckResult, Grading


def dumps(grading: Grading) -> str:
    """The grading as strict JSON on one line: nan and inf appear as texts."""
    return json.dumps(strict_object(grading), allow_nan=False)


def strict_object(grading: Grading) -> dict[str, Any]:
    """As `as_object`, with nan and inf as texts."""
    strict: dict[str, Any] = _strict(as_object(grading))
    return strict


def as_object(grading: Grading) -> dict[str, Any]:
    """The grading in the fields of schema 1; fields are added, never renamed, within it."""
    return {
        "schema": SCHEMA,
        "kata": grading.kata,
        "attempt": grading.attempt,
        "verdict": grading.kind.value,
        "score": grading.score,
        "max_score": 100,
        "seed": grading.seed,
        "devices": list(grading.devices),
        "checks": [_check(check) for check in grading.checks],
        "forbidden": [asdict(use) for use in grading.forbidden],
        "trouble": grading.trouble.message if grading.trouble else None,
        "diagnoses": [asdict(diagnosis) for diagnosis in grading.diagnoses],
        "advice": list(grading.advice),
        "efficiency": [asdict(expense) for expense in grading.expenses],
        "output": grading.output,
        "sandbox": list(grading.sandbox),
        "sandbox_level": grading.sandbox_level,
        "sandbox_missing": list(grading.sandbox_missing),
        "seconds": {name: round(value, 3) for name, value in grading.seconds.items()},
        "versions": grading.versions,
    }


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": check.title,
        "category": check.category,
        "device": check.device,
        "points": check.points,
        "max_points": check.max_points,
        "outcome": check.outcome.value,
        "message": check.message,
        "counterexample": asdict(check.counterexample) if check.counterexample else None,
        "misconceptions": list(check.misconceptions),
    }


def _strict(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _strict(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_strict(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
