"""Hidden tests of nll_loss: class-index targets at given log-probabilities, against torch."""

import math
from collections.abc import Iterable
from itertools import cycle
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from dojo.judge import classification, contract, expect
from dojo.judge.case import Case, Draw, emptied, in_both_dtypes, in_double, reduced
from dojo.judge.checks import check
from dojo.judge.classification import (
    DEEP,
    FLAT,
    MIXED_IGNORED,
    MIXED_LOGITS,
    MIXED_SHAPES,
    MIXED_WEIGHTS,
    SPATIAL,
    Shape,
    alone,
    class_count,
    explicit,
    flattened,
    ignore,
    ignoring,
    nothing_left,
    reduced_magnitude,
    weigh,
    weightless,
)
from dojo.judge.every_loss import every_loss
from dojo.judge.loss import Loss
from dojo.judge.oracle import Oracle

INF, NAN = math.inf, math.nan
BATCHES = FLAT[1:]  # N > 1: a batch of one has a check of its own


def magnitude(input: Tensor, target: Tensor, **options) -> Tensor:
    """The log-probabilities that are picked, weighted and reduced as the loss is."""
    dim = 0 if input.dim() == 1 else 1
    index = target.clamp(0, input.shape[dim] - 1).unsqueeze(dim)
    picked = input.gather(dim, index).squeeze(dim).abs()
    picked = picked.masked_fill(~picked.isfinite(), 0)
    return reduced_magnitude(picked, target, input.shape[dim], **options)


ORACLE = Oracle(F.nll_loss, magnitude)


def batches(
    draw: Draw, shapes: Iterable[Shape], low: float = -6, high: float = -0.5, **options: Any
) -> list[Case]:
    """Log-probabilities between `low` and `high`, with targets, in float32 and float64."""
    drawn = classification.batches(draw, shapes, **options)
    inputs = [draw.uniform(*c.inputs[0].shape, low=low, high=high, dtype=c.dtype) for c in drawn]
    return [Case((x, case.inputs[1]), options) for x, case in zip(inputs, drawn)]


def lighten(case: Case) -> Case:
    """The case with class weights so small that their total stays below 1."""
    return case.with_options(weight=case.options["weight"] / 20)


@check("values", points=3)
def test_mean_of_a_batch(attempt, draw):
    """(N, C) log-probabilities, averaged over the batch"""
    expect.values(attempt, batches(draw, BATCHES), ORACLE)


@check("values", points=2)
def test_numbers_as_they_are(attempt, draw):
    """The input is taken as it is: not normalised, of either sign"""
    cases = explicit([[3.0, -1.0]], [0]) + batches(draw, BATCHES, low=0.5, high=6)
    expect.values(attempt, reduced(cases, "mean", "sum"), ORACLE)


@check("values", points=3)
def test_single_item(attempt, draw):
    """(C,) log-probabilities with a scalar target"""
    cases = reduced(batches(draw, ((2,), (3,), (5,))), "mean", "none", "sum")
    expect.values(attempt, cases, ORACLE)
    rows = [weigh(draw, case) for case in in_double(batches(draw, ((1, 3),), ignore_index=-100))]
    rows = reduced([*rows, *map(nothing_left, rows)], "mean", "none", "sum")
    expect.carries_over(attempt, [(case, alone(case)) for case in rows], ORACLE, draw)


@check("values", points=2)
def test_one_extra_dimension(attempt, draw):
    """(N, C, d1) log-probabilities: the classes are dimension 1, not the last"""
    expect.values(attempt, batches(draw, SPATIAL), ORACLE)


@check("values", points=2)
def test_many_extra_dimensions(attempt, draw):
    """(N, C, d1, d2) and (N, C, d1, d2, d3) log-probabilities"""
    expect.values(attempt, batches(draw, DEEP), ORACLE)


@check("values", points=2)
def test_sum(attempt, draw):
    """reduction="sum" adds up the items"""
    expect.values(attempt, batches(draw, BATCHES, reduction="sum"), ORACLE)


@check("values", points=2)
def test_none_keeps_the_targets_shape(attempt, draw):
    """reduction="none" gives one loss per item, in the target's shape"""
    shapes = (*BATCHES, (2, 3, 2), (2, 2, 3, 4))
    expect.values(attempt, batches(draw, shapes, reduction="none"), ORACLE)


