"""The scorecard of an interview: its facts, gathered once for the terminal and the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dojo.catalog import Discussion
from dojo.interview import record as kinds
from dojo.interview import rubric
from dojo.interview.record import Event, Record, StageRecord, clock
from dojo.interview.rubric import Score

ENDINGS = {
    "done": "every stage was closed",
    "time": "the time was up",
    "finished": "finished by the candidate",
}


@dataclass(frozen=True)
class Wrong:
    """What was still wrong at a stage's end: a failed check as its grading told it."""

    title: str
    message: str
    call: str
    inputs: dict[str, Any]
    mistakes: tuple[str, ...]


@dataclass(frozen=True)
class StageFacts:
    """One row of the scorecard; failed: the checks that the last submission did not pass."""

    record: StageRecord
    runs: int
    submissions: int
    hints: int
    failed: tuple[Wrong, ...]
    trouble: str

    @property
    def spent(self) -> str:
        return clock(self.record.seconds) if self.record.opened is not None else ""


@dataclass(frozen=True)
class Answered:
    """A discussion question, what the candidate said to it, and how they rated that."""

    question: Discussion
    said: str
    rating: int | None


@dataclass(frozen=True)
class Scorecard:
    """Everything that the scorecard tells."""

    record: Record
    stages: tuple[StageFacts, ...]
    evidence: rubric.Evidence
    scores: tuple[Score, ...]
    overall: str
    discussion: tuple[Answered, ...]
    asked: tuple[str, ...]
    not_asked: tuple[str, ...]  # of the important ones
    remarks: tuple[str, ...]
    earlier: tuple[str, ...]
    next_step: str

    @property
    def title(self) -> str:
        return f"Interview {self.record.id}: {self.record.kata.title}"

    @property
    def began(self) -> str:
        return datetime.fromtimestamp(self.record.started).strftime("%Y-%m-%d %H:%M")

    @property
    def used(self) -> str:
        end = self.record.last_time if self.record.finished is None else self.record.finished.time
        left = self.record.left(end)
        used = min(self.record.minutes * 60, self.record.minutes * 60 - left)
        return f"{clock(used)} of {self.record.minutes}:00"


def scorecard(record: Record, earlier: list[Record], now: float) -> Scorecard:
    """Gather the facts of an interview; earlier: the others on the same kata."""
    found = rubric.evidence(record, now)
    scores = rubric.scores(found)
    stages = tuple(_facts(stage) for stage in record.stages(now))
    clarifications = record.kata.ladder.clarifications
    asked = {event.data["clarification"] for event in record.of(kinds.ASK)}
    return Scorecard(
        record=record,
        stages=stages,
        evidence=found,
        scores=tuple(scores),
        overall=rubric.overall(scores),
        discussion=tuple(_answered(record)),
        asked=tuple(each.question for n, each in enumerate(clarifications) if n in asked),
        not_asked=tuple(
            each.question
            for n, each in enumerate(clarifications)
            if n not in asked and each.important
        ),
        remarks=tuple(_remarks(record)),
        earlier=tuple(_compared(each, now) for each in earlier if each.id != record.id),
        next_step=_next_step(record, found),
    )


def happenings(record: Record) -> list[tuple[str, str]]:
    """Everything that happened in order, each with the time since the start."""
    return [(clock(event.time - record.started), _told(event)) for event in record.events]


def _told(event: Event) -> str:
    data = event.data
    at = f"stage {data['stage']}" if "stage" in data else ""
    if event.kind == kinds.RUN:
        trouble = f"; {data['trouble']}" if data["trouble"] else ""
        return f"{at}: ran the examples, {data['passed']} of {data['of']} right{trouble}"
    if event.kind == kinds.SUBMIT:
        how = "as the time was up or the end was called" if data["is_last"] else "submitted"
        return f"{at}: {how}, {'passed' if data['passed'] else 'not passed'}"
    if event.kind == kinds.HINT:
        return f"{at}: took a hint"
    if event.kind == kinds.NOTE:
        return f"{at}: {data['text']}" if data["text"] else at
    if event.kind == kinds.ANSWER:
        return f"answered question {data['discussion'] + 1}"
    if event.kind == kinds.ASK:
        return f"asked clarifying question {data['clarification'] + 1}"
    if event.kind == kinds.RATE:
        return f"rated the answer to question {data['discussion'] + 1}: {data['rating']} of 4"
    if event.kind == kinds.CLOCK_BACK:
        return f"the machine's clock was set back by {data['seconds']:.0f} s; the time went on"
    if event.kind == kinds.FINISH:
        return f"the end: {ENDINGS[data['why']]}"
    return f"{at}: gave up" if event.kind == kinds.GIVE_UP else event.kind


