"""Hidden tests of huber_loss: HuberLoss and SmoothL1Loss, against torch in float64."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from dojo.judge import contract, expect
from dojo.judge.attempt import Attempt
from dojo.judge.case import Case, Draw, Shape, emptied, in_double, lone, reduced, reshaped
from dojo.judge.checks import check
from dojo.judge.drop_in import DropIn, drop_in_checks
from dojo.judge.every_loss import every_loss
from dojo.judge.loss import Loss
from dojo.judge.oracle import Oracle

Zone = tuple[float, float]
ROWS: tuple[Shape, ...] = ((2,), (3,), (5,))
GRIDS: tuple[Shape, ...] = ((), (2, 3), (3, 3), (4, 1), (2, 3, 2), (2, 1, 3, 2))
BROADCASTS: tuple[tuple[Shape, Shape], ...] = (
    ((), (2,)), ((2,), ()), ((2,), (2, 1)), ((3, 1), (3,)), ((2, 3), (3,)), ((2, 2, 1), (2, 3)),
)  # fmt: skip
DTYPES = (torch.float32, torch.float64)

# Where |d| lies, in units of delta or beta: on the square, on the line, on either side of the join.
NEAR, FAR, BOTH = (0.1, 0.9), (1.2, 4.0), (0.2, 3.0)
EXAMPLES = {BOTH: [0.5, -3.0], NEAR: [0.5, -0.25], FAR: [2.0, -3.0]}


class Kind(NamedTuple):
    """One of the two losses: its entry, what its option is called, its right answer."""

    entry: str
    knob: str
    oracle: Oracle


# broadcast_tensors keeps torch from warning of a broadcast that is meant.
def huber(input: Tensor, target: Tensor, **options: Any) -> Tensor:
    return F.huber_loss(*torch.broadcast_tensors(input, target), **options)


def smooth_l1(input: Tensor, target: Tensor, **options: Any) -> Tensor:
    return F.smooth_l1_loss(*torch.broadcast_tensors(input, target), **options)


# input - target is rounded once, in proportion to itself, so that the terms of the formula are the
# largest numbers met: |d| * min(|d|, delta), reduced like the loss.
def huber_magnitude(input, target, reduction="mean", delta=1.0):
    size = (input - target).abs()
    return reduce(size * size.clamp(max=delta), reduction)


def smooth_magnitude(input, target, reduction="mean", beta=1.0):
    size = (input - target).abs()
    return reduce(size * (size / beta).clamp(max=1) if beta else size, reduction)


def reduce(items: Tensor, reduction: str) -> Tensor:
    return {"none": items, "sum": items.sum(), "mean": items.mean()}[reduction]


HUBER = Kind("HuberLoss", "delta", Oracle(huber, huber_magnitude))
SMOOTH = Kind("SmoothL1Loss", "beta", Oracle(smooth_l1, smooth_magnitude))
KINDS = (HUBER, SMOOTH)


def pairs(
    draw: Draw,
    kind: Kind,
    shapes: Iterable[Shape] = ROWS,
    zone: Zone = BOTH,
    knob: float = 1.0,
) -> list[Case]:
    """Inputs whose differences lie in `zone`, in units of `knob`, of either sign; both dtypes."""
    return [
        make(kind, target + knob * differences(draw, shape, zone), target, dtype, knob)
        for shape in shapes
        for dtype in DTYPES
        for target in [draw.normal(*shape)]
    ]


def differences(draw: Draw, shape: Shape, zone: Zone) -> Tensor:
    """The first two at the ends of `zone`, the others between them, none on the kink."""
    size = draw.uniform(*shape, low=zone[0], high=zone[1])
    size = torch.where(size == 1, 1.01, size)
    if size.numel() > 1:
        size.view(-1)[:2] = torch.tensor(zone, dtype=torch.float64)
    return size * (1 - 2 * draw.classes(2, *shape))


def make(
    kind: Kind,
    input: Tensor,
    target: Tensor,
    dtype: torch.dtype = torch.float64,
    knob: float = 1.0,
) -> Case:
    options = {"reduction": "none", kind.knob: knob}
    return Case((input.to(dtype), target.to(dtype)), options, kind.entry)


def written(
    kind: Kind, differences: list[float], *, offset: float = 0.0, knob: float = 1.0
) -> list[Case]:
    """Differences written out, from targets of `offset`; both dtypes."""
    row = torch.tensor(differences, dtype=torch.float64)
    target = torch.full_like(row, offset)
    return [make(kind, target + row, target, dtype, knob) for dtype in DTYPES]


def differentiate(cases: Iterable[Case], *wrt: int) -> list[Case]:
    """The float64 cases, to be differentiated with respect to the inputs at these positions."""
    return [Case(c.inputs, c.options, c.entry, wrt) for c in in_double(cases)]


def grids(draw: Draw, kind: Kind) -> list[Case]:
    """(4, 3) differences under the option's default and another number, for both gradients."""
    drawn = [case for knob in (1.0, 2.5) for case in pairs(draw, kind, ((4, 3),), BOTH, knob)]
    return differentiate(drawn, 0, 1)


