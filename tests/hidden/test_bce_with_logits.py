"""Hidden tests of bce_with_logits: BCEWithLogitsLoss, against torch in float64."""

import math
from collections.abc import Iterable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from dojo.judge import contract, expect
from dojo.judge.attempt import Attempt
from dojo.judge.case import (
    Case,
    Draw,
    Shape,
    emptied,
    in_both_dtypes,
    in_double,
    lone,
    reduced,
    reshaped,
)
from dojo.judge.checks import check
from dojo.judge.drop_in import DropIn, drop_in_checks
from dojo.judge.every_loss import every_loss
from dojo.judge.loss import Loss
from dojo.judge.oracle import Oracle

ROWS: tuple[Shape, ...] = ((2,), (3,), (5,))
GRIDS: tuple[Shape, ...] = ((2, 3), (3, 3), (4, 2))
DEEP: tuple[Shape, ...] = ((2, 3, 2), (2, 3, 2, 3))
# Shapes of an input and of a target that does not go with it.
MISFITS: tuple[tuple[Shape, Shape], ...] = (
    ((2,), (2, 1)), ((2, 1), (2,)), ((2, 3), (3,)), ((2, 3), (3, 2)), ((3,), (1,)), ((2,), ()),
    ((2, 3), (2, 1)), ((2, 3), (1, 3)), ((1, 3), (2, 3)), ((1, 4), (4, 1)), ((2, 3), (6,)),
    ((1,), ()), ((), (1,)), ((2, 3, 1), (2, 3)), ((2, 2, 2), (2, 2)),
)  # fmt: skip


def magnitude(input, target, weight=None, reduction="mean", pos_weight=None):
    """|x| + log 2, the size of x and of log(1 + exp(-|x|)), weighted and reduced as the loss is."""
    positive = target if pos_weight is None else target * pos_weight
    # At least 1: x - y * x + ... has terms of full size, however small pos_weight is.
    items = (input.abs() + math.log(2)) * (1 - target + positive).clamp(min=1)
    items = items if weight is None else items * weight
    return {"none": items, "sum": items.sum(), "mean": items.mean()}[reduction]


ORACLE = Oracle(F.binary_cross_entropy_with_logits, magnitude)


def batch(draw: Draw, shape: Shape, dtype: torch.dtype, soft: bool = False, **options: Any) -> Case:
    """Moderate logits, never 0. The first two have one sign, and 1 and 0 for hard targets."""
    sign = 1 - 2 * draw.classes(2, *shape)
    target = draw.classes(2, *shape).double()
    if target.numel() > 1:
        sign.view(-1)[1] = sign.view(-1)[0]
        target.view(-1)[:2] = torch.tensor([1.0, 0.0])
    logits = sign * draw.uniform(*shape, low=0.1, high=2.5)
    if soft:
        target = draw.uniform(*shape, low=0.1, high=0.9)
    return Case((logits.to(dtype), target.to(dtype)), {"reduction": "none", **options})


def batches(draw: Draw, shapes: Iterable[Shape], soft: bool = False, **options: Any) -> list[Case]:
    """`batch` for each shape, in float32 and float64."""
    made = [in_both_dtypes(lambda t, s=s: batch(draw, s, t, soft, **options)) for s in shapes]
    return [case for both in made for case in both]


def weigh(draw: Draw, case: Case, *shape: int, name: str = "weight") -> Case:
    """The case with factors of this shape, all above 1."""
    return case.with_options(**{name: draw.uniform(*shape, low=1.5, high=4).to(case.dtype)})


def weighed_alike(draw: Draw, cases: list[Case], name: str) -> list[Case]:
    """Each case with factors of every shape that broadcasts to its own, (N, C) or (N, C, ...)."""
    weighed = []
    for case in cases:
        n, c, *rest = case.inputs[0].shape
        ones = [1] * len(rest)
        shapes = [(), (1,), (c, *ones), (n, 1, *ones), (n, c, *rest)]
        weighed += [weigh(draw, case, *shape, name=name) for shape in shapes]
    return weighed


