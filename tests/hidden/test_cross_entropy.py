"""Hidden tests of cross_entropy: class-index targets, against torch in float64."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from dojo.judge import expect, index_targets
from dojo.judge.attempt import Attempt
from dojo.judge.case import Case, Draw, in_both_dtypes, in_double, reduced
from dojo.judge.checks import check
from dojo.judge.classification import (
    FLAT,
    batch,
    batches,
    explicit,
    ignore,
    mixed_indices,
    reduced_magnitude,
    weigh,
)
from dojo.judge.every_loss import every_loss
from dojo.judge.index_targets import shared_checks
from dojo.judge.loss import Loss
from dojo.judge.oracle import Oracle

INF = math.inf


def magnitude(input, target, **options):
    """The row's largest finite logit plus log(C + 1), weighted and reduced as the loss is."""
    dim = 0 if input.dim() == 1 else 1
    rows = input.masked_fill(input.isinf(), 0).abs().amax(dim) + math.log(input.shape[dim] + 1)
    return reduced_magnitude(rows, target, input.shape[dim], **options)


ORACLE = Oracle(F.cross_entropy, magnitude)


def taken(attempt: Attempt, cases: list[Case]) -> list[Case]:
    """The (N, C) cases, given as (N, C, 1) to an attempt that is right on nothing flatter.

    That it takes no (N, C) is told by the check of that name; the others can then still tell it
    what else is wrong, and give the points for what is right.
    """
    flat = Case((torch.tensor([[0.5, 1.0], [2.0, 0.0]]), torch.tensor([0, 0])))
    takes_flat = attempt.session.remember(
        "flat",
        lambda: (
            expect.holds(attempt, flat, ORACLE) or not expect.holds(attempt, deepen(flat), ORACLE)
        ),
    )
    return cases if takes_flat else [deepen(case) for case in cases]


def deepen(case: Case) -> Case:
    input, target = case.inputs
    if input.dim() == 1:
        return case
    return Case((input.unsqueeze(-1), target.unsqueeze(-1)), case.options)


globals().update(shared_checks(ORACLE, batch, taken))


@check("gradients", points=2)
def test_gradient_of_the_mean(attempt, draw):
    """Gradient of the mean, plain and weighted, against a random upstream gradient"""
    cases = in_double(batches(draw, FLAT))
    cases += [weigh(draw, case) for case in cases]
    expect.gradients(attempt, taken(attempt, cases), ORACLE, draw)


@check("gradients", points=2)
def test_gradient_of_sum_and_none(attempt, draw):
    """Gradient of "sum" and "none", each item with its own upstream gradient"""
    cases = in_double(batches(draw, FLAT))
    cases = reduced(cases + [weigh(draw, case) for case in cases], "sum", "none")
    expect.gradients(attempt, taken(attempt, cases), ORACLE, draw)


@check("gradients", points=2)
def test_second_derivative(attempt, draw):
    """The gradient can be differentiated again: the Hessian is diag(p) - p pᵀ"""
    drawn = in_double(batches(draw, FLAT))
    expect.second_derivatives(attempt, taken(attempt, reduced(drawn, "mean", "sum")), ORACLE, draw)
    more = [weigh(draw, drawn[1]), ignore(draw, drawn[2], 1)]
    more += [batch(draw, shape, torch.float64) for shape in ((2, 3, 4), (3,), (2, 3, 1, 2))]
    more += [batch(draw, (2, 3), torch.float32)]
    more = reduced(more[:3], "mean") + reduced(more, "sum")
    more = expect.right_gradients(attempt, more, ORACLE, draw)
    expect.second_derivatives(attempt, more, ORACLE, draw)


@check("stability", points=3)
def test_large_logits(attempt, draw):
    """Logits of ±1e4 neither overflow nor vanish"""
    cases = (
        explicit([[100.0, 0.0]], [1])
        + explicit([[0.0, -100.0]], [1])
        + explicit([[-1e3, -1e3]], [0])
    )
    cases += explicit([[1e4, -1e4, 1e4]], [0]) + explicit([[1e4, -1e4], [-1e4, 1e4]], [1, 1])
    cases += in_both_dtypes(
        lambda t: Case((draw.normal(3, 4, std=5e3, dtype=t), draw.classes(4, 3)))
    )
    expect.values(attempt, taken(attempt, reduced(cases, "none", "mean")), ORACLE)


@check("stability", points=2)
def test_mixed_magnitudes(attempt, draw):
    """Each row is shifted by its own maximum, not by the batch's"""
    cases = explicit([[0.0, 1.0], [200.0, 100.0]], [0, 0]) + explicit(
        [[1e4, 9e3], [1.0, 2.0]], [0, 0]
    )
    cases += explicit([[-1e4, -1e4 + 1], [1e4, 0.0], [0.5, 1e-3]], [0, 1, 1])
    expect.values(attempt, taken(attempt, reduced(cases, "none")), ORACLE)


