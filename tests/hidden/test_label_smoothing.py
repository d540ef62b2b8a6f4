"""Hidden tests of label_smoothing: all of nn.CrossEntropyLoss, against torch in float64."""

import math
from collections.abc import Iterable
from dataclasses import replace
from itertools import cycle

import torch
import torch.nn.functional as F

from dojo.judge import classification, contract, expect
from dojo.judge.attempt import Attempt
from dojo.judge.case import Case, Draw, Shape, emptied, in_double, reduced
from dojo.judge.checks import check
from dojo.judge.classification import (
    DEEP,
    MIXED_IGNORED,
    MIXED_LARGE,
    MIXED_LOGITS,
    MIXED_SHAPES,
    MIXED_WEIGHTS,
    SPATIAL,
    alone,
    batch,
    batches,
    class_count,
    explicit,
    flattened,
    ignore,
    ignoring,
    logit_magnitude,
    nothing_left,
    reduced_magnitude,
    reduced_soft_magnitude,
    soften,
    weightless,
    with_shares,
)
from dojo.judge.drop_in import ALL, DropIn, drop_in_checks
from dojo.judge.every_loss import every_loss
from dojo.judge.loss import Loss
from dojo.judge.oracle import Oracle

INF = math.inf
ROWS: tuple[Shape, ...] = ((2, 3), (3, 3))
MANY: tuple[Shape, ...] = ((1, 2), *ROWS, (5, 4))


def magnitude(input, target, ignore_index=-100, label_smoothing=0.0, **options):
    """The row's largest finite logit plus log C, times its share in the loss, reduced as that."""
    rows, classes = logit_magnitude(input), input.shape[0 if input.dim() == 1 else 1]
    if target.is_floating_point():
        smoothed = target + label_smoothing / classes  # q - ε q: of what is added and subtracted
        return reduced_soft_magnitude(rows, smoothed, **options)
    options |= {"ignore_index": ignore_index, "label_smoothing": label_smoothing}
    return reduced_magnitude(rows, target, classes, **options)


ORACLE = Oracle(F.cross_entropy, magnitude)


def soft(draw: Draw, shapes: Iterable[Shape]) -> list[Case]:
    """Logits and probabilities for each shape, in both dtypes."""
    return [soften(draw, case) for case in batches(draw, shapes)]


def unnormalised(draw: Draw, shapes: tuple[Shape, ...]) -> list[Case]:
    """As soft, with targets that add up to any number per row, but not to 1."""
    cases = batches(draw, shapes)
    targets = [draw.uniform(*c.inputs[0].shape, low=0.6, high=2).to(c.dtype) for c in cases]
    return [Case((case.inputs[0], target)) for case, target in zip(cases, targets)]


def smoothed(cases: list[Case], *shares: float) -> list[Case]:
    """Each case under each of these shares of label smoothing, by default 0.1 and 0.3."""
    return [case.with_options(label_smoothing=e) for case in cases for e in shares or (0.1, 0.3)]


