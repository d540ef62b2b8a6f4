"""Cases of losses over classes: (N, C, ...) inputs, targets, weights, ignored items."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch import Tensor

from dojo.judge.case import Case, Draw, Shape, in_both_dtypes, scattered

# Smallest first, with N = C and N != C; then the same with extra dimensions.
FLAT: tuple[Shape, ...] = ((1, 2), (2, 3), (3, 3), (5, 4))
SPATIAL: tuple[Shape, ...] = ((1, 2, 2), (2, 3, 2), (2, 2, 3), (3, 3, 3), (2, 4, 5))
DEEP: tuple[Shape, ...] = ((1, 2, 2, 2), (2, 3, 2, 3), (2, 3, 2, 2, 2), (2, 3, 2, 2, 2, 2))


def batch(draw: Draw, shape: Shape, dtype: torch.dtype, **options: Any) -> Case:
    """Logits of `shape`, (C,) or (N, C, ...), and class indices without the class dimension."""
    classes = shape[0] if len(shape) == 1 else shape[1]
    items = () if len(shape) == 1 else shape[:1] + shape[2:]
    return Case((draw.normal(*shape, dtype=dtype), draw.classes(classes, *items)), options)


def batches(draw: Draw, shapes: Iterable[Shape], **options: Any) -> list[Case]:
    """`batch` for each shape, in float32 and float64."""
    cases = (in_both_dtypes(partial(batch, draw, shape, **options)) for shape in shapes)
    return [case for both in cases for case in both]


def class_dim(input: Tensor) -> int:
    """Where the classes of a (C,) or (N, C, ...) input are."""
    return 0 if input.dim() == 1 else 1


def class_count(case: Case) -> int:
    """C, from the case's input."""
    return case.inputs[0].shape[class_dim(case.inputs[0])]


def distributions(draw: Draw, shape: Shape, dim: int = -1) -> Tensor:
    """Probabilities that add up to 1 along `dim`: of few decimals, none of them 0."""
    decimals = 2 * len(str(shape[dim]))
    shares = draw.uniform(*shape, low=0.2, high=1)
    probs = torch.round(shares / shares.sum(dim, keepdim=True), decimals=decimals)
    probs.select(dim, 0).add_(1 - probs.sum(dim))
    return torch.round(probs, decimals=decimals)


def soften(draw: Draw, case: Case) -> Case:
    """The case with class probabilities as its target."""
    input = case.inputs[0]
    target = distributions(draw, input.shape, class_dim(input)).to(case.dtype)
    return Case((input, target), case.options, case.entry, case.wrt)


def weigh(draw: Draw, case: Case) -> Case:
    """The case with unequal class weights, all above 1 or all below.

    No choice of targets then makes them add up to the number of items, which would hide a mean
    that divides by it.
    """
    classes = class_count(case)
    above = draw.integer(0, 2) == 0 or classes > 4
    tenths = 12 if above else 2 + draw.integer(0, 3)  # which float32 rounds, unlike quarters
    weight = (tenths + torch.arange(classes)).flip(0).double() / 10
    return case.with_options(weight=weight.to(case.dtype))


def ignore(draw: Draw, case: Case, index: int) -> Case:
    """The case with ignore_index, at least one item ignored and at least one not."""
    input, target = case.inputs
    target = target.clone()
    if target.numel() > 1:
        flat = target.view(-1)
        flat[draw.integer(0, flat.numel())] = index
        flat[0 if flat[0] != index else -1] = (index + 1) % class_count(case)
    return Case((input, target), {**case.options, "ignore_index": index}, case.entry, case.wrt)


def alone(case: Case) -> Case:
    """The only item of a (1, C) case, as (C,) logits."""
    return replace(case, inputs=tuple(tensor[0] for tensor in case.inputs))


def flattened(case: Case) -> Case:
    """An (N, C, d1, ...) case as (N * d1 * ..., C)."""
    flat = [
        tensor.movedim(1, -1).flatten(0, -2)
        if tensor.dim() == case.inputs[0].dim()
        else tensor.flatten()
        for tensor in case.inputs
    ]
    return replace(case, inputs=tuple(flat))


