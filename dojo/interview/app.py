"""The interview on the full screen: the interviewer on the left, the clock and results beside it.

The person writes in their own editor; this stands beside it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, Input, Static

from dojo.interview import record as kinds
from dojo.interview import words
from dojo.interview.dialogs import Clarify, Confirm, Talk
from dojo.interview.engine import Interview, NotNow, Submission
from dojo.interview.record import clock
from dojo.warm.process import JudgeFailed, JudgeProcess

TICK_S = 0.5
MARKS = {"accepted": "[x]", "given up": "[-]", "open": "[>]", "not reached": "[ ]"}


class InterviewApp(App[bool]):
    """Runs one interview; its result is whether it has ended (else it was left)."""

    TITLE = "Mock interview"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #left {width: 3fr; padding: 0 1; border-right: solid $panel}
    #right {width: 2fr; padding: 0 1}
    #ladder {margin-top: 1; color: $text-muted}
    #clock {text-style: bold}
    #clock.amber {background: $warning; color: $text}
    #clock.red {background: $error; color: $text}
    #result {margin-top: 1; height: 2fr}
    #notes {margin-top: 1; height: 1fr; color: $text-muted}
    Confirm, Talk, Clarify {align: center middle}
    #box Label {width: 100%; height: auto}
    #box {width: 80%; max-width: 76; height: auto; max-height: 80%; padding: 1 2;
      background: $panel; border: solid $primary}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("g", "try", "run"),
        ("s", "submit", "submit"),
        ("c", "clarify", "ask"),
        ("h", "hint", "hint"),
        ("n", "give_up", "give up"),
        ("t", "talk", "talk"),
        ("p", "privacy", "clock"),
        ("f", "finish", "finish"),
        ("q", "leave", "leave"),
        Binding("ctrl+q", "leave", show=False),
    ]

    def __init__(self, interview: Interview, judge: JudgeProcess, quiet: bool = False) -> None:
        super().__init__()
        self._interview, self._judge, self._quiet = interview, judge, quiet
        self._urgency = interview.urgency
        self._is_busy = False
        self._ending = ""  # why, from when it is called until the last answer is graded
        self._hides_clock = False

    def compose(self) -> ComposeResult:
        with Horizontal():
            with VerticalScroll(id="left"):
                yield Static(id="words", markup=False)
                yield Static(id="ladder", markup=False)
            with Vertical(id="right"):
                yield Static(id="clock", markup=False)
                with VerticalScroll(id="result"):
                    yield Static(id="said", markup=False)
                with VerticalScroll(id="notes"):
                    yield Static(id="noted", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        file = os.path.relpath(self._interview.record.file)
        self._say(f"Write in {file}; save, then g runs the examples.")
        self._draw()
        self.set_interval(TICK_S, self._tick)

    def _tick(self) -> None:
        if self._interview.refresh():
            self._draw()
        if self._interview.record.finished:
            self.exit(True)
            return
        if self._ending or self._interview.is_over:
            self._end(self._ending or "time")
            return
        urgency = self._interview.urgency
        if urgency and urgency != self._urgency and not self._quiet:
            self.bell()
        self._urgency = urgency
        self._draw_clock()

    def _draw(self) -> None:
        below = self.screen_stack[0]  # a question may stand above it
        below.query_one("#words", Static).update(words.stage(self._interview))
        below.query_one("#left", VerticalScroll).scroll_home(animate=False)
        stages = self._interview.record.stages(self._interview.now())
        # What comes is not known beforehand: a stage is named when it is reached.
        lines = [
            f"{MARKS[each.outcome]} {each.number}. "
            f"{each.stage.title if each.opened is not None else '...'}"
            for each in stages
        ]
        below.query_one("#ladder", Static).update("\n".join(lines))
        notes = [
            f"{clock(event.time - self._interview.record.started)} {event.data['text']}"
            for event in self._interview.record.events
            if event.kind in (kinds.NOTE, kinds.ANSWER)
        ]
        below.query_one("#noted", Static).update("\n".join(reversed(notes)))
        self._draw_clock()

    def _draw_clock(self) -> None:
        # Of the screen below, as a question may stand above it.
        shown = self.screen_stack[0].query_one("#clock", Static)
        shown.update("clock hidden (p)" if self._hides_clock else words.times(self._interview))
        shown.set_class(self._urgency == "amber", "amber")
        shown.set_class(self._urgency == "red", "red")

    def _say(self, text: str) -> None:
        self.screen_stack[0].query_one("#said", Static).update(text)

    def _ask_judge(self, ask: Callable[[], Any], then: Callable[[Any], None], doing: str) -> None:
        """Ask in another thread, so that the clock goes on; one question at a time.

        then: gets the answer, in this thread.
        """
        if self._is_busy:
            return
        self._is_busy = True
        self._say(doing)

        def work() -> None:
            try:
                answer = ask()
            except JudgeFailed as failure:
                answer = failure
            self.call_from_thread(answered, answer)

        def answered(answer: Any) -> None:
            self._is_busy = False
            if not isinstance(answer, JudgeFailed):
                then(answer)
                return
            self._say(f"The judge itself failed, which says nothing of your answer: {answer}")
            if self._ending:  # without a verdict on what was last written
                self._close()

        self.run_worker(work, thread=True)

    def _do(self, action: Callable[[], object]) -> None:
        try:
            action()
        except NotNow as reason:
            self._say(f"Not now: {reason}")

    def action_try(self) -> None:
        def run() -> None:
            trial = self._interview.trial()

            def told(examples: Any) -> None:
                self._do(lambda: self._interview.tried(trial.stage, examples))
                self._say(words.tried(examples))

            self._ask_judge(lambda: self._judge.try_examples(trial), told, "Running ...")

        self._do(run)

    def action_submit(self) -> None:
        def run() -> None:
            submission = self._interview.hand_in()

            def told(grading: Any) -> None:
                try:
                    passed = self._interview.graded(submission, grading)
                except NotNow as reason:
                    self._say(f"Not now: {reason}")
                    return
                checks = set(self._interview.kata.ladder.checks(submission.stage))
                self._say(words.graded(passed, grading, checks))
                self._draw()

            self._ask(submission, told)

        self._do(run)

    def _ask(self, submission: Submission, told: Callable[[Any], None]) -> None:
        question = self._interview.question(submission)
        self._ask_judge(lambda: self._judge.grade(question), told, "Looking at your answer ...")

    def action_clarify(self) -> None:
        offered = self._interview.kata.ladder.clarifications

        def chosen(place: int | None) -> None:
            if place is not None and place >= 0:
                answer = self._interview.ask(place)
                self._say(f"{offered[place].question}\n\n{answer}")

        self.push_screen(Clarify([each.question for each in offered]), chosen)

    def action_hint(self) -> None:
        self._do(lambda: self._say(f"A hint: {self._interview.hint()}"))

    def action_give_up(self) -> None:
        stage = self._interview.record.stage

        def answered(sure: bool | None) -> None:
            if sure and not self._refuses_while_busy():
                self._do(lambda: self._interview.give_up(stage))
                self._draw()

        self.push_screen(Confirm("Give this stage up, and go on to the next?"), answered)

    def action_talk(self) -> None:
        open_questions = self._interview.record.unanswered()
        place, prompt = None, "What would you say now?"
        if open_questions:
            place, prompt = open_questions[0][0], open_questions[0][1].question

        def said(text: str | None) -> None:
            if text:
                self._do(lambda: self._interview.say(text, place))
                self._draw()

        self.push_screen(Talk(prompt), said)

    def _refuses_while_busy(self) -> bool:
        if self._is_busy:
            self._say("Not now: your answer is being looked at.")
        return self._is_busy

    def action_privacy(self) -> None:
        if self._interview.record.is_paused:  # by --pause in another terminal
            self._interview.go_on()
        else:
            self._hides_clock = not self._hides_clock
        self._draw_clock()

    def action_finish(self) -> None:
        def answered(sure: bool | None) -> None:
            if sure:
                is_done = self._interview.record.present is None
                self._end("done" if is_done else "finished")

        self.push_screen(Confirm("Finish, with the answer as it stands?"), answered)

    def action_leave(self) -> None:
        def answered(sure: bool | None) -> None:
            if sure and not self._interview.record.finished and not self._refuses_while_busy():
                self._interview.leave()
                self.exit(False)

        self.push_screen(Confirm("Leave? The clock runs on; --resume comes back."), answered)

    def _end(self, why: str) -> None:
        """Grade the answer as it stands, whatever is on the screen, and end the interview.

        Where the judge is busy, the next tick tries again.
        """
        if not self._ending and isinstance(self.screen, Talk):
            half = self.screen.query_one(Input).value.strip()
            self.screen.dismiss(half)  # what was being said is not lost
        self._ending = why
        if self._is_busy or self._interview.record.finished:
            return
        if self._interview.record.present is None:
            self._close()
            return
        try:
            submission = self._interview.hand_in(is_last=True)
        except NotNow as reason:
            self._say(f"The last answer is not graded: {reason}")
            self._close()
            return

        def told(grading: Any) -> None:
            self._do(lambda: self._interview.graded(submission, grading))
            self._close()

        self._ask(submission, told)

    def _close(self) -> None:
        self._interview.finish(self._ending)
        self.exit(True)
