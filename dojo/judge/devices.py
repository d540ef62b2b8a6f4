"""What every loss must hold to on an accelerator, found on any machine.

The worker's pretend accelerator (`dojo.worker.accelerator`) stands in for a GPU: it mixes with no
CPU tensor, and notes what a GPU would have to finish all its work for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dojo.judge import hold
from dojo.judge.attempt import Attempt
from dojo.judge.call import Backward, CheckFailed, Result
from dojo.judge.case import Case, Draw
from dojo.judge.loss import Loss
from dojo.judge.problems import AttemptRaised, listed, text
from dojo.worker.accelerator import DEVICE, Wait

WHILE = "on an accelerator"
REPAIR = "make tensors with device=input.device, or by zeros_like, new_zeros and the like"
MAX_SHOWN = 3


@dataclass(frozen=True)
class Trial:
    """One call on the pretend accelerator: its result or how it failed, and what it waits for."""

    case: Case
    backward: Backward | None
    result: Result | None
    failure: CheckFailed | None
    waits: list[Wait]


def follows_the_input(attempt: Attempt, cases: Iterable[Case], loss: Loss, draw: Draw) -> None:
    """On an accelerator it computes there, returns its result there, and gets it right."""
    for trial in _trials(attempt, cases, loss, draw):
        if trial.failure:
            raise trial.failure.not_by_hand() from trial.failure.__cause__
        if trial.result is None:
            raise LookupError("a call either fails or has a result")
        case, result = trial.case, trial.result
        if result.device != DEVICE.type:
            message = f"the result is on the {result.device}, the input {WHILE}: {REPAIR}"
            raise attempt.fail(case, message, got=result.output).not_by_hand()
        try:
            hold.value(attempt, case, result.output, loss.oracle(case))
            if trial.backward:
                hold.gradients(attempt, case, result, trial.backward, loss.oracle(case))
        except CheckFailed as failure:
            raise failure.not_by_hand() from None


def does_not_wait(attempt: Attempt, cases: Iterable[Case], loss: Loss, draw: Draw) -> None:
    """Nothing makes an accelerator finish its work before the next operator may start."""
    for trial in _trials(attempt, cases, loss, draw):
        # torch itself reads an index without a dimension back, as a Python number.
        if trial.waits and all(tensor.dim() for tensor in trial.case.inputs):
            found = "; ".join(_shown(attempt, wait) for wait in trial.waits[:MAX_SHOWN])
            said = f"the GPU must finish all its work first: {found}"
            raise attempt.fail(trial.case, said).not_by_hand()


def _trials(attempt: Attempt, cases: Iterable[Case], loss: Loss, draw: Draw) -> list[Trial]:
    """The cases on the pretend accelerator; the same ones are tried once for all checks."""
    cases = list(cases)

    def find_out() -> list[Trial]:
        apart, trials = draw.apart("accelerator"), []
        for case in cases:
            backward = hold.backward_for(case, loss.oracle(case), apart)
            try:
                trials.append(Trial(case, backward, *_pretend(attempt, case, backward)))
            except CheckFailed as failure:
                trials.append(Trial(case, backward, None, failure, []))
        return trials

    which = hash(tuple((case.entry, case.content) for case in cases))
    found: list[Trial] = attempt.session.remember(f"trials {which}", find_out)
    return found


def _pretend(
    attempt: Attempt, case: Case, backward: Backward | None
) -> tuple[Result, None, list[Wait]]:
    try:
        reply, results = attempt.ask("pretend", case, backward)
    except CheckFailed as failure:
        failure.message = f"{WHILE} {_why_it_failed(failure)}"
        raise
    waits = [
        Wait(text(wait[0])[:200], wait[1])
        for wait in listed(reply.get("waits"))
        if isinstance(wait, list) and len(wait) == 2 and isinstance(wait[1], int)
    ]
    return attempt.result(case, reply, results), None, waits


def _why_it_failed(failure: CheckFailed) -> str:
    problem = failure.__cause__
    if isinstance(problem, AttemptRaised) and problem.kinds[0].endswith("DeviceMismatch"):
        return f"{failure.message}. It mixes the input with a tensor made on the CPU: {REPAIR}"
    return failure.message


def _shown(attempt: Attempt, wait: Wait) -> str:
    if not wait.line:
        return f"in the backward pass, {wait.what}"
    return f"line {wait.line} (`{attempt.session.line(wait.line)}`) {wait.what}"