def dealt(cases: list[Case], *reductions: str) -> list[Case]:
    """Each case under one of the reductions, so that neighbours get different ones."""
    places = [(i + i // 2 + i // 4) % len(reductions) for i in range(len(cases))]
    return [case.with_options(reduction=reductions[k]) for case, k in zip(cases, places)]


def half_smoothed(cases: list[Case]) -> list[Case]:
    """Every second case smoothed, in each dtype."""
    shares = [(i + i // 2) % 2 * 0.3 for i in range(len(cases))]
    return [case.with_options(label_smoothing=e) for case, e in zip(cases, shares)]


def weighed(draw: Draw, cases: list[Case]) -> list[Case]:
    """The cases with unequal class weights, exact in every dtype.

    No weight is 1 or the mean of them, so that no target hides what a weight is for.
    """
    weights = [
        0.5 + 0.75 * ((3 * torch.arange(class_count(case)) + draw.integer(0, 3)) % 5)
        for case in cases
    ]
    return [case.with_options(weight=w.to(case.dtype)) for case, w in zip(cases, weights)]


def ignored(draw: Draw, cases: list[Case], *indices: int) -> list[Case]:
    return [ignore(draw, case, index) for index in indices for case in cases]


# Of each kind of target a batch of one and one of two, with which `clear` asks for what is right.
LOGITS = torch.tensor([[0.5, 1.0], [2.0, 0.0]])
INDEX = [Case((LOGITS[:n], torch.tensor([0, 1])[:n])) for n in (1, 2)]
SOFT = [Case((LOGITS[:n], torch.tensor([[0.25, 0.75], [0.5, 0.5]])[:n])) for n in (1, 2)]
PROBES = [INDEX, smoothed(INDEX, 0.3), SOFT, smoothed(SOFT, 0.3)]


def kind(case: Case) -> int:
    """0 for indices, 1 for smoothed indices, 2 and 3 for probabilities: places in PROBES."""
    return 2 * case.inputs[1].is_floating_point() + bool(case.options.get("label_smoothing"))


def under_right_reductions(attempt: Attempt, cases: list[Case]) -> list[Case]:
    return expect.under_right_reductions(attempt, cases, INDEX, ORACLE)


def steady(attempt: Attempt, cases: list[Case]) -> list[Case]:
    """The cases under one reduction that the attempt gets right."""
    return expect.under_one_right_reduction(attempt, cases, INDEX, ORACLE)


def clear(attempt: Attempt, cases: list[Case]) -> list[Case]:
    """The cases without the reductions and the kinds of target that the attempt gets wrong.

    Their own checks, which try the probes, tell of those.
    """
    right = attempt.session.remember(
        "kinds",
        lambda: [
            len(expect.right_on(attempt, steady(attempt, probes), ORACLE)) == len(probes)
            for probes in PROBES
        ],
    )
    cases = under_right_reductions(attempt, cases)
    return [case for case in cases if right[kind(case)]] or cases


@check("values", points=2)
def test_index_targets(attempt, draw):
    """(N, C) logits and class indices: the mean, with all options at their defaults"""
    expect.values(attempt, INDEX + batches(draw, MANY), ORACLE)


@check("values", points=2)
def test_sum(attempt, draw):
    """reduction="sum" adds up the items"""
    expect.values(attempt, reduced(INDEX + batches(draw, MANY), "sum"), ORACLE)


@check("values", points=2)
def test_none_drops_the_class_dimension(attempt, draw):
    """reduction="none" gives one loss per item, in the input's shape without the classes"""
    expect.values(attempt, reduced(INDEX + batches(draw, MANY), "none"), ORACLE)


@check("values", points=3)
def test_smoothed_index_targets(attempt, draw):
    """Smoothing gives ε/C to each of the C classes, the target's own among them"""
    cases = reduced(PROBES[1], *ALL) + dealt(smoothed(batches(draw, MANY)), *ALL)
    expect.values(attempt, under_right_reductions(attempt, cases), ORACLE)


@check("values", points=2)
def test_full_smoothing(attempt, draw):
    """label_smoothing=1.0: every class counts the same, whatever the target"""
    cases = dealt(smoothed(batches(draw, ROWS) + soft(draw, ROWS), 1.0), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)
    shapes = ((3, 3), (2, 3, 4))
    usual = in_double(soft(draw, shapes) + ignored(draw, batches(draw, shapes), 1))
    usual = smoothed(dealt(usual + weighed(draw, usual), "mean", "none"), 0.3)
    pairs = [(case, case.with_options(label_smoothing=1.0)) for case in usual]
    expect.carries_over(attempt, pairs, ORACLE, draw)


@check("values", points=2)
def test_probability_targets(attempt, draw):
    """Probability targets, without smoothing"""
    cases = reduced(PROBES[2], *ALL) + dealt(soft(draw, MANY), *ALL)
    expect.values(attempt, under_right_reductions(attempt, cases), ORACLE)


@check("values", points=3)
def test_smoothed_probability_targets(attempt, draw):
    """Probability targets are smoothed too: (1 - ε) q + ε/C"""
    cases = reduced(PROBES[3], *ALL) + dealt(smoothed(soft(draw, MANY)), *ALL)
    expect.values(attempt, under_right_reductions(attempt, cases), ORACLE)


@check("values", points=2)
def test_probabilities_as_they_are(attempt, draw):
    """Probabilities that do not add up to 1 are used as they are; the mean divides by positions"""
    rare = torch.tensor([[1e-9, 0.0]], dtype=torch.float64)
    drawn = [*unnormalised(draw, MANY[:3]), Case((LOGITS[:1].double(), rare))]
    cases = reduced(drawn, "mean", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("values", points=2)
def test_share_of_probabilities_as_they_are(attempt, draw):
    """The share ε/C does not depend on what the probabilities add up to"""
    cases = dealt(smoothed(unnormalised(draw, MANY[:3])), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("values", points=2)
def test_weighted_indices(attempt, draw):
    """Without smoothing each item is multiplied by its target's weight ("none" and "sum")"""
    cases = dealt(weighed(draw, batches(draw, MANY)), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("values", points=2)
def test_weighted_mean_of_indices(attempt, draw):
    """Without smoothing the mean of index targets divides by the sum of the targets' weights"""
    expect.values(attempt, weighed(draw, batches(draw, MANY[1:])), ORACLE)


@check("values", points=3)
def test_weighted_smoothed_indices(attempt, draw):
    """In the smoothed part each class has its own weight; it is divided by C ("none", "sum")"""
    cases = dealt(smoothed(weighed(draw, batches(draw, MANY)), 0.3), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("values", points=2)
def test_weighted_smoothed_mean_of_indices(attempt, draw):
    """With smoothing the mean still divides by the sum of the targets' weights"""
    cases = smoothed(weighed(draw, batches(draw, MANY)), 0.3)
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("values", points=2)
def test_weighted_probabilities(attempt, draw):
    """With probabilities each class's term has that class's weight ("none" and "sum")"""
    cases = weighed(draw, soft(draw, MANY))
    cases = dealt(cases + smoothed(cases, 0.3), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("values", points=2)
def test_weighted_mean_of_probabilities(attempt, draw):
    """With probabilities the mean divides by the number of positions, never by weights"""
    cases = weighed(draw, soft(draw, MANY))
    expect.values(attempt, clear(attempt, cases + smoothed(cases, 0.3)), ORACLE)


@check("values", points=2)
def test_ignored_items(attempt, draw):
    """Items of ignore_index, by default -100, count for nothing ("none" and "sum")"""
    drawn = batches(draw, ROWS)
    wide = batches(draw, ((3, 120),))
    default = [Case(case.inputs) for case in ignored(draw, drawn + wide, -100)]
    cases = dealt(default + ignored(draw, drawn, -1, 255), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("values", points=2)
def test_ignored_smoothed_items(attempt, draw):
    """An ignored item loses the smoothed part too ("none" and "sum")"""
    cases = ignored(draw, smoothed(batches(draw, ROWS), 0.3), -100, -1)
    expect.views(attempt, clear(attempt, dealt(cases, "none", "sum")), ORACLE, draw)


@check("values", points=2)
def test_ignored_class(attempt, draw):
    """ignore_index may be one of the classes, which keeps its place in softmax and smoothing"""
    drawn = batches(draw, ROWS)
    cases = ignored(draw, drawn + smoothed(drawn, 0.3), 0, 2)
    expect.values(attempt, clear(attempt, dealt(cases, "none", "sum")), ORACLE)


@check("values", points=2)
def test_mean_leaves_ignored_items_out(attempt, draw):
    """The mean divides by the number of items that are not ignored, smoothed or not"""
    drawn = batches(draw, ROWS)
    cases = ignored(draw, drawn + smoothed(drawn, 0.3), -100, 1)
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("values", points=2)
def test_weights_ignored_items_and_smoothing(attempt, draw):
    """Weights, ignored items and smoothing together ("mean" and "none")"""
    drawn = batches(draw, (*ROWS, (3, 120)))
    cases = smoothed(weighed(draw, ignored(draw, drawn, -100, 1)), 0.1)
    expect.values(attempt, clear(attempt, dealt(cases, "mean", "none")), ORACLE)


@check("values", points=2)
def test_single_item(attempt, draw):
    """(C,) logits with a scalar index, or with (C,) probabilities"""
    cases = batches(draw, ((3,),)) + soft(draw, ((3,),))
    cases += smoothed(weighed(draw, cases), 0.3)
    expect.values(attempt, clear(attempt, reduced(cases, "none", "mean")), ORACLE)
    (index,) = in_double(batches(draw, ((1, 3),), ignore_index=-100))
    rows = [index, nothing_left(index), soften(draw, index)]
    rows = half_smoothed(reduced(rows + weighed(draw, rows), "mean", "none"))
    expect.carries_over(attempt, [(case, alone(case)) for case in rows], ORACLE, draw)


@check("values", points=2)
def test_indices_in_more_dimensions(attempt, draw):
    """Indices for (N, C, d1, ...) logits, with and without the other options"""
    drawn = batches(draw, SPATIAL[1:4] + DEEP[1:2])
    drawn += smoothed(weighed(draw, ignored(draw, drawn, -100)), 0.3)
    expect.values(attempt, clear(attempt, dealt(drawn, "none", "mean")), ORACLE)


@check("values", points=2)
def test_probabilities_in_more_dimensions(attempt, draw):
    """Probabilities for (N, C, d1, ...) logits; the mean divides by N * d1 * ..."""
    drawn = soft(draw, SPATIAL[1:4] + DEEP[1:2])
    drawn += smoothed(weighed(draw, drawn), 0.3)
    expect.values(attempt, clear(attempt, dealt(drawn, "none", "mean")), ORACLE)


@check("gradients", points=2)
def test_gradient_of_smoothed_indices(attempt, draw):
    """Gradient of index targets, smoothed or not, against a random upstream gradient"""
    drawn = in_double(batches(draw, MANY[:3]))
    cases = reduced(drawn + smoothed(drawn, 0.3), "mean", "none")
    expect.gradients(attempt, clear(attempt, cases), ORACLE, draw)


@check("gradients", points=2)
def test_gradient_of_probabilities(attempt, draw):
    """Gradient of probability targets, smoothed or not, whatever they add up to"""
    drawn = in_double(soft(draw, MANY[:3]) + unnormalised(draw, MANY[:3]))
    cases = dealt(drawn + smoothed(drawn, 0.3), *ALL)
    expect.gradients(attempt, clear(attempt, cases), ORACLE, draw)


@check("gradients", points=2)
def test_gradient_with_weights(attempt, draw):
    """Gradient with class weights, for both kinds of target"""
    drawn = weighed(draw, in_double(batches(draw, MANY[:3]) + soft(draw, MANY[:3])))
    cases = dealt(drawn + smoothed(drawn, 0.3), "sum", "none")
    expect.gradients(attempt, clear(attempt, cases), ORACLE, draw)


@check("gradients", points=2)
def test_gradient_where_ignored(attempt, draw):
    """The gradient is zero at ignored items, in the smoothed part too"""
    drawn = in_double(batches(draw, MANY[1:]))
    cases = ignored(draw, drawn + smoothed(drawn, 0.3), -100, 1)
    expect.gradients(attempt, clear(attempt, dealt(cases, "sum", "none")), ORACLE, draw)


@check("gradients", points=1)
def test_gradient_in_more_dimensions(attempt, draw):
    """Gradients at (N, C, d1, ...) logits, for both kinds of target"""
    shapes = SPATIAL[2:4] + DEEP[1:2]
    drawn = in_double(batches(draw, shapes) + soft(draw, shapes))
    cases = dealt(drawn + smoothed(drawn, 0.3), "sum", "none")
    expect.gradients(attempt, clear(attempt, cases), ORACLE, draw)
    more = weighed(draw, ignored(draw, drawn[:3], 1) + drawn[3:])
    more = dealt(smoothed(more, 0.0, 0.3), "mean", "none", "sum")
    expect.carries_over(attempt, [(flattened(case), case) for case in more], ORACLE, draw)


@check("stability", points=2)
def test_large_logits(attempt, draw):
    """Logits of ±1e4 neither overflow nor vanish"""
    drawn = explicit([[100.0, 0.0]], [1]) + explicit([[0.0, -200.0]], [1])
    drawn += explicit([[-1e3, -1e3]], [0]) + explicit([[1e4, -1e4], [-1e4, 1e4]], [1, 1])
    drawn += [soften(draw, case) for case in drawn]
    cases = dealt(drawn + smoothed(drawn, 0.1), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("stability", points=1)
def test_mixed_magnitudes(attempt, draw):
    """Each row is shifted by its own maximum, not by the batch's"""
    drawn = explicit([[0.0, 1.0], [200.0, 100.0]], [0, 0])
    drawn += explicit([[-1e4, -9999.0], [1e4, 0.0], [0.5, 1.0]], [0, 1, 1])
    drawn += [soften(draw, case) for case in drawn]
    cases = dealt(drawn + smoothed(drawn, 0.1), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("stability", points=1)
def test_constant_offsets(attempt, draw):
    """A constant added to every logit of a row changes the loss by rounding only"""
    drawn = batches(draw, ((2, 3),))
    drawn = [Case((c.inputs[0] + by, c.inputs[1])) for by in (-1e6, 1e6) for c in drawn]
    drawn += [soften(draw, case) for case in drawn]
    cases = dealt(half_smoothed(drawn), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("stability", points=1)
def test_masked_classes(attempt, draw):
    """Without smoothing, a logit of -inf away from the index leaves loss and gradient finite"""
    drawn = explicit([[0.0, -INF]], [0])
    drawn += explicit([[1.0, -INF, 2.0], [-INF, 0.0, -INF]], [2, 1])
    cases = clear(attempt, dealt(drawn + smoothed(drawn, 0.0), "none", "sum"))
    expect.values(attempt, cases, ORACLE)
    expect.gradients(attempt, in_double(cases), ORACLE, draw)
    impossible = explicit([[0.0, -INF], [0.0, 1.0]], [1, 0])
    even = torch.tensor([[0.5, 0.5], [1.0, 0.0]])
    impossible += [Case((c.inputs[0], even.to(c.dtype))) for c in impossible]
    finite = [Case((c.inputs[0].clamp(min=-9), c.inputs[1]), c.options) for c in impossible]
    pairs = zip(dealt(finite, "none", "sum"), dealt(impossible, "none", "sum"))
    expect.carries_over(attempt, pairs, ORACLE)


@check("stability", points=1)
def test_gradients_of_large_logits(attempt, draw):
    """Gradients stay finite and right where logits are large"""
    drawn = explicit([[100.0, 0.0]], [1]) + explicit([[1e4, -1e4], [0.0, 1.0]], [1, 0])
    drawn += [soften(draw, case) for case in drawn]
    cases = dealt(drawn + smoothed(drawn, 0.1), "sum", "none")
    expect.gradients(attempt, clear(attempt, cases), ORACLE, draw)


@check("edges", points=1)
def test_masked_classes_with_smoothing(attempt, draw):
    """With smoothing every class has a share, so a logit of -inf costs inf"""
    drawn = explicit([[0.0, -INF]], [0]) + explicit([[1.0, -INF, 2.0], [0.0, 1.0, 2.0]], [2, 1])
    expect.values(attempt, clear(attempt, dealt(smoothed(drawn, 0.3), "none", "sum")), ORACLE)


@check("edges", points=1)
def test_ignored_items_at_infinity(attempt, draw):
    """An ignored item with logits of -inf leaves the loss of the others alone"""
    drawn = explicit([[-INF, 0.0], [1.0, 2.0]], [-100, 1])
    drawn += explicit([[0.0, 1.0, 2.0], [-INF, -INF, -INF]], [2, -100])
    cases = dealt(drawn + smoothed(drawn, 0.3), "none", "sum")
    expect.values(attempt, clear(attempt, cases), ORACLE)
    usual = ignored(draw, in_double(batches(draw, ((3, 3), (2, 3, 4)))), -100)
    usual = reduced(smoothed(usual + weighed(draw, usual), 0.0, 0.3), "mean", "none")
    pairs = []
    for case in usual:
        input, target = case.inputs
        rows = input.masked_fill((target == -100).unsqueeze(1), -INF)
        pairs.append((case, replace(case, inputs=(rows, target))))
    expect.carries_over(attempt, pairs, ORACLE)


@check("edges", points=1)
def test_everything_ignored(attempt, draw):
    """With every item ignored "mean" is nan, "sum" is 0 and "none" is zeros"""
    cases = [
        Case((case.inputs[0], torch.full_like(case.inputs[1], -100)))
        for case in in_double(batches(draw, ((1, 3), (2, 3))))
    ]
    cases = reduced(cases + smoothed(cases, 0.3), *ALL)
    expect.values(attempt, clear(attempt, cases), ORACLE)
    some = in_double(batches(draw, ((2, 3), (2, 3, 4), (2, 2, 2, 3))))
    some = [ignore(draw, case, index) for case, index in zip(some, (1, -100, -1))]
    some = dealt(smoothed(some + weighed(draw, some), 0.0, 0.3), "mean", "none", "sum")
    expect.carries_over(attempt, [(case, nothing_left(case)) for case in some], ORACLE)


@check("edges", points=1)
def test_batch_of_one(attempt, draw):
    """A batch of one, and extra dimensions of size one, keep their shapes; one class costs 0"""
    shapes = ((1, 3), (1, 1), (3, 1), (1, 3, 1), (2, 3, 1))
    cases = batches(draw, shapes) + soft(draw, shapes) + explicit([[0.5], [1.0]], [0, -100])
    cases = reduced(half_smoothed(cases), "none")
    expect.values(attempt, clear(attempt, cases), ORACLE)


@check("edges", points=1)
def test_empty_batch(attempt, draw):
    """An empty batch of either kind: "mean" is nan, "sum" is 0, "none" is empty"""
    drawn = in_double(batches(draw, ((0, 3),)) + soft(draw, ((0, 3),)))
    cases = reduced(drawn + smoothed(drawn, 0.3), *ALL)
    expect.values(attempt, clear(attempt, cases), ORACLE)
    some = in_double(batches(draw, ((2, 3), (2, 3, 4))) + soft(draw, ((2, 3, 4),)))
    some = reduced(smoothed(weighed(draw, some), 0.0, 0.3), "mean", "none")
    expect.carries_over(attempt, [(case, emptied(case)) for case in some], ORACLE)


@check("edges", points=1)
def test_zero_weights(attempt, draw):
    """Weight 0: the class costs 0; all of them: nan for the mean of indices, 0 of probabilities"""
    cases = []
    for case in batches(draw, ((2, 3),)):
        input, dtype = case.inputs[0], case.dtype
        some, none = torch.tensor([0, 1, 1], dtype=dtype), torch.zeros(3, dtype=dtype)
        mixed, absent = torch.tensor([1, 0]), torch.tensor([0, 0])
        cases += [Case((input, target), {"weight": some}) for target in (mixed, absent)]
        cases += smoothed(cases[-2:-1], 0.3)
        cases += [soften(draw, case).with_options(weight=weight) for weight in (some, none)]
    expect.values(attempt, clear(attempt, reduced(cases, "mean", "sum")), ORACLE)
    (deep,) = in_double(batches(draw, ((2, 3, 4),)))
    deep = weighed(draw, [deep, soften(draw, deep), *smoothed([soften(draw, deep)], 0.3)])
    pairs = [(case, weightless(case)) for case in reduced(deep, "mean", "none")]
    expect.carries_over(attempt, pairs, ORACLE)


@check("edges", points=1)
def test_non_contiguous_inputs(attempt, draw):
    """Transposed, sliced and expanded inputs give the numbers of contiguous ones"""
    cases = strided(draw, torch.float32) + smoothed(strided(draw, torch.float64), 0.3)
    expect.values(attempt, clear(attempt, dealt(cases, "none", "sum")), ORACLE)


@check("edges", points=1)
def test_target_out_of_range(attempt, draw):
    """An index outside [0, C) that is not ignored raises"""
    wrong = [(0.0, 3, 3), (0.0, 3, -1), (0.0, 2, 5), (0.0, 3, -2), (0.0, 3, -3), (0.0, 130, -100)]
    wrong += [(0.3, 3, 3), (0.3, 3, -1), (0.3, 130, -100)]
    for share, classes, bad in wrong:
        input, indices = draw.normal(2, classes, dtype=torch.float32), torch.tensor([0, 1])
        options = {"ignore_index": -7, "label_smoothing": share}
        pair = [Case((input, target), options) for target in (indices, torch.tensor([0, bad]))]
        pair = steady(attempt, pair)
        if not share or expect.holds(attempt, pair[0], ORACLE):
            what = f"target {bad} with {classes} classes"
            contract.refuses(attempt, *pair, ORACLE, contract.TARGET_ERRORS, what)
    pairs = [
        tuple(smoothed(pair, share))
        for pair, share in zip(classification.out_of_range(draw), cycle((0.0, 0.3, 0.3, 1.0)))
    ]
    contract.refuses_targets(attempt, pairs, ORACLE)


def plain(attempt: Attempt, draw: Draw, shapes: Iterable[Shape]) -> list[Case]:
    """Logits with indices, and with probabilities, of the kinds that the attempt gets right."""
    return clear(attempt, steady(attempt, batches(draw, shapes) + soft(draw, shapes)))


def others(draw: Draw, cases: list[Case]) -> list[list[Case]]:
    """The cases under one option after the other, for `drop_in_checks`."""
    indices = [case for case in cases if not case.inputs[1].is_floating_point()]
    some_ignored = ignored(draw, indices, 1)
    found = [weighed(draw, cases), smoothed(cases, 0.3), some_ignored, weighed(draw, some_ignored)]
    found.append(smoothed(weighed(draw, ignored(draw, indices, -100)), 0.3))
    return [each for each in found if each]


globals().update(drop_in_checks(DropIn(ORACLE, plain, others), points=1, buffers=("weight",)))


def strided(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Views that are no contiguous tensors, with both kinds of target."""

    def swapped(tensor: torch.Tensor, first: int, second: int) -> torch.Tensor:
        return tensor.transpose(first, second).contiguous().transpose(first, second)

    flat, row = draw.normal(3, 4, dtype=dtype), draw.normal(1, 3, dtype=dtype).expand(4, 3)
    deep, image = draw.normal(2, 3, 4, dtype=dtype), draw.normal(2, 3, 2, 3, dtype=dtype)
    indices = [
        Case((swapped(flat, 0, 1), draw.classes(4, 3))),
        Case((row, draw.classes(3, 4))),
        Case((swapped(deep, 1, 2), draw.classes(3, 2, 4))),
        Case((deep[:, :, ::2], draw.classes(3, 2, 4)[:, ::2])),
        Case((deep, draw.classes(3, 1, 4).expand(2, 4))),
        Case((swapped(image, 2, 3), draw.classes(3, 2, 3, 2).transpose(1, 2))),
    ]
    probabilities = []
    for case in indices:
        input, target = soften(draw, case).inputs
        probabilities.append(Case((input, swapped(target, 0, target.dim() - 1))))
    probabilities.append(Case((row, probabilities[1].inputs[1][:1].expand(4, 3))))
    return indices + probabilities


def typical(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Ordinary calls, of every entry and reduction."""
    index = batch(draw, (2, 3), dtype)
    shares = soften(draw, batch(draw, (3, 3), dtype))
    images = batch(draw, (2, 4, 2), dtype)
    cases = reduced([index], "none", "sum", "mean")
    cases += smoothed([index.with_options(reduction="sum"), images], 0.1)
    cases += [batch(draw, (3,), dtype), soften(draw, batch(draw, (2, 3, 1, 1, 1), dtype))]
    cases += [shares, *smoothed([soften(draw, images)], 0.3)]
    others = [index, ignore(draw, images, 1), *smoothed([images, shares], 0.3)]
    return cases + weighed(draw, others)


def mixed(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Shapes, weights, both kinds of target, shares, magnitudes and reductions together."""
    targets = *MIXED_IGNORED, "probabilities", "any numbers", "tiny", "large", "nearly normalised"
    targets += "one row 0", "one-hot"
    shares = (0, 4e-4, 0.05, 0.3, 0.99, 1.0, 1)
    mixtures = draw.mixtures(MIXED_SHAPES, MIXED_WEIGHTS, targets, MIXED_LOGITS, shares, ALL)
    kinds = ("none", -100, "probabilities", "any numbers")
    mixtures += draw.mixtures(
        MIXED_LARGE, MIXED_WEIGHTS[:2], kinds, MIXED_LOGITS[:1], (0, 0.3), ALL
    )
    cases = []
    for shape, weights, kind, logits, share, reduction in mixtures:
        indices = kind in MIXED_IGNORED
        if share or not indices:  # under which a masked class costs inf, or inf times 0
            logits = logits.replace("a class masked", "moderate")
        case = classification.mixed(draw, shape, dtype, weights, logits)
        case = ignoring(draw, case, kind) if indices else with_shares(draw, case, kind)
        if share and indices and weights == MIXED_WEIGHTS[-1]:
            reduction = "none"  # with smoothing no mean by a weight that may be 0
        cases.append(case.with_options(label_smoothing=share, reduction=reduction))
    return [*cases, classification.tall(draw, dtype), classification.wide(dtype)]


def extreme(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls near the ends of what float16 can hold, whose results it can hold."""
    ends = torch.tensor([[6e4, 0.0], [-6e4, 0.0]], dtype=dtype)
    medium = torch.tensor([[20.0, 19.0], [-15.0, 15.0]], dtype=dtype)
    return [Case((x, torch.tensor([0, 1])), {"reduction": "none"}) for x in (ends, medium)]


def many(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls that add up thousands of terms, which must not be done in 16 bits."""
    # Of fewer classes: smoothing may add up their costs, which must not overflow.
    broad = batch(draw, (2, 1000), dtype)
    shares = draw.uniform(2, 1000, low=0.5, high=1.5) / 1000
    items = batch(draw, (2000, 4), dtype)
    cases = [Case((broad.inputs[0], shares.to(dtype))), *smoothed([broad], 0.3)]
    return [*cases, items, *weighed(draw, [items])]


def sized(rows: int, classes: int) -> list[Case]:
    """One float32 call of each entry over (rows, classes) numbers, whose memory is measured."""
    logits = torch.linspace(-4, 4, rows * classes).view(rows, classes)
    target = torch.arange(rows) * 7 % classes
    weight = torch.linspace(0.5, 2, classes)
    options = {"weight": weight, "ignore_index": 0, "label_smoothing": 0.1}
    return [Case((logits, target), options)]


LOSS = Loss("label_smoothing", {None: ORACLE}, typical, mixed, extreme, many, sized)
globals().update(every_loss(LOSS))