def plain(attempt: Attempt, draw: Draw, kind: Kind, shapes: Iterable[Shape] = ROWS) -> list[Case]:
    """Cases for what holds whatever the formula, in the zones that the attempt is right in."""
    return [c for zone in right_zones(attempt, kind) for c in pairs(draw, kind, shapes, zone)]


def right_zones(attempt: Attempt, kind: Kind) -> list[Zone]:
    """BOTH, or the one on which no other check finds the attempt's formula wrong."""

    def find_out() -> list[Zone]:
        cases = {zone: written(kind, examples) for zone, examples in EXAMPLES.items()}
        wrong = {
            z for z in cases if len(expect.right_on(attempt, cases[z], kind.oracle)) < len(cases[z])
        }
        return [BOTH] if BOTH not in wrong else [z for z in (NEAR, FAR) if z not in wrong] or [NEAR]

    return attempt.session.remember(f"right zones of {kind.entry}", find_out)


@check("values", points=4)
def test_huber_square(attempt, draw):
    """HuberLoss: half the squared difference, where that is at most delta"""
    expect.values(attempt, pairs(draw, HUBER, zone=NEAR), HUBER.oracle)


@check("values", points=4)
def test_huber_line(attempt, draw):
    """HuberLoss: delta * (|d| - delta / 2), where |d| is above delta"""
    expect.values(attempt, pairs(draw, HUBER, zone=FAR), HUBER.oracle)


@check("values", points=4)
def test_huber_delta(attempt, draw):
    """HuberLoss: delta is where the line begins, and its slope"""
    for zone in (NEAR, FAR):
        for delta in (2.0, 0.5, 10, 0.1, 2.5):
            expect.values(attempt, pairs(draw, HUBER, ((3,),), zone, delta), HUBER.oracle)


@check("values", points=4)
def test_smooth_l1_square(attempt, draw):
    """SmoothL1Loss: the squared difference over 2 * beta, where |d| is below beta"""
    expect.values(attempt, pairs(draw, SMOOTH, zone=NEAR), SMOOTH.oracle)


@check("values", points=4)
def test_smooth_l1_line(attempt, draw):
    """SmoothL1Loss: |d| - beta / 2, where |d| is beta or more"""
    expect.values(attempt, pairs(draw, SMOOTH, zone=FAR), SMOOTH.oracle)


@check("values", points=4)
def test_smooth_l1_beta(attempt, draw):
    """SmoothL1Loss: beta is where the line begins; its slope stays 1"""
    for zone in (NEAR, FAR):
        for beta in (2.0, 0.5, 10, 0.1, 2.5):
            expect.values(attempt, pairs(draw, SMOOTH, ((3,),), zone, beta), SMOOTH.oracle)


@check("values", points=2)
def test_each_element_by_itself(attempt, draw):
    """Each element is on the square or on the line by its own difference"""
    for kind in KINDS:
        expect.values(attempt, pairs(draw, kind, ((2,), (3,), (6,))), kind.oracle)


