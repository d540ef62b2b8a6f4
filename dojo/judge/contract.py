"""What a drop-in keeps to beside its numbers: dtype, errors, state, and what it is given.

Each function tries its cases in the order given, and raises CheckFailed at the first that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager

import torch
from torch import Tensor

from dojo.judge import expect, hold
from dojo.judge.attempt import Attempt
from dojo.judge.call import Backward, CheckFailed, Result
from dojo.judge.case import Case, Draw
from dojo.judge.oracle import Oracle
from dojo.judge.problems import text

IN_EVALUATION = "after eval(), under torch.no_grad()"
SHAPE_ERRORS = ("RuntimeError", "ValueError")
TARGET_ERRORS = ("IndexError", "RuntimeError", "ValueError")
UNKNOWN_REDUCTIONS = (
    "average", "avg", "batchmean", "batch_mean", "Mean", "SUM", " mean", "means", "sums", "no", "",
    "elementwise_mean", "sum_over_batch_size", "None", None,
)  # fmt: skip


def refuses(
    attempt: Attempt, good: Case, bad: Case, oracle: Oracle, kinds: tuple[str, ...], what: str
) -> None:
    """`bad` raises one of `kinds`, while `good`, which differs in nothing else, is computed."""
    hold.value(attempt, good, attempt.run(good).output, oracle)
    _refuses_each(attempt, [bad], kinds, lambda _: what)


def refuses_reductions(
    attempt: Attempt, good: Case, oracle: Oracle, names: Iterable[str | None]
) -> None:
    """Under each of these names of a reduction the case raises ValueError; it is right without.

    names: None, which is no name, last.
    """
    hold.value(attempt, good, attempt.run(good).output, oracle)
    bad = [good.with_options(reduction=name) for name in names]
    named = [case for case in bad if case.options["reduction"] is not None]
    _refuses_each(attempt, named, ("ValueError",), _as_reduction)
    # What is no text at all may fail as it is looked at.
    kinds = ("ValueError", "TypeError", "AttributeError")
    _refuses_each(attempt, bad[len(named) :], kinds, _as_reduction)


def _as_reduction(case: Case) -> str:
    return f"reduction={case.options['reduction']!r}"


def refuses_targets(attempt: Attempt, pairs: Iterable[tuple[Case, Case]], oracle: Oracle) -> None:
    """The second case of each pair raises, where the attempt is right on the first."""
    bad = _beside_what_is_right(attempt, pairs, oracle)
    what = "a target outside [0, C) that is not ignored"
    _refuses_each(attempt, bad, TARGET_ERRORS, lambda _: what)
    what_then = f"{IN_EVALUATION}, {what}"
    how = {"grad_mode": False, "training": False}
    _refuses_each(attempt, bad[::3], TARGET_ERRORS, lambda _: what_then, **how)


def refuses_shapes(attempt: Attempt, pairs: Iterable[tuple[Case, Case]], oracle: Oracle) -> None:
    """The second case of each pair, whose target has another shape, raises; the first is right."""
    bad = _beside_what_is_right(attempt, pairs, oracle)
    _refuses_each(attempt, bad, SHAPE_ERRORS, _of_shapes)


def _beside_what_is_right(
    attempt: Attempt, pairs: Iterable[tuple[Case, Case]], oracle: Oracle
) -> list[Case]:
    pairs = list(pairs)
    right = {id(case) for case in expect.right_on(attempt, [good for good, _ in pairs], oracle)}
    return [bad for good, bad in pairs if id(good) in right]


def _of_shapes(case: Case) -> str:
    shape, other = (tuple(tensor.shape) for tensor in case.inputs)
    return f"a target of shape {other} for an input of shape {shape}"


def _refuses_each(
    attempt: Attempt,
    cases: Iterable[Case],
    kinds: tuple[str, ...],
    what: Callable[[Case], str],
    **how: bool,
) -> None:
    wanted = " or ".join(kinds)
    cases = list(cases)
    with closing(attempt.try_each(((case, None) for case in cases), **how)) as outcomes:
        for case, outcome in zip(cases, outcomes):
            if not isinstance(outcome, CheckFailed):
                said = f"{what(case)} must raise {wanted}; it returned a value"
                raise attempt.fail(case, said, got=outcome.output)
            raised = getattr(outcome.__cause__, "kinds", [])
            if raised[:1] == ["NotImplementedError"] or not set(kinds) & set(raised):
                outcome.message = f"{what(case)} must raise {wanted}; {outcome.message}"
                raise outcome


def leaves_inputs_alone(
    attempt: Attempt,
    cases: Iterable[Case],
    oracle: Oracle,
    draw: Draw | None = None,
    evaluating: bool = False,
) -> None:
    """After the call, everything passed in holds the same numbers as before.

    draw: for upstream gradients, where a backward pass is to leave it alone too. evaluating: the
    calls are made after eval(), under no_grad().
    """
    cases = list(cases)
    how = {"grad_mode": False, "training": False} if evaluating else {}
    calls = [(case, hold.backward_for(case, oracle, draw) if draw else None) for case in cases]
    with (
        _said_first(IN_EVALUATION if evaluating else ""),
        closing(attempt.run_each(calls, echo=True, **how)) as results,
    ):
        for case, result in zip(cases, results):
            hold.value(attempt, case, result.output, oracle)
            _hold_echo(attempt, case, result)


@contextmanager
def _said_first(where: str) -> Iterator[None]:
    """Have a failure say under what conditions it came, which its counterexample does not show."""
    try:
        yield
    except CheckFailed as failure:
        if not where:
            raise
        failure.message = f"{where}: {failure.message}"
        raise failure.not_by_hand() from failure.__cause__


def _hold_echo(attempt: Attempt, case: Case, result: Result) -> None:
    passed = dict(zip(attempt.input_names(case), case.inputs))
    passed |= {n: value for n, value in case.options.items() if isinstance(value, Tensor)}
    if len(result.echo) != len(passed):
        raise attempt.fail(case, "the tensors passed in did not survive the call")
    for (name, before), after in zip(passed.items(), result.echo):
        if not _identical(before, after):
            raise attempt.fail(case, f"the call changed {name}", before, after, subject=name)


def follows_dtype(attempt: Attempt, cases: Iterable[Case], oracle: Oracle, draw: Draw) -> None:
    """The result has the input's dtype and device, and gradients in float64 carry over to it."""
    cases = list(cases)
    with closing(attempt.run_each((case, None) for case in cases)) as results:
        for case, result in zip(cases, results):
            _hold_dtype_and_device(attempt, case, result)
            hold.value(attempt, case, result.output, oracle)
    pairs = [(case.in_float64, case) for case in cases if case.dtype is not torch.float64]
    expect.carries_over(attempt, pairs, oracle, draw)


