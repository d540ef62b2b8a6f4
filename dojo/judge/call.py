"""One call of an attempt as hidden tests have it: what is asked for, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from torch import Tensor

from dojo.judge.case import Case
from dojo.judge.problems import AttemptRaised
from dojo.judge.verdict import Counterexample, Outcome


@dataclass(frozen=True)
class Backward:
    """What to differentiate: the gradient at the output, and a direction for the second order.

    between: the inputs of another call, to be made after the forward pass and before the backward.
    """

    upstream: Tensor
    second: Tensor | None = None
    between: tuple[Tensor, ...] = ()


Call = tuple[Case, Backward | None]


@dataclass(frozen=True)
class Result:
    """What one call returned: copies of our own, whatever the worker does afterwards."""

    output: Tensor
    requires_grad: bool
    device: str
    gradients: tuple[Tensor | None, ...] = ()
    second: Tensor | None = None
    echo: tuple[Tensor, ...] = ()


class CheckFailed(AssertionError):
    """The attempt does not pass this check; `outcome` says in which way.

    case, expected, got: what it failed on, and what came, as they were and not as they are shown.
    tell: makes the counterexample, which most failures need not: they only rule a case out.
    """

    def __init__(
        self,
        message: str,
        tell: Callable[[], Counterexample] | None = None,
        outcome: Outcome = Outcome.FAILED,
        is_stub: bool = False,
        case: Case | None = None,
        expected: Any = None,
        got: Any = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.outcome = outcome
        self.is_stub = is_stub
        self.case = case
        self.expected = expected
        self.got = got
        self._tell = tell

    @cached_property
    def counterexample(self) -> Counterexample | None:
        """The case as it is shown."""
        return self._tell() if self._tell else None

    def not_by_hand(self) -> CheckFailed:
        """Itself, without the Python that repeats it: a plain call does not show what fails."""
        if self.counterexample:
            self.counterexample = replace(self.counterexample, snippet="")
        return self

    @property
    def raised(self) -> str:
        """The name of the exception that the attempt raised; "" where it did not."""
        return self.__cause__.kinds[0] if isinstance(self.__cause__, AttemptRaised) else ""