@check("values", points=2)
def test_defaults(attempt, draw):
    """Without arguments: the mean, with delta and beta 1"""
    for kind in KINDS:
        cases = [case for zone in (NEAR, FAR) for case in pairs(draw, kind, ((2,), (5,)), zone)]
        expect.values(attempt, [Case(c.inputs, {}, c.entry) for c in cases], kind.oracle)


@check("values", points=2)
def test_mean(attempt, draw):
    """reduction="mean" averages over all elements, wherever they lie"""
    for kind in KINDS:
        cases = plain(attempt, draw, kind, ((2,), (3,), (2, 3), (4, 2, 3)))
        expect.values(attempt, reduced(cases, "mean"), kind.oracle)
        means = [(case, case.with_options(reduction="mean")) for case in grids(draw, kind)]
        expect.carries_over(attempt, means, kind.oracle, draw)


@check("values", points=1)
def test_sum(attempt, draw):
    """reduction="sum" adds up all elements"""
    for kind in KINDS:
        cases = plain(attempt, draw, kind, ((2,), (3,), (2, 3)))
        expect.values(attempt, reduced(cases, "sum"), kind.oracle)
        sums = [(case, case.with_options(reduction="sum")) for case in grids(draw, kind)]
        expect.carries_over(attempt, sums, kind.oracle, draw)


@check("values", points=2)
def test_any_shape(attempt, draw):
    """reduction="none" keeps the shape, from () to four dimensions"""
    for kind in KINDS:
        expect.values(attempt, plain(attempt, draw, kind, GRIDS), kind.oracle)
        usual = reduced(grids(draw, kind), "none", "sum", "mean")
        rarer = [(case, lone(case)) for case in usual]
        rarer += [
            (case, reshaped(case, *shape))
            for case in usual
            for shape in ((2, 2, 3), (1, 4, 3), (2, 1, 2, 3))
        ]
        expect.carries_over(attempt, rarer, kind.oracle, draw)


@check("gradients", points=3)
def test_huber_gradient(attempt, draw):
    """HuberLoss: the input's gradient is d, clipped to ±delta"""
    for zone in (NEAR, FAR):
        for delta in (1.0, 2.0, 0.5):
            cases = pairs(draw, HUBER, ((2,), (4,)), zone, delta)
            expect.gradients(attempt, differentiate(cases, 0), HUBER.oracle, draw)


@check("gradients", points=3)
def test_smooth_l1_gradient(attempt, draw):
    """SmoothL1Loss: the input's gradient is d / beta, clipped to ±1"""
    for zone in (NEAR, FAR):
        for beta in (1.0, 2.0, 0.5):
            cases = pairs(draw, SMOOTH, ((2,), (4,)), zone, beta)
            expect.gradients(attempt, differentiate(cases, 0), SMOOTH.oracle, draw)


@check("gradients", points=3)
def test_target_gradient(attempt, draw):
    """The target's gradient is minus the input's"""
    for kind in KINDS:
        for zone in (NEAR, FAR):
            cases = pairs(draw, kind, ROWS, zone)
            expect.gradients(attempt, differentiate(cases, 1), kind.oracle, draw)


@check("gradients", points=2)
def test_gradient_of_mean_and_sum(attempt, draw):
    """The gradient of "mean" and "sum", where both pieces are in play"""
    for kind in KINDS:
        cases = reduced(plain(attempt, draw, kind, ((2,), (3,), (2, 3))), "mean", "sum")
        expect.gradients(attempt, differentiate(cases, 0), kind.oracle, draw)


@check("gradients", points=2)
def test_gradient_where_equal(attempt, draw):
    """Where input equals target the gradient is 0, not nan"""
    for kind in KINDS:
        cases = written(kind, [0.0, 0.0], offset=1.5)
        expect.gradients(attempt, differentiate(cases, 0), kind.oracle, draw)


@check("gradients", points=2)
def test_gradient_of_l1(attempt, draw):
    """SmoothL1Loss with beta=0 has a finite gradient: the sign of d, away from its kink"""
    cases = [c.with_options(beta=0) for c in pairs(draw, SMOOTH)]
    expect.gradients(attempt, differentiate(cases, 0), SMOOTH.oracle, draw)


