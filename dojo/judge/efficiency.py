"""What every loss is charged for: memory and operators, beside the model solution and torch.

The figures are bytes and counts (`dojo.worker.measure`), the same on every machine, so that what
earns the points does not depend on the day. A GPU's own are told, and earn none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Generic, TypeVar

from torch import Tensor

from dojo import catalog
from dojo.judge.attempt import Attempt
from dojo.judge.case import Case
from dojo.judge.debug import InProcess
from dojo.judge.families import Rules
from dojo.judge.loss import Loss
from dojo.judge.session import AttemptSession, Bounds, Source, Subject
from dojo.judge.verdict import Expense
from dojo.worker import measure
from dojo.worker.measure import Cost, GpuCost

# (rows, classes): more of each than of the other in turn, so that what grows with the square of
# either stands out, and small enough that a Python loop over them still ends.
SIZES = ((16, 128), (32, 32), (64, 32))
TIMES = 2.0  # as much memory as the larger of those two may be held, and the input's bytes once
SLACK = 0.05  # of the input's bytes, for what is there once or once a row
LOOP = 16  # operators more on one size than on the other: no loop, but a branch or two
GPU_SIZE = (1024, 8192)  # large enough that its kernels take longer than their start
FIGURES = (
    ("most held at once, forward", "forward", "x input"),
    ("most held at once, both passes", "both", "x input"),
    ("kept for the backward pass", "kept", "x input"),
    ("operators called, both passes", "operators", "count"),
)
GPU_FIGURES = (
    ("most held at once, both passes", "both", "x input"),
    ("time by the GPU's events, both passes", "microseconds", "us"),
)

AnyCost = TypeVar("AnyCost", Cost, GpuCost)
Figures = tuple[tuple[str, str, str], ...]  # of each: what it is called, its field, its unit


@dataclass(frozen=True)
class Compared(Generic[AnyCost]):
    """What one call costs the attempt, the model solution and torch's own function."""

    case: Case
    yours: AnyCost
    solution: AnyCost
    torch: AnyCost

    @property
    def input_bytes(self) -> int:
        """Of the call's largest input: the unit in which memory is told."""
        return max(tensor.nbytes for tensor in self.case.inputs)

    @property
    def call(self) -> str:
        """What is called, for a heading."""
        return f"{self.case.entry or 'the loss'} on {_shape(self.case)} numbers"

    def expenses(self, figures: Figures = FIGURES, where: str = "") -> Iterator[Expense]:
        """The figures beside each other."""
        for figure, field, unit in figures:
            each = self.input_bytes if unit == "x input" else 1
            yours, solution, torchs = (
                round(getattr(cost, field) / each, 2)
                for cost in (self.yours, self.solution, self.torch)
            )
            yield Expense(f"{self.call}{where}", figure, unit, yours, solution, torchs)


def holds_little(attempt: Attempt, loss: Loss) -> None:
    """Neither pass holds more than twice what the model solution or torch does."""
    for compared in _costs(attempt, loss):
        for figure, when in (("forward", "the forward pass"), ("both", "forward and backward")):
            yours, solution, torchs = (
                getattr(cost, figure) / compared.input_bytes
                for cost in (compared.yours, compared.solution, compared.torch)
            )
            limit = max(TIMES * max(solution, torchs), 1) + SLACK
            if yours > limit:
                raise attempt.fail(
                    compared.case,
                    f"{when} holds {yours:.1f} times the input's bytes at once, and {limit:.1f} "
                    f"would be free: the model solution holds {solution:.1f}, torch {torchs:.1f}. "
                    "Which line allocates: "
                    f"python grader.py profile {loss.kata}",
                ).not_by_hand()


def calls_few(attempt: Attempt, loss: Loss) -> None:
    """As many operators whatever the size: no Python loop over rows or classes."""
    costs = _costs(attempt, loss)
    per_size = len(costs) // len(SIZES)
    for place, large in enumerate(costs):
        small = costs[place % per_size]
        counts = small.yours.operators, large.yours.operators
        if abs(counts[0] - counts[1]) >= LOOP:
            raise attempt.fail(
                large.case,
                f"{counts[0]} operators for {_shape(small.case)}, {counts[1]} for "
                f"{_shape(large.case)}: a Python loop. Each operator costs a GPU microseconds, "
                "whatever little it computes: have one work on all rows",
            ).not_by_hand()


