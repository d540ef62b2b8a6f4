"""An interview as what happened in it: every fact about it is read off its events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dojo.catalog import Discussion, Kata, Stage

# Kinds of events, with what their data hold.
RUN = "run"  # stage, passed, of, trouble
SUBMIT = "submit"  # stage, passed, is_last (the clock ran out, or the person finished), source,
#   later (whether the stability checks of later stages pass already, by id), grading (its JSON)
GIVE_UP = "give up"  # stage
HINT = "hint"  # stage, text
ASK = "ask"  # clarification (its place in the kata's list, from 0)
NOTE = "note"  # stage, text
ANSWER = "answer"  # discussion (its place in the kata's list, from 0), text
RATE = "rate"  # discussion, rating (1 to 4)
PAUSE, GO_ON = "pause", "go on"
CLOCK_BACK = "clock set back"  # seconds
LEAVE, RETURN = "leave", "return"
FINISH = "finish"  # why: "done", "time" or "finished"


@dataclass(frozen=True)
class Event:
    """Something that happened; time: seconds since the epoch, by a clock that never goes back."""

    time: float
    kind: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StageRecord:
    """What happened at one stage. outcome: "accepted", "given up", "open" or "not reached"."""

    number: int
    stage: Stage
    opened: float | None
    closed: float | None
    outcome: str
    seconds: float  # spent on it, without pauses
    events: tuple[Event, ...]

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]

    @property
    def first_submission_passed(self) -> bool | None:
        submits = self.of(SUBMIT)
        return submits[0].data["passed"] if submits else None


@dataclass
class Record:
    """One interview: how it was set up, and its events so far."""

    id: int
    kata: Kata
    started: float
    minutes: int
    seed: int
    file: Path
    panel: int | None
    events: list[Event] = field(default_factory=list)

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]

    @property
    def last_time(self) -> float:
        return max([self.started, *(event.time for event in self.events)])

    @property
    def finished(self) -> Event | None:
        return next(iter(self.of(FINISH)), None)

    @property
    def is_paused(self) -> bool:
        turns = [event.kind for event in self.events if event.kind in (PAUSE, GO_ON)]
        return turns[-1:] == [PAUSE]

    def paused(self, start: float, end: float) -> float:
        """How many seconds between two times the clock stood."""
        total, since = 0.0, None
        for event in [*self.events, Event(end, GO_ON)]:
            if event.kind == PAUSE and since is None:
                since = event.time
            elif event.kind == GO_ON and since is not None:
                total += max(0.0, min(event.time, end) - max(since, start))
                since = None
        return total

    def deadline(self, now: float) -> float:
        """When the time is up, with the pauses until `now`."""
        return self.started + self.minutes * 60 + self.paused(self.started, now)

    def left(self, now: float) -> float:
        """Seconds until the end; below 0 after it."""
        return self.deadline(now) - now

    @property
    def stage(self) -> int:
        """The number of the stage that is open; one more than there are when all are closed."""
        return 1 + len(self._closings())

    def _closings(self) -> list[Event]:
        """What closed each stage in turn; a second closing of one closes nothing."""
        found: list[Event] = []
        for event in self.events:
            if _closes(event) and event.data["stage"] == len(found) + 1:
                found.append(event)
        return found

    @property
    def present(self) -> Stage | None:
        stages = self.kata.ladder.stages
        return stages[self.stage - 1] if self.stage <= len(stages) else None

    def questions(self) -> Iterator[tuple[int, Discussion]]:
        """The discussion questions that have been asked so far, with their places in the list."""
        for place, question in enumerate(self.kata.ladder.discussion):
            if question.after < self.stage:
                yield place, question

    def unanswered(self) -> list[tuple[int, Discussion]]:
        done = {event.data["discussion"] for event in self.of(ANSWER)}
        return [(place, question) for place, question in self.questions() if place not in done]

    def stages(self, now: float) -> list[StageRecord]:
        """Every stage of the kata with what happened at it, as of `now`."""
        end = self.finished.time if self.finished else now
        found, opened = [], self.started
        closings = self._closings()
        for number, stage in enumerate(self.kata.ladder.stages, 1):
            own = tuple(event for event in self.events if event.data.get("stage") == number)
            if number <= len(closings):
                closing = closings[number - 1]
                outcome = "given up" if closing.kind == GIVE_UP else "accepted"
                seconds = closing.time - opened - self.paused(opened, closing.time)
                found.append(
                    StageRecord(number, stage, opened, closing.time, outcome, seconds, own)
                )
                opened = closing.time
            elif number == len(closings) + 1 and (own or not self.finished or opened < end):
                seconds = end - opened - self.paused(opened, end)
                found.append(StageRecord(number, stage, opened, None, "open", seconds, own))
            else:
                found.append(StageRecord(number, stage, None, None, "not reached", 0.0, own))
        return found


def _closes(event: Event) -> bool:
    return event.kind == GIVE_UP or (event.kind == SUBMIT and bool(event.data["passed"]))


def clock(seconds: float) -> str:
    """Seconds as minutes and seconds, as a clock shows them."""
    sign = "-" if seconds < 0 else ""
    whole = abs(int(seconds))
    return f"{sign}{whole // 60}:{whole % 60:02d}"
