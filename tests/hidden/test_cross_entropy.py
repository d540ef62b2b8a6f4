"""Hidden tests of cross_entropy: class-index targets, against torch in float64."""

import math
from itertools import cycle

import torch
import torch.nn.functional as F
from torch import Tensor

from dojo.judge import classification, contract, expect
from dojo.judge.attempt import Attempt
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
    alone,
    batch,
    batches,
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
    return Case((input.unsqueeze(-1), target.unsqueeze(-1)), case.options)


@check("values", points=2)
def test_mean_of_a_batch(attempt, draw):
    """(N, C) logits, averaged over the batch"""
    expect.values(attempt, batches(draw, FLAT), ORACLE)


@check("values", points=2)
def test_single_item(attempt, draw):
    """(C,) logits with a scalar target"""
    cases = reduced(batches(draw, ((2,), (3,), (5,))), "mean", "none", "sum")
    expect.values(attempt, cases, ORACLE)
    rows = [weigh(draw, case) for case in in_double(batches(draw, ((1, 3),), ignore_index=-100))]
    rows = reduced([*rows, *map(nothing_left, rows)], "mean", "none", "sum")
    expect.carries_over(attempt, [(case, alone(case)) for case in rows], ORACLE, draw)


@check("values", points=2)
def test_one_extra_dimension(attempt, draw):
    """(N, C, d1) logits: the classes are dimension 1, not the last"""
    expect.values(attempt, batches(draw, SPATIAL), ORACLE)


@check("values", points=2)
def test_many_extra_dimensions(attempt, draw):
    """(N, C, d1, d2) and (N, C, d1, d2, d3) logits"""
    expect.values(attempt, batches(draw, DEEP), ORACLE)


@check("values", points=2)
def test_sum(attempt, draw):
    """reduction="sum" adds up the items"""
    expect.values(attempt, taken(attempt, batches(draw, FLAT, reduction="sum")), ORACLE)


@check("values", points=2)
def test_none_keeps_the_targets_shape(attempt, draw):
    """reduction="none" gives one loss per item, in the target's shape"""
    expect.values(attempt, taken(attempt, batches(draw, FLAT, reduction="none")), ORACLE)


@check("values", points=3)
def test_weighted_mean(attempt, draw):
    """With class weights the mean divides by the sum of the targets' weights"""
    cases = [weigh(draw, case) for case in batches(draw, FLAT)]
    expect.values(attempt, taken(attempt, cases), ORACLE)


@check("values", points=2)
def test_weighted_items(attempt, draw):
    """Each item is multiplied by its target's weight ("sum" and "none")"""
    cases = [weigh(draw, case) for case in batches(draw, FLAT)]
    expect.values(attempt, taken(attempt, reduced(cases, "none", "sum")), ORACLE)


@check("values", points=3)
def test_default_ignore_index(attempt, draw):
    """Targets of -100 count for nothing ("sum" and "none")"""
    cases = [ignore(draw, case, -100) for case in batches(draw, (*FLAT[1:], (4, 120)))]
    plain = [Case(c.inputs, {"reduction": r}) for c in cases for r in ("none", "sum")]
    expect.values(attempt, taken(attempt, plain), ORACLE)


@check("values", points=2)
def test_other_ignore_index(attempt, draw):
    """ignore_index may be any number outside [0, C) ("sum" and "none")"""
    cases = [ignore(draw, case, i) for case in batches(draw, FLAT[1:]) for i in (-1, 255)]
    expect.values(attempt, taken(attempt, reduced(cases, "none", "sum")), ORACLE)


@check("values", points=2)
def test_ignored_class(attempt, draw):
    """ignore_index may be one of the classes, which still takes part in the softmax"""
    drawn = batches(draw, FLAT[1:])
    cases = [ignore(draw, case, i) for case in drawn for i in (0, case.inputs[0].shape[1] - 1)]
    expect.values(attempt, taken(attempt, reduced(cases, "none", "sum")), ORACLE)


@check("values", points=3)
def test_mean_leaves_ignored_items_out(attempt, draw):
    """The mean divides by the number of items that are not ignored"""
    cases = [ignore(draw, case, i) for i in (1, -100) for case in batches(draw, FLAT[1:])]
    expect.values(attempt, taken(attempt, cases), ORACLE)


@check("values", points=3)
def test_weights_with_ignore_index(attempt, draw):
    """Weights and ignore_index together: ignored items add no weight to the divisor"""
    drawn = batches(draw, (*FLAT[1:], (3, 120)))
    cases = [weigh(draw, ignore(draw, case, i)) for i in (1, -100) for case in drawn]
    expect.values(attempt, taken(attempt, reduced(cases, "mean", "none")), ORACLE)