def expenses(attempt: Attempt, loss: Loss) -> list[Expense]:
    """The table of what the attempt costs, on the first of the sizes."""
    costs = _costs(attempt, loss)
    return [row for compared in costs[: len(costs) // len(SIZES)] for row in compared.expenses()]


def gpu_expenses(attempt: Attempt, loss: Loss) -> list[Expense]:
    """The table of what the attempt costs on its GPU."""
    with closing(_solution_session(loss)) as session:
        solution = replace(attempt, session=session, calls=[])
        compared = [
            Compared(
                case,
                measured(attempt, case, GpuCost),
                measured(solution, case, GpuCost),
                _torch_cost(case, loss, measure.gpu_cost, attempt.device),
            )
            for case in loss.sized(*GPU_SIZE)
        ]
    where = f" on {attempt.device}"
    return [row for each in compared for row in each.expenses(GPU_FIGURES, where)]


def compare(attempt: Attempt, loss: Loss, size: tuple[int, int]) -> list[Compared[Cost]]:
    """What each call over `size` numbers costs the attempt, the model solution and torch."""
    return [
        Compared(case, measured(attempt, case, Cost), solution, torchs)
        for case, solution, torchs in _known_costs(loss, size)
    ]


def _costs(attempt: Attempt, loss: Loss) -> list[Compared[Cost]]:
    def find_out() -> list[Compared[Cost]]:
        return [compared for size in SIZES for compared in compare(attempt, loss, size)]

    found: list[Compared[Cost]] = attempt.session.remember("costs", find_out)
    return found


@lru_cache(maxsize=64)
def _known_costs(loss: Loss, size: tuple[int, int]) -> tuple[tuple[Case, Cost, Cost], ...]:
    """The calls over `size` numbers, and what each costs the model solution and torch."""
    with closing(_solution_session(loss)) as session:
        solution = Attempt(session, catalog.load(loss.kata).entries(), "cpu", print)
        return tuple(
            (case, measured(solution, case, Cost), _torch_cost(case, loss, measure.cost, "cpu"))
            for case in loss.sized(*size)
        )


def _solution_session(loss: Loss) -> AttemptSession:
    """The model solution, run by the judge itself."""
    kata = catalog.load(loss.kata)
    source = Source(kata.files.solution.read_text("utf-8"), "solution")
    subject = Subject(source, kata.entries(), Rules(()), Bounds(), "off")
    return AttemptSession(lambda _: InProcess(), subject)


def _torch_cost(
    case: Case,
    loss: Loss,
    cost: Callable[[Callable[[], Tensor], list[Tensor]], AnyCost],
    device: str,
) -> AnyCost:
    inputs = [
        tensor.detach().to(device).requires_grad_(place in case.wrt)
        for place, tensor in enumerate(case.inputs)
    ]
    options = {
        name: value.to(device) if isinstance(value, Tensor) else value
        for name, value in case.options.items()
    }
    leaves = [inputs[place] for place in case.wrt]
    reference = loss.oracle(case).reference
    return cost(lambda: reference(*inputs, **options), leaves)


def measured(attempt: Attempt, case: Case, kind: type[AnyCost]) -> AnyCost:
    """What the case's call costs; raises CheckFailed where no figures come back."""
    reply, _ = attempt.ask("measure", case)
    found = reply.get("cost")
    figures = found if isinstance(found, dict) else {}
    names = [field.name for field in fields(kind)]
    if not all(type(figures.get(name)) is int for name in names):
        raise attempt.fail(case, "its process answered a measurement with no figures")
    return kind(**{name: figures[name] for name in names})


def _shape(case: Case) -> str:
    return str(tuple(_largest(case.inputs).shape))


def _largest(tensors: Iterable[Tensor]) -> Tensor:
    return max(tensors, key=lambda tensor: tensor.nbytes)