@check("values", points=4)
def test_weighted_mean(attempt, draw):
    """With class weights the mean divides by the sum of the targets' weights"""
    cases = [weigh(draw, case) for case in batches(draw, BATCHES)]
    expect.values(attempt, cases + [lighten(case) for case in cases[:2]], ORACLE)


@check("values", points=3)
def test_weighted_items(attempt, draw):
    """Each item is multiplied by its target's weight ("sum" and "none")"""
    cases = [weigh(draw, case) for case in batches(draw, BATCHES)]
    expect.values(attempt, reduced(cases, "none", "sum"), ORACLE)


@check("values", points=3)
def test_default_ignore_index(attempt, draw):
    """Targets of -100 count for nothing ("sum" and "none")"""
    cases = [ignore(draw, case, -100) for case in batches(draw, (*BATCHES, (4, 120)))]
    plain = [Case(c.inputs, {"reduction": r}) for c in cases for r in ("none", "sum")]
    expect.values(attempt, plain, ORACLE)


@check("values", points=2)
def test_other_ignore_index(attempt, draw):
    """ignore_index may be any number outside [0, C) ("sum" and "none")"""
    cases = [ignore(draw, case, i) for case in batches(draw, BATCHES) for i in (-1, 255)]
    expect.values(attempt, reduced(cases, "none", "sum"), ORACLE)


@check("values", points=2)
def test_ignored_class(attempt, draw):
    """ignore_index may be one of the classes ("sum" and "none")"""
    drawn = batches(draw, BATCHES)
    cases = [ignore(draw, case, i) for case in drawn for i in (0, class_count(case) - 1)]
    expect.values(attempt, reduced(cases, "none", "sum"), ORACLE)


@check("values", points=3)
def test_mean_leaves_ignored_items_out(attempt, draw):
    """The mean divides by the number of items that are not ignored"""
    cases = [ignore(draw, case, i) for i in (1, -100) for case in batches(draw, BATCHES)]
    expect.values(attempt, cases, ORACLE)


@check("values", points=3)
def test_weights_with_ignore_index(attempt, draw):
    """Weights and ignore_index together: ignored items add no weight to the divisor"""
    drawn = batches(draw, (*BATCHES, (3, 120)))
    cases = [weigh(draw, ignore(draw, case, i)) for i in (1, -100) for case in drawn]
    cases += [lighten(case) for case in cases[:2]]
    expect.values(attempt, reduced(cases, "mean", "none"), ORACLE)


@check("values", points=2)
def test_all_together_in_more_dimensions(attempt, draw):
    """Weights, ignored items and every reduction on (N, C, d1, ...) log-probabilities"""
    drawn = zip(batches(draw, SPATIAL[1:] + DEEP[1:]), cycle((1, 1, -100, -100)))
    cases = [weigh(draw, ignore(draw, case, i)) for case, i in drawn]
    cases += [lighten(case) for case in cases[:2]]
    expect.values(attempt, reduced(cases, "mean", "none", "sum"), ORACLE)


@check("gradients", points=2)
def test_gradient_of_every_reduction(attempt, draw):
    """Gradient of "mean", "sum" and "none", against a random upstream gradient"""
    cases = reduced(in_double(batches(draw, BATCHES)), "mean", "sum", "none")
    expect.gradients(attempt, cases, ORACLE, draw)


@check("gradients", points=2)
def test_gradient_with_weights(attempt, draw):
    """The gradient at an item's target is -weight[target], divided by the total for the mean"""
    cases = [weigh(draw, case) for case in in_double(batches(draw, BATCHES))]
    # Items of one class, whose total weight is neither their number nor that of all classes.
    input, target = cases[0].inputs
    cases.append(lighten(Case((input, torch.ones_like(target)), cases[0].options)))
    expect.gradients(attempt, reduced(cases, "mean", "sum", "none"), ORACLE, draw)


@check("gradients", points=2)
def test_gradient_where_ignored(attempt, draw):
    """The gradient is zero at ignored items, and scaled by those that are kept"""
    cases = [ignore(draw, case, i) for i in (1, -100) for case in in_double(batches(draw, BATCHES))]
    expect.gradients(attempt, reduced(cases, "none", "mean"), ORACLE, draw)


