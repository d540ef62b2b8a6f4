"""Hidden tests of entropy_and_kl: entropy, cross entropy and KL divergence of distributions."""

from collections.abc import Iterable
from dataclasses import replace

import torch
from torch import Tensor

from dojo.judge import contract, expect
from dojo.judge.attempt import Attempt
from dojo.judge.call import CheckFailed
from dojo.judge.case import Case, Draw, in_double, reshaped
from dojo.judge.checks import check
from dojo.judge.classification import distributions
from dojo.judge.every_loss import every_loss
from dojo.judge.loss import Loss
from dojo.judge.oracle import Oracle

ENTRIES = ("entropy", "cross_entropy", "kl_divergence")
DTYPES = (torch.float32, torch.float64)

VECTORS = ((2,), (3,), (5,))
BATCHES = ((2, 3), (3, 3), (5, 4), (2, 3, 4), (3, 3, 3), (2, 2, 3, 2), (2, 3, 2, 2, 2))


def terms(p: Tensor, q: Tensor) -> Tensor:
    """p (log p - log q), and 0 where p is 0: torch.special has p log q with that convention."""
    return -torch.special.entr(p) - torch.special.xlogy(p, q)


# Σ p is there for log(p / q), whose error is that of rounding p / q, however small it is.
ORACLES = {
    "entropy": Oracle(
        lambda p: torch.special.entr(p).sum(-1),
        lambda p: (p + torch.xlogy(p, p).abs()).sum(-1),
    ),
    "cross_entropy": Oracle(
        lambda p, q: -torch.special.xlogy(p, q).sum(-1),
        lambda p, q: (p + torch.xlogy(p, q).abs()).sum(-1),
    ),
    "kl_divergence": Oracle(
        lambda p, q: terms(p, q).sum(-1),
        lambda p, q: (p + torch.xlogy(p, p).abs() + torch.xlogy(p, q).abs()).sum(-1),
    ),
}


def case_of(entry: str, p: Tensor, q: Tensor) -> Case:
    """A call of the entry: q and its gradient are left out where it takes p alone."""
    return Case((p,), {}, entry) if entry == "entropy" else Case((p, q), {}, entry, wrt=(1,))


def drawn(draw: Draw, entry: str, shapes: Iterable[tuple[int, ...]]) -> list[Case]:
    """Random distributions p and q of these shapes, without zeros, in both dtypes."""
    return [
        case_of(entry, distributions(draw, shape).to(dtype), distributions(draw, shape).to(dtype))
        for shape in shapes
        for dtype in DTYPES
    ]


def explicit(entry: str, *pairs: tuple[list, list]) -> list[Case]:
    """p and q written out, in both dtypes."""
    return [
        case_of(entry, torch.tensor(p, dtype=dtype), torch.tensor(q, dtype=dtype))
        for p, q in pairs
        for dtype in DTYPES
    ]


def plain_failure(attempt: Attempt, draw: Draw, entry: str) -> CheckFailed | None:
    """How an entry fails on single distributions without zeros, if it does; found out once."""
    return attempt.session.remember(
        f"{entry} on {attempt.device}",
        lambda: expect.failure(attempt, drawn(draw.apart(entry), entry, VECTORS), ORACLES[entry]),
    )


def of_vectors(attempt: Attempt, draw: Draw, entry: str) -> None:
    if failed := plain_failure(attempt, draw, entry):
        raise failed


def sound(attempt: Attempt, draw: Draw) -> Iterable[str]:
    """The entries for a check of all three: those that are right on vectors; all where none is.

    What is wrong with another is told by its check on vectors; the shared checks can then still
    give the points for what is right.
    """
    return [e for e in ENTRIES if not plain_failure(attempt, draw, e)] or ENTRIES


@check("values", points=6)
def test_entropy_of_one_distribution(attempt, draw):
    """entropy(p) is -Σ p log p, in nats"""
    of_vectors(attempt, draw, "entropy")


@check("values", points=5)
def test_cross_entropy_of_two_distributions(attempt, draw):
    """cross_entropy(p, q) is -Σ p log q: p weights, q is what is expected"""
    of_vectors(attempt, draw, "cross_entropy")