@check("stability", points=3)
def test_large_differences(attempt, draw):
    """A difference whose square overflows costs no more than its line"""
    for kind in KINDS:
        expect.values(attempt, written(kind, [1e20, -3e19]), kind.oracle)


@check("stability", points=2)
def test_small_differences_of_large_numbers(attempt, draw):
    """Large numbers that differ by little are as exact as input - target is"""
    for kind in KINDS:
        for offset in (1e6, -1e6):
            for zone in right_zones(attempt, kind):
                cases = written(kind, EXAMPLES[zone], offset=offset)
                expect.values(attempt, cases, kind.oracle)


@check("stability", points=2)
def test_extreme_options(attempt, draw):
    """delta and beta of 1e-6 and 1e6, on both sides of the join"""
    for kind in KINDS:
        for knob in (1e6, 1e-6):
            for zone in right_zones(attempt, kind):
                differences = [knob * difference for difference in EXAMPLES[zone]]
                cases = written(kind, differences, knob=knob)
                expect.values(attempt, cases, kind.oracle)
                usual = differentiate(written(kind, EXAMPLES[zone]), 0, 1)
                extreme = differentiate(cases, 0, 1)
                expect.carries_over(attempt, zip(usual, extreme), kind.oracle, draw)


@check("stability", points=2)
def test_gradient_of_outliers(attempt, draw):
    """An outlier's gradient is bounded by delta, and by 1 for SmoothL1Loss"""
    for kind in KINDS:
        cases = written(kind, [100.0, -1e4]) + written(kind, [1e6, -1e6], knob=0.25)
        cases += written(kind, [1e20, -3e19])
        expect.gradients(attempt, differentiate(cases, 0), kind.oracle, draw)


@check("edges", points=2)
def test_at_the_join(attempt, draw):
    """Where |d| is delta or beta, square and line have the same value"""
    for kind in KINDS:
        for knob in (1.0, 2.0, 0.25):
            expect.values(attempt, written(kind, [knob, -knob], knob=knob), kind.oracle)


@check("edges", points=1)
def test_equal_input_and_target(attempt, draw):
    """Where input and target are equal the loss is 0"""
    for kind in KINDS:
        expect.values(attempt, written(kind, [0.0, 0.0], offset=1.5, knob=2.0), kind.oracle)


@check("edges", points=2)
def test_beta_zero_is_l1(attempt, draw):
    """SmoothL1Loss with beta=0 is exactly |d|, also where d is 0"""
    cases = [c.with_options(beta=0) for c in written(SMOOTH, [2.0, 0.25, -3.0, 0.0])]
    expect.values(attempt, cases, SMOOTH.oracle)
    row = overlay(draw, SMOOTH, (4, 3), (3,), BOTH)  # broadcast, and on no kink
    usual = reduced(grids(draw, SMOOTH) + differentiate([row], 0, 1), "none", "sum", "mean")
    pairs = [(case, case.with_options(beta=0)) for case in usual]
    expect.carries_over(attempt, pairs, SMOOTH.oracle, draw)


@check("edges", points=2)
def test_broadcasting(attempt, draw):
    """input and target broadcast, and the mean is over every element that comes of it"""
    for kind in KINDS:
        zones = right_zones(attempt, kind)
        cases = [overlay(draw, kind, *pair, zone) for zone in zones for pair in BROADCASTS]
        expect.values(attempt, reduced(cases, "none", "mean"), kind.oracle)


@check("edges", points=2)
def test_gradients_of_broadcast_inputs(attempt, draw):
    """A gradient has the shape of the input or target that it belongs to"""
    for kind in KINDS:
        zones = right_zones(attempt, kind)
        cases = [overlay(draw, kind, *pair, zone) for zone in zones for pair in BROADCASTS]
        for wrt in (0, 1):
            expect.gradients(attempt, differentiate(cases, wrt), kind.oracle, draw)
        both = differentiate(cases, 0, 1)
        expect.carries_over(attempt, zip(both, reduced(both, "mean")), kind.oracle, draw)