@check("gradients", points=2)
def test_gradient_in_more_dimensions(attempt, draw):
    """Gradients at (N, C, d1, ...) log-probabilities"""
    cases = in_double(batches(draw, SPATIAL[1:] + DEEP[1:]))
    expect.gradients(attempt, reduced(cases, "mean", "none"), ORACLE, draw)
    ignored = [weigh(draw, ignore(draw, case, 1)) for case in cases[:3]]
    ignored = reduced(ignored, "mean", "none", "sum")
    expect.carries_over(attempt, [(flattened(case), case) for case in ignored], ORACLE, draw)


@check("gradients", points=2)
def test_repeated_backward(attempt, draw):
    """One instance serves one backward pass after another"""
    cases = in_double(batches(draw, ((3, 4), (2, 4), (3, 4), (5, 4))))
    expect.repeated_backward(attempt, cases, ORACLE, draw)


@check("stability", points=2)
def test_large_log_probabilities(attempt, draw):
    """Log-probabilities of -200 or -1e4 are used as they are"""
    cases = explicit([[0.0, -200.0]], [1]) + explicit([[-1e4, 0.0], [-200.0, -1.0]], [0, 0])
    cases += in_both_dtypes(
        lambda t: Case((-draw.normal(3, 4, std=5e3, dtype=t).abs(), draw.classes(4, 3)))
    )
    expect.values(attempt, reduced(cases, "sum", "mean"), ORACLE)


@check("stability", points=2)
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


@check("edges", points=1)
def test_impossible_target(attempt, draw):
    """A target whose log-probability is -inf loses inf"""
    cases = explicit([[-1.0, -INF], [-0.5, -2.0]], [1, 0])
    expect.values(attempt, reduced(cases, "none", "sum", "mean"), ORACLE)


@check("edges", points=2)
def test_everything_ignored(attempt, draw):
    """With every item ignored "mean" is nan, "sum" is 0 and "none" is zeros"""
    cases = [
        Case((case.inputs[0], torch.full_like(case.inputs[1], -100)), {})
        for case in batches(draw, ((1, 2), (2, 2), (2, 3)))
    ]
    expect.values(attempt, reduced(cases, "mean", "sum", "none"), ORACLE)
    some = in_double(batches(draw, ((2, 3), (2, 3, 4), (2, 2, 2, 3))))
    some = [ignore(draw, case, index) for case, index in zip(some, (1, -100, -1))]
    some = reduced(some + [weigh(draw, case) for case in some], "mean", "sum", "none")
    expect.carries_over(attempt, [(case, nothing_left(case)) for case in some], ORACLE)


@check("edges", points=2)
def test_batch_of_one(attempt, draw):
    """A batch of one, and extra dimensions of size one, keep their shapes"""
    cases = batches(draw, ((1, 3), (1, 1), (1, 3, 1), (1, 3, 2), (2, 3, 1)))
    expect.values(attempt, reduced(cases, "none", "mean"), ORACLE)


@check("edges", points=1)
def test_one_class(attempt, draw):
    """A single class, whose log-probability counts like any other; also beside ignored items"""
    cases = batches(draw, ((2, 1), (3, 1)))
    cases += [ignore(draw, case, -100) for case in cases]
    expect.values(attempt, reduced(cases, "none", "sum"), ORACLE)
    several, one = (weigh(draw, drawn(draw, (2, c, 4), torch.float64)) for c in (3, 1))
    pairs = zip(reduced([several], "none", "sum"), reduced([one], "none", "sum"))
    expect.carries_over(attempt, pairs, ORACLE, draw)


@check("edges", points=1)
def test_empty_batch(attempt, draw):
    """An empty batch: "mean" is nan, "sum" is 0, "none" is empty"""
    cases = batches(draw, ((0, 3), (0, 1)))
    expect.values(attempt, reduced(cases, "none", "sum", "mean"), ORACLE)
    some = in_double(batches(draw, ((2, 3), (2, 3, 4))))
    some = reduced(some + [weigh(draw, case) for case in some], "none", "sum", "mean")
    expect.carries_over(attempt, [(case, emptied(case)) for case in some], ORACLE)


@check("edges", points=2)
def test_zero_weights(attempt, draw):
    """A class of weight 0 counts for nothing; a total weight of 0 makes the mean nan"""
    cases = []
    for case in batches(draw, ((1, 2), (2, 2), (3, 3))):
        weight = torch.ones(class_count(case), dtype=case.dtype)
        weight[0] = 0
        absent = torch.zeros_like(case.inputs[1])
        mixed = absent.clone()
        mixed[0] = 1
        cases += [Case((case.inputs[0], t), {"weight": weight}) for t in (mixed, absent)]
    expect.values(attempt, reduced(cases, "mean", "sum"), ORACLE)
    deep = weigh(draw, drawn(draw, (2, 3, 4), torch.float64))
    pairs = [(case, weightless(case)) for case in reduced([deep], "mean", "none")]
    expect.carries_over(attempt, pairs, ORACLE)


