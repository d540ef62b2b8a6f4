"""What the interviewer says: the same words on the full screen and line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dojo.interview.engine import Interview
from dojo.interview.record import clock

if TYPE_CHECKING:
    from dojo.judge.examples import Example, Examples
    from dojo.judge.verdict import Grading

MAX_LINES = 12  # of one example's inputs


def stage(interview: Interview) -> str:
    """The present stage in the interviewer's words, and the oldest question that is open."""
    parts = []
    if waiting := interview.record.unanswered():
        more = f" ({len(waiting) - 1} more after it)" if len(waiting) > 1 else ""
        parts = [f"And a question (t answers){more}: {waiting[0][1].question}"]
    present = interview.record.present
    if present is None:
        closing = "That was the last stage. Finish when you have said all you want to say."
        return "\n\n".join([closing, *parts])
    stages = interview.kata.ladder.stages
    number = interview.record.stage
    head = f"Stage {number} of {len(stages)}: {present.title} (about {present.minutes} minutes)"
    return "\n\n".join([head, present.says, *parts])


def times(interview: Interview) -> str:
    """What is left overall, and of the stage's target."""
    if interview.record.is_paused:
        return "The clock is paused; p goes on."
    left, of_stage = clock(max(0.0, interview.left_s)), interview.stage_left_s
    if interview.record.present is None:
        return f"{left} left"
    stage_time = f"{clock(of_stage)} of its target left" if of_stage >= 0 else (
        f"{clock(-of_stage)} over its target"
    )  # fmt: skip
    return f"{left} left; this stage: {stage_time}"


def tried(examples: Examples) -> str:
    """Which of the visible examples come out, and the error of the first that does not."""
    if examples.trouble and not examples.tried:
        return f"It does not run: {examples.trouble}"
    lines = []
    if examples.trouble:
        lines.append(f"Mind: {examples.trouble}.")
    lines.append(f"{examples.passed} of {len(examples.tried)} examples come out.")
    lines += [f"{'FAIL' if each.problem else ' ok '} {each.shown.call}" for each in examples.tried]
    problem = examples.first_problem
    if problem is not None:
        lines.append(_example(problem))
    return "\n".join(lines)


def _example(example: Example) -> str:
    shown = example.shown
    lines = [f"The first that does not: {shown.call}"]
    lines += [f"  {name} = {_value(value)}" for name, value in shown.inputs.items()][:MAX_LINES]
    lines.append(f"  {example.problem}")
    if shown.expected is not None:
        lines.append(f"  expected {_value(shown.expected)}")
    if shown.got is not None:
        lines.append(f"  got      {_value(shown.got)}")
    return "\n".join(lines)


def _value(value: Any) -> str:
    return str(value) if not isinstance(value, float) else f"{value:.7g}"


def graded(passed: bool, grading: Grading, stage_checks: set[str]) -> str:
    """What an interviewer says to an answer: whether it holds, not what it was asked."""
    if passed:
        return "Good, that holds. Let us go on."
    if grading.trouble is not None:
        return f"It does not run yet: {grading.trouble.message}"
    if grading.forbidden:
        use = grading.forbidden[0]
        line = f" (line {use.line})" if use.line else ""
        return f"Not with {use.name}{line}, please: at this stage it is yours to write."
    asked = [check for check in grading.checks if check.id in stage_checks]
    right = sum(check.outcome.value == "passed" for check in asked)
    return f"Not yet: of {len(asked)} things that I tried, {right} hold. Look again, or go on."


def time_up(passed: bool) -> str:
    last = "it passes the stage" if passed else "it does not pass the stage"
    return f"The time is up. Your answer was graded as it stood: {last}."