@check("values", points=2)
def test_all_together_in_more_dimensions(attempt, draw):
    """Weights, ignored items and every reduction on (N, C, d1, ...) logits"""
    drawn = zip(batches(draw, SPATIAL[1:] + DEEP[1:]), cycle((1, 1, -100, -100)))
    cases = [weigh(draw, ignore(draw, case, i)) for case, i in drawn]
    expect.values(attempt, reduced(cases, "mean", "none", "sum"), ORACLE)


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
def test_gradient_where_ignored(attempt, draw):
    """The gradient is zero at ignored items, and scaled by those that are kept"""
    cases = [
        ignore(draw, case, i) for i in (1, -100) for case in in_double(batches(draw, FLAT[1:]))
    ]
    expect.gradients(attempt, taken(attempt, reduced(cases, "none", "mean")), ORACLE, draw)


@check("gradients", points=2)
def test_gradient_in_more_dimensions(attempt, draw):
    """Gradients of weighted (N, C, d1, ...) logits, for every reduction"""
    cases = [weigh(draw, case) for case in in_double(batches(draw, SPATIAL + DEEP[1:]))]
    expect.gradients(attempt, reduced(cases, "mean", "none"), ORACLE, draw)
    ignored = reduced([ignore(draw, case, 1) for case in cases[1:4]], "mean", "none", "sum")
    expect.carries_over(attempt, [(flattened(case), case) for case in ignored], ORACLE, draw)


@check("gradients", points=2)
def test_repeated_backward(attempt, draw):
    """One instance serves one backward pass after another"""
    cases = taken(attempt, in_double(batches(draw, ((3, 4), (2, 4), (3, 4), (5, 4)))))
    expect.repeated_backward(attempt, cases, ORACLE, draw)


@check("gradients", points=2)
def test_second_derivative(attempt, draw):
    """The gradient can be differentiated again: the Hessian is diag(p) - p pᵀ"""
    drawn = in_double(batches(draw, FLAT))
    expect.second_derivatives(attempt, taken(attempt, reduced(drawn, "mean", "sum")), ORACLE, draw)
    more = [weigh(draw, drawn[1]), ignore(draw, drawn[2], 1), batch(draw, (2, 3, 4), torch.float64)]
    more = expect.right_gradients(attempt, reduced(more, "mean", "none"), ORACLE, draw)
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


@check("edges", points=2)
def test_everything_ignored(attempt, draw):
    """With every item ignored "mean" is nan, "sum" is 0 and "none" is zeros"""
    cases = [
        Case((case.inputs[0], torch.full_like(case.inputs[1], -100)), {})
        for case in batches(draw, ((1, 2), (2, 3), (2, 1)))
    ]
    cases = taken(attempt, cases)
    expect.values(attempt, reduced(cases, "mean", "sum", "none"), ORACLE)
    some = in_double(batches(draw, ((2, 3), (2, 3, 4), (2, 2, 2, 3))))
    some = [ignore(draw, case, index) for case, index in zip(some, (1, -100, -1))]
    some = reduced(some + [weigh(draw, case) for case in some], "mean", "sum", "none")
    expect.carries_over(attempt, [(case, nothing_left(case)) for case in some], ORACLE)


@check("edges", points=2)
def test_batch_of_one(attempt, draw):
    """A batch of one, and extra dimensions of size one, keep their shapes"""
    cases = taken(attempt, batches(draw, ((1, 3), (1, 1))))
    cases += batches(draw, ((1, 3, 1), (1, 3, 2), (2, 3, 1)))
    expect.values(attempt, reduced(cases, "none", "mean"), ORACLE)


@check("edges", points=1)
def test_one_class(attempt, draw):
    """A single class has probability one, so the loss is 0"""
    cases = taken(attempt, batches(draw, ((1, 1), (3, 1))))
    expect.values(attempt, reduced(cases, "none", "mean"), ORACLE)


@check("edges", points=1)
def test_empty_batch(attempt, draw):
    """An empty batch: "mean" is nan, "sum" is 0, "none" is empty"""
    cases = taken(attempt, batches(draw, ((0, 3), (0, 1))))
    expect.values(attempt, reduced(cases, "none", "sum", "mean"), ORACLE)
    some = in_double(batches(draw, ((2, 3), (2, 3, 4))))
    some = reduced(some + [weigh(draw, case) for case in some], "none", "sum", "mean")
    expect.carries_over(attempt, [(case, emptied(case)) for case in some], ORACLE)