def of_any_size(cases: list[Case], name: str) -> list[Case]:
    """The cases with factors far above and below 1."""
    sizes = torch.tensor([0.01, 0.5, 40.0, 1000.0, 1e-6], dtype=torch.float64)
    return [
        case.with_options(**{name: sizes[: case.inputs[0].numel()].to(case.dtype)})
        for case in cases
    ]


def along_the_last(draw: Draw, name: str) -> list[Case]:
    """A vector of factors goes along the last dimension, though there be as many channels."""
    square = batches(draw, ((2, 3, 3), (3, 2, 2, 2)))
    return [weigh(draw, case, case.inputs[0].shape[-1], name=name) for case in square]


def weighed_or_not(draw: Draw) -> list[Case]:
    """One (4, 3) batch under none of the weights, and under a weight and pos_weight per column."""
    case = batch(draw, (4, 3), torch.float64, soft=True)
    return [case, weigh(draw, weigh(draw, case, 3), 3, name="pos_weight")]


def written(logits: list[float], targets: list[float], **options: Any) -> list[Case]:
    """Logits and targets written out, in float32 and float64."""
    return in_both_dtypes(
        lambda dtype: Case(
            (torch.tensor(logits, dtype=dtype), torch.tensor(targets, dtype=dtype)),
            {"reduction": "none", **options},
        )
    )


@check("values", points=4)
def test_hard_targets(attempt, draw):
    """Targets 0 and 1: the loss is -log(1 - sigmoid(x)) and -log sigmoid(x)"""
    expect.values(attempt, batches(draw, ROWS), ORACLE)


@check("values", points=4)
def test_soft_targets(attempt, draw):
    """Targets between 0 and 1 mix the two"""
    rare = written([1.5, -1.0, 4.0, -4.0], [1e-3, 0.998, 1e-6, 0.9999])
    expect.values(attempt, batches(draw, ROWS, soft=True) + rare, ORACLE)


@check("values", points=2)
def test_defaults(attempt, draw):
    """Without arguments: the mean, with no weights"""
    cases = [Case(case.inputs, {}) for case in batches(draw, ROWS)]
    expect.values(attempt, cases, ORACLE)


@check("values", points=2)
def test_mean(attempt, draw):
    """reduction="mean" averages over all elements, wherever they lie"""
    expect.values(attempt, batches(draw, ROWS + GRIDS + DEEP, reduction="mean"), ORACLE)


@check("values", points=2)
def test_sum(attempt, draw):
    """reduction="sum" adds up all elements"""
    expect.values(attempt, batches(draw, ROWS + GRIDS, reduction="sum"), ORACLE)
    pairs = [(case, case.with_options(reduction="sum")) for case in weighed_or_not(draw)]
    expect.carries_over(attempt, pairs, ORACLE, draw)


@check("values", points=2)
def test_any_shape(attempt, draw):
    """reduction="none" keeps the shape, from () to four dimensions"""
    expect.values(attempt, batches(draw, ((), (1,), (1, 1), *GRIDS, *DEEP)), ORACLE)
    usual = reduced(weighed_or_not(draw), "none", "sum", "mean")
    pairs = [(case, lone(case)) for case in usual]
    pairs += [
        (case, reshaped(case, *shape))
        for case in usual
        for shape in ((2, 2, 3), (1, 4, 3), (2, 1, 2, 3))
    ]
    expect.carries_over(attempt, pairs, ORACLE, draw)


@check("values", points=3)
def test_weight_per_element(attempt, draw):
    """weight multiplies each element's loss"""
    cases = [weigh(draw, case, *case.inputs[0].shape) for case in batches(draw, ROWS)]
    expect.values(attempt, cases + of_any_size(cases, "weight"), ORACLE)


