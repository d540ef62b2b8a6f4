"""The checks that losses over class indices share, and ordinary calls of them.

What nll_loss and cross_entropy do with weights, ignored items, reductions and shapes is the same;
they differ in what an item costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import cycle
from typing import Any

import torch

from dojo.judge import classification, contract, expect
from dojo.judge.attempt import Attempt
from dojo.judge.case import Case, Draw, Shape, emptied, in_both_dtypes, in_double, reduced
from dojo.judge.checks import Test, check
from dojo.judge.classification import (
    DEEP,
    FLAT,
    SPATIAL,
    alone,
    class_count,
    explicit,
    flattened,
    ignore,
    nothing_left,
    weigh,
    weightless,
)
from dojo.judge.drop_in import ALL, DropIn, drop_in_checks
from dojo.judge.oracle import Oracle

BATCHES = ((2, 2), *FLAT[1:])  # N > 1: a batch of one has a check of its own
Batch = Callable[[Draw, Shape, torch.dtype], Case]

# A batch of one and one of two, with which it is asked what each reduction is worth.
PROBES = explicit([[-0.5, -1.0]], [1])[:1] + explicit([[-0.5, -1.0], [-2.0, -0.25]], [1, 0])[:1]


def shared_checks(
    oracle: Oracle,
    batch: Batch,
    clear: Callable[[Attempt, list[Case]], list[Case]] = lambda _, cases: cases,
) -> dict[str, Test]:
    """Checks for 63 points, by name, for a kata's module of hidden tests to take in.

    batch: draws an input of a shape, with class indices. clear: the (N, C) cases in a form that
    the attempt takes, where another check tells that it does not take them as they are.
    """

    def batches(draw: Draw, shapes: Iterable[Shape], **options: Any) -> list[Case]:
        cases = [in_both_dtypes(partial(batch, draw, shape)) for shape in shapes]
        return [case.with_options(**options) for both in cases for case in both]

    def weighed(draw: Draw, cases: Iterable[Case]) -> list[Case]:
        return [weigh(draw, case) for case in cases]

    def ignored(draw: Draw, cases: list[Case], *indices: int) -> list[Case]:
        return [ignore(draw, case, index) for index in indices for case in cases]

    def steady(attempt: Attempt, cases: list[Case]) -> list[Case]:
        cases = clear(attempt, cases)
        return expect.under_one_right_reduction(attempt, cases, clear(attempt, PROBES), oracle)

    @check("values", points=2)
    def test_mean_of_a_batch(attempt: Attempt, draw: Draw) -> None:
        """(N, C) inputs, averaged over the batch"""
        expect.values(attempt, batches(draw, BATCHES), oracle)

    @check("values", points=2)
    def test_single_item(attempt: Attempt, draw: Draw) -> None:
        """A (C,) input with a scalar target"""
        expect.values(attempt, reduced(batches(draw, ((2,), (3,), (5,))), *ALL), oracle)
        rows = weighed(draw, in_double(batches(draw, ((1, 3),), ignore_index=-100)))
        rows = reduced([*rows, *map(nothing_left, rows), *map(weightless, rows)], *ALL)
        expect.carries_over(attempt, [(case, alone(case)) for case in rows], oracle, draw)

    @check("values", points=2)
    def test_one_extra_dimension(attempt: Attempt, draw: Draw) -> None:
        """(N, C, d1) inputs: the classes are dimension 1, not the last"""
        expect.values(attempt, batches(draw, SPATIAL), oracle)

    @check("values", points=2)
    def test_many_extra_dimensions(attempt: Attempt, draw: Draw) -> None:
        """(N, C, d1, d2) and (N, C, d1, d2, d3) inputs"""
        expect.values(attempt, batches(draw, DEEP), oracle)

    @check("values", points=2)
    def test_sum(attempt: Attempt, draw: Draw) -> None:
        """reduction="sum" adds up the items"""
        expect.values(attempt, clear(attempt, batches(draw, BATCHES, reduction="sum")), oracle)

    @check("values", points=2)
    def test_none_keeps_the_targets_shape(attempt: Attempt, draw: Draw) -> None:
        """reduction="none" gives one loss per item, in the target's shape"""
        cases = clear(attempt, batches(draw, BATCHES))
        deep = batches(draw, ((2, 3, 2), (2, 2, 3, 4)), reduction="sum")
        cases += expect.right_on(attempt, deep, oracle)
        expect.values(attempt, reduced(cases, "none"), oracle)

    @check("values", points=3)
    def test_weighted_mean(attempt: Attempt, draw: Draw) -> None:
        """With class weights the mean divides by the sum of the targets' weights"""
        cases = weighed(draw, batches(draw, BATCHES))
        expect.values(attempt, clear(attempt, cases + lightened(cases[:2])), oracle)

    @check("values", points=2)
    def test_weighted_items(attempt: Attempt, draw: Draw) -> None:
        """Each item is multiplied by its target's weight ("sum" and "none")"""
        cases = reduced(weighed(draw, batches(draw, BATCHES)), "none", "sum")
        expect.values(attempt, clear(attempt, cases), oracle)

    @check("values", points=2)
    def test_default_ignore_index(attempt: Attempt, draw: Draw) -> None:
        """Targets of -100 count for nothing ("sum" and "none")"""
        drawn = ignored(draw, batches(draw, (*BATCHES, (4, 120))), -100)
        cases = reduced([Case(case.inputs) for case in drawn], "none", "sum")
        expect.values(attempt, clear(attempt, cases), oracle)

    @check("values", points=1)
    def test_other_ignore_index(attempt: Attempt, draw: Draw) -> None:
        """ignore_index may be any number outside [0, C) ("sum" and "none")"""
        cases = reduced(ignored(draw, batches(draw, BATCHES), -1, 255), "none", "sum")
        expect.values(attempt, clear(attempt, cases), oracle)

    @check("values", points=2)
    def test_ignored_class(attempt: Attempt, draw: Draw) -> None:
        """ignore_index may be one of the classes ("sum" and "none")"""
        drawn = batches(draw, BATCHES)
        cases = [ignore(draw, case, i) for case in drawn for i in (0, class_count(case) - 1)]
        expect.values(attempt, clear(attempt, reduced(cases, "none", "sum")), oracle)

    @check("values", points=3)
    def test_mean_leaves_ignored_items_out(attempt: Attempt, draw: Draw) -> None:
        """The mean divides by the number of items that are not ignored"""
        cases = ignored(draw, batches(draw, BATCHES), 1, -100)
        cases += [ignore(draw, case, i) for case in cases[:6] for i in (0, class_count(case) - 1)]
        expect.values(attempt, clear(attempt, cases), oracle)

    @check("values", points=3)
    def test_weights_with_ignore_index(attempt: Attempt, draw: Draw) -> None:
        """Weights and ignore_index together: ignored items add no weight to the divisor"""
        cases = weighed(draw, ignored(draw, batches(draw, (*BATCHES, (3, 120))), 1, -100))
        cases = reduced(cases + lightened(cases[:2]), "mean", "none")
        expect.values(attempt, clear(attempt, cases), oracle)

    @check("values", points=2)
    def test_all_together_in_more_dimensions(attempt: Attempt, draw: Draw) -> None:
        """Weights, ignored items and every reduction on (N, C, d1, ...) inputs"""
        drawn = zip(batches(draw, SPATIAL[1:] + DEEP[1:]), cycle((1, 1, -100, -100)))
        cases = weighed(draw, [ignore(draw, case, index) for case, index in drawn])
        expect.values(attempt, reduced(cases + lightened(cases[:2]), *ALL), oracle)

    @check("gradients", points=2)
    def test_gradient_where_ignored(attempt: Attempt, draw: Draw) -> None:
        """The gradient is zero at ignored items, and scaled by those that are kept"""
        cases = ignored(draw, in_double(batches(draw, BATCHES)), 1, -100)
        expect.gradients(attempt, clear(attempt, reduced(cases, "none", "mean")), oracle, draw)

    @check("gradients", points=2)
    def test_gradient_in_more_dimensions(attempt: Attempt, draw: Draw) -> None:
        """Gradients at (N, C, d1, ...) inputs"""
        cases = in_double(batches(draw, SPATIAL[1:] + DEEP[1:]))
        expect.gradients(attempt, reduced(cases, "mean", "none"), oracle, draw)
        deep = reduced(weighed(draw, ignored(draw, cases[:3], 1)), *ALL)
        expect.carries_over(attempt, [(flattened(case), case) for case in deep], oracle, draw)

    @check("edges", points=2)
    def test_everything_ignored(attempt: Attempt, draw: Draw) -> None:
        """With every item ignored "mean" is nan, "sum" is 0 and "none" is zeros"""
        drawn = batches(draw, ((1, 2), (2, 2), (2, 3), (2, 1)), ignore_index=-100)
        cases = [Case(nothing_left(case).inputs) for case in drawn]
        expect.values(attempt, clear(attempt, reduced(cases, *ALL)), oracle)
        some = in_double(batches(draw, ((2, 3), (2, 3, 4), (2, 2, 2, 3))))
        some = [ignore(draw, case, index) for case, index in zip(some, (1, -100, -1))]
        some = reduced(some + weighed(draw, some), *ALL)
        expect.carries_over(attempt, [(case, nothing_left(case)) for case in some], oracle, draw)

    @check("edges", points=2)
    def test_batch_of_one(attempt: Attempt, draw: Draw) -> None:
        """A batch of one, and extra dimensions of size one, keep their shapes"""
        cases = clear(attempt, batches(draw, ((1, 2), (1, 3), (1, 1))))
        cases += batches(draw, ((1, 3, 1), (1, 3, 2), (2, 3, 1)))
        expect.values(attempt, reduced(cases, "none", "mean"), oracle)

    @check("edges", points=1)
    def test_one_class(attempt: Attempt, draw: Draw) -> None:
        """A single class"""
        cases = reduced(batches(draw, ((2, 1), (3, 1))), "none", "sum")
        expect.values(attempt, clear(attempt, cases), oracle)
        several, one = (
            reduced(weighed(draw, [case]) + ignored(draw, [case], -100), "none", "sum")
            for case in in_double(batches(draw, ((2, 3, 4), (2, 1, 4))))
        )
        expect.carries_over(attempt, zip(several, one), oracle, draw)

    @check("edges", points=1)
    def test_empty_batch(attempt: Attempt, draw: Draw) -> None:
        """An empty batch: "mean" is nan, "sum" is 0, "none" is empty"""
        cases = reduced(batches(draw, ((0, 3), (0, 1))), *ALL)
        expect.values(attempt, clear(attempt, cases), oracle)
        some = in_double(batches(draw, ((2, 3), (2, 3, 4))))
        some = reduced(some + weighed(draw, some), *ALL)
        expect.carries_over(attempt, [(case, emptied(case)) for case in some], oracle)

    @check("edges", points=2)
    def test_zero_weights(attempt: Attempt, draw: Draw) -> None:
        """A class of weight 0 counts for nothing; a total weight of 0 makes the mean nan"""
        cases = []
        for case in batches(draw, ((1, 2), (2, 2), (3, 3))):
            weight = torch.ones(class_count(case), dtype=case.dtype)
            weight[0] = 0
            absent = torch.zeros_like(case.inputs[1])
            mixed = absent.clone()
            mixed[0] = 1
            cases += [Case((case.inputs[0], t), {"weight": weight}) for t in (mixed, absent)]
        expect.values(attempt, clear(attempt, reduced(cases, "mean", "sum")), oracle)
        deep = reduced(weighed(draw, in_double(batches(draw, ((2, 3, 4),)))), "mean", "none")
        expect.carries_over(attempt, [(case, weightless(case)) for case in deep], oracle)

    @check("edges", points=1)
    def test_first_and_last_class(attempt: Attempt, draw: Draw) -> None:
        """The first and the last class as targets"""
        cases = [
            Case((case.inputs[0], torch.full_like(case.inputs[1], target)))
            for case in batches(draw, ((2, 3), (3, 4)))
            for target in (0, class_count(case) - 1)
        ]
        expect.values(attempt, clear(attempt, cases), oracle)

    @check("edges", points=2)
    def test_non_contiguous_inputs(attempt: Attempt, draw: Draw) -> None:
        """Transposed, sliced and expanded inputs give the numbers of contiguous ones"""
        drawn = [case.inputs[0] for case in batches(draw, ((4, 3), (1, 3), (2, 3, 4)))]
        for flat, row, deep in (drawn[0::2], drawn[1::2]):
            rows = [
                Case((flat.T, draw.classes(4, 3))),
                Case((row.expand(4, 3), draw.classes(3, 4))),
            ]
            cases = [
                Case((deep.transpose(1, 2), draw.classes(4, 2, 3))),
                Case((deep[:, :, ::2], draw.classes(3, 2, 2))),
                Case((deep, draw.classes(3, 4, 2).T), {"reduction": "none"}),
                Case((deep, draw.classes(3, 1, 4).expand(2, 4)), {"reduction": "none"}),
            ]
            expect.views(attempt, clear(attempt, rows) + cases, oracle, draw)

    @check("edges", points=2)
    def test_target_out_of_range(attempt: Attempt, draw: Draw) -> None:
        """A target outside [0, C) that is not ignored raises"""
        for classes, bad in ((3, 3), (3, -1), (2, 5), (3, -2), (3, -3), (130, -100)):
            (input, _) = batch(draw, (2, classes), torch.float32).inputs
            targets = torch.tensor([[0, 1], [0, bad]])
            pair = [Case((input, target), {"ignore_index": -7}) for target in targets]
            good, wrong = steady(attempt, pair)
            what = f"target {bad} with {classes} classes"
            contract.refuses(attempt, good, wrong, oracle, contract.TARGET_ERRORS, what)
        contract.refuses_targets(attempt, classification.out_of_range(draw), oracle)

    def plain(attempt: Attempt, draw: Draw, shapes: Iterable[Shape]) -> list[Case]:
        return steady(attempt, batches(draw, shapes))

    def others(draw: Draw, cases: list[Case]) -> list[list[Case]]:
        return [
            weighed(draw, cases),
            ignored(draw, cases, 1),
            weighed(draw, ignored(draw, cases, 1)),
            weighed(draw, ignored(draw, cases, -100)),
        ]

    own = {name: test for name, test in locals().items() if name.startswith("test_")}
    return own | drop_in_checks(DropIn(oracle, plain, others), points=2, buffers=("weight",))


def lightened(cases: Iterable[Case]) -> list[Case]:
    """The cases with class weights so small that their total stays below 1."""
    return [case.with_options(weight=case.options["weight"] / 20) for case in cases]


def typical(batch: Batch, draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Ordinary calls, of every reduction."""
    cases = reduced([batch(draw, (2, 3), dtype)], *ALL)
    cases += [batch(draw, shape, dtype) for shape in ((3,), (3, 3, 2), (2, 3, 1, 1, 1))]
    items = batch(draw, (5, 4), dtype)
    cases += reduced([weigh(draw, items)], *ALL)
    return [*cases, ignore(draw, items, 1), weigh(draw, ignore(draw, items, -100))]