@check("edges", points=2)
def test_zero_weights(attempt, draw):
    """A class of weight 0 counts for nothing; a total weight of 0 makes the mean nan"""
    cases = []
    for case in batches(draw, ((2, 2), (3, 3))):
        weight = torch.ones(case.inputs[0].shape[1], dtype=case.dtype)
        weight[0] = 0
        absent = torch.zeros_like(case.inputs[1])
        mixed = absent.clone()
        mixed.view(-1)[0] = 1
        cases += [Case((case.inputs[0], t), {"weight": weight}) for t in (mixed, absent)]
    expect.values(attempt, taken(attempt, reduced(cases, "mean", "sum")), ORACLE)
    deep = weigh(draw, batch(draw, (2, 3, 4), torch.float64))
    pairs = [(case, weightless(case)) for case in reduced([deep], "mean", "none")]
    expect.carries_over(attempt, pairs, ORACLE)


@check("edges", points=1)
def test_first_and_last_class(attempt, draw):
    """The first and the last class as targets"""
    cases = [
        Case((case.inputs[0], torch.full_like(case.inputs[1], target)), case.options)
        for case in batches(draw, ((2, 3), (3, 4)))
        for target in (0, case.inputs[0].shape[1] - 1)
    ]
    expect.values(attempt, taken(attempt, cases), ORACLE)


@check("edges", points=2)
def test_non_contiguous_inputs(attempt, draw):
    """Transposed, sliced and expanded inputs give the numbers of contiguous ones"""
    for dtype in (torch.float32, torch.float64):
        expect.views(attempt, strided(attempt, draw, dtype), ORACLE, draw)


@check("edges", points=2)
def test_target_out_of_range(attempt, draw):
    """A target outside [0, C) that is not ignored raises"""
    for classes, bad in ((3, 3), (3, -1), (2, 5), (3, -2), (3, -3), (130, -100)):
        input, good = draw.normal(2, classes, dtype=torch.float32), torch.tensor([0, 1])
        options = {"ignore_index": -7}
        pair = [Case((input, target), options) for target in (good, torch.tensor([0, bad]))]
        what = f"target {bad} with {classes} classes"
        contract.refuses(attempt, *taken(attempt, pair), ORACLE, contract.TARGET_ERRORS, what)
    contract.refuses_targets(attempt, classification.out_of_range(draw), ORACLE)


@check("contract", points=2)
def test_dtype_and_device_follow_the_input(attempt, draw):
    """The result has the input's dtype and device; float64 stays float64"""
    cases = [weigh(draw, case) for case in batches(draw, ((2, 3),))] + batches(draw, ((2, 3),))
    contract.follows_dtype(
        attempt, taken(attempt, reduced(cases, "mean", "sum", "none")), ORACLE, draw
    )


@check("contract", points=2)
def test_inputs_are_left_alone(attempt, draw):
    """input, target and weight hold the same numbers after the call"""
    drawn = taken(attempt, batches(draw, ((3, 3), (2, 4))))
    contract.leaves_inputs_alone(attempt, [weigh(draw, case) for case in drawn], ORACLE)
    cases = [ignore(draw, case, index) for index in (1, -100) for case in drawn]
    others = reduced([weigh(draw, case) for case in in_double(cases)], "sum", "none")
    contract.leaves_inputs_alone(attempt, expect.right_on(attempt, others, ORACLE), ORACLE)


@check("contract", points=2)
def test_weight_is_a_buffer(attempt, draw):
    """weight is a buffer: it moves with .to(), and is not in parameters()"""
    (case,) = taken(attempt, [batch(draw, (3, 4), torch.float32, reduction="sum")])
    contract.registers_buffer(attempt, weigh(draw, case), "weight", ORACLE)


@check("contract", points=2)
def test_instances_share_nothing(attempt, draw):
    """Two instances with different options do not get into each other's way"""
    (case,) = taken(attempt, [batch(draw, (4, 3), torch.float64, reduction="sum")])
    others = [weigh(draw, case), ignore(draw, case, 1), *reduced([case], "mean", "none")]
    contract.keeps_instances_apart(attempt, [case, *others, case], ORACLE)


@check("contract", points=1)
def test_same_input_same_output(attempt, draw):
    """The same call gives the same result, also after other calls"""
    cases = taken(attempt, in_double(batches(draw, ((3, 4),) * 3, reduction="sum")))
    weight = weigh(draw, cases[0]).options["weight"]
    cases += [case.with_options(weight=weight) for case in cases]
    for half in (cases[:3], cases[3:]):
        contract.repeats_itself(attempt, half, ORACLE)
    ignored = reduced([ignore(draw, cases[0], -100), *cases[1:3]], "mean")
    if len(expect.right_on(attempt, ignored, ORACLE)) == len(ignored):
        contract.repeats_itself(attempt, ignored, ORACLE)