@check("values", points=3)
def test_weight_broadcasts(attempt, draw):
    """weight broadcasts: one for all, one for each column, one for each row"""
    weighed = weighed_alike(draw, batches(draw, GRIDS), "weight")
    expect.values(attempt, weighed + along_the_last(draw, "weight"), ORACLE)


@check("values", points=3)
def test_weighted_mean(attempt, draw):
    """With weight the mean still divides by the number of elements, not by the weights"""
    cases = [weigh(draw, case, *case.inputs[0].shape) for case in batches(draw, ROWS)]
    expect.values(attempt, reduced(cases, "mean"), ORACLE)


@check("values", points=4)
def test_pos_weight(attempt, draw):
    """pos_weight multiplies the loss of positive targets, and only theirs"""
    cases = [
        case.with_options(pos_weight=torch.tensor(v, dtype=case.dtype))
        for case in batches(draw, ROWS)
        for v in (3.0, 0.25, 0.01, 40.0, 1000.0)
    ]
    expect.values(attempt, cases, ORACLE)


@check("values", points=2)
def test_pos_weight_of_soft_targets(attempt, draw):
    """pos_weight multiplies the part y of a soft target, not the part 1 - y"""
    cases = [
        case.with_options(pos_weight=torch.tensor(v, dtype=case.dtype))
        for case in batches(draw, ROWS, soft=True)
        for v in (3.0, 0.25)
    ]
    expect.values(attempt, cases, ORACLE)


@check("values", points=2)
def test_pos_weight_broadcasts(attempt, draw):
    """pos_weight broadcasts: (C,) over (N, C), (C, 1, 1) over (N, C, H, W)"""
    cases = batches(draw, (*GRIDS, (2, 3, 2, 3)))
    weighed = weighed_alike(draw, cases, "pos_weight")
    expect.values(attempt, weighed + along_the_last(draw, "pos_weight"), ORACLE)


@check("values", points=2)
def test_mean_with_pos_weight(attempt, draw):
    """With pos_weight the mean still divides by the number of elements"""
    cases = [weigh(draw, case, name="pos_weight") for case in batches(draw, ROWS)]
    expect.values(attempt, reduced(cases, "mean"), ORACLE)


@check("values", points=2)
def test_weight_and_pos_weight(attempt, draw):
    """Both at once: a positive element is multiplied by both"""
    cases = [
        weigh(draw, weigh(draw, case, *case.inputs[0].shape), name="pos_weight")
        for case in batches(draw, ROWS)
    ]
    expect.values(attempt, cases, ORACLE)


@check("gradients", points=2)
def test_gradient(attempt, draw):
    """The gradient of an element is sigmoid(x) - y"""
    expect.gradients(attempt, in_double(batches(draw, ROWS)), ORACLE, draw)


@check("gradients", points=1)
def test_gradient_of_soft_targets(attempt, draw):
    """The gradient is sigmoid(x) - y for soft targets too"""
    expect.gradients(attempt, in_double(batches(draw, ROWS, soft=True)), ORACLE, draw)


@check("gradients", points=2)
def test_gradient_of_mean_and_sum(attempt, draw):
    """The gradient of "mean" and "sum", in one dimension and more"""
    cases = reduced(in_double(batches(draw, ROWS + GRIDS)), "mean", "sum")
    expect.gradients(attempt, cases, ORACLE, draw)


@check("gradients", points=3)
def test_gradient_with_weights(attempt, draw):
    """weight and pos_weight scale the gradient as they scale the loss"""
    for name in ("weight", "pos_weight"):
        cases = [weigh(draw, c, *c.inputs[0].shape, name=name) for c in batches(draw, ROWS)]
        expect.gradients(attempt, in_double(cases), ORACLE, draw)
    soft = in_double(batches(draw, ROWS, soft=True))
    if expect.right_gradients(attempt, soft, ORACLE, draw):
        weighed = [weigh(draw, case, name="pos_weight") for case in soft]
        expect.gradients(attempt, expect.right_on(attempt, weighed, ORACLE), ORACLE, draw)


