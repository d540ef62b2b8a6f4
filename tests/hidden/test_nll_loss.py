"""Hidden tests of nll_loss: class-index targets at given log-probabilities, against torch."""

import math
from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import Tensor

from dojo.judge import classification, expect, index_targets
from dojo.judge.case import Case, Draw, Shape, in_both_dtypes, in_double, reduced
from dojo.judge.checks import check
from dojo.judge.classification import (
    explicit,
    ignore,
    mixed_indices,
    reduced_magnitude,
    weigh,
)
from dojo.judge.every_loss import every_loss
from dojo.judge.index_targets import ALL, BATCHES, lightened, shared_checks
from dojo.judge.loss import Loss
from dojo.judge.oracle import Oracle

INF, NAN = math.inf, math.nan


def magnitude(input: Tensor, target: Tensor, **options) -> Tensor:
    """The log-probabilities that are picked, weighted and reduced as the loss is."""
    dim = 0 if input.dim() == 1 else 1
    index = target.clamp(0, input.shape[dim] - 1).unsqueeze(dim)
    picked = input.gather(dim, index).squeeze(dim).abs()
    picked = picked.masked_fill(~picked.isfinite(), 0)
    return reduced_magnitude(picked, target, input.shape[dim], **options)


ORACLE = Oracle(F.nll_loss, magnitude)


def batch(
    draw: Draw, shape: Shape, dtype: torch.dtype, low: float = -6, high: float = -0.5
) -> Case:
    """Log-probabilities between `low` and `high`, with targets."""
    target = classification.batch(draw, shape, dtype).inputs[1]
    return Case((draw.uniform(*shape, low=low, high=high, dtype=dtype), target))


globals().update(shared_checks(ORACLE, batch))


@check("values", points=3)
def test_numbers_as_they_are(attempt, draw):
    """The input is taken as it is: not normalised, of either sign"""
    cases = explicit([[3.0, -1.0]], [0])
    cases += [
        batch(draw, shape, dtype, low=0.5, high=6)
        for shape in BATCHES
        for dtype in (torch.float32, torch.float64)
    ]
    expect.values(attempt, reduced(cases, "mean", "sum"), ORACLE)


@check("gradients", points=3)
def test_gradient_of_every_reduction(attempt, draw):
    """Gradient of "mean", "sum" and "none", against a random upstream gradient"""
    cases = [batch(draw, shape, torch.float64) for shape in BATCHES]
    expect.gradients(attempt, reduced(cases, *ALL), ORACLE, draw)


@check("gradients", points=3)
def test_gradient_with_weights(attempt, draw):
    """The gradient at an item's target is -weight[target], divided by the total for the mean"""
    cases = [weigh(draw, batch(draw, shape, torch.float64)) for shape in BATCHES]
    # Items of one class, whose total weight is neither their number nor that of all classes.
    input, target = cases[0].inputs
    cases += lightened([Case((input, torch.ones_like(target)), cases[0].options)])
    expect.gradients(attempt, reduced(cases, *ALL), ORACLE, draw)


@check("stability", points=2)
def test_large_log_probabilities(attempt, draw):
    """Log-probabilities of -200 or -1e4 are used as they are"""
    cases = explicit([[0.0, -200.0]], [1]) + explicit([[-1e4, 0.0], [-200.0, -1.0]], [0, 0])
    cases += in_both_dtypes(
        lambda t: Case((-draw.normal(3, 4, std=5e3, dtype=t).abs(), draw.classes(4, 3)))
    )
    expect.values(attempt, reduced(cases, "sum", "mean"), ORACLE)


@check("stability", points=3)
def test_ruled_out_classes(attempt, draw):
    """A log-probability of -inf away from the target changes neither loss nor gradient"""
    cases = explicit([[-1.0, -INF], [-2.0, -INF]], [0, 0])
    cases += explicit([[-1.0, -INF, -2.0], [-INF, -0.5, -INF]], [2, 1])
    expect.values(attempt, reduced(cases, "none", "mean"), ORACLE)
    expect.gradients(attempt, in_double(cases), ORACLE, draw)


@check("stability", points=2)
def test_ignored_rows_hold_anything(attempt, draw):
    """The row of an ignored item may hold -inf or nan"""
    cases = explicit([[-1.0, -2.0], [-INF, -INF]], [0, -100])
    cases += explicit([[-1.0, -2.0], [NAN, NAN], [-3.0, -4.0]], [0, -100, 1])
    expect.values(attempt, reduced(cases, "sum", "none"), ORACLE)
    some = [
        ignore(draw, case, index)
        for case in (batch(draw, shape, torch.float64) for shape in ((3, 3), (2, 3, 4)))
        for index in (-100, 1)
    ]
    some = reduced(some + [weigh(draw, case) for case in some], "mean")
    pairs = [(case, blanked(case)) for case in some]
    expect.carries_over(attempt, pairs, ORACLE, draw)


def blanked(case: Case) -> Case:
    """The case with nan in the rows of ignored items."""
    input, target = case.inputs
    ignored = (target == case.options["ignore_index"]).unsqueeze(1)
    return replace(case, inputs=(input.masked_fill(ignored, NAN), target))


@check("edges", points=1)
def test_impossible_target(attempt, draw):
    """A target whose log-probability is -inf loses inf"""
    cases = explicit([[-1.0, -INF], [-0.5, -2.0]], [1, 0])
    expect.values(attempt, reduced(cases, *ALL), ORACLE)
    usual = [batch(draw, shape, torch.float64) for shape in ((3,), (2, 3, 2))]
    usual = reduced(usual + [weigh(draw, case) for case in usual], *ALL)
    pairs = [(c, Case((torch.full_like(c.inputs[0], -INF), c.inputs[1]), c.options)) for c in usual]
    expect.carries_over(attempt, pairs, ORACLE)


def typical(draw: Draw, dtype: torch.dtype) -> list[Case]:
    return index_targets.typical(batch, draw, dtype)


def extreme(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls near the ends of what float16 can hold, whose results it can hold."""
    ends = torch.tensor([[-6e4, 6e4, 0.5], [6e4, -0.5, -6e4]], dtype=dtype)
    wide = batch(draw, (2, 3000), dtype).inputs[0]  # float16 has no 2501
    return [
        Case((ends, torch.tensor([0, 1])), {"reduction": "none"}),
        Case((wide, torch.tensor([2501, 2503])), {"reduction": "none"}),
        Case((ends.clone().fill_diagonal_(-INF), torch.tensor([0, 1])), {"reduction": "none"}),
    ]


def many(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls that add up thousands of terms, which must not be done in 16 bits."""
    items = batch(draw, (2000, 4), dtype)
    return [items, weigh(draw, items)]


def sized(rows: int, classes: int) -> list[Case]:
    """One float32 call of each entry over (rows, classes) numbers, whose memory is measured."""
    logs = torch.linspace(-6, -0.5, rows * classes).view(rows, classes)
    target = torch.arange(rows) * 7 % classes
    options = {"weight": torch.linspace(0.5, 2, classes), "ignore_index": 0}
    return [Case((logs, target), options)]


LOSS = Loss("nll_loss", {None: ORACLE}, typical, mixed_indices, extreme, many, sized)
globals().update(every_loss(LOSS))