def _facts(stage: StageRecord) -> StageFacts:
    submits = stage.of(kinds.SUBMIT)
    grading = submits[-1].data["grading"] if submits else None
    failed: tuple[Wrong, ...] = ()
    trouble = ""
    if grading is not None and stage.outcome != "accepted":
        failed = tuple(_wrong(check) for check in grading["checks"] if _failed(check))
        trouble = grading["trouble"] or ""
        uses = [f"{use['name']} (line {use['line']})" for use in grading["forbidden"]]
        if uses:
            trouble = f"it uses {', '.join(uses)}, which this stage forbids"
    return StageFacts(
        record=stage,
        runs=len(stage.of(kinds.RUN)),
        submissions=len(submits),
        hints=len(stage.of(kinds.HINT)),
        failed=failed if not trouble else (),
        trouble=trouble,
    )


def _failed(check: dict[str, Any]) -> bool:
    return check["outcome"] not in ("passed", "skipped")


def _wrong(check: dict[str, Any]) -> Wrong:
    example = check["counterexample"] or {}
    return Wrong(
        title=check["title"],
        message=check["message"],
        call=example.get("call", ""),
        inputs=example.get("inputs", {}),
        mistakes=tuple(check["misconceptions"]),
    )


def _answered(record: Record) -> list[Answered]:
    said = {e.data["discussion"]: e.data["text"] for e in record.of(kinds.ANSWER)}
    rated = rubric.ratings(record)
    return [
        Answered(question, said.get(place, ""), rated.get(place))
        for place, question in record.questions()
    ]


def _remarks(record: Record) -> list[str]:
    remarks = []
    end = record.last_time
    if record.finished:
        remarks.append(f"The end: {ENDINGS[record.finished.data['why']]}.")
        end = record.finished.time
    if paused := record.paused(record.started, end):
        times = len(record.of(kinds.PAUSE))
        remarks.append(f"The clock was paused {times} times, for {clock(paused)} in all.")
    for event in record.of(kinds.CLOCK_BACK):
        remarks.append(
            f"The machine's clock was set back by {event.data['seconds']:.0f} s; "
            "the interview's time went on."
        )
    if left := len(record.of(kinds.LEAVE)):
        remarks.append(f"The screen was left {left} times; the clock ran on.")
    return remarks


def in_one_line(record: Record, now: float) -> str:
    """An interview as one line of a list."""
    began = datetime.fromtimestamp(record.started).strftime("%Y-%m-%d %H:%M")
    end = "" if record.finished else ", under way"
    return f"{record.id}: {began}, {record.kata.name}, {_outcome(record, now)}{end}"


def _compared(other: Record, now: float) -> str:
    began = datetime.fromtimestamp(other.started).strftime("%Y-%m-%d")
    return f"{began}: {_outcome(other, now)}"


def _outcome(record: Record, now: float) -> str:
    found = rubric.evidence(record, now)
    reading = rubric.overall(rubric.scores(found))
    return f"{found.passed} of {found.stages} stages, {found.hints} hints, {reading}"


def _next_step(record: Record, found: rubric.Evidence) -> str:
    name = record.kata.name
    if found.passed == found.stages:
        return "Next: another kata: python grader.py interview"
    if found.passed == 0:
        return f"Next: practise it without a clock: python grader.py watch {name}"
    return f"Next: read the model solution: python grader.py solution {name} --peek"