@check("gradients", points=3)
def test_gradient_at_zero(attempt, draw):
    """At a logit of exactly 0 the gradient is 0.5 - y: the loss is smooth there"""
    expect.gradients(attempt, in_double(written([0.0, 0.0], [0.0, 1.0])), ORACLE, draw)
    usual = reduced(weighed_or_not(draw), "none", "sum", "mean")
    usual += [Case((c.inputs[0], c.inputs[1].round()), c.options) for c in usual]
    pairs = [(c, Case((torch.zeros_like(c.inputs[0]), c.inputs[1]), c.options)) for c in usual]
    expect.carries_over(attempt, pairs, ORACLE, draw)


# Between 20 and 37 softplus is the identity, which float64 can tell from log(1 + exp(x)): both are
# right, so float64 logits stay away from there.
@check("stability", points=4)
def test_large_logits(attempt, draw):
    """Logits of ±100 and ±1e4 neither overflow nor saturate"""
    cases = written([100.0, -100.0], [0.0, 1.0])
    cases += written([1e4, -1e4, 1e4, -1e4, 200.0], [0.0, 1.0, 1.0, 0.0, 1.0])
    expect.values(attempt, cases, ORACLE)
    medium = [Case((c.inputs[0] * 7, c.inputs[1]), c.options) for c in weighed_or_not(draw)]
    medium += in_double(written([4.0, -4.0, 7.5, -7.5, 12.0, -12.0], [0.9, 0.1] * 3))
    pairs = [(Case((c.inputs[0] / 7, c.inputs[1]), c.options), c) for c in medium]
    expect.carries_over(attempt, pairs, ORACLE)


@check("stability", points=2)
def test_large_logits_of_soft_targets(attempt, draw):
    """Large logits with targets between 0 and 1, where both parts count"""
    expect.values(attempt, written([1e4, -1e4, 150.0], [0.25, 0.75, 0.5]), ORACLE)


@check("stability", points=2)
def test_large_logits_with_pos_weight(attempt, draw):
    """Large logits with pos_weight, for hard targets"""
    for dtype in (torch.float32, torch.float64):
        logits = torch.tensor([-1e4, 1e4, 100.0, -100.0], dtype=dtype)
        target = torch.tensor([1.0, 1.0, 0.0, 0.0], dtype=dtype)
        options = {"pos_weight": torch.tensor(3.0, dtype=dtype), "reduction": "none"}
        expect.values(attempt, [Case((logits, target), options)], ORACLE)


@check("stability", points=3)
def test_gradient_of_large_logits(attempt, draw):
    """The gradient of a confident mistake is ±1, that of a confident success 0"""
    cases = written([100.0, -100.0], [0.0, 1.0])
    cases += written([1e3, -1e3, 1e4, -1e4], [0.0, 1.0, 1.0, 0.0])
    cases += written([1e4, -1e4], [0.0, 1.0])
    expect.gradients(attempt, in_double(cases), ORACLE, draw)
    medium = in_double(written([4.0, -4.0, 7.5, -7.5, 12.0, -12.0], [0.0, 1.0] * 3))
    pairs = [(Case((c.inputs[0] / 7, c.inputs[1]), c.options), c) for c in medium]
    expect.carries_over(attempt, pairs, ORACLE, draw)
    advise_on_lost_tails(attempt)


@check("edges", points=3)
def test_target_of_another_shape(attempt, draw):
    """A target of another shape raises, also where it would broadcast"""
    pairs = []
    for shape, other in MISFITS:
        good = batch(draw, shape, torch.float32)
        wrong = batch(draw, other, torch.float32).inputs[1]
        for case in (good, weigh(draw, good, *shape), *reduced([good], "mean")):
            pairs.append((case, Case((case.inputs[0], wrong), case.options)))
    expect.values(attempt, [pairs[0][0]], ORACLE)
    contract.refuses_shapes(attempt, pairs, ORACLE)