def nothing_left(case: Case) -> Case:
    """The case with every item ignored."""
    input, target = case.inputs
    ignored = torch.full_like(target, case.options["ignore_index"])
    return replace(case, inputs=(input, ignored))


def weightless(case: Case) -> Case:
    """The case with all its class weights 0."""
    return case.with_options(weight=torch.zeros_like(case.options["weight"]))


# What may come together: shapes, class weights, ignored items, magnitudes of logits.
MIXED_SHAPES: tuple[Shape, ...] = (
    (3,), (1, 3), (4, 3), (3, 3), (2, 1), (3, 4, 2), (1, 3, 1), (2, 3, 2, 2), (2, 3, 1, 2, 1),
    (0, 3), (0, 3, 2),
)  # fmt: skip
MIXED_LARGE: tuple[Shape, ...] = (1031, 3), (2, 600), (1, 5003)
MIXED_WEIGHTS = ("none", "unequal", "tiny", "large", "all alike", "one of them 0")
MIXED_IGNORED = ("none", -100, -1, 0, 1, "C - 1", "C", "all")
MIXED_LOGITS = ("moderate", "items far apart", "classes far apart", "a class masked")


def mixed(draw: Draw, shape: Shape, dtype: torch.dtype, weights: str, logits: str) -> Case:
    """Indices for logits of this shape, under weights of this kind."""
    case = batch(draw, shape, dtype)
    if weights != "none":
        weight = weigh(draw, case).options["weight"]
        if weights == "tiny":
            weight = weight / 1e5
        elif weights == "large":
            weight = weight * 1e3
        elif weights == "all alike":
            weight = torch.full_like(weight, 2.5)
        elif weights == "one of them 0":
            weight[-1] = 0
        case = case.with_options(weight=weight)
    input, target = case.inputs
    dim, classes = class_dim(input), class_count(case)
    if logits == "items far apart":
        input = input + (1e4 * draw.classes(2, *target.shape)).unsqueeze(dim).to(dtype)
    elif logits == "classes far apart":
        input = input * 1e3
    elif logits == "a class masked" and classes > 2 and weights != "one of them 0":
        input = input.scatter(dim, ((target + 1) % classes).unsqueeze(dim), -math.inf)
    if draw.integer(0, 2):
        input = scattered(input)
    return replace(case, inputs=(input, target))


def tall(draw: Draw, dtype: torch.dtype) -> Case:
    """More rows than an attempt that takes them in pieces has in one."""
    return batch(draw, (9001, 2), dtype, reduction="mean" if dtype is torch.float64 else "none")


def wide(dtype: torch.dtype) -> Case:
    """An index that 16 bits cannot hold, and would make -100 of; not differentiated."""
    logits = torch.full((1, 70_000), -40, dtype=dtype)  # of which nothing is felt in the sum
    logits[0, 65_435:65_438] = torch.tensor([1.5, 0.25, -1])
    return Case((logits, torch.tensor([65_436])), {"reduction": "none"}, wrt=())


def ignoring(draw: Draw, case: Case, which: str | int) -> Case:
    """The case with none, some or all of its items ignored, in rows without -inf."""
    if which == "none":
        return case
    classes = class_count(case)
    index = {"C - 1": classes - 1, "C": classes, "all": -7}.get(str(which), which)
    case = case.with_options(ignore_index=index)
    case = nothing_left(case) if which == "all" else ignore(draw, case, int(index))
    input, target = case.inputs
    ignored = torch.eq(target, int(index)).unsqueeze(class_dim(input))
    finite = input.masked_fill(ignored & input.isinf(), 0)
    return replace(case, inputs=(finite, target), wrt=() if which == "all" else case.wrt)


