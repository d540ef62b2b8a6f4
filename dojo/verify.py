"""The author's check of a kata: its samples get the verdicts that they promise, its checks bite."""

from __future__ import annotations

import multiprocessing
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from dojo import ladder, stubs
from dojo.catalog import Kata
from dojo.judge import compare
from dojo.judge.every_loss import BROADEST, EVERY_LOSS
from dojo.judge.grade import EXPLAINED, Judge, Settings
from dojo.judge.session import Source
from dojo.judge.verdict import Grading, Kind, Outcome
from dojo.restyle import restyle
from dojo.samples import Misconception, accepted, misconceptions

FAILING = (Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.MEMORY)
# A right answer in another style may round differently, but never comes near the tolerance.
ULPS_OF_RIGHT_ANSWERS = compare.ULPS / 3
# Of a kata's misconceptions, how many are tried in every way where time is short.
DRAWN = 6


@dataclass(frozen=True)
class Job:
    """One attempt to grade: how many ulps it may be off, and whether to name its mistake.

    checks: only those of these ids; None for all.
    """

    kata: Kata
    path: Path
    source: str
    ulps: float = compare.ULPS
    explain: bool = False
    checks: frozenset[str] | None = None


# Grades jobs on a seed, or each on one of its own; see `judges`.
Grade = Callable[[Iterable[Job], int | None], list[Grading]]


@dataclass(frozen=True)
class Samples:
    """The attempts whose verdicts are known: what a kata is verified with."""

    kata: Kata
    right: tuple[Path, ...]
    wrong: tuple[Misconception, ...]


@dataclass(frozen=True)
class Report:
    """What verifying one kata found; no surprises means that the kata keeps its promises."""

    kata: str
    accepted: int
    misconceptions: int
    checks: int
    stages: int  # of its mock interview
    killed: int  # checks that at least one misconception fails
    named: int  # misconceptions that are recognised in another style
    nameable: int  # of those that were tried in one
    surprises: tuple[str, ...]
    asked_twice: tuple[str, ...] = ()  # mistakes that failed other checks than named on one seed


def verify(
    katas: Iterable[Kata], seed: int | None, grade: Grade, thorough: bool = True
) -> list[Report]:
    """Grade every sample of every kata, all on one seed; the same one finds the same.

    Chance may decide whether a mistake shows in one of the checks that it fails. So a misconception
    that does not fail what it names is graded once more, with another seed. A right answer is not:
    one seed on which it is rejected is one too many, and so is one on which a mistake is accepted.

    thorough: grade every right answer in full, and each misconception rewritten in another style,
    to see whether it is recognised. Otherwise the seed draws half of the checks for each right
    answer but the model solution, and a few of the misconceptions; the others are tried as they
    stand on what they must fail.
    """
    seed = secrets.randbelow(2**31) if seed is None else seed
    every = [_samples(kata) for kata in katas]
    jobs = [job for samples in every for job in _jobs(samples, thorough, Random(seed))]
    climbs = [climb for samples in every for climb in ladder.climbs(samples.kata)]
    steps = [
        Job(climb.kata, climb.path, climb.path.read_text("utf-8"), checks=_opened(climb.kata))
        for climb in climbs
    ]
    graded = grade([*jobs, *steps], seed)
    gradings = dict(zip((job.path for job in jobs), graded))
    twice = {
        sample.path
        for samples in every
        for sample in samples.wrong
        if _is_doubtful(sample, gradings[sample.path], _checks_of(samples, gradings))
    }
    # In full, as some mistakes show only after a call of another check.
    doubtful = [replace(job, checks=None) for job in jobs if job.path in twice]
    gradings |= zip((job.path for job in doubtful), grade(doubtful, seed + 1))
    climbed = list(zip(climbs, graded[len(jobs) :]))
    restyled = {job.path for job in jobs if job.explain}
    return [_report(samples, gradings, climbed, twice, restyled) for samples in every]


def _samples(kata: Kata) -> Samples:
    right = (kata.files.solution, *accepted(kata.files))
    return Samples(kata, right, tuple(misconceptions(kata.files)))