@check("edges", points=2)
def test_no_elements(attempt, draw):
    """Without elements "mean" is nan, "sum" is 0 and "none" is empty"""
    cases = batches(draw, ((0,), (0, 3), (2, 0)))
    expect.values(attempt, reduced(cases, "none", "sum", "mean"), ORACLE)
    usual = reduced(weighed_or_not(draw), "none", "sum", "mean")
    expect.carries_over(attempt, [(case, emptied(case)) for case in usual], ORACLE)


@check("edges", points=2)
def test_weights_of_zero(attempt, draw):
    """A weight of 0 switches an element off; with all weights 0 the mean is 0"""
    cases = []
    for case in batches(draw, ((2,), (4,))):
        some = torch.zeros_like(case.inputs[0])
        some[0] = 2
        cases += [case.with_options(weight=w) for w in (some, torch.zeros_like(some))]
    right = expect.right_on(attempt, cases, ORACLE)
    expect.values(attempt, cases, ORACLE)
    expect.values(attempt, reduced(right, "mean"), ORACLE)
    usual = reduced(weighed_or_not(draw)[1:], "none", "sum", "mean")
    pairs = [(c, c.with_options(weight=torch.zeros_like(c.options["weight"]))) for c in usual]
    expect.carries_over(attempt, pairs, ORACLE, draw)


@check("edges", points=1)
def test_pos_weight_of_zero(attempt, draw):
    """A pos_weight of 0 switches positive targets off, and leaves negative ones"""
    cases = batches(draw, ((2,), (4,)))
    zero = [c.with_options(pos_weight=torch.tensor(0.0, dtype=c.dtype)) for c in cases]
    expect.values(attempt, zero, ORACLE)


@check("edges", points=2)
def test_non_contiguous_inputs(attempt, draw):
    """Transposed, sliced and expanded inputs and targets give the numbers of contiguous ones"""
    expect.views(attempt, strided(draw), ORACLE, draw)


@check("edges", points=2)
def test_expanded_weights(attempt, draw):
    """Expanded and transposed weights give the numbers of contiguous ones"""
    cases = []
    for case in batches(draw, ((4, 3),)):
        row, tall = (draw.uniform(*s, low=1.5, high=4).to(case.dtype) for s in ((1, 3), (3, 4)))
        for name in ("weight", "pos_weight"):
            cases += [case.with_options(**{name: w}) for w in (row.expand(4, 3), tall.T)]
    expect.values(attempt, cases, ORACLE)


PROBES = written([1.0, 2.0], [1.0, 0.0])[:1]


def plain(attempt: Attempt, draw: Draw, shapes: Iterable[Shape]) -> list[Case]:
    """Logits and hard targets under one reduction that the attempt gets right."""
    return expect.under_one_right_reduction(attempt, batches(draw, shapes), PROBES, ORACLE)


def others(draw: Draw, cases: list[Case]) -> list[list[Case]]:
    """The cases with a weight and a pos_weight for each column, and both, for `drop_in_checks`."""

    def weighed(cases: list[Case], name: str) -> list[Case]:
        return [weigh(draw, case, case.inputs[0].shape[-1], name=name) for case in cases]

    weight, pos_weight = weighed(cases, "weight"), weighed(cases, "pos_weight")
    return [weight, pos_weight, weighed(weight, "pos_weight")]


globals().update(
    drop_in_checks(DropIn(ORACLE, plain, others), points=1, buffers=("weight", "pos_weight"))
)


def strided(draw: Draw) -> list[Case]:
    """Inputs and targets of shape (4, 3), transposed, sliced and expanded."""
    cases = []
    for dtype in (torch.float32, torch.float64):
        shapes: list[Shape] = [(4, 3), (3, 4), (4, 6), (1, 3), ()]
        drawn = [batch(draw, shape, dtype).inputs for shape in shapes]
        input, target = [
            [flat, tall.T, wide[:, ::2], row.expand(4, 3), one.expand(4, 3)]
            for flat, tall, wide, row, one in zip(*drawn)
        ]
        cases += [Case((i, target[0]), {"reduction": "none"}) for i in input[1:]]
        cases += [Case((input[0], t), {"reduction": "none"}) for t in target[1:]]
        cases += [Case((input[2], target[1]), {"reduction": "none"})]
    return cases


