"""Which known mistake an attempt makes: the one that gives the same wrong results where it fails.

A misconception is a candidate where the checks that it fails are among those that the attempt
fails. It is graded on those checks with the attempt's seed, so it meets the same inputs, and it is
named if it fails each of them in the same way: with the same wrong numbers, shape or exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import torch
from torch import Tensor

from dojo.judge.attempt import Attempt
from dojo.judge.call import Backward, CheckFailed
from dojo.judge.case import Case
from dojo.judge.verdict import Counterexample, Diagnosis
from dojo.samples import Misconception

Failures = dict[str, CheckFailed]  # by the check's id
Regrade = Callable[[Misconception, Iterable[str]], Failures]
Call = tuple[Case, Backward | None]
Observed = str | tuple[Tensor | None, ...]  # what was raised, or the tensors

MAX_CANDIDATES = 10  # to grade; a count, as a clock would not repeat itself
OPENING = 3
# Two ways to write one mistake round differently, by far less than the mistake itself makes out.
SAME_ERROR = 1e-3
SAME_NUMBER = 1e-6


def diagnose(
    known: Iterable[Misconception], failures: Failures, checks: Iterable[str], regrade: Regrade
) -> tuple[Diagnosis, ...]:
    """The mistakes that explain the failures of an attempt; empty where none is known to.

    checks: the ids of the checks that were run. Together the mistakes explain every failure, or
    none is named. Several with the same checks are one mistake or the other.
    """
    checks = list(checks)
    every, unexplained = set(checks), set(failures)
    candidates = [(m, fails) for m in known if (fails := _sure_to_fail(m, every)) <= unexplained]
    # Those that explain most first: a part of a mistake is not what it should be called.
    candidates.sort(key=lambda candidate: _unexplained(candidate[0], candidate[1], set(failures)))
    found: list[Diagnosis] = []
    tried = 0
    for misconception, fails in candidates:
        rival = any(set(other.checks) == fails for other in found)
        if not fails or not (fails <= unexplained or rival):
            continue
        tried += 1
        if tried > MAX_CANDIDATES:
            break
        explained = [check for check in checks if check in fails]
        if _fails_alike(misconception, explained, checks[:OPENING], failures, regrade):
            found.append(
                Diagnosis(
                    misconception.path.stem,
                    misconception.mistake,
                    misconception.repair,
                    tuple(explained),
                )
            )
            unexplained -= fails | misconception.may_fail
    # A part explained would be a guess: what makes the rest fail may make this part fail, too.
    return () if unexplained else tuple(found)


def _fails_alike(
    misconception: Misconception,
    explained: list[str],
    opening: list[str],
    failures: Failures,
    regrade: Regrade,
) -> bool:
    """Whether it fails these checks as the attempt does; two of them first, as most do not.

    opening: the checks that every grading begins with. What is kept from the first call, wrongly,
    must be kept from the same call here.
    """
    for part in (explained[:2], explained[2:]):
        theirs = regrade(misconception, dict.fromkeys([*opening, *part]))
        if not all(id_ in theirs and _same(failures[id_], theirs[id_]) for id_ in part):
            return False
        if len(explained) <= 2:
            break
    return True


def rivals(diagnoses: Iterable[Diagnosis]) -> list[list[Diagnosis]]:
    """The diagnoses in groups that explain the same checks: one mistake or the other."""
    groups: dict[tuple[str, ...], list[Diagnosis]] = {}
    for diagnosis in diagnoses:
        groups.setdefault(diagnosis.checks, []).append(diagnosis)
    return list(groups.values())


def tell_apart(
    group: list[Diagnosis],
    calls: Iterable[Call],
    ours: Attempt,
    right: Attempt,
    theirs: Callable[[Diagnosis], Attempt],
) -> list[Diagnosis]:
    """Those of several mistakes that do as the attempt does on every case where they come apart.

    calls: the cases to look through, with what to differentiate. Where none decides, all remain;
    they have the first case on which they differ, if there is one.
    """
    remaining = {known.name: (known, theirs(known)) for known in group}
    for case, backward in calls:
        seen = {name: _observe(them, case, backward) for name, (_, them) in remaining.items()}
        first, *others = seen.values()
        if all(_alike(first, other) for other in others):
            continue
        own = _observe(ours, case, backward)
        fitting = [name for name, result in seen.items() if _alike(own, result)]
        if not fitting:
            wanted = _observe(right, case, backward)
            return [
                replace(known, telling=_telling(ours, case, wanted, seen[name]))
                for name, (known, _) in remaining.items()
            ]
        remaining = {name: remaining[name] for name in fitting}
        if len(remaining) == 1:
            break
    return [known for known, _ in remaining.values()]


def _observe(attempt: Attempt, case: Case, backward: Backward | None) -> Observed:
    """What a call gives: its tensors, or what it raised."""
    try:
        result = attempt.run(case, backward)
    except CheckFailed as failure:
        return failure.raised or failure.message
    return (result.output, *result.gradients)


def _alike(ours: Observed, theirs: Observed) -> bool:
    if isinstance(ours, str) or isinstance(theirs, str):
        return isinstance(ours, str) and isinstance(theirs, str) and ours == theirs
    return len(ours) == len(theirs) and all(
        a is b or (a is not None and b is not None and _same_numbers(a, b, None))
        for a, b in zip(ours, theirs)
    )


def _telling(attempt: Attempt, case: Case, right: Observed, wrong: Observed) -> Counterexample:
    expected, got = (seen if isinstance(seen, str) else seen[0] for seen in (right, wrong))
    failure = attempt.fail(case, "known mistakes that fit come apart here", expected, got)
    if failure.counterexample is None:
        raise LookupError("a failure on a case has a counterexample")
    return failure.counterexample


def _sure_to_fail(misconception: Misconception, every: set[str]) -> set[str]:
    """Of the checks that were run, those that it fails on every seed."""
    return every if misconception.fails == {"all"} else every & misconception.fails


def _unexplained(misconception: Misconception, fails: set[str], failed: set[str]) -> int:
    return len(failed - fails - misconception.may_fail)


def _same(ours: CheckFailed, theirs: CheckFailed) -> bool:
    """Whether two attempts fail a check on the same case, in the same way."""
    if ours.outcome is not theirs.outcome or not _same_case(ours, theirs):
        return False
    if isinstance(ours.got, Tensor) and isinstance(theirs.got, Tensor):
        return _same_numbers(ours.got, theirs.got, ours.expected)
    if ours.raised or theirs.raised:
        return ours.raised == theirs.raised
    return str(ours) == str(theirs)  # as drawn; `message` may tell of a smaller case


def _same_case(ours: CheckFailed, theirs: CheckFailed) -> bool:
    if ours.case is None or theirs.case is None:
        return ours.case is theirs.case
    a, b = ours.case, theirs.case
    if len(a.inputs) != len(b.inputs) or a.options.keys() != b.options.keys():
        return False
    pairs = [*zip(a.inputs, b.inputs), *((a.options[name], b.options[name]) for name in a.options)]
    return a.entry == b.entry and all(_equal(x, y) for x, y in pairs)


def _equal(a: object, b: object) -> bool:
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        same = a.shape == b.shape and a.dtype == b.dtype
        return same and torch.equal(a.nan_to_num(), b.nan_to_num())
    return bool(a == b)


def _same_numbers(ours: Tensor, theirs: Tensor, expected: object) -> bool:
    if ours.shape != theirs.shape:
        return False
    a, b = ours.double(), theirs.double()
    finite = a.isfinite()
    if not torch.equal(finite, b.isfinite()) or not torch.equal(
        a.where(~finite, 0).nan_to_num(nan=0.5), b.where(~finite, 0).nan_to_num(nan=0.5)
    ):
        return False
    a, b = a.where(finite, 0), b.where(finite, 0)
    allowed = SAME_NUMBER * a.abs()
    if isinstance(expected, Tensor) and expected.shape == a.shape:
        wanted = expected.double()
        error = (a - wanted).abs().where(wanted.isfinite() & finite, 0)
        # Where the mistake is small, so must be what may differ between two ways to make it.
        allowed = SAME_ERROR * error.amax() if error.numel() and error.any() else allowed
    return bool(((a - b).abs() <= allowed).all())
