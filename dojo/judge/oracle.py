"""A kata's right answer, computed by torch in float64; what was computed before is remembered."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

import torch
from torch import Tensor

from dojo.judge import compare
from dojo.judge.call import Backward
from dojo.judge.case import Case, content_of

MAX_REMEMBERED = 4096  # answers, each of a small case
MAX_REMEMBERED_BYTES = 4096  # of a case's tensors; what is larger is computed again

T = TypeVar("T")


@dataclass(frozen=True)
class Oracle:
    """A kata's right answer, computed in float64 on the inputs as their dtype rounded them.

    reference(*inputs, **options): the result. magnitude(*inputs, **options): for each number of
    the result, the size of the numbers that a good implementation adds and subtracts to get it;
    rounding errors are measured against it.

    Attempts graded with one seed are asked the same cases, so small ones are computed once.
    """

    reference: Callable[..., Tensor]
    magnitude: Callable[..., Tensor]
    _known: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def value(self, case: Case) -> Tensor:
        def compute() -> Tensor:
            wide = case.in_float64
            with torch.no_grad():
                return self.reference(*wide.inputs, **wide.options)

        return self._once("value", compute, case)

    def bound(self, case: Case, dtype: torch.dtype | None = None) -> Tensor:
        """How far off a result may be that was computed in `dtype` (default: the case's)."""

        dtype = dtype or case.dtype

        def compute() -> Tensor:
            wide = case.in_float64
            return compare.value_bound(self.magnitude(*wide.inputs, **wide.options), dtype)

        return self._once("bound", compute, case, dtype, compare.ULPS)  # which verify narrows

    def within(self, slack: float) -> Oracle:
        """Itself, with a bound that is `slack` times as wide."""
        if slack == 1:
            return self
        wider = replace(self, magnitude=lambda *a, **k: slack * self.magnitude(*a, **k), _known={})
        return cast(Oracle, self._known.setdefault(("within", slack), wider))

    def gradients(self, case: Case, backward: Backward) -> tuple[list[Tensor], Tensor | None]:
        """Gradients at `case.wrt`, and of the first in the direction `backward.second`."""

        def compute() -> tuple[list[Tensor], Tensor | None]:
            return self._differentiate(case.in_float64, backward)

        return self._once("gradients", compute, case, backward.upstream, backward.second)

    def _differentiate(self, wide: Case, backward: Backward) -> tuple[list[Tensor], Tensor | None]:
        inputs = [
            tensor.detach().requires_grad_(place in wide.wrt)
            for place, tensor in enumerate(wide.inputs)
        ]
        leaves = [inputs[position] for position in wide.wrt]
        output = self.reference(*inputs, **wide.options)
        twice = backward.second is not None
        # The sum, not grad_outputs=upstream: to check its shape torch imports sympy (0.7 s).
        total = (output * backward.upstream.double()).sum()
        grads = torch.autograd.grad(total, leaves, create_graph=twice)
        if backward.second is None:
            return list(grads), None
        along = (grads[0] * backward.second.double()).sum()
        (second,) = torch.autograd.grad(along, leaves[:1])
        return [grad.detach() for grad in grads], second

    def _once(self, what: str, compute: Callable[[], T], case: Case, *others: Any) -> T:
        if case.nbytes > MAX_REMEMBERED_BYTES:
            return compute()
        key = (what, case.content, *map(content_of, others))
        if key not in self._known:
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            self._known[key] = compute()
        answer: T = self._known[key]
        return answer