def advise_on_lost_tails(attempt: Attempt) -> None:
    """Tell an attempt that rounds small losses away what they are; takes no points."""
    case, _ = written([20.0, -20.0], [1.0, 0.0])
    got: Tensor = attempt.run(case).output
    right = math.log1p(math.exp(-20))
    if got.shape == (2,) and not bool(((got / right - 1).abs() < 0.1).all()):
        attempt.advise(
            f"At x = 20, y = 1 and x = -20, y = 0 the loss is {right:.3g}; you give "
            f"{got[0].item():.3g} and {got[1].item():.3g}. The rest is lost in log(1 + exp(-20)), "
            "or in softplus(x) - x: log1p, and one softplus for each part, keep it."
        )


def typical(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Ordinary calls, of every entry and reduction."""
    cases = reduced([batch(draw, (3,), dtype)], "none", "sum", "mean")
    cases += [batch(draw, shape, dtype, soft=True, reduction="mean") for shape in ((3,), (2, 3, 2))]
    items = [batch(draw, (3, 2), dtype, soft) for soft in (False, True)]
    cases += reduced([weigh(draw, case, 3, 2) for case in items], "mean")
    cases += reduced([weigh(draw, case, 2, name="pos_weight") for case in items], "mean")
    return [*cases, weigh(draw, weigh(draw, items[1], 3, 1), name="pos_weight")]


def mixed(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Shapes, both weights, both kinds of target, magnitudes and reductions, in any mixture."""
    shapes: tuple[Shape, ...] = ((), (1,), (3,), (1, 1), (2, 3), (4, 1), (4, 2, 3), (2, 3, 1, 2))
    shapes += ((0,), (0, 3), (5003,))
    reach = ("none", "one number", "the last dimension", "every element")
    factors = shapes, reach, reach, (False, True), (1, 5, 1000), ("none", "sum", "mean")
    cases = []
    for shape, weight, pos_weight, soft, scale, reduction in draw.mixtures(*factors):
        case = batch(draw, shape, dtype, soft)
        case = case.with_options(reduction=reduction)
        for name, kind in (("weight", weight), ("pos_weight", pos_weight)):
            if kind == "every element" and 0 in shape:
                kind = "one number"
            if kind != "none":
                own = {"one number": (), "the last dimension": shape[-1:]}.get(kind, shape)
                case = weigh(draw, case, *own, name=name)
        input, target = case.inputs
        cases.append(Case((input * scale, target), case.options))
    return cases


def extreme(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls near the ends of what float16 can hold, whose results it can hold."""
    # exp(20) overflows float16, and neither log1p(exp(20)) = 20 nor the loss does.
    far = torch.tensor([20.0, 20.0, 6e4, 6e4, -6e4, -6e4, -20.0], dtype=dtype)
    target = torch.tensor([1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0], dtype=dtype)
    return [Case((far, target), {"reduction": "none"})]


def many(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls that add up thousands of terms, which must not be done in 16 bits."""
    items = batch(draw, (2000, 2), dtype, soft=True)
    items = items.with_options(reduction="mean")
    return [items, weigh(draw, weigh(draw, items, 2000, 1), name="pos_weight")]


def sized(rows: int, classes: int) -> list[Case]:
    """One float32 call of each entry over (rows, classes) numbers, whose memory is measured."""
    logits = torch.linspace(-4, 4, rows * classes).view(rows, classes)
    options = {name: torch.linspace(0.5, 2, classes) for name in ("weight", "pos_weight")}
    return [Case((logits, torch.linspace(0, 1, rows * classes).view(rows, classes)), options)]


LOSS = Loss("bce_with_logits", {None: ORACLE}, typical, mixed, extreme, many, sized)
globals().update(every_loss(LOSS))