def _hold_dtype_and_device(attempt: Attempt, case: Case, result: Result) -> None:
    if result.output.dtype != case.dtype or result.device != attempt.device:
        raise attempt.fail(
            case,
            f"the result is {result.output.dtype} on {result.device}, "
            f"the input {case.dtype} on {attempt.device}",
            result.output.to(case.dtype),
            result.output,
        )


def repeats_itself(attempt: Attempt, cases: Iterable[Case], oracle: Oracle) -> None:
    """The same input gives bitwise the same output, also after other inputs in between."""
    cases = list(cases)
    built = attempt.build(cases[0])
    first = attempt.call(built, cases[0]).output
    for case in cases:
        hold.value(attempt, case, attempt.call(built, case).output, oracle)
    again = attempt.call(built, cases[0]).output
    if not _identical(first, again):
        raise attempt.fail(cases[0], "the same call gave two different results", first, again)


def keeps_instances_apart(attempt: Attempt, cases: Iterable[Case], oracle: Oracle) -> None:
    """Instances built side by side each go by their own options."""
    cases = list(cases)
    built = [attempt.build(case) for case in cases]
    for case, instance in zip(cases, built):
        hold.value(attempt, case, attempt.call(instance, case).output, oracle)


def works_without_grad(attempt: Attempt, cases: Iterable[Case], oracle: Oracle) -> None:
    """Right on inputs that do not require grad, and in evaluation: after eval(), and in no_grad().

    There it must leave its inputs alone too, and after eval() alone still be differentiable.
    """
    for case in cases:
        hold.value(attempt, case, attempt.run(case).output, oracle)
        with _said_first(IN_EVALUATION):
            result = attempt.run(case, grad_mode=False, training=False, echo=True)
            hold.value(attempt, case, result.output, oracle)
            _hold_echo(attempt, case, result)
            if result.requires_grad:
                raise attempt.fail(case, "the result requires grad, as if grad mode were on")
        if not case.wrt:
            continue
        backward = Backward(torch.full_like(oracle.value(case), 2).to(case.dtype))
        try:
            hold.gradients(attempt, case, attempt.run(case, backward), backward, oracle)
        except CheckFailed:
            continue  # the gradients are other checks' business
        with _said_first("after eval()"):
            result = attempt.run(case, backward, training=False)
            hold.gradients(attempt, case, result, backward, oracle)


def registers_buffer(attempt: Attempt, case: Case, option: str, oracle: Oracle) -> None:
    """The tensor given as `option` is a buffer: it follows `.to()`, and is no parameter."""
    narrow, case = case, case.in_float64
    tensor: Tensor = case.options[option]
    built = attempt.build(case)
    described, buffers = attempt.describe(built, case)  # before a call, which may set it up
    hold.value(attempt, case, attempt.call(built, case).output, oracle)
    if described.get("module") is not True:
        raise attempt.fail(case, f"it is a {text(described.get('type'))[:200]}, not an nn.Module")
    if described.get("parameters"):
        held = text(described["parameters"])[:200]
        raise attempt.fail(case, f"parameters() holds {held}; expected none")
    if not any(buffer.numel() == tensor.numel() and _identical(buffer.flatten(), tensor.flatten())
               for buffer in buffers):  # fmt: skip
        raise attempt.fail(case, f"no buffer holds {option}, so .to() and .cuda() leave it behind")
    attempt.convert(built, case, narrow.dtype)
    got = attempt.call(built, narrow).output
    hold.value(attempt, narrow, got, oracle)
    # As float64 makes it that was kept from before, unless it returns that anyway.
    if got.dtype is not attempt.run(narrow).output.dtype:
        name = str(narrow.dtype).removeprefix("torch.")
        said = f"after .to({name}) it goes by the {option} from before"
        raise attempt.fail(narrow, said, got=got).not_by_hand()


def _identical(a: Tensor, b: Tensor) -> bool:
    return (
        a.shape == b.shape
        and a.dtype == b.dtype
        and torch.equal(torch.nan_to_num(a), torch.nan_to_num(b))
        and torch.equal(torch.isnan(a), torch.isnan(b))
    )