@check("edges", points=1)
def test_first_and_last_class(attempt, draw):
    """The first and the last class as targets"""
    cases = [
        Case((case.inputs[0], torch.full_like(case.inputs[1], target)))
        for case in batches(draw, ((2, 3), (3, 4)))
        for target in (0, class_count(case) - 1)
    ]
    expect.values(attempt, cases, ORACLE)


@check("edges", points=2)
def test_non_contiguous_inputs(attempt, draw):
    """Transposed, sliced and expanded inputs give the numbers of contiguous ones"""
    for dtype in (torch.float32, torch.float64):
        expect.views(attempt, strided(draw, dtype), ORACLE, draw)


@check("edges", points=2)
def test_target_out_of_range(attempt, draw):
    """A target outside [0, C) that is not ignored raises"""
    for classes, bad in ((3, 3), (3, -1), (2, 5), (3, -2), (3, -3), (130, -100)):
        input, options = batches(draw, ((2, classes),))[0].inputs[0], {"ignore_index": -7}
        good, wrong = (Case((input, torch.tensor([0, t])), options) for t in (1, bad))
        what = f"target {bad} with {classes} classes"
        contract.refuses(attempt, good, wrong, ORACLE, contract.TARGET_ERRORS, what)
    contract.refuses_targets(attempt, classification.out_of_range(draw), ORACLE)


@check("contract", points=2)
def test_dtype_and_device_follow_the_input(attempt, draw):
    """The result has the input's dtype and device; float64 stays float64"""
    cases = batches(draw, ((4, 3),))
    weighted = [weigh(draw, case) for case in reduced(cases, "mean", "sum", "none")]
    contract.follows_dtype(
        attempt, cases + expect.right_on(attempt, weighted, ORACLE), ORACLE, draw
    )


@check("contract", points=2)
def test_inputs_are_left_alone(attempt, draw):
    """input, target and weight hold the same numbers after the call"""
    cases = batches(draw, ((3, 3), (2, 4)))
    wide = in_double(cases)
    others = wide + [ignore(draw, case, index) for index in (1, -100) for case in wide]
    others = reduced([weigh(draw, case) for case in others], "mean", "sum", "none")
    contract.leaves_inputs_alone(attempt, cases, ORACLE)
    contract.leaves_inputs_alone(attempt, expect.right_on(attempt, others, ORACLE), ORACLE)


@check("contract", points=2)
def test_weight_is_a_buffer(attempt, draw):
    """weight is a buffer: it moves with .to(), and is not in parameters()"""
    case = batches(draw, ((4, 4),), weight=torch.ones(4))[0]
    # Equal weights: what is done with unequal ones is the business of other checks.
    contract.registers_buffer(attempt, case, "weight", ORACLE)


@check("contract", points=2)
def test_instances_share_nothing(attempt, draw):
    """Two instances with different options do not get into each other's way"""
    (case,) = in_double(batches(draw, ((4, 3),), reduction="sum"))
    others = [weigh(draw, case), ignore(draw, case, 1), *reduced([case], "mean", "none")]
    others = expect.right_on(attempt, others, ORACLE)
    contract.keeps_instances_apart(attempt, [case, *others, case], ORACLE)


@check("contract", points=1)
def test_same_input_same_output(attempt, draw):
    """The same call gives the same result, also after other calls"""
    cases = in_double(batches(draw, ((3, 4), (2, 4), (3, 4))))
    weight = weigh(draw, cases[0]).options["weight"]
    # "sum": a factor in all weights, kept from an earlier call, would cancel in the mean.
    weighted = [case.with_options(weight=weight, reduction="sum") for case in cases]
    contract.repeats_itself(attempt, cases, ORACLE)
    if weighted := expect.right_on(attempt, weighted, ORACLE):
        contract.repeats_itself(attempt, weighted, ORACLE)
    ignored = [ignore(draw, cases[0], -100), *cases[1:]]
    if len(expect.right_on(attempt, ignored, ORACLE)) == len(ignored):
        contract.repeats_itself(attempt, ignored, ORACLE)