@check("values", points=5)
def test_divergence_of_two_distributions(attempt, draw):
    """kl_divergence(p, q) is Σ p (log p - log q), and not symmetric"""
    of_vectors(attempt, draw, "kl_divergence")


@check("values", points=3)
def test_entropy_of_a_batch(attempt, draw):
    """entropy sums over the last dimension, and over no other"""
    expect.values(attempt, drawn(draw, "entropy", BATCHES), ORACLES["entropy"])


@check("values", points=3)
def test_cross_entropy_of_a_batch(attempt, draw):
    """cross_entropy sums over the last dimension, and over no other"""
    expect.values(attempt, drawn(draw, "cross_entropy", BATCHES), ORACLES["cross_entropy"])


@check("values", points=3)
def test_divergence_of_a_batch(attempt, draw):
    """kl_divergence sums over the last dimension, and over no other"""
    expect.values(attempt, drawn(draw, "kl_divergence", BATCHES), ORACLES["kl_divergence"])


@check("values", points=2)
def test_rows_that_do_not_add_up_to_one(attempt, draw):
    """p and q are put into the formulas as they are, without normalising"""
    for entry in sound(attempt, draw):
        cases = explicit(
            entry,
            ([0.5, 0.25], [0.25, 0.125]),
            ([0.75, 0.75, 0.5], [0.5, 0.25, 0.25]),
            ([0.5], [0.25]),
            ([2.0, 0.5], [1.0, 3.0]),  # an entropy below 0, and a cross entropy
        )
        expect.values(attempt, cases, ORACLES[entry])


@check("gradients", points=5)
def test_gradient_of_entropy(attempt, draw):
    """The gradient of entropy is -(log p + 1)"""
    hold_gradients(attempt, draw, "entropy")


@check("gradients", points=5)
def test_gradient_of_cross_entropy(attempt, draw):
    """The gradient of cross_entropy with respect to q is -p / q"""
    hold_gradients(attempt, draw, "cross_entropy")


@check("gradients", points=5)
def test_gradient_of_divergence(attempt, draw):
    """The gradient of kl_divergence with respect to q is that of the cross entropy, -p / q"""
    hold_gradients(attempt, draw, "kl_divergence")


def hold_gradients(attempt: Attempt, draw: Draw, entry: str) -> None:
    cases = drawn(draw, entry, VECTORS)
    cases += expect.right_on(attempt, drawn(draw, entry, BATCHES), ORACLES[entry])
    if entry != "entropy":
        same = [case_of(entry, case.inputs[0], case.inputs[0].clone()) for case in cases[:4]]
        cases += expect.right_on(attempt, same, ORACLES[entry])
    expect.gradients(attempt, in_double(cases), ORACLES[entry], draw)


@check("stability", points=3)
def test_small_probabilities(attempt, draw):
    """Small probabilities are neither rounded up nor dropped"""
    small, smaller = ([1e-10, 1 - 1e-10], [0.5, 0.5]), ([1e-30, 1.0], [0.5, 0.5])
    for entry in sound(attempt, draw):
        cases = explicit(entry, small, smaller, small[::-1], smaller[::-1])
        cases += explicit(entry, ([1e-9, 0.25, 0.75 - 1e-9], [0.5, 1e-20, 0.5]))
        expect.values(attempt, cases, ORACLES[entry])
        same = explicit(entry, ([1e-10, 1.0], [1e-10, 1.0]), ([1e-30, 1.0], [1e-30, 1.0]))
        if expect.right_gradients(attempt, drawn(draw, entry, ((2,),)), ORACLES[entry], draw):
            rare = explicit(entry, ([0.5, 0.5], [1e-10, 0.5]), ([0.5, 1e-10], [0.25, 1e-20]))
            expect.gradients(attempt, in_double(same + rare), ORACLES[entry], draw)


