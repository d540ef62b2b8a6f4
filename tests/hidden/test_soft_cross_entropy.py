"""Hidden tests of soft_cross_entropy: class-probability targets, against torch in float64."""

import math
from collections.abc import Iterable

import torch
import torch.nn.functional as F

from dojo.judge import classification, expect
from dojo.judge.attempt import Attempt
from dojo.judge.case import Case, Draw, Shape, emptied, in_both_dtypes, in_double, reduced
from dojo.judge.checks import check
from dojo.judge.classification import (
    DEEP,
    FLAT,
    MIXED_LARGE,
    MIXED_LOGITS,
    MIXED_SHAPES,
    MIXED_WEIGHTS,
    SPATIAL,
    alone,
    batch,
    batches,
    flattened,
    logit_magnitude,
    reduced_soft_magnitude,
    soften,
    weigh,
    weightless,
    with_shares,
)
from dojo.judge.drop_in import DropIn, drop_in_checks
from dojo.judge.every_loss import every_loss
from dojo.judge.loss import Loss
from dojo.judge.oracle import Oracle

INF = math.inf


def magnitude(input, target, **options):
    """The row's largest finite logit plus log C, times its weighted target, reduced as the loss."""
    return reduced_soft_magnitude(logit_magnitude(input), target, **options)


ORACLE = Oracle(F.cross_entropy, magnitude)


def soft(draw: Draw, shapes: Iterable[Shape], *reductions: str) -> list[Case]:
    """Logits and probabilities for each shape, in both dtypes, under each reduction (or none)."""
    cases = [soften(draw, case) for case in batches(draw, shapes)]
    return reduced(cases, *reductions) if reductions else cases


def unnormalised(draw: Draw, case: Case) -> Case:
    """The case with targets that add up to any number per row, but not to 1."""
    input = case.inputs[0]
    target = draw.uniform(*input.shape, low=0.6, high=2).to(case.dtype)
    return Case((input, target), case.options)


def written(logits: list[list[float]], target: list[list[float]]) -> list[Case]:
    """Logits and probabilities written out, in float32 and float64."""
    return in_both_dtypes(
        lambda dtype: Case((torch.tensor(logits, dtype=dtype), torch.tensor(target, dtype=dtype)))
    )


# A batch of one and one of two, with which `clear` asks what each reduction is worth.
PROBES = written([[0.5, 1.0]], [[0.25, 0.75]])[:1]
PROBES += written([[0.5, 1.0], [2.0, 0.0]], [[0.25, 0.75], [0.5, 0.5]])[:1]


def clear(attempt: Attempt, cases: list[Case]) -> list[Case]:
    """The cases without the reductions that the attempt gets wrong: their checks tell of those."""
    return expect.under_right_reductions(attempt, cases, PROBES, ORACLE)


@check("values", points=4)
def test_mean_of_a_batch(attempt, draw):
    """(N, C) logits and probabilities, averaged over the batch"""
    expect.values(attempt, PROBES + soft(draw, FLAT), ORACLE)


