"""What the judge's process runs: it answers questions until the asking process has ended."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from dataclasses import replace
from typing import IO, TYPE_CHECKING

from dojo import catalog
from dojo.catalog import Kata
from dojo.judge.grade import Judge, Settings, absent_devices
from dojo.judge.session import Source
from dojo.judge.verdict import Grading
from dojo.warm.process import DeviceAbsent, JudgeFailed, Question, Trial
from dojo.worker.level import SandboxUnavailable

if TYPE_CHECKING:
    from dojo.judge.examples import Examples


def serve(core: int | None = None) -> None:
    """Answer on standard output what comes on standard input, until that is closed."""
    if core is not None and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[core % len(cores)]})
    answers = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # nothing but answers may go where they are read
    os.close(silence)
    with Judge() as judge, contextlib.suppress(EOFError, BrokenPipeError):
        _answer_all(judge, sys.stdin.buffer, answers)


def _answer_all(judge: Judge, questions: IO[bytes], answers: IO[bytes]) -> None:
    while True:
        question: Question | Trial = pickle.load(questions)
        answer: Grading | Examples | Exception
        try:
            if isinstance(question, Trial):
                answer = _try(judge, question)
            else:
                answer = _grade(judge, question)
        except (DeviceAbsent, SandboxUnavailable) as absent:
            answer = absent
        except Exception as error:
            answer = JudgeFailed(f"{type(error).__name__}: {error}")
        pickle.dump(answer, answers)
        answers.flush()


def _grade(judge: Judge, question: Question) -> Grading:
    devices = ("cpu", "cuda") if question.device == "all" else (question.device,)
    if absent := absent_devices(devices).get(question.device):
        raise DeviceAbsent(absent)
    kata = catalog.load(question.kata)
    source = Source(question.text, question.filename)
    settings = Settings(question.seed, devices, question.sandbox, question.explain)
    if question.stage:
        return _grade_stage(judge, kata, question.stage, source, settings)
    return judge.grade(kata, source, settings)


def _grade_stage(
    judge: Judge, kata: Kata, stage: int, source: Source, settings: Settings
) -> Grading:
    """The verdict on the checks opened so far; after them, how later ones of stability stand.

    Those are graded apart: what is still to come must not hide the mistake behind what is wrong.
    """
    from dojo.judge import checks as hidden

    opened = frozenset(kata.ladder.checks(stage))
    known = hidden.load(kata.files.hidden_tests)
    later = frozenset(c.id for c in known if c.category == "stability" and c.id not in opened)
    at_stage = kata.at_stage(stage)
    grading = judge.grade(at_stage, source, replace(settings, checks=opened))
    if not later or grading.trouble:
        return grading
    to_come = judge.grade(at_stage, source, replace(settings, checks=later, explain=False))
    return replace(grading, checks=grading.checks + to_come.checks)


def _try(judge: Judge, trial: Trial) -> Examples:
    from dojo.judge import examples

    kata = catalog.load(trial.kata)
    source = Source(trial.text, trial.filename)
    return examples.try_out(judge, kata.at_stage(trial.stage), trial.stage, source, trial.seed)