@check("edges", points=1)
def test_shapes_that_do_not_broadcast(attempt, draw):
    """(2, 3) against (3, 2) raises RuntimeError or ValueError"""
    for kind in KINDS:
        (good, *_) = plain(attempt, draw, kind, ((2, 3),))
        input, target = good.inputs
        bad = Case((input, target.reshape(3, 2)), good.options, good.entry)
        expect.values(attempt, [good], kind.oracle)
        contract.refuses_shapes(attempt, [(good, bad)], kind.oracle)


@check("edges", points=1)
def test_no_elements(attempt, draw):
    """Without elements "mean" is nan, "sum" is 0 and "none" is empty"""
    for kind in KINDS:
        cases = reduced(pairs(draw, kind, ((0,), (0, 3), (2, 0))), "none", "sum", "mean")
        expect.values(attempt, cases, kind.oracle)
        usual = reduced(grids(draw, kind), "none", "sum", "mean")
        expect.carries_over(attempt, [(case, emptied(case)) for case in usual], kind.oracle)


@check("edges", points=2)
def test_non_contiguous_inputs(attempt, draw):
    """Transposed, sliced and expanded inputs give the numbers of contiguous ones"""
    for kind in KINDS:
        cases = strided(draw, kind, right_zones(attempt, kind)[0])
        expect.views(attempt, cases, kind.oracle, draw)


@check("edges", points=2)
def test_delta_that_is_not_positive(attempt, draw):
    """HuberLoss: delta of zero or less raises ValueError or RuntimeError"""
    refuses_knob(attempt, draw, HUBER, (0.0, -1.0, -1e-3, -1e-9, 0))


@check("edges", points=1)
def test_negative_beta(attempt, draw):
    """SmoothL1Loss: a beta below zero raises ValueError or RuntimeError"""
    refuses_knob(attempt, draw, SMOOTH, (-1.0, -1e-3, -1e-9))


def for_both(attempt: Attempt, draw: Draw, shapes: Iterable[Shape], kind: Kind) -> list[Case]:
    """`plain` under one reduction that is right, with the gradients of input and target."""
    cases = [replace(case, wrt=(0, 1)) for case in plain(attempt, draw, kind, shapes)]
    (probe, _) = written(kind, EXAMPLES[right_zones(attempt, kind)[0]])
    return expect.under_one_right_reduction(attempt, cases, [probe], kind.oracle)


def others(draw: Draw, cases: list[Case], knob: str) -> list[list[Case]]:
    """The cases with everything on the square, and on the line, for `drop_in_checks`."""
    return [[case.with_options(**{knob: value}) for case in cases] for value in (8.0, 0.125)]


globals().update(
    drop_in_checks(
        *(
            DropIn(kind.oracle, partial(for_both, kind=kind), partial(others, knob=kind.knob))
            for kind in KINDS
        ),
        points=1,
    )
)


def overlay(draw: Draw, kind: Kind, input: Shape, target: Shape, zone: Zone) -> Case:
    """Shapes that need not be equal, yet every difference in `zone`."""
    high = draw.uniform(*input, low=0.55, high=0.7)
    steps = {NEAR: 0.0, FAR: 2.0, BOTH: 2.0 * (torch.arange(high.numel()) % 2).view(input)}
    return make(kind, high + steps[zone], draw.uniform(*target, low=-0.15, high=0.15))


def strided(draw: Draw, kind: Kind, zone: Zone) -> list[Case]:
    """Transposed, sliced and expanded inputs and targets, of shape (4, 3)."""
    cases = []
    for dtype in DTYPES:
        shapes: list[Shape] = [(4, 3), (3, 4), (4, 6), (1, 3), ()]
        drawn = [overlay(draw, kind, shape, shape, zone).inputs for shape in shapes]
        input, target = [
            [flat, tall.T, wide[:, ::2], row.expand(4, 3), one.expand(4, 3)]
            for flat, tall, wide, row, one in zip(*[[t.to(dtype) for t in pair] for pair in drawn])
        ]
        cases += [make(kind, i, target[0], dtype) for i in input[1:]]
        cases += [make(kind, input[0], t, dtype) for t in target[1:]]
        cases += [make(kind, input[2], target[1], dtype)]
    return cases