@check("stability", points=2)
def test_smallest_probabilities(attempt, draw):
    """The smallest number of the dtype is a probability too, though 1 / q would overflow"""
    for entry in sound(attempt, draw):
        for dtype in DTYPES:
            limits = torch.finfo(dtype)
            smallest = torch.tensor([limits.smallest_normal * limits.eps, 1.0], dtype=dtype)
            half = torch.tensor([0.25, 0.75], dtype=dtype)
            cases = [case_of(entry, half, smallest), case_of(entry, smallest, half)]
            expect.values(attempt, cases, ORACLES[entry])


@check("edges", points=4)
def test_entropy_with_zeros(attempt, draw):
    """An outcome of probability 0 adds nothing to the entropy: 0 log 0 = 0"""
    cases = explicit("entropy", ([1.0, 0.0], []), ([0.0, 0.25, 0.75], []), ([0.0, 0.0, 1.0], []))
    cases += explicit("entropy", ([0.0, 0.0], []))
    expect.values(attempt, cases, ORACLES["entropy"])
    expect.carries_over(attempt, in_more_dimensions(cases), ORACLES["entropy"])


@check("edges", points=4)
def test_cross_entropy_with_zeros_in_p(attempt, draw):
    """What p rules out adds nothing to the cross entropy, also where q rules it out too"""
    cases = explicit("cross_entropy", *zeros_in_p())
    expect.values(attempt, cases, ORACLES["cross_entropy"])
    expect.carries_over(attempt, in_more_dimensions(cases), ORACLES["cross_entropy"])


@check("edges", points=4)
def test_divergence_with_zeros_in_p(attempt, draw):
    """What p rules out adds nothing to the divergence, also where q rules it out too"""
    cases = explicit("kl_divergence", *zeros_in_p())
    expect.values(attempt, cases, ORACLES["kl_divergence"])
    expect.carries_over(attempt, in_more_dimensions(cases), ORACLES["kl_divergence"])


def in_more_dimensions(cases: list[Case]) -> list[tuple[Case, Case]]:
    """Pairs of a batch of one distribution, in one dimension and in more."""
    shapes = (1, 1, -1), (1, 1, 1, -1)
    return [(reshaped(case, 1, -1), reshaped(case, *shape)) for case in cases for shape in shapes]


def zeros_in_p() -> list[tuple[list, list]]:
    pairs = [([1.0, 0.0], [0.9, 0.1]), ([1.0, 0.0], [1.0, 0.0])]
    pairs += [([0.0, 0.0], [0.5, 0.5])]
    return [*pairs, ([0.0, 0.25, 0.75], [0.5, 0.25, 0.25]), ([0.0, 0.25, 0.75], [0.0, 0.5, 0.5])]


@check("edges", points=4)
def test_cross_entropy_of_the_impossible(attempt, draw):
    """q = 0 where p > 0 makes the cross entropy inf"""
    cases = explicit("cross_entropy", *zeros_in_q())
    expect.values(attempt, cases, ORACLES["cross_entropy"])
    expect.carries_over(attempt, in_more_dimensions(cases), ORACLES["cross_entropy"])


@check("edges", points=4)
def test_divergence_from_the_impossible(attempt, draw):
    """q = 0 where p > 0 makes the divergence inf"""
    cases = explicit("kl_divergence", *zeros_in_q())
    expect.values(attempt, cases, ORACLES["kl_divergence"])
    expect.carries_over(attempt, in_more_dimensions(cases), ORACLES["kl_divergence"])


def zeros_in_q() -> list[tuple[list, list]]:
    return [
        ([0.5, 0.5], [1.0, 0.0]),
        ([1.0, 0.0], [0.0, 1.0]),
        ([0.0, 0.5, 0.5], [0.0, 1.0, 0.0]),
        ([1e-30, 1.0], [0.0, 1.0]),
        ([1e-44, 1.0], [0.0, 1.0]),
    ]


