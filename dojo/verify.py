"""The author's check of a kata: its samples get the verdicts that they promise, its checks bite."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dojo import stubs
from dojo.catalog import Kata
from dojo.judge.grade import Judge, Settings
from dojo.judge.session import Source
from dojo.judge.verdict import Grading, Kind, Outcome
from dojo.samples import Misconception, accepted, misconceptions
from dojo.worker.launch import can_fork

FAILING = (Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.MEMORY)


@dataclass(frozen=True)
class Report:
    """What verifying one kata found; no surprises means that the kata keeps its promises."""

    kata: str
    accepted: int
    misconceptions: int
    checks: int
    killed: int  # checks that at least one misconception fails
    surprises: tuple[str, ...]


def verify(katas: Iterable[Kata], seed: int | None, processes: int) -> list[Report]:
    """Grade every sample of every kata; the same seed finds the same."""
    katas = list(katas)
    jobs = [(kata, path) for kata in katas for path in _paths(kata)]
    sources = [(kata, str(path), path.read_text("utf-8")) for kata, path in jobs]
    results = grade_all(sources, seed, processes)
    gradings = {path: grading for (_, path), grading in zip(jobs, results)}
    return [_report(kata, gradings) for kata in katas]


def grade_all(
    jobs: Iterable[tuple[Kata, str, str]], seed: int | None, processes: int
) -> list[Grading]:
    """Grade (kata, name, source) jobs on several judges at once; results in the jobs' order."""
    # Forked before any hidden test is loaded, as each child makes a zygote of its own.
    context = multiprocessing.get_context("fork" if can_fork() else "spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start_judge) as pool:
        return list(pool.map(partial(_grade, Settings(seed=seed)), jobs))


def _paths(kata: Kata) -> list[Path]:
    wrong = [misconception.path for misconception in misconceptions(kata.files)]
    return [kata.files.solution, kata.files.stub, *accepted(kata.files), *wrong]


_judge: Judge | None = None


def _start_judge() -> None:
    global _judge
    _judge = Judge()


def _grade(settings: Settings, job: tuple[Kata, str, str]) -> Grading:
    kata, name, source = job
    if _judge is None:
        raise RuntimeError("the pool's initializer has not run")
    return _judge.grade(kata, Source(source, name), settings)


def _report(kata: Kata, gradings: dict[Path, Grading]) -> Report:
    right = [kata.files.solution, *accepted(kata.files)]
    wrong = misconceptions(kata.files)
    surprises = [text for path in right for text in _not_accepted(path, gradings[path])]
    surprises += _stub_surprises(kata, gradings[kata.files.stub])
    killed: set[str] = set()
    checks = {check.id for check in gradings[kata.files.solution].checks}
    for misconception in wrong:
        grading = gradings[misconception.path]
        surprises += _not_as_named(misconception, grading, checks)
        killed |= failed_checks(grading)
    surprises += [
        f"{kata.name}: {check} is failed by no misconception" for check in sorted(checks - killed)
    ]
    surprises += _points_surprises(kata, gradings[kata.files.solution])
    return Report(
        kata.name, len(right), len(wrong), len(checks), len(killed & checks), tuple(surprises)
    )


def failed_checks(grading: Grading) -> set[str]:
    """The ids of the checks that did not pass."""
    return {check.id for check in grading.checks if check.outcome in FAILING}


def _not_accepted(path: Path, grading: Grading) -> list[str]:
    if grading.kind is Kind.ACCEPTED:
        return []
    failed = [
        f"{check.id}: {check.message}" for check in grading.checks if check.outcome in FAILING
    ]
    why = grading.trouble.message if grading.trouble else "; ".join(failed[:3])
    names = ", ".join(f"{use.name} (line {use.line})" for use in grading.forbidden)
    return [f"{path}: {grading.kind.value}, must be accepted: {why or names} (seed {grading.seed})"]


def _stub_surprises(kata: Kata, grading: Grading) -> list[str]:
    surprises = []
    if grading.kind is not Kind.INCOMPLETE:
        surprises.append(f"{kata.files.stub}: {grading.kind.value}, must be incomplete")
    if kata.files.stub.read_text("utf-8") != stubs.cut(kata.files.solution.read_text("utf-8")):
        surprises.append(f"{kata.files.stub}: is not the solution with its bodies cut out")
    return surprises


def _not_as_named(sample: Misconception, grading: Grading, checks: set[str]) -> list[str]:
    surprises = []
    if grading.kind.value != sample.verdict:
        surprises.append(f"{sample.path}: {grading.kind.value}, its header says {sample.verdict}")
    named = checks if sample.fails == {"all"} else set(sample.fails)
    for check in sorted(named - checks):
        surprises.append(f"{sample.path}: fails names {check}, which is no check of this kata")
    failed = failed_checks(grading)
    if sample.fails and failed != named & checks:
        more, less = ", ".join(sorted(failed - named)), ", ".join(sorted((named & checks) - failed))
        surprises.append(
            f"{sample.path}: fails {more or 'nothing'} beyond its header, "
            f"passes {less or 'nothing'} of it (seed {grading.seed})"
        )
    return surprises


def _points_surprises(kata: Kata, grading: Grading) -> list[str]:
    total = sum(check.max_points for check in grading.checks)
    return [] if total == 100 else [f"{kata.name}: the checks' points add up to {total}, not 100"]