def refuses_knob(attempt: Attempt, draw: Draw, kind: Kind, refused: Iterable[float]) -> None:
    (good, *_) = plain(attempt, draw, kind, ((2,),))
    for value in refused:
        bad, what = good.with_options(**{kind.knob: value}), f"{kind.entry}({kind.knob}={value})"
        contract.refuses(attempt, good, bad, kind.oracle, ("ValueError", "RuntimeError"), what)


def drawn(draw: Draw, kind: Kind, shape: Shape, dtype: torch.dtype, zone: Zone, knob: float):
    """Differences that lie in `zone`, in units of `knob`, before they are rounded to `dtype`."""
    target = draw.normal(*shape)
    return make(kind, target + knob * differences(draw, shape, zone), target, dtype, knob)


def exact(draw: Draw, kind: Kind, shape: Shape, dtype: torch.dtype, knob: float) -> Case:
    """Differences of 1/2, 5/2 and others halfway between integers, in units of `knob`.

    16 bits hold them, so that no rounding moves one onto the kink.
    """
    target = draw.classes(9, *shape) / 4 - 1
    steps = draw.classes(3, *shape) + 0.5
    steps.view(-1)[:2] = torch.tensor([0.5, 2.5])
    return make(
        kind, target + knob * steps * (1 - 2 * draw.classes(2, *shape)), target, dtype, knob
    )


def typical(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Ordinary calls, of every entry and reduction."""
    cases = []
    for kind in KINDS:
        cases += reduced([exact(draw, kind, (3,), dtype, 1.0)], "none", "sum", "mean")
        cases += [exact(draw, kind, (2, 3), dtype, knob) for knob in (0.5, 2.0)]
        # Odd quarters apart, whichever row meets whichever column; near ones and far ones.
        column = draw.classes(9, 3, 1) / 2 - 2
        column[0] = 0
        cases += [make(kind, column, torch.tensor([-0.25, 2.25]), dtype)]
    return cases


def mixed(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Both losses at shapes, deltas and betas, pieces and reductions, in whatever mixture."""
    shapes: tuple[Shape, ...] = ((), (1,), (3,), (1, 1), (2, 3), (4, 1), (4, 2, 3), (2, 3, 1, 2))
    shapes += ((0,), (0, 3), (5003,))
    knobs, zones = (1.0, 0.1, 0.5, 2.5, 10.0, 0.0), (NEAR, FAR, BOTH)
    cases = []
    for kind, shape, knob, zone, reduction in draw.mixtures(
        KINDS, shapes, knobs, zones, ("none", "sum", "mean")
    ):
        (case,) = [c for c in pairs(draw, kind, (shape,), zone, knob or 1.0) if c.dtype is dtype]
        options = {**case.options, "reduction": reduction}
        if kind is SMOOTH and not knob:
            options["beta"] = 0.0
        cases.append(Case(case.inputs, options, case.entry, wrt=(0, 1)))
    return cases


def extreme(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls near the ends of what float16 can hold, whose results it can hold."""
    # Their squares overflow; an upstream gradient, at most 2.5, times these numbers does not.
    far, near = torch.tensor([2e4, -2e4, 0.5]), torch.tensor([0.0, 0.0, 0.25])
    return [make(kind, far, near, dtype) for kind in KINDS]


def many(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls that add up thousands of terms, which must not be done in 16 bits."""
    return reduced([drawn(draw, kind, (2000,), dtype, FAR, 2.0) for kind in KINDS], "mean")


def sized(rows: int, classes: int) -> list[Case]:
    """One float32 call of each entry over (rows, classes) numbers, whose memory is measured."""
    # An eighth off the quarters, so that none lies on a kink.
    input = (torch.arange(rows * classes) % 24 / 4 - 2.875).view(rows, classes)
    return [Case((input, torch.zeros(rows, classes)), {}, kind.entry) for kind in KINDS]


LOSS = Loss(
    "huber_loss", {kind.entry: kind.oracle for kind in KINDS}, typical, mixed, extreme, many, sized
)
globals().update(every_loss(LOSS))