@check("edges", points=2)
def test_rows_do_not_disturb_each_other(attempt, draw):
    """A row with zeros, or one that is inf, leaves the other rows alone"""
    rows = [[0.5, 0.5], [1.0, 0.0], [0.25, 0.75]], [[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]]

    def right_on_each(entry: str) -> bool:
        cases = explicit(entry, *zip(*rows))
        return len(expect.right_on(attempt, cases, ORACLES[entry])) == len(cases)

    entries = sound(attempt, draw)
    for entry in list(filter(right_on_each, entries)) or entries:
        expect.values(attempt, explicit(entry, rows), ORACLES[entry])


@check("edges", points=2)
def test_divergence_from_itself(attempt, draw):
    """A distribution's divergence from itself is 0"""
    cases = explicit("kl_divergence", ([0.5, 0.5], [0.5, 0.5]), ([0.1, 0.9], [0.1, 0.9]))
    for case in drawn(draw, "kl_divergence", VECTORS):
        cases.append(case_of("kl_divergence", case.inputs[0], case.inputs[0].clone()))
    expect.values(attempt, cases, ORACLES["kl_divergence"])


@check("edges", points=2)
def test_sizes_of_one(attempt, draw):
    """A single outcome, and a batch of one, keep their shapes"""
    for entry in sound(attempt, draw):
        cases = drawn(draw, entry, ((1,), (1, 1), (3, 1), (1, 3), (2, 1, 3)))
        expect.values(attempt, cases, ORACLES[entry])
        several, one = (in_double(drawn(draw, entry, (shape,))) for shape in ((3, 2), (3, 1)))
        expect.carries_over(attempt, zip(several, one), ORACLES[entry], draw)


@check("edges", points=1)
def test_empty_batch(attempt, draw):
    """No distributions give no results, in the right shape"""
    for entry in sound(attempt, draw):
        empty = [torch.zeros(shape, dtype=t) for shape in ((0, 3), (2, 0, 3)) for t in DTYPES]
        cases = [case_of(entry, input, input.clone()) for input in empty]
        expect.values(attempt, cases, ORACLES[entry])


@check("edges", points=2)
def test_non_contiguous_inputs(attempt, draw):
    """Transposed, sliced and expanded inputs give the numbers of contiguous ones"""
    for dtype in DTYPES:
        p, q = (distributions(draw, (4, 2, 3)).to(dtype) for _ in range(2))
        columns = [distributions(draw, (3, 4), dim=0).to(dtype) for _ in range(2)]
        pairs = [(columns[0].T, columns[1].T), (p.transpose(0, 1), q.transpose(0, 1))]
        pairs += [(p.repeat_interleave(2, dim=-1)[..., ::2], q), (p[::2], q[1::2])]
        pairs += [(p[0].expand(4, 2, 3), q), (p, q[1, 0].expand(4, 2, 3))]
        pairs += [(p[0, :1].expand(4, 3), q[:, 0]), (p[:, 1], q[0, 0].expand(4, 3))]
        for entry in sound(attempt, draw):
            cases = [case_of(entry, *pair) for pair in pairs]
            expect.views(attempt, cases, ORACLES[entry], draw)


@check("contract", points=1)
def test_dtype_and_device_follow_the_input(attempt, draw):
    """The result has the input's dtype and device; float64 stays float64"""
    for entry in sound(attempt, draw):
        contract.follows_dtype(attempt, drawn(draw, entry, ((3,),)), ORACLES[entry], draw)


@check("contract", points=1)
def test_inputs_are_left_alone(attempt, draw):
    """p and q hold the same numbers after the call"""
    for entry in sound(attempt, draw):
        zeros = explicit(entry, ([1.0, 0.0], [1.0, 0.0]), ([0.0, 1.0], [0.5, 0.5]))
        zeros += explicit(entry, ([0.5, 0.5], [1.0, 0.0]))
        cases = drawn(draw, entry, ((2,), (3,)))
        cases += expect.right_on(attempt, zeros, ORACLES[entry])
        contract.leaves_inputs_alone(attempt, cases, ORACLES[entry])


@check("contract", points=1)
def test_same_input_same_output(attempt, draw):
    """The same call gives the same result, also after other calls"""
    for entry in sound(attempt, draw):
        cases = in_double(drawn(draw, entry, ((3,),) * 3))
        contract.repeats_itself(attempt, cases, ORACLES[entry])


