"""The interview itself, without a screen: what a candidate may do, and what the clock does."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dojo.catalog import Kata
from dojo.interview import record as kinds
from dojo.interview.record import Event, Record
from dojo.interview.store import Store
from dojo.ladder import passes
from dojo.report import as_json
from dojo.warm.process import Question, Trial

if TYPE_CHECKING:
    from dojo.judge.examples import Examples
    from dojo.judge.verdict import Grading

BACK_S = 2.0  # a clock that is set back by more is noticed; less is jitter
GRACE_S = 5.0  # for a save that was under way as the time was up
MAX_BYTES = 1 << 18  # of an attempt; the judge takes no more either
AMBER, RED = 0.25, 0.10  # of the time, left


class NotNow(Exception):
    """What was asked for cannot be done at this moment; the message says why."""


@dataclass(frozen=True)
class Submission:
    """An answer as it stood when it was handed in."""

    stage: int
    text: str
    is_last: bool


class Interview:
    """One interview under way. clock: seconds since the epoch, as `time.time` tells them.

    Every method that changes something writes it down before it returns.
    """

    def __init__(
        self, store: Store, record: Record, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self.record = record
        self._clock = clock
        self._added_s: float = sum(e.data["seconds"] for e in record.of(kinds.CLOCK_BACK))
        self._told = 0.0  # the time that was told last

    @property
    def kata(self) -> Kata:
        return self.record.kata

    def refresh(self) -> bool:
        """Take in what was done elsewhere, `--pause` in another terminal, say; whether any was."""
        changed = self._store.refresh(self.record)
        if changed:
            self._added_s = sum(e.data["seconds"] for e in self.record.of(kinds.CLOCK_BACK))
        return changed

    def now(self) -> float:
        """The time, which goes on from the last event where the machine's clock was set back."""
        now = self._clock() + self._added_s
        back_s = max(self.record.last_time, self._told) - now
        if back_s > BACK_S and not self.record.finished:
            self._added_s += back_s
            now += back_s
            self._store.append(self.record, Event(now, kinds.CLOCK_BACK, {"seconds": back_s}))
        self._told = max(now, self.record.last_time)
        return self._told

    @property
    def left_s(self) -> float:
        return self.record.left(self.now())

    @property
    def stage_left_s(self) -> float:
        """Seconds left of what the present stage should take; below 0 where it took longer."""
        stage = self.record.present
        if stage is None:
            return 0.0
        present = self.record.stages(self.now())[self.record.stage - 1]
        return stage.minutes * 60 - present.seconds

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return not self.record.is_paused and self.left_s <= 0

    @property
    def urgency(self) -> str:
        """ "red" where a tenth of the time is left, "amber" where a quarter is, else ""."""
        share = self.left_s / (self.record.minutes * 60)
        return "red" if share <= RED else "amber" if share <= AMBER else ""

    def trial(self) -> Trial:
        """What to ask of the judge for a run of the visible examples."""
        stage = self._open_stage()
        # Of its own: a verdict's inputs must not be learnt from the examples.
        seed = self.record.seed ^ 0x5EED
        name = str(self.record.file)
        return Trial(self.kata.name, self.text(), name, stage, seed)

    def tried(self, stage: int, examples: Examples) -> None:
        data = {
            "stage": stage,
            "passed": examples.passed,
            "of": len(examples.tried),
            "trouble": examples.trouble,
        }
        self._note(kinds.RUN, data)

    def hand_in(self, is_last: bool = False) -> Submission:
        """The answer as it stands; ask the judge `question(...)` about it."""
        stage = self._open_stage()
        if is_last and self._is_late():
            raise NotNow("it was written after the time was up")
        return Submission(stage, self.text(), is_last)

    def _is_late(self) -> bool:
        """Whether the attempt was saved after the end, which nobody was there to see."""
        try:
            saved = self.record.file.stat().st_mtime
        except OSError:
            return False
        return saved > self.record.deadline(self.now()) + GRACE_S

    def question(self, submission: Submission) -> Question:
        seed = self.record.seed
        name = str(self.record.file)
        return Question(self.kata.name, submission.text, name, "cpu", seed, submission.stage)

    def graded(self, submission: Submission, grading: Grading) -> bool:
        """Note the verdict on a submission; whether it passes its stage."""
        self.refresh()
        if self.record.stage != submission.stage:
            raise NotNow(f"stage {submission.stage} was closed elsewhere meanwhile")
        passed = passes(self.kata, submission.stage, grading)
        opened = set(self.kata.ladder.checks(submission.stage))
        later = {
            check.id: check.outcome.value == "passed"
            for check in grading.checks
            if check.id not in opened and check.category == "stability"
        }
        asked = replace(grading, checks=tuple(c for c in grading.checks if c.id in opened))
        data = {
            "stage": submission.stage,
            "passed": passed,
            "is_last": submission.is_last,
            "source": submission.text,
            "later": later,
            "grading": as_json.strict_object(asked),
        }
        self._note(kinds.SUBMIT, data)
        return passed

    def give_up(self, stage: int) -> None:
        """Close the stage of that number, which must still be the open one."""
        if self._open_stage() != stage:
            raise NotNow(f"stage {stage} is closed by now")
        self._note(kinds.GIVE_UP, {"stage": stage})

    def hint(self) -> str:
        """The stage's next hint, which costs; raises NotNow where there is none left."""
        stage = self._open_stage()
        taken = [e for e in self.record.of(kinds.HINT) if e.data["stage"] == stage]
        hints = self.kata.ladder.stages[stage - 1].hints
        if len(taken) >= len(hints):
            raise NotNow(f"all {len(hints)} hints of this stage are given")
        self._note(kinds.HINT, {"stage": stage, "text": hints[len(taken)]})
        return hints[len(taken)]

    def ask(self, place: int) -> str:
        """The answer to a clarifying question, by its place in the kata's list."""
        if not self._was_asked(place):
            self._note(kinds.ASK, {"clarification": place})
        return self.kata.ladder.clarifications[place].answer

    def _was_asked(self, place: int) -> bool:
        return any(e.data["clarification"] == place for e in self.record.of(kinds.ASK))

    def say(self, text: str, question: int | None = None) -> None:
        """Note what the candidate says; question: the one it answers, by its place in the list."""
        if question is None:
            self._note(kinds.NOTE, {"stage": self.record.stage, "text": text})
        else:
            self._note(kinds.ANSWER, {"discussion": question, "text": text})

    def rate(self, place: int, rating: int) -> None:
        """What the candidate gives their own answer to a question, 1 to 4; after the end, too."""
        self._note(kinds.RATE, {"discussion": place, "rating": rating}, after_end=True)

    def pause(self) -> None:
        if self.is_over:
            raise NotNow("the time is up")
        if not self.record.is_paused:
            self._note(kinds.PAUSE, {})

    def go_on(self) -> None:
        if self.record.is_paused:
            self._note(kinds.GO_ON, {})

    def leave(self) -> None:
        self._note(kinds.LEAVE, {})

    def come_back(self) -> None:
        self._note(kinds.RETURN, {})

    def finish(self, why: str) -> None:
        """End it. why: "done" (every stage is closed), "time" or "finished" (by the person)."""
        self.refresh()
        if not self.record.finished:
            self._note(kinds.FINISH, {"why": why})

    def text(self) -> str:
        """The attempt as it is on disk; raises NotNow where it cannot be read."""
        file: Path = self.record.file
        try:
            if file.stat().st_size > MAX_BYTES:
                raise NotNow(f"{file} is larger than {MAX_BYTES} bytes")
            return file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise NotNow(f"{file} cannot be read: {error}") from None

    def _open_stage(self) -> int:
        self.refresh()
        if self.record.finished:
            raise NotNow("the interview has ended")
        if self.record.present is None:
            raise NotNow("every stage is closed; finish the interview")
        return self.record.stage

    def _note(self, kind: str, data: dict[str, object], after_end: bool = False) -> None:
        self.refresh()
        if self.record.finished and not after_end:
            raise NotNow("the interview has ended")
        self._store.append(self.record, Event(self.now(), kind, dict(data)))