def mixed_indices(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Shapes, weights, ignored items, magnitudes and reductions, in whatever mixture."""
    reductions = ("none", "sum", "mean")
    mixtures = draw.mixtures(MIXED_SHAPES, MIXED_WEIGHTS, MIXED_LOGITS, MIXED_IGNORED, reductions)
    few = MIXED_WEIGHTS[:2], MIXED_LOGITS[:1], MIXED_IGNORED[:2]
    mixtures += draw.mixtures(MIXED_LARGE, *few, reductions)
    cases = []
    for shape, weights, logits, which, reduction in mixtures:
        case = ignoring(draw, mixed(draw, shape, dtype, weights, logits), which)
        cases.append(case.with_options(reduction=reduction))
    return [*cases, tall(draw, dtype), wide(dtype)]


def with_shares(draw: Draw, case: Case, kind: str) -> Case:
    """The case with one number for each class as its target, of this kind."""
    input, index = case.inputs
    dim, target = class_dim(input), soften(draw, case).inputs[1]
    if kind == "any numbers":
        target = draw.uniform(*input.shape, low=0.1, high=3) * min(1, 4 / class_count(case))
        target = target.to(case.dtype)
    elif kind == "tiny":
        target = target / 1e6
    elif kind == "large":
        target = target * 30
    elif kind == "nearly normalised":
        target = target * 1.0005
    elif kind == "one row 0" and index.numel():
        first = torch.zeros_like(index, dtype=torch.bool)
        first.view(-1)[0] = True
        target = target.masked_fill(first.unsqueeze(dim), 0)
    elif kind == "one-hot":
        target = torch.zeros_like(target).scatter(dim, index.unsqueeze(dim), 1)
    return replace(case, inputs=(input, target))


def out_of_range(draw: Draw) -> list[tuple[Case, Case]]:
    """Pairs with one target that is right in the first and outside [0, C) in the second.

    In other shapes and reductions than (N, C) and the mean, and of one class. What an int32 or
    narrower holds of 2**32 is 0.
    """
    wrong_at: tuple[tuple[Shape, int], ...] = (
        ((2, 3), 2**32), ((3,), -1), ((1, 3, 2), -1), ((2, 3, 2), 7), ((2, 1), 5), ((3,), 5),
        ((2, 300), -1), ((2, 3), 255), ((2, 3, 2, 2), 3), ((2, 3), -200), ((2, 3, 2, 2), -1),
    )  # fmt: skip
    pairs = []
    for place, (shape, index) in enumerate((*wrong_at, ((2, 3), -1), ((2, 3), 3))):
        dtype = (torch.float32, torch.float64)[place % 2]
        plain = batch(draw, shape, dtype)
        input = draw.uniform(*shape, low=-6, high=-0.5, dtype=dtype)
        right = torch.zeros_like(plain.inputs[1])
        for turn, name in list(enumerate(("none", "sum", "mean")))[place % 2 :]:
            wrong = right.clone()
            # Index arithmetic finds the next item's first class behind any but the last.
            wrong.view(-1)[-1 if turn == 1 else 0] = index
            options: dict[str, Any] = {"reduction": name}
            if ignored := (-7, None, 1)[(place + turn) % 3]:
                options["ignore_index"] = ignored
            if (place + turn) % 2:
                options["weight"] = weigh(draw, plain).options["weight"]
            pairs.append((Case((input, right), options), Case((input, wrong), options)))
    return pairs


def explicit(rows: list[list[float]], target: list[int], **options: Any) -> list[Case]:
    """Logits and targets written out, in float32 and float64."""
    return in_both_dtypes(
        lambda dtype: Case((torch.tensor(rows, dtype=dtype), torch.tensor(target)), options)
    )


def logit_magnitude(input: Tensor) -> Tensor:
    """For each item, what its loss is made of: its largest finite logit, plus log C."""
    dim = class_dim(input)
    return input.masked_fill(input.isinf(), 0).abs().amax(dim) + math.log(input.shape[dim])


def reduced_magnitude(
    items: Tensor,
    target: Tensor,
    classes: int,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Per-item magnitudes, weighted and reduced as a loss with index targets is."""
    kept = (target != ignore_index).double()
    weights = kept if weight is None else kept * weight[target.clamp(0, classes - 1)]
    everywhere = kept if weight is None else kept * weight.mean()
    items = items * (weights + label_smoothing * everywhere)
    if reduction == "none":
        return items
    return items.sum() if reduction == "sum" else items.sum() / weights.sum()


def reduced_soft_magnitude(
    items: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """Per-item magnitudes, weighted and reduced as a loss with probability targets is."""
    shares = target.abs().movedim(class_dim(target), -1)
    items = items * (shares if weight is None else shares * weight).sum(-1)
    if reduction == "none":
        return items
    return items.sum() if reduction == "sum" else items.mean()