@check("contract", points=2)
def test_unknown_reduction(attempt, draw):
    """An unknown reduction raises ValueError, at construction or at the call"""
    (case,) = taken(attempt, [batch(draw, (2, 3), torch.float32)])
    for name in ("average", "batchmean", "Mean", "", "means", "elementwise_mean"):
        bad = case.with_options(reduction=name)
        contract.refuses(attempt, case, bad, ORACLE, ("ValueError",), f"reduction={name!r}")


@check("contract", points=1)
def test_without_gradients(attempt, draw):
    """It works under torch.no_grad(), and on inputs that do not require grad"""
    cases = taken(attempt, batches(draw, ((2, 3), (4, 3))))
    contract.works_without_grad(attempt, cases, ORACLE)
    weighted = reduced([weigh(draw, case) for case in cases[:1]], "sum")
    contract.works_without_grad(attempt, expect.right_on(attempt, weighted, ORACLE), ORACLE)


def strided(attempt: Attempt, draw: Draw, dtype: torch.dtype) -> list[Case]:
    flat, deep = draw.normal(4, 3, dtype=dtype), draw.normal(2, 3, 4, dtype=dtype)
    row = draw.normal(1, 3, dtype=dtype).expand(4, 3)
    rows = [Case((flat.T, draw.classes(4, 3))), Case((row, draw.classes(3, 4)))]
    return taken(attempt, rows) + [
        Case((deep.transpose(1, 2), draw.classes(4, 2, 3))),
        Case((deep[:, :, ::2], draw.classes(3, 2, 2))),
        Case((deep, draw.classes(3, 4, 2).T), {"reduction": "none"}),
        Case((deep, draw.classes(3, 1, 4).expand(2, 4)), {"reduction": "none"}),
    ]


def advise_on_cancellation(attempt) -> None:
    """Tell an attempt of the form logsumexp(x) - x[t] that it cancels; takes no points."""
    (case,) = taken(attempt, [Case((torch.full((1, 2), 1e4), torch.tensor([0])), {})])
    got: Tensor = attempt.run(case).output
    if abs(float(got) - math.log(2)) > 1e-5:
        attempt.advise(
            "logsumexp(x) - x[target] cancels when all logits carry a large offset: at [1e4, 1e4] "
            f"it gives {float(got):.6f}, not {math.log(2):.6f}. (x - max) - log(sum(exp(x - max))) "
            "keeps the digits."
        )


def typical(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Ordinary calls, of every entry and reduction."""
    cases = reduced([batch(draw, (2, 3), dtype)], "none", "sum", "mean")
    cases += [batch(draw, shape, dtype) for shape in ((3,), (3, 3, 2), (2, 3, 1, 1, 1))]
    items = batch(draw, (5, 4), dtype)
    cases += reduced([weigh(draw, items)], "none", "mean")
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
    # Exponentials of these overflow, and so do the differences of some; the losses are 0 and log 2.
    ends = torch.tensor([[6e4, 0.0, -6e4], [-6e4, 0.0, 0.0]], dtype=dtype)
    wide = torch.full((2, 3000), -20.0, dtype=dtype)  # float16 has no 2501
    wide[:, 2500:2504] = draw.normal(2, 4, std=0.5, dtype=dtype)
    return [
        Case((ends, torch.tensor([0, 1])), {"reduction": "none"}),
        Case((wide, torch.tensor([2501, 2503])), {"reduction": "none"}, wrt=()),
    ]


def many(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls that add up thousands of terms, which must not be done in 16 bits."""
    # Not differentiated: 20,000 steps of a loop over the classes take long enough.
    row = (draw.normal(1, 20_000, std=0.1, dtype=dtype), draw.classes(20_000, 1))
    items = batch(draw, (2000, 4), dtype)
    return [items, weigh(draw, items), Case(row, wrt=())]


def sized(rows: int, classes: int) -> list[Case]:
    """One float32 call of each entry over (rows, classes) numbers, whose memory is measured."""
    logits = torch.linspace(-4, 4, rows * classes).view(rows, classes)
    target = torch.arange(rows) * 7 % classes
    options = {"weight": torch.linspace(0.5, 2, classes), "ignore_index": 0}
    return [Case((logits, target), options)]


LOSS = Loss("cross_entropy", {None: ORACLE}, typical, mixed, extreme, many, sized)
globals().update(every_loss(LOSS))