@check("contract", points=1)
def test_without_gradients(attempt, draw):
    """It works under torch.no_grad(), and on inputs that do not require grad"""
    for entry in sound(attempt, draw):
        zeros = [replace(case, wrt=()) for case in explicit(entry, ([1.0, 0.0], [1.0, 0.0]))]
        cases = drawn(draw, entry, ((3,), (2,)))
        cases += expect.right_on(attempt, zeros, ORACLES[entry])
        contract.works_without_grad(attempt, cases, ORACLES[entry])


def apart(draw: Draw, entry: str, shape: tuple[int, ...], dtype: torch.dtype) -> Case:
    """As drawn, but q adds up to 1/4: no divergence is then as small as its rounding."""
    p, q = distributions(draw, shape), distributions(draw, shape) / 4
    return case_of(entry, p.to(dtype), q.to(dtype))


def typical(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Ordinary calls, of every entry and reduction."""
    shapes = ((2,), (3,), (3, 3), (2, 3, 4))
    return [apart(draw, entry, shape, dtype) for shape in shapes for entry in ENTRIES]


def mixed(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Entries, shapes, and outcomes that p, q or both rule out, in whatever mixture."""
    shapes: tuple[tuple[int, ...], ...] = ((1,), (2,), (5,), (1, 3), (4, 3), (3, 3), (3, 1))
    shapes += (
        (2, 3, 4),
        (2, 1, 3),
        (2, 2, 3, 2),
        (0, 3),
        (2, 0, 3),
        (5003, 3),
        (2, 300),
        (1, 3000),
    )
    cases = []
    for entry, shape, kind in draw.mixtures(ENTRIES, shapes, ("none", "p", "q", "p and q")):
        p, q = (distributions(draw, shape).to(dtype) for _ in range(2))
        out = torch.arange(p.numel()).view(shape) % 4 == 1
        if "p" in kind and shape[-1] > 1:
            p = p.masked_fill(out, 0)
            p = p / p.sum(-1, keepdim=True)  # what is less than 1 may have a negative divergence
        q = q.masked_fill(out, 0) if "q" in kind else q
        case = case_of(entry, p, q)
        # Gradients are not graded where p or q is 0.
        cases.append(case if kind == "none" else Case(case.inputs, {}, entry, wrt=()))
    return cases


def extreme(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls near the ends of what float16 can hold, whose results it can hold."""
    # p / q overflows float16, and with it the gradient, which is not asked for.
    far = torch.tensor([[0.75, 0.25, 0.0], [2e-7, 0.5, 0.0]], dtype=dtype).split(1)
    zeros = torch.tensor([[[1.0, 0.0], [1.0, 0.0]], [[0.5, 0.5], [1.0, 0.0]]], dtype=dtype)
    pairs = [far, *(pair.split(1) for pair in zeros)]
    return [Case(case_of(e, *pair).inputs, {}, e, wrt=()) for e in ENTRIES for pair in pairs]


def many(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls that add up thousands of terms, which must not be done in 16 bits."""
    p, q = (draw.uniform(1, 2000, low=low, high=4 * low, dtype=dtype) for low in (0.2, 0.05))
    cases = [case_of(entry, p, q) for entry in ENTRIES]
    # No more than 10,000 of them: float16 has no normal numbers below 6e-5.
    p, q = (draw.uniform(1, 5000, low=0.7, high=1.3) / 5000 for _ in range(2))
    return cases + [case_of(entry, p.to(dtype), q.to(dtype)) for entry in ENTRIES]


def sized(rows: int, classes: int) -> list[Case]:
    """One float32 call of each entry over (rows, classes) numbers, whose memory is measured."""
    p = torch.linspace(0.5, 1.5, classes).expand(rows, classes) / classes
    return [case_of(entry, p, p.flip(-1)) for entry in ENTRIES]


LOSS = Loss("entropy_and_kl", ORACLES, typical, mixed, extreme, many, sized)
globals().update(every_loss(LOSS))
