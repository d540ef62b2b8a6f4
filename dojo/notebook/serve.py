"""What the notebook's judge process runs: it answers questions until the kernel has ended."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from typing import IO

from dojo import catalog
from dojo.judge.grade import Judge, Settings, absent_devices
from dojo.judge.session import Source
from dojo.judge.verdict import Grading
from dojo.notebook.judge import DeviceAbsent, JudgeFailed, Question


def serve() -> None:
    """Answer on standard output what comes on standard input, until that is closed."""
    answers = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # nothing but answers may go where the kernel reads them
    os.close(silence)
    with Judge() as judge, contextlib.suppress(EOFError, BrokenPipeError):
        _answer_all(judge, sys.stdin.buffer, answers)


def _answer_all(judge: Judge, questions: IO[bytes], answers: IO[bytes]) -> None:
    while True:
        question: Question = pickle.load(questions)
        try:
            answer: Grading | Exception = _answer(judge, question)
        except DeviceAbsent as absent:
            answer = absent
        except Exception as error:
            answer = JudgeFailed(f"{type(error).__name__}: {error}")
        pickle.dump(answer, answers)
        answers.flush()


def _answer(judge: Judge, question: Question) -> Grading:
    devices = ("cpu", "cuda") if question.device == "all" else (question.device,)
    if absent := absent_devices(devices).get(question.device):
        raise DeviceAbsent(absent)
    source = Source(question.text, question.filename)
    return judge.grade(catalog.load(question.kata), source, Settings(question.seed, devices))