@check("contract", points=2)
def test_unknown_reduction(attempt, draw):
    """An unknown reduction raises ValueError, at construction or at the call"""
    case = batches(draw, ((2, 3),))[0]
    for name in ("average", "batchmean", "Mean", "", "means", "elementwise_mean"):
        bad = case.with_options(reduction=name)
        contract.refuses(attempt, case, bad, ORACLE, ("ValueError",), f"reduction={name!r}")


@check("contract", points=1)
def test_without_gradients(attempt, draw):
    """It works under torch.no_grad(), and on inputs that do not require grad"""
    cases = batches(draw, ((2, 3), (4, 3)))
    contract.works_without_grad(attempt, cases, ORACLE)
    weighted = reduced([weigh(draw, case) for case in cases[:1]], "sum")
    contract.works_without_grad(attempt, expect.right_on(attempt, weighted, ORACLE), ORACLE)


def strided(draw: Draw, dtype: torch.dtype) -> list[Case]:
    shapes = (4, 3), (2, 3, 4), (1, 3)
    flat, deep, row = (draw.uniform(*s, low=-6, high=-0.5, dtype=dtype) for s in shapes)
    return [
        Case((flat.T, draw.classes(4, 3))),
        Case((row.expand(4, 3), draw.classes(3, 4))),
        Case((deep.transpose(1, 2), draw.classes(4, 2, 3))),
        Case((deep[:, :, ::2], draw.classes(3, 2, 2))),
        Case((deep, draw.classes(3, 4, 2).T), {"reduction": "none"}),
        Case((deep, draw.classes(3, 1, 4).expand(2, 4)), {"reduction": "none"}),
    ]


def drawn(draw: Draw, shape: Shape, dtype: torch.dtype) -> Case:
    """Log-probabilities between -6 and -0.5, with targets."""
    target = classification.batch(draw, shape, dtype).inputs[1]
    return Case((draw.uniform(*shape, low=-6, high=-0.5, dtype=dtype), target))


def typical(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Ordinary calls, of every entry and reduction."""
    cases = reduced([drawn(draw, (2, 3), dtype)], "none", "sum", "mean")
    cases += [drawn(draw, shape, dtype) for shape in ((3,), (3, 3, 2), (2, 3, 1, 1, 1))]
    items = drawn(draw, (5, 4), dtype)
    cases += reduced([weigh(draw, items)], "none", "sum", "mean")
    return cases + [ignore(draw, items, 1), weigh(draw, ignore(draw, items, -100))]


def mixed(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Shapes, weights, ignored items, magnitudes and reductions, in whatever mixture."""
    factors = MIXED_SHAPES, MIXED_WEIGHTS, MIXED_LOGITS, MIXED_IGNORED, ("none", "sum", "mean")
    cases = [
        ignoring(
            draw, classification.mixed(draw, shape, dtype, weights, logits), which
        ).with_options(reduction="none" if shape[0] > 1000 else reduction)
        for shape, weights, logits, which, reduction in draw.mixtures(*factors)
    ]
    return [*cases, classification.tall(draw, dtype), classification.wide(dtype)]


def extreme(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls near the ends of what float16 can hold, whose results it can hold."""
    ends = torch.tensor([[-6e4, 6e4, 0.5], [6e4, -0.5, -6e4]], dtype=dtype)
    wide = drawn(draw, (2, 3000), dtype).inputs[0]  # float16 has no 2501
    return [
        Case((ends, torch.tensor([0, 1])), {"reduction": "none"}),
        Case((wide, torch.tensor([2501, 2503])), {"reduction": "none"}),
    ]


def many(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls that add up thousands of terms, which must not be done in 16 bits."""
    items = drawn(draw, (2000, 4), dtype)
    return [items, weigh(draw, items)]


def sized(rows: int, classes: int) -> list[Case]:
    """One float32 call of each entry over (rows, classes) numbers, whose memory is measured."""
    logs = torch.linspace(-6, -0.5, rows * classes).view(rows, classes)
    target = torch.arange(rows) * 7 % classes
    options = {"weight": torch.linspace(0.5, 2, classes), "ignore_index": 0}
    return [Case((logs, target), options)]


LOSS = Loss("nll_loss", {None: ORACLE}, typical, mixed, extreme, many, sized)
globals().update(every_loss(LOSS))
