"""What every loss is charged for: memory and operators, beside the model solution and torch.

The figures are bytes and counts (`dojo.worker.measure`), the same on every machine, so that what
earns the points does not depend on the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

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
from dojo.worker.measure import Cost

# (rows, classes): more of each than of the other in turn, so that what grows with the square of
# either stands out, and small enough that a Python loop over them still ends.
SIZES = ((16, 256), (64, 64), (128, 64))
TIMES = 2.0  # as much memory as the larger of those two may be held, and the input's bytes once
SLACK = 0.05  # of the input's bytes, for what is there once or once a row
LOOP = 16  # operators more on one size than on the other: no loop, but a branch or two
FIGURES = (
    ("most held at once, forward", "forward", "x input"),
    ("most held at once, both passes", "both", "x input"),
    ("kept for the backward pass", "kept", "x input"),
    ("operators called, both passes", "operators", "count"),
)


@dataclass(frozen=True)
class Compared:
    """What one call costs the attempt, the model solution and torch's own function."""

    case: Case
    yours: Cost
    solution: Cost
    torch: Cost

    @property
    def input_bytes(self) -> int:
        """Of the call's largest input: the unit in which memory is told."""
        return max(tensor.nbytes for tensor in self.case.inputs)

    @property
    def call(self) -> str:
        """What is called, for a heading."""
        return f"{self.case.entry or 'the loss'} on {_shape(self.case)} numbers"

    def expenses(self) -> Iterator[Expense]:
        """The figures beside each other."""
        for figure, field, unit in FIGURES:
            each = self.input_bytes if unit == "x input" else 1
            yours, solution, torchs = (
                round(getattr(cost, field) / each, 2)
                for cost in (self.yours, self.solution, self.torch)
            )
            yield Expense(self.call, figure, unit, yours, solution, torchs)


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


def compare(attempt: Attempt, loss: Loss, size: tuple[int, int]) -> list[Compared]:
    """What each call over `size` numbers costs the attempt, the model solution and torch."""
    return [
        Compared(case, measured(attempt, case), solution, torchs)
        for case, solution, torchs in _known_costs(loss, size)
    ]


def _costs(attempt: Attempt, loss: Loss) -> list[Compared]:
    def find_out() -> list[Compared]:
        return [compared for size in SIZES for compared in compare(attempt, loss, size)]

    found: list[Compared] = attempt.session.remember("costs", find_out)
    return found


@lru_cache(maxsize=64)
def _known_costs(loss: Loss, size: tuple[int, int]) -> tuple[tuple[Case, Cost, Cost], ...]:
    """The calls over `size` numbers, and what each costs the model solution and torch."""
    kata = catalog.load(loss.kata)
    source = Source(kata.files.solution.read_text("utf-8"), "solution")
    subject = Subject(source, kata.entries(), Rules(()), Bounds(), "off")
    session = AttemptSession(lambda _: InProcess(), subject)
    solution = Attempt(session, kata.entries(), "cpu", print)
    known = tuple(
        (case, measured(solution, case), _torch_cost(case, loss)) for case in loss.sized(*size)
    )
    session.close()
    return known


def _torch_cost(case: Case, loss: Loss) -> Cost:
    inputs = [
        tensor.detach().requires_grad_(place in case.wrt)
        for place, tensor in enumerate(case.inputs)
    ]
    leaves = [inputs[place] for place in case.wrt]
    reference = loss.oracle(case).reference
    return measure.cost(lambda: reference(*inputs, **case.options), leaves)


def measured(attempt: Attempt, case: Case) -> Cost:
    """What the case's call costs; raises CheckFailed where no figures come back."""
    reply, _ = attempt.ask("measure", case)
    found = reply.get("cost")
    figures = found if isinstance(found, dict) else {}
    names = list(Cost.__dataclass_fields__)
    if not all(type(figures.get(name)) is int for name in names):
        raise attempt.fail(case, "its process answered a measurement with no figures")
    return Cost(**{name: figures[name] for name in names})


def _shape(case: Case) -> str:
    return str(tuple(_largest(case.inputs).shape))


def _largest(tensors: Iterable[Tensor]) -> Tensor:
    return max(tensors, key=lambda tensor: tensor.nbytes)
