"""One outcome of a call, held against the reference: CheckFailed says how it differs."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from dojo.judge.attempt import Attempt
from dojo.judge.call import Backward, Result
from dojo.judge.case import Case, Draw
from dojo.judge.compare import number_problem, shape_problem, value_bound
from dojo.judge.oracle import Oracle


def backward_for(case: Case, oracle: Oracle, draw: Draw) -> Backward | None:
    """A random upstream gradient, where the case's gradients are graded."""
    expected = oracle.value(case)
    if not (case.wrt and case.inputs[0].numel() and expected.isfinite().all()):
        return None
    return Backward(draw.upstream(expected.to(case.dtype)))


def everything(
    attempt: Attempt,
    case: Case,
    backward: Backward | None,
    result: Result,
    oracle: Oracle,
    slack: float = 1.0,
) -> None:
    """The call is right in all that it gives: dtype, value, and gradients where asked for.

    slack: times as wide a bound, where many terms are added up.
    """
    if result.output.dtype != case.dtype:
        got, want = (
            str(dtype).removeprefix("torch.") for dtype in (result.output.dtype, case.dtype)
        )
        raise attempt.fail(case, f"the result is {got}, the input {want}", got=result.output)
    value(attempt, case, result.output, oracle.within(slack))
    if backward is not None:
        gradients(attempt, case, result, backward, oracle, slack)


def value(attempt: Attempt, case: Case, got: Tensor, oracle: Oracle) -> None:
    """The result has the right shape, and its numbers are within a few ulps of the reference."""
    expected = oracle.value(case)
    problem = shape_problem(got, expected, _why_that_shape(case))
    problem = problem or number_problem(got, expected, oracle.bound(case))
    if problem:
        raise attempt.fail(case, problem, expected.to(case.dtype), got)


def _why_that_shape(case: Case) -> str:
    name = case.options.get("reduction")
    if name == "none":
        return "reduction='none' keeps every item's own loss"
    return f"reduction={name!r} gives a single number" if name else ""


def gradients(
    attempt: Attempt,
    case: Case,
    result: Result,
    backward: Backward,
    oracle: Oracle,
    slack: float = 1.0,
) -> None:
    """The gradient of each input in `case.wrt` is that of the reference."""
    expected, _ = oracle.gradients(case, backward)
    names = [attempt.input_names(case)[position] for position in case.wrt]
    if (problem := shape_problem(result.output, backward.upstream)) or not result.requires_grad:
        detached = f"the result does not require grad: it is cut off from {' and '.join(names)}"
        raise attempt.fail(case, problem or detached, backward=backward)
    for name, want, got in zip(names, expected, result.gradients):
        what = f"gradient of {name}"
        gradient(attempt, case, want, got, backward, backward.upstream, what, slack)


def gradient(
    attempt: Attempt,
    case: Case,
    want: Tensor,
    got: Tensor | None,
    backward: Backward,
    along: Tensor,
    what: str,
    slack: float = 1.0,
) -> None:
    """`got` is `want`: a derivative of the result times `along`."""
    if got is None:
        cut = f"there is no {what}: the result is cut off from it"
        raise attempt.fail(case, cut, want, backward=backward)
    # A gradient is a difference of numbers as large as the upstream one (p - 1, say), times what
    # the loss is weighted by, and the rounding of an intermediate as large as the input moves it
    # in proportion.
    scale = (largest(want) + largest(along) * _factors(case)) * (1 + largest(case.inputs[0]))
    bound = slack * value_bound(scale, case.dtype).expand_as(want)
    problem = shape_problem(got, want) or number_problem(got, want, bound)
    if problem:
        raise attempt.fail(case, f"{what}: {problem}", want.to(case.dtype), got, backward)


def _factors(case: Case) -> Tensor:
    """How large the numbers are that terms may be multiplied by: soft targets, weights; or 1."""
    found = torch.ones((), dtype=torch.float64)
    for part in (*case.inputs[1:], *case.options.values()):
        if isinstance(part, Tensor) and part.is_floating_point():
            found = found * largest(part).clamp(min=1)
    return found


def largest(tensor: Tensor) -> Tensor:
    """The largest finite magnitude, in float64; 0 where there is none."""
    numbers = tensor.detach().double().abs().numpy()
    finite = numbers[np.isfinite(numbers)]
    return torch.tensor(finite.max() if finite.size else 0.0, dtype=torch.float64)