@check("values", points=3)
def test_single_item(attempt, draw):
    """(C,) logits and probabilities: one position"""
    cases = soft(draw, ((2,), (3,), (5,)), "mean", "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)
    rows = in_double(soft(draw, ((1, 3),), "mean", "none", "sum"))
    rows += [weigh(draw, case) for case in rows]
    expect.carries_over(attempt, [(case, alone(case)) for case in rows], ORACLE, draw)


@check("values", points=4)
def test_none_drops_the_class_dimension(attempt, draw):
    """reduction="none" gives one loss per position, in the input's shape without the classes"""
    expect.values(attempt, reduced(PROBES + soft(draw, FLAT), "none"), ORACLE)


@check("values", points=3)
def test_sum(attempt, draw):
    """reduction="sum" adds up the positions"""
    expect.values(attempt, reduced(PROBES + soft(draw, FLAT), "sum"), ORACLE)


@check("values", points=4)
def test_one_extra_dimension(attempt, draw):
    """(N, C, d1) logits: the classes are dimension 1, not the last ("none" and "sum")"""
    expect.values(attempt, clear(attempt, soft(draw, SPATIAL, "none", "sum")), ORACLE)


@check("values", points=2)
def test_many_extra_dimensions(attempt, draw):
    """(N, C, d1, d2) and (N, C, d1, d2, d3) logits ("none" and "sum")"""
    expect.values(attempt, clear(attempt, soft(draw, DEEP, "none", "sum")), ORACLE)


@check("values", points=3)
def test_mean_over_positions(attempt, draw):
    """The mean of (N, C, d1, ...) logits divides by all positions, N * d1 * ..."""
    expect.values(attempt, soft(draw, SPATIAL + DEEP), ORACLE)


@check("values", points=4)
def test_weighted_items(attempt, draw):
    """Each class's term is multiplied by that class's weight ("none" and "sum")"""
    cases = [weigh(draw, case) for case in soft(draw, FLAT, "none", "sum")]
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("values", points=4)
def test_weighted_mean(attempt, draw):
    """With class weights the mean still divides by the number of positions"""
    expect.values(attempt, [weigh(draw, case) for case in soft(draw, FLAT)], ORACLE)


@check("values", points=2)
def test_weights_in_more_dimensions(attempt, draw):
    """Weights belong to dimension 1 of (N, C, d1, ...) ("none" and "sum")"""
    drawn = soft(draw, SPATIAL + DEEP[1:], "none", "sum")
    expect.values(attempt, clear(attempt, [weigh(draw, case) for case in drawn]), ORACLE)


@check("values", points=3)
def test_targets_as_they_are(attempt, draw):
    """Targets that do not add up to 1 are used as they are ("none" and "sum")"""
    cases = [unnormalised(draw, case) for case in batches(draw, FLAT)]
    cases += written([[1.0, 0.0]], [[1e-9, 0.0]])
    expect.values(attempt, clear(attempt, reduced(cases, "none", "sum")), ORACLE)


@check("values", points=2)
def test_mean_of_targets_as_they_are(attempt, draw):
    """The mean divides by the number of positions, not by what the targets add up to"""
    cases = [unnormalised(draw, case) for case in batches(draw, FLAT)]
    expect.values(attempt, cases, ORACLE)


@check("values", points=1)
def test_one_hot_targets(attempt, draw):
    """One-hot targets give the loss of the class index"""
    cases = []
    for case in batches(draw, FLAT):
        input, index = case.inputs
        cases.append(Case((input, F.one_hot(index, input.shape[1]).to(case.dtype))))
    expect.values(attempt, clear(attempt, reduced(cases, "none", "sum")), ORACLE)


@check("gradients", points=3)
def test_gradient_of_the_mean(attempt, draw):
    """Gradient of the mean, against a random upstream gradient"""
    expect.gradients(attempt, in_double(soft(draw, FLAT)), ORACLE, draw)


@check("gradients", points=2)
def test_gradient_of_sum_and_none(attempt, draw):
    """Gradient of "sum" and "none", each position with its own upstream gradient"""
    cases = in_double(soft(draw, FLAT, "sum", "none"))
    expect.gradients(attempt, cases, ORACLE, draw)


@check("gradients", points=3)
def test_gradient_with_weights(attempt, draw):
    """Gradient with class weights: p Σ w q - w q, not w (p - q)"""
    cases = [weigh(draw, case) for case in in_double(soft(draw, FLAT, "sum", "none"))]
    expect.gradients(attempt, clear(attempt, cases), ORACLE, draw)


@check("gradients", points=3)
def test_gradient_of_targets_as_they_are(attempt, draw):
    """Gradient where targets do not add up to 1: p Σ q - q, not p - q"""
    cases = [unnormalised(draw, case) for case in in_double(batches(draw, FLAT))]
    expect.gradients(attempt, clear(attempt, reduced(cases, "sum", "none")), ORACLE, draw)


@check("gradients", points=2)
def test_gradient_in_more_dimensions(attempt, draw):
    """Gradients at (N, C, d1, ...) logits ("none" and "sum")"""
    cases = in_double(soft(draw, SPATIAL + DEEP[1:], "none", "sum"))
    expect.gradients(attempt, clear(attempt, cases), ORACLE, draw)
    weighted = [weigh(draw, case) for case in in_double(soft(draw, SPATIAL[1:3] + DEEP[1:2]))]
    weighted = reduced(weighted, "none", "sum", "mean")
    expect.carries_over(attempt, [(flattened(case), case) for case in weighted], ORACLE, draw)


@check("stability", points=3)
def test_large_logits(attempt, draw):
    """Logits of ±1e4 neither overflow nor vanish"""
    cases = written([[100.0, 0.0]], [[0.5, 0.5]]) + written([[0.0, -200.0]], [[0.25, 0.75]])
    cases += written([[-1e3, -1e3]], [[0.5, 0.5]]) + written([[1e4, -1e4]], [[0.25, 0.75]])
    cases += [
        soften(draw, Case((draw.normal(3, 4, std=5e3, dtype=dtype),)))
        for dtype in (torch.float32, torch.float64)
    ]
    expect.values(attempt, clear(attempt, reduced(cases, "none", "sum")), ORACLE)


@check("stability", points=2)
def test_mixed_magnitudes(attempt, draw):
    """Each row is shifted by its own maximum, not by the batch's"""
    cases = written([[0.0, 1.0], [200.0, 100.0]], [[0.5, 0.5], [0.25, 0.75]])
    cases += written([[1e4, 9e3], [1.0, 2.0]], [[1.0, 0.0], [0.25, 0.75]])
    cases += written([[-1e4, -9999.0], [1e4, 0.0]], [[0.75, 0.25], [0.5, 0.5]])
    expect.values(attempt, clear(attempt, reduced(cases, "none", "sum")), ORACLE)


@check("stability", points=2)
def test_constant_offsets(attempt, draw):
    """A constant added to every logit of a row changes the loss by rounding only"""
    cases = []
    for offset in (-1e6, 1e4, 1e6):
        for case in soft(draw, ((1, 2), (3, 4)), "none", "sum"):
            input, target = case.inputs
            cases.append(Case((input + offset, target), case.options))
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("stability", points=2)
def test_gradients_of_large_logits(attempt, draw):
    """Gradients stay finite and right where logits are large"""
    cases = written([[100.0, 0.0]], [[0.5, 0.5]]) + written([[0.0, -200.0]], [[0.25, 0.75]])
    cases += written([[1e4, -1e4], [0.0, 1.0]], [[0.25, 0.75], [0.5, 0.5]])
    expect.gradients(attempt, clear(attempt, reduced(cases, "sum", "none")), ORACLE, draw)


@check("edges", points=1)
def test_impossible_class(attempt, draw):
    """A positive probability at a logit of -inf costs inf"""
    cases = written([[0.0, -INF]], [[0.5, 0.5]])
    cases += written([[1.0, -INF, 2.0], [0.0, 1.0, 2.0]], [[0.25, 0.5, 0.25]] * 2)
    expect.values(attempt, clear(attempt, reduced(cases, "none", "sum")), ORACLE)


@check("edges", points=3)
def test_batch_of_one(attempt, draw):
    """A batch of one, and extra dimensions of size one, keep their shapes"""
    shapes = ((1, 3), (1, 3, 1), (1, 3, 2), (2, 3, 1))
    expect.values(attempt, soft(draw, shapes, "none"), ORACLE)


@check("edges", points=1)
def test_one_class(attempt, draw):
    """A single class has probability one, so the loss is 0"""
    cases = soft(draw, ((1, 1), (3, 1)), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("edges", points=2)
def test_empty_batch(attempt, draw):
    """An empty batch: "mean" is nan, "sum" is 0, "none" is empty"""
    cases = soft(draw, ((0, 3), (0, 1)), "none", "sum", "mean")
    expect.values(attempt, clear(attempt, cases), ORACLE)
    some = in_double(soft(draw, ((2, 3), (2, 3, 2)), "none", "sum", "mean"))
    some += [weigh(draw, case) for case in some]
    expect.carries_over(attempt, [(case, emptied(case)) for case in some], ORACLE)


@check("edges", points=2)
def test_zero_weights(attempt, draw):
    """A class of weight 0 adds 0; with all weights 0 the mean is 0, not nan"""
    cases = []
    for case in soft(draw, ((2, 2), (3, 3))):
        some = torch.ones(case.inputs[0].shape[1], dtype=case.dtype)
        some[0] = 0
        cases += [case.with_options(weight=weight) for weight in (some, torch.zeros_like(some))]
    expect.values(attempt, clear(attempt, reduced(cases, "mean", "sum")), ORACLE)
    deep = [weigh(draw, case) for case in in_double(soft(draw, ((2, 3, 2),), "mean", "none"))]
    expect.carries_over(attempt, [(case, weightless(case)) for case in deep], ORACLE)


@check("edges", points=2)
def test_non_contiguous_inputs(attempt, draw):
    """Transposed, sliced and expanded inputs give the numbers of contiguous ones"""
    for dtype in (torch.float32, torch.float64):
        cases = reduced(strided(draw, dtype), "none", "sum")
        expect.views(attempt, clear(attempt, cases), ORACLE, draw)


def plain(attempt: Attempt, draw: Draw, shapes: Iterable[Shape]) -> list[Case]:
    """Logits and probabilities under one reduction that the attempt gets right."""
    return expect.under_one_right_reduction(attempt, soft(draw, shapes), PROBES, ORACLE)


def others(draw: Draw, cases: list[Case]) -> list[list[Case]]:
    """The cases with class weights, for `drop_in_checks`."""
    return [[weigh(draw, case) for case in cases]]


globals().update(drop_in_checks(DropIn(ORACLE, plain, others), points=1, buffers=("weight",)))


def strided(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Views that are no contiguous tensors: of the logits, of the target, of both."""

    def pair(*shape: int) -> tuple[torch.Tensor, ...]:
        return soften(draw, Case((draw.normal(*shape, dtype=dtype),))).inputs

    (flat, flat_target), (row, row_target), (four, four_target) = pair(3, 4), pair(1, 3), pair(4, 3)
    (deep, deep_target), (image, image_target) = pair(2, 3, 4), pair(2, 3, 2, 2)
    return [
        Case((swapped(flat, 0, 1), swapped(flat_target, 0, 1))),
        Case((row.expand(4, 3), four_target)),
        Case((four, row_target.expand(4, 3))),
        Case((swapped(deep, 1, 2), swapped(deep_target, 1, 2))),
        Case((deep[:, :, ::2], deep_target[:, :, 1::2])),
        Case((deep, swapped(deep_target, 0, 2))),
        Case((swapped(image, 2, 3), swapped(image_target, 2, 3))),
    ]


def swapped(tensor: torch.Tensor, first: int, second: int) -> torch.Tensor:
    """The same tensor, with two of its dimensions in the other order in memory."""
    return tensor.transpose(first, second).contiguous().transpose(first, second)


def typical(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Ordinary calls, of every entry and reduction."""
    items = soften(draw, batch(draw, (2, 3), dtype))
    cases = reduced([items], "none", "sum", "mean")
    cases += [soften(draw, batch(draw, s, dtype)) for s in ((3,), (3, 3, 2), (2, 3, 1, 1, 1))]
    cases += reduced([weigh(draw, items)], "none", "sum", "mean")
    return [*cases, unnormalised(draw, batch(draw, (5, 4), dtype))]


def mixed(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Shapes, weights, targets, magnitudes and reductions, in whatever mixture."""
    targets = "probabilities", "any numbers", "tiny", "large", "nearly normalised"
    targets += "one row 0", "one-hot"
    reductions = ("none", "sum", "mean")
    mixtures = draw.mixtures(MIXED_SHAPES, MIXED_WEIGHTS, MIXED_LOGITS, targets, reductions)
    few = MIXED_WEIGHTS[:2], MIXED_LOGITS[:1], targets[:2]
    mixtures += draw.mixtures(MIXED_LARGE, *few, reductions)
    cases = []
    for shape, weights, logits, kind, reduction in mixtures:
        if kind in ("one row 0", "one-hot"):  # 0 * inf is not graded
            logits = logits.replace("a class masked", "moderate")
        case = classification.mixed(draw, shape, dtype, weights, logits)
        cases.append(with_shares(draw, case.with_options(reduction=reduction), kind))
    return [*cases, soften(draw, classification.tall(draw, dtype))]


def extreme(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls near the ends of what float16 can hold, whose results it can hold."""
    ends = torch.tensor([[6e4, 0.0], [-6e4, 0.0]], dtype=dtype)
    even = torch.tensor([[1.0, 0.0], [0.5, 0.5]], dtype=dtype)
    impossible = torch.tensor([[0.0, -INF], [0.0, 1.0]], dtype=dtype)
    medium = torch.tensor([[20.0, 19.0], [-15.0, 15.0]], dtype=dtype)
    return [
        Case((logits, target), {"reduction": "none"})
        for logits, target in ((ends, even), (impossible, even.flip(0)), (medium, even.flip(0)))
    ]


def many(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls that add up thousands of terms, which must not be done in 16 bits."""
    # The one of 5000 classes is not differentiated: a loop over them takes long enough.
    logits = draw.normal(1, 5000, std=0.1, dtype=dtype)
    shares = draw.uniform(1, 5000, low=0.7, high=1.3) / 5000
    items = soften(draw, batch(draw, (2000, 4), dtype))
    wide = Case((logits, shares.to(dtype)), wrt=())
    return [items, weigh(draw, items), wide]


def sized(rows: int, classes: int) -> list[Case]:
    """One float32 call of each entry over (rows, classes) numbers, whose memory is measured."""
    logits = torch.linspace(-4, 4, rows * classes).view(rows, classes)
    target = torch.full((rows, classes), 1 / classes)
    return [Case((logits, target), {"weight": torch.linspace(0.5, 2, classes)})]


LOSS = Loss("soft_cross_entropy", {None: ORACLE}, typical, mixed, extreme, many, sized)
globals().update(every_loss(LOSS))