@check("stability", points=2)
def test_constant_offsets(attempt, draw):
    """A constant added to every logit of a row changes the loss by rounding only"""
    cases = []
    for offset in (-1e6, 1e4, 1e6):
        drawn = batches(draw, ((1, 2), (3, 4)), reduction="none")
        cases += [Case((c.inputs[0] + offset, c.inputs[1]), c.options) for c in drawn]
    expect.values(attempt, taken(attempt, cases), ORACLE)
    advise_on_cancellation(attempt)


@check("stability", points=2)
def test_masked_classes(attempt, draw):
    """A logit of -inf away from the target leaves the loss and its gradient finite"""
    cases = explicit([[0.0, -INF]], [0]) + explicit([[1.0, -INF, 2.0], [-INF, 0.0, -INF]], [2, 1])
    large = taken(attempt, explicit([[1e3, 999.0]], [1]))
    if len(expect.right_gradients(attempt, large, ORACLE, draw)) == len(large):
        cases += explicit([[1e3, -INF, 999.0]], [2])
    cases = taken(attempt, cases)
    expect.values(attempt, reduced(cases, "none", "mean"), ORACLE)
    expect.gradients(attempt, in_double(cases), ORACLE, draw)
    impossible = taken(attempt, explicit([[0.0, -INF, 1.0], [1.0, 0.0, 2.0]], [1, 0]))
    expect.values(attempt, reduced(impossible, "none", "sum"), ORACLE)


@check("stability", points=2)
def test_gradients_of_large_logits(attempt, draw):
    """Gradients stay finite and right where logits are large"""
    cases = (
        explicit([[100.0, 0.0]], [1])
        + explicit([[0.0, -200.0]], [1])
        + explicit([[1e4, -1e4]], [1])
    )
    cases += explicit([[1e4, 1e4 + 1, -1e4], [0.0, 1.0, 2.0]], [0, 2])
    expect.gradients(attempt, taken(attempt, cases), ORACLE, draw)


def advise_on_cancellation(attempt) -> None:
    """Tell an attempt of the form logsumexp(x) - x[t] that it cancels; takes no points."""
    (case,) = taken(attempt, [Case((torch.full((1, 2), 1e4), torch.tensor([0])), {})])
    got: Tensor = attempt.run(case).output
    if got.shape == () and abs(float(got) - math.log(2)) > 1e-5:
        attempt.advise(
            "logsumexp(x) - x[target] cancels when all logits carry a large offset: at [1e4, 1e4] "
            f"it gives {float(got):.6f}, not {math.log(2):.6f}. (x - max) - log(sum(exp(x - max))) "
            "keeps the digits."
        )


def typical(draw: Draw, dtype: torch.dtype) -> list[Case]:
    return index_targets.typical(batch, draw, dtype)


def extreme(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls near the ends of what float16 can hold, whose results it can hold."""
    # Exponentials of these overflow, and so do the differences of some; the losses are 0 and log 2.
    ends = torch.tensor([[6e4, 0.0, -6e4], [-6e4, 0.0, 0.0]], dtype=dtype)
    wide = torch.full((2, 3000), -20.0, dtype=dtype)  # float16 has no 2501
    wide[:, 2500:2504] = draw.normal(2, 4, std=0.5, dtype=dtype)
    return [
        Case((ends, torch.tensor([0, 1])), {"reduction": "none"}),
        Case((wide, torch.tensor([2501, 2503])), {"reduction": "none"}, wrt=()),
        Case((torch.tensor([[20.0, 19.0]], dtype=dtype), torch.tensor([1]))),
    ]


def many(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls that add up thousands of terms, which must not be done in 16 bits."""
    # Not differentiated: 5000 steps of a loop over the classes take long enough.
    row = (draw.normal(1, 5000, std=0.1, dtype=dtype), draw.classes(5000, 1))
    items = batch(draw, (2000, 4), dtype)
    return [items, weigh(draw, items), Case(row, wrt=())]


def sized(rows: int, classes: int) -> list[Case]:
    """One float32 call of each entry over (rows, classes) numbers, whose memory is measured."""
    logits = torch.linspace(-4, 4, rows * classes).view(rows, classes)
    target = torch.arange(rows) * 7 % classes
    options = {"weight": torch.linspace(0.5, 2, classes), "ignore_index": 0}
    return [Case((logits, target), options)]


LOSS = Loss("cross_entropy", {None: ORACLE}, typical, mixed_indices, extreme, many, sized)
globals().update(every_loss(LOSS))