def _jobs(samples: Samples, thorough: bool, draw: Random) -> list[Job]:
    kata, stub = samples.kata, samples.kata.files.stub
    drawn = draw.sample(samples.wrong, min(DRAWN, len(samples.wrong)))
    ids = sorted(_opened(kata) | set(EVERY_LOSS))
    in_full = set(samples.right) if thorough else {kata.files.solution}
    right = [
        Job(
            kata,
            path,
            path.read_text("utf-8"),
            ULPS_OF_RIGHT_ANSWERS,
            checks=None if path in in_full else frozenset(draw.sample(ids, len(ids) // 2)),
        )
        for path in samples.right
    ]
    wrong = [
        Job(kata, sample.path, restyle(sample.source), explain=True)
        if thorough or sample in drawn
        else Job(kata, sample.path, sample.source, checks=_to_fail(sample))
        for sample in samples.wrong
    ]
    return [Job(kata, stub, stub.read_text("utf-8")), *right, *wrong]


def _opened(kata: Kata) -> frozenset[str]:
    """The checks that the stages of a kata's mock interview open: all but those of every loss."""
    return frozenset(kata.ladder.checks(len(kata.ladder.stages)))


def _to_fail(sample: Misconception) -> frozenset[str] | None:
    """The checks that settle a misconception's verdict; None for all of them."""
    if sample.fails in ({"all"}, set()):
        return None
    # Of an answer that only costs too much, the broadest check shows that it is right.
    return sample.fails | ({BROADEST} if sample.verdict == Kind.ACCEPTED else set())


@contextmanager
def judges(processes: int) -> Iterator[Grade]:
    """What grades jobs on a seed, on so many judges at once; results in the jobs' order."""
    # Spawned, as each makes a zygote of its own, which must not hold what this process has loaded.
    context = multiprocessing.get_context("spawn")
    started = context.Value("i", 0)
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=_start_judge, initargs=(started, processes)
    ) as pool:
        yield lambda jobs, seed: list(pool.map(partial(_grade, Settings(seed=seed)), jobs))


_judge: Judge | None = None


def _start_judge(started: Any, processes: int) -> None:
    global _judge
    with started.get_lock():
        place = started.value
        started.value += 1
    if processes > 1 and hasattr(os, "sched_setaffinity"):
        # A judge and its worker take turns: on one core they lose no time in waking each other.
        # A single one may run beside others like it, which would all take the same core.
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[place % len(cores)]})
    _judge = Judge()


def _grade(settings: Settings, job: Job) -> Grading:
    if _judge is None:
        raise RuntimeError("the pool's initializer has not run")
    compare.ULPS = job.ulps
    settings = replace(settings, explain=job.explain, checks=job.checks)
    return _judge.grade(job.kata, Source(job.source, str(job.path)), settings)


def _report(
    samples: Samples,
    gradings: dict[Path, Grading],
    climbed: list[tuple[ladder.Climb, Grading]],
    twice: set[Path],
    restyled: set[Path],
) -> Report:
    kata = samples.kata
    tried = [sample for sample in samples.wrong if sample.path in restyled]
    nameable = [sample for sample in tried if sample.verdict in EXPLAINED]
    recognised = 0
    surprises = [text for path in samples.right for text in _not_accepted(path, gradings[path])]
    surprises += _stub_surprises(kata, gradings[kata.files.stub])
    killed: set[str] = set()
    checks = _checks_of(samples, gradings)
    for misconception in samples.wrong:
        grading = gradings[misconception.path]
        surprises += _not_as_named(misconception, grading, checks)
        killed |= failed_checks(grading)
        names = [diagnosis.name for diagnosis in grading.diagnoses]
        recognised += misconception.path.stem in names
        if names and misconception.path.stem not in names:
            surprises.append(
                f"{misconception.path}: is taken for {', '.join(names)} (seed {grading.seed})"
            )
    surprises += [
        f"{kata.name}: {check} is failed by no misconception" for check in sorted(checks - killed)
    ]
    surprises += _points_surprises(kata, gradings[kata.files.solution])
    own = [(climb, grading) for climb, grading in climbed if climb.kata.name == kata.name]
    surprises += ladder.surprises(kata, checks - set(EVERY_LOSS), own)
    return Report(
        kata=kata.name,
        accepted=len(samples.right),
        misconceptions=len(samples.wrong),
        checks=len(checks),
        stages=len(kata.ladder.stages),
        killed=len(killed & checks),
        named=recognised,
        nameable=len(nameable),
        surprises=tuple(surprises),
        asked_twice=tuple(str(each.path) for each in samples.wrong if each.path in twice),
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


def _checks_of(samples: Samples, gradings: dict[Path, Grading]) -> set[str]:
    return {check.id for check in gradings[samples.kata.files.solution].checks}


def _is_doubtful(sample: Misconception, grading: Grading, checks: set[str]) -> bool:
    """Whether a misconception has its verdict, and fails other checks than its header names."""
    if grading.kind.value != sample.verdict:
        return False
    return bool(_not_as_named(sample, grading, checks))


def _not_as_named(sample: Misconception, grading: Grading, checks: set[str]) -> list[str]:
    surprises = []
    if grading.kind.value != sample.verdict:
        surprises.append(f"{sample.path}: {grading.kind.value}, its header says {sample.verdict}")
    # "all" are the kata's own: those of every loss try only what is right elsewhere.
    fails = checks - set(EVERY_LOSS) if sample.fails == {"all"} else set(sample.fails)
    shared = set(EVERY_LOSS) if sample.fails == {"all"} else set()
    may_fail = checks if sample.may_fail == {"all"} else sample.may_fail | shared
    for check in sorted((fails | may_fail) - checks):
        surprises.append(f"{sample.path}: names {check}, which is no check of this kata")
    failed = failed_checks(grading)
    more, less = sorted(failed - fails - may_fail), sorted(fails & checks - failed)
    if sample.fails and (more or less):
        surprises.append(
            f"{sample.path}: fails {', '.join(more) or 'nothing'} beyond its header, "
            f"passes {', '.join(less) or 'nothing'} of it (seed {grading.seed})"
        )
    return surprises


def _points_surprises(kata: Kata, grading: Grading) -> list[str]:
    total = sum(check.max_points for check in grading.checks)
    return [] if total == 100 else [f"{kata.name}: the checks' points add up to {total}, not 100"]
