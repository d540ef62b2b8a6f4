"""The interview line by line: for pipes, screen readers, and terminals that cannot do more."""

from __future__ import annotations

import functools
import io
import queue
import sys
import threading
from collections.abc import Callable

from dojo.interview import words
from dojo.interview.engine import Interview, NotNow
from dojo.interview.record import ANSWER, clock
from dojo.warm.process import JudgeFailed, JudgeProcess

HELP = """\
g  run the visible examples        h  a hint, which costs
s  submit the stage                n  give this stage up
c  ask a clarifying question       t  say something, or answer the open question
w  hear the stage again            p  hide the clock, or show it
f  finish the interview            q  leave it; the clock runs on, --resume comes back"""
PROMPT = "interview> "
PROMPT_ENDS = ("> ", "? ", ": ")  # what an answer is typed after
BELL = "\a"
WAKE_S = 0.2
RATING_S = 600.0


class Ended(Exception):
    """The person has left, or nobody types any more."""


class Lines:
    """Runs one interview on lines that come in and go out.

    say: prints a line. read: the next line that was typed within some seconds; raises queue.Empty
    where there is none yet, and EOFError where none will come.
    """

    def __init__(
        self,
        interview: Interview,
        judge: JudgeProcess,
        say: Callable[[str], None],
        read: Callable[[float], str],
        quiet: bool = False,
    ) -> None:
        self._interview, self._judge = interview, judge
        self._say, self._read, self._quiet = say, read, quiet
        self._urgency = ""
        self._hides_clock = False

    def run(self) -> bool:
        """Until it ends; whether it has (else it was left, and can be resumed)."""
        self._say(HELP + "\n")
        self._speak()
        actions: dict[str, Callable[[], object]] = {
            "g": self._try, "s": self._submit, "c": self._clarify, "h": self._hint,
            "n": self._give_up, "t": self._talk, "w": self._speak, "p": self._privacy,
            "?": lambda: self._say(HELP),
        }  # fmt: skip
        try:
            while not self._interview.record.finished:
                typed = self._line(PROMPT)
                if typed == "q":
                    raise Ended
                if typed == "f":
                    self._finish()
                elif typed in actions:
                    self._act(actions[typed])
                elif typed:
                    self._say(f"{typed!r} is no command; ? lists them")
        except _TimeUp:
            self._time_up()
        except (Ended, EOFError):
            if not self._interview.record.finished:
                self._interview.leave()
                return False
        return True

    def _act(self, action: Callable[[], object]) -> None:
        try:
            action()
        except NotNow as reason:
            self._say(f"Not now: {reason}")
        except JudgeFailed as failure:
            self._say(f"The judge itself failed, which says nothing of your answer: {failure}")

    def _line(self, prompt: str) -> str:
        """The next line; told meanwhile, when the time grows short; _TimeUp at its end."""
        self._interview.refresh()
        shown = "" if self._hides_clock else f"[{words.times(self._interview)}] "
        self._say(shown + prompt)
        while True:
            self._watch_the_clock()
            try:
                return self._read(WAKE_S).strip()
            except queue.Empty:
                continue

    def _watch_the_clock(self) -> None:
        self._interview.refresh()
        if self._interview.record.finished:  # in another terminal
            raise Ended
        if self._interview.is_over:
            raise _TimeUp
        urgency = self._interview.urgency
        if urgency and urgency != self._urgency:
            bell = "" if self._quiet else BELL
            share = "A tenth" if urgency == "red" else "A quarter"
            self._say(f"{bell}{share} of the time is left: {clock(self._interview.left_s)}.")
        self._urgency = urgency

    def _speak(self) -> None:
        self._say("\n" + words.stage(self._interview) + "\n")

    def _try(self) -> None:
        trial = self._interview.trial()
        examples = self._judge.try_examples(trial)
        self._interview.tried(trial.stage, examples)
        self._say(words.tried(examples))

    def _submit(self, is_last: bool = False) -> bool:
        submission = self._interview.hand_in(is_last)
        grading = self._judge.grade(self._interview.question(submission))
        passed = self._interview.graded(submission, grading)
        if is_last:
            return passed
        checks = set(self._interview.kata.ladder.checks(submission.stage))
        self._say(words.graded(passed, grading, checks))
        if passed:
            self._speak()
        return passed

    def _clarify(self) -> None:
        offered = self._interview.kata.ladder.clarifications
        for number, each in enumerate(offered, 1):
            self._say(f"{number}. {each.question}")
        typed = self._line("which one? ")
        if typed.isdecimal() and len(typed) < 4 and 1 <= int(typed) <= len(offered):
            self._say(self._interview.ask(int(typed) - 1))
        elif typed:
            self._say(f"{typed!r} is none of them")

    def _hint(self) -> None:
        self._say(self._interview.hint())

    def _give_up(self) -> None:
        self._interview.give_up(self._interview.record.stage)
        self._speak()

    def _talk(self) -> None:
        waiting = self._interview.record.unanswered()
        if waiting:
            self._say(waiting[0][1].question)
        said = self._line("you say: ")
        if said:
            self._interview.say(said, waiting[0][0] if waiting else None)
            self._say("Noted.")

    def _privacy(self) -> None:
        if self._interview.record.is_paused:  # by --pause in another terminal
            self._interview.go_on()
        else:
            self._hides_clock = not self._hides_clock

    def _finish(self) -> None:
        self._last_answer("done" if self._interview.record.present is None else "finished")

    def _time_up(self) -> None:
        self._say(words.time_up(self._last_answer("time")))

    def _last_answer(self, why: str) -> bool:
        passed = False
        if self._interview.record.present is not None:
            try:
                passed = self._submit(is_last=True)
            except JudgeFailed as failure:
                self._say(f"The judge itself failed, so the last answer is not graded: {failure}")
            except NotNow as reason:
                self._say(f"The last answer is not graded: {reason}")
        self._interview.finish(why)
        return passed


class _TimeUp(Exception):
    """The end of the interview has come while something else was going on."""


def rate(interview: Interview, say: Callable[[str], None], read: Callable[[float], str]) -> None:
    """Have the person rate their answers against the model answers; an empty line rates none."""
    said = {event.data["discussion"]: event.data["text"] for event in interview.record.of(ANSWER)}
    for place, question in interview.record.questions():
        if place in said:
            say(f"\n{question.question}\n  You said: {said[place]}")
            say(f"  A model answer: {question.answer}")
            say("How good was yours, 1 to 4 (Enter: no answer)? ")
            try:
                typed = read(RATING_S).strip()
            except (queue.Empty, EOFError):
                return
            if typed in ("1", "2", "3", "4"):
                interview.rate(place, int(typed))


@functools.cache
def typed_lines() -> Callable[[float], str]:
    """Reads standard input from another thread, so that the clock can be watched meanwhile.

    One for the whole process: a second one would be waiting for the same lines.
    """
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a byte that is no text is no reason to end

    def read() -> None:
        try:
            for line in sys.stdin:
                lines.put(line)
        finally:
            lines.put(None)

    threading.Thread(target=read, daemon=True).start()

    def next_line(seconds: float) -> str:
        line = lines.get(timeout=seconds)
        if line is None:
            raise EOFError
        return line

    return next_line
