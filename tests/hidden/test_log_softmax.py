"""Hidden tests of log_softmax: logsumexp, softmax and log_softmax, against torch in float64."""

import math
from collections.abc import Iterable
from dataclasses import replace

import torch
from torch import Tensor

from dojo.judge import contract, expect
from dojo.judge.attempt import Attempt
from dojo.judge.call import CheckFailed
from dojo.judge.case import Case, Draw, in_double
from dojo.judge.checks import check
from dojo.judge.every_loss import every_loss
from dojo.judge.loss import Loss
from dojo.judge.oracle import Oracle

INF = math.inf
ENTRIES = ("logsumexp", "softmax", "log_softmax")
DTYPES = (torch.float32, torch.float64)

# Shapes and the dimension to go along, smallest first; square ones, as they broadcast wrongly.
LAST = (((2,), 0), ((2, 2), 1), ((2, 3), 1), ((4, 4), 1))
OTHER = (((2, 2), 0), ((3, 2), 0), ((2, 3, 4), 1), ((3, 3, 3), 1), ((3, 2, 2), 0))
OTHER += (((2, 3, 2, 2), 1), ((2, 2, 3, 2), 2), ((2, 1, 3, 2, 2), 2), ((2, 2, 1, 2, 3), 4))
NEGATIVE = (((2,), -1), ((2, 3), -1), ((2, 3), -2), ((2, 3, 4), -2), ((2, 3, 4), -3))
SINGLE = (((1,), 0), ((1, 1), 1), ((3, 1), 1), ((1, 3), 0), ((1, 3, 1), 1), ((3, 1), 0))
SINGLE += (((3, 1, 1), 0), ((1, 2, 1, 2), 3))
ONE = (((1,), 0), ((2, 1), 1))  # whose gradients are 1 or 0, but there


def top_magnitude(input: Tensor, dim: int) -> Tensor:
    """The row's maximum, which is subtracted from everything; 0 where it is infinite."""
    top = input.amax(dim, keepdim=True)
    return top.masked_fill(top.isinf(), 0).abs()


def sum_magnitude(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    """The maximum and log n, which are added; the sum's rounding is its logarithm's own error."""
    size = top_magnitude(input, dim) + max(1, math.log(input.shape[dim]))
    return size if keepdim else size.squeeze(dim)


def log_magnitude(input: Tensor, dim: int) -> Tensor:
    """The number itself, the maximum and log n: in which order they are added is free."""
    own = input.masked_fill(input.isinf(), 0).abs()
    return own + sum_magnitude(input, dim, keepdim=True)


def probability_magnitude(input: Tensor, dim: int) -> Tensor:
    """An exponential's relative error is its exponent's absolute error, and that of rounding.

    Below 1e-31 * eps float32 has no normal numbers, which need not be told from 0.
    """
    return torch.softmax(input, dim) * (1 + log_magnitude(input, dim)) + 1e-31


ORACLES = {
    "logsumexp": Oracle(torch.logsumexp, sum_magnitude),
    "softmax": Oracle(torch.softmax, probability_magnitude),
    "log_softmax": Oracle(torch.log_softmax, log_magnitude),
}


def drawn(draw: Draw, entry: str, spans: Iterable[tuple[tuple[int, ...], int]]) -> list[Case]:
    """Random inputs of these shapes, along these dimensions, in both dtypes."""
    return [
        Case((draw.normal(*shape, dtype=dtype),), {"dim": dim}, entry)
        for shape, dim in spans
        for dtype in DTYPES
    ]


def from_the_end(case: Case) -> Case:
    """The case with its dim counted from the end."""
    return case.with_options(dim=case.options["dim"] - case.inputs[0].dim())


def explicit(entry: str, *inputs: list) -> list[Case]:
    """Inputs written out, along their last dimension, in both dtypes."""
    tensors = [torch.tensor(rows, dtype=dtype) for rows in inputs for dtype in DTYPES]
    return [Case((tensor,), {"dim": tensor.dim() - 1}, entry) for tensor in tensors]


def plain_failure(attempt: Attempt, draw: Draw, entry: str) -> CheckFailed | None:
    """How an entry fails along the rows of a matrix, if it does; found out once."""
    return attempt.session.remember(
        f"{entry} on {attempt.device}",
        lambda: expect.failure(attempt, drawn(draw.apart(entry), entry, LAST), ORACLES[entry]),
    )


def along_rows(attempt: Attempt, draw: Draw, entry: str) -> None:
    if failed := plain_failure(attempt, draw, entry):
        raise failed


def sound(attempt: Attempt, draw: Draw) -> Iterable[str]:
    """The entries for a check of all three: those that are right along rows; all where none is.

    What is wrong with another is told by its check along rows; the shared checks can then still
    give the points for what is right.
    """
    return [e for e in ENTRIES if not plain_failure(attempt, draw, e)] or ENTRIES


@check("values", points=5)
def test_logsumexp_along_rows(attempt, draw):
    """logsumexp along the last dimension of a vector and of a matrix"""
    along_rows(attempt, draw, "logsumexp")


@check("values", points=5)
def test_softmax_along_rows(attempt, draw):
    """softmax along the last dimension of a vector and of a matrix"""
    along_rows(attempt, draw, "softmax")


@check("values", points=5)
def test_log_softmax_along_rows(attempt, draw):
    """log_softmax along the last dimension of a vector and of a matrix"""
    along_rows(attempt, draw, "log_softmax")


@check("values", points=3)
def test_logsumexp_along_other_dimensions(attempt, draw):
    """logsumexp along the first and a middle dimension"""
    expect.values(attempt, drawn(draw, "logsumexp", OTHER), ORACLES["logsumexp"])


@check("values", points=3)
def test_softmax_along_other_dimensions(attempt, draw):
    """softmax along the first and a middle dimension"""
    expect.values(attempt, drawn(draw, "softmax", OTHER), ORACLES["softmax"])


@check("values", points=3)
def test_log_softmax_along_other_dimensions(attempt, draw):
    """log_softmax along the first and a middle dimension"""
    expect.values(attempt, drawn(draw, "log_softmax", OTHER), ORACLES["log_softmax"])


@check("values", points=3)
def test_negative_dimensions(attempt, draw):
    """A negative dim counts from the end"""
    for entry in sound(attempt, draw):
        expect.values(attempt, drawn(draw, entry, NEGATIVE), ORACLES[entry])
        usual = in_double(drawn(draw, entry, OTHER[::2] + SINGLE[1::2]))
        pairs = [(case, from_the_end(case)) for case in usual]
        expect.carries_over(attempt, pairs, ORACLES[entry], draw)


@check("values", points=3)
def test_keepdim(attempt, draw):
    """keepdim=True keeps the dimension with size 1, keepdim=False drops it"""
    spans = (((2,), 0), ((2, 3), 1), ((2, 3), 0), ((2, 3, 4), 1))
    plain = drawn(draw, "logsumexp", spans)
    cases = [case.with_options(keepdim=keepdim) for case in plain for keepdim in (True, False)]
    expect.values(attempt, cases, ORACLES["logsumexp"])
    spans = OTHER[::2] + NEGATIVE[1::2] + SINGLE[::2]
    dropped = in_double(drawn(draw, "logsumexp", spans))
    pairs = [(case, case.with_options(keepdim=True)) for case in dropped]
    expect.carries_over(attempt, pairs, ORACLES["logsumexp"], draw)


@check("gradients", points=4)
def test_gradient_of_logsumexp(attempt, draw):
    """The gradient of logsumexp is softmax, also where maxima tie"""
    cases = explicit("logsumexp", [1.0, 1.0], [2.0, 0.0, 2.0])
    cases += drawn(draw, "logsumexp", LAST + ONE)
    kept = [case.with_options(keepdim=True) for case in cases]
    cases += expect.right_on(attempt, kept, ORACLES["logsumexp"])
    expect.gradients(attempt, in_double(cases), ORACLES["logsumexp"], draw)


@check("gradients", points=4)
def test_gradient_of_softmax(attempt, draw):
    """The gradient of softmax against a random upstream gradient"""
    cases = explicit("softmax", [1.0, 1.0], [2.0, 0.0, 2.0])
    cases += drawn(draw, "softmax", LAST + ONE)
    expect.gradients(attempt, in_double(cases), ORACLES["softmax"], draw)


@check("gradients", points=4)
def test_gradient_of_log_softmax(attempt, draw):
    """The gradient of log_softmax against a random upstream gradient"""
    cases = explicit("log_softmax", [1.0, 1.0], [2.0, 0.0, 2.0])
    cases += drawn(draw, "log_softmax", LAST + ONE)
    expect.gradients(attempt, in_double(cases), ORACLES["log_softmax"], draw)


@check("gradients", points=2)
def test_gradients_along_other_dimensions(attempt, draw):
    """Gradients along the first, a middle and a negative dimension"""
    for entry in sound(attempt, draw):
        negative = drawn(draw, entry, (((2, 3), -2), ((2, 3, 4), -2)))
        cases = in_double(drawn(draw, entry, OTHER))
        cases += in_double(expect.right_on(attempt, negative, ORACLES[entry]))
        expect.gradients(attempt, cases, ORACLES[entry], draw)


@check("stability", points=3)
def test_logsumexp_of_large_numbers(attempt, draw):
    """logsumexp does not overflow: exp(89) is inf in float32, exp(710) in float64"""
    cases = explicit("logsumexp", [100.0, 0.0], [1e4, 9998.0], [1e4, -1e4, 1e4], [0.0, 1e3])
    expect.values(attempt, cases, ORACLES["logsumexp"])


@check("stability", points=2)
def test_logsumexp_of_very_negative_numbers(attempt, draw):
    """logsumexp does not underflow to log(0): exp(-104) is 0 in float32, exp(-746) in float64"""
    cases = explicit("logsumexp", [-200.0, -200.0], [-1e3, -1001.0], [-1e4, -1e4, -9999.0])
    expect.values(attempt, cases, ORACLES["logsumexp"])


@check("stability", points=3)
def test_softmax_of_large_numbers(attempt, draw):
    """softmax is neither inf / inf nor 0 / 0, however large or negative the numbers are"""
    cases = explicit("softmax", [100.0, 99.0], [-200.0, -201.0], [1e4, 9999.0], [-1e4, -1e4])
    cases += explicit("softmax", [1e4, -1e4], [0.0, 1e3, 999.0])
    expect.values(attempt, cases, ORACLES["softmax"])


@check("stability", points=3)
def test_log_softmax_of_large_numbers(attempt, draw):
    """log_softmax of numbers that are all large, or all very negative"""
    cases = explicit("log_softmax", [100.0, 99.0], [-200.0, -201.0], [1e4, 9999.0], [-1e4, -1e4])
    expect.values(attempt, cases, ORACLES["log_softmax"])


@check("stability", points=3)
def test_log_softmax_of_improbable_entries(attempt, draw):
    """Log-probabilities stay finite where the probability itself underflows to 0"""
    cases = explicit("log_softmax", [0.0, -200.0], [0.0, -30.0], [-1e3, -1.0, -300.0], [-1e4, 0.0])
    cases += explicit("log_softmax", [1e4, -1e4], [-1e6, 1e5])
    expect.values(attempt, cases, ORACLES["log_softmax"])


@check("stability", points=2)
def test_rows_of_different_size(attempt, draw):
    """Each row goes by its own maximum, not by that of the whole input"""
    for entry in sound(attempt, draw):
        cases = explicit(entry, [[0.0, 0.0], [200.0, 199.0]], [[-1e4, -9999.0], [0.0, 2.0]])
        cases += explicit(entry, [[1e4, 1e4], [0.0, 1.0], [-1e4, -1e4]])
        expect.values(attempt, cases, ORACLES[entry])


@check("stability", points=1)
def test_constant_offsets(attempt, draw):
    """A constant added to a row changes nothing but rounding, and adds to logsumexp"""
    for entry in sound(attempt, draw):
        for offset in (1e6, -1e6):
            rows = [draw.normal(2, 3, std=1, dtype=dtype) + offset for dtype in DTYPES]
            cases = [Case((input,), {"dim": 1}, entry) for input in rows]
            expect.values(attempt, cases, ORACLES[entry])
            level = [Case((c.inputs[0] - offset,), c.options, entry) for c in cases]
            expect.carries_over(attempt, zip(level, cases), ORACLES[entry], draw)
    if not plain_failure(attempt, draw, "log_softmax"):
        advise_on_cancellation(attempt)


@check("stability", points=2)
def test_gradients_of_large_numbers(attempt, draw):
    """Gradients stay finite and right where numbers are large or far apart"""
    for entry in sound(attempt, draw):
        cases = explicit(entry, [100.0, 99.0], [0.0, -200.0], [1e4, -1e4], [[1e4, 1e4], [0.0, 1.0]])
        expect.gradients(attempt, in_double(cases), ORACLES[entry], draw)


@check("stability", points=2)
def test_masked_entries(attempt, draw):
    """Beside a -inf all else is as if it were absent; the gradient is finite"""
    for entry in sound(attempt, draw):
        cases = explicit(entry, [-INF, 0.0], [1.0, -INF, 2.0], [[-INF, 3.0], [0.0, -INF]])
        large = explicit(entry, [1e3, 999.0])
        if len(expect.right_gradients(attempt, large, ORACLES[entry], draw)) == len(large):
            cases += explicit(entry, [1e3, -INF, 999.0])
        expect.values(attempt, cases, ORACLES[entry])
        expect.gradients(attempt, in_double(cases), ORACLES[entry], draw)


@check("edges", points=3)
def test_nothing_but_minus_infinity(attempt, draw):
    """logsumexp of a row that is -inf throughout is -inf, not nan"""
    cases = explicit("logsumexp", [-INF, -INF], [[-INF, -INF], [1.0, 0.0]], [-INF])
    beside = explicit("logsumexp", [1e3, 1e3])  # its own row needs its maximum taken out
    if expect.right_on(attempt, beside, ORACLES["logsumexp"]):
        cases += explicit("logsumexp", [[-INF, -INF], [1e3, 1e3]])
    expect.values(attempt, cases, ORACLES["logsumexp"])
    expect.carries_over(attempt, elsewhere(attempt, cases), ORACLES["logsumexp"])


@check("edges", points=2)
def test_plus_infinity(attempt, draw):
    """logsumexp of a row with +inf in it is +inf, not nan"""
    cases = explicit("logsumexp", [INF, 0.0], [INF, -INF], [[1.0, 0.0], [INF, INF]])
    if expect.right_on(attempt, explicit("logsumexp", [-INF, -INF]), ORACLES["logsumexp"]):
        cases += explicit("logsumexp", [[INF, 0.0], [-INF, -INF]])
    expect.values(attempt, cases, ORACLES["logsumexp"])
    expect.carries_over(attempt, elsewhere(attempt, cases), ORACLES["logsumexp"])


def elsewhere(attempt: Attempt, cases: list[Case]) -> list[tuple[Case, Case]]:
    """Pairs of a call along the last dimension and one along another, which finite numbers pass."""
    pairs = []
    for case in cases:
        rows = case.inputs[0].reshape(-1, case.inputs[0].shape[-1]).T
        for input, dim in ((rows, 0), (rows, -2), (rows[None], 1), (rows[:, None, None], 0)):
            pairs.append((case, Case((input,), {**case.options, "dim": dim}, case.entry)))
        pairs.append((case, case.with_options(keepdim=True)))
    finite = [replace(moved, inputs=(torch.zeros_like(moved.inputs[0]),)) for _, moved in pairs]
    right = {id(case) for case in expect.right_on(attempt, finite, ORACLES["logsumexp"])}
    return [pair for pair, case in zip(pairs, finite) if id(case) in right]


@check("edges", points=1)
def test_sizes_of_one(attempt, draw):
    """Dimensions of size 1, gone along or not, keep their place in the shape"""
    for entry in sound(attempt, draw):
        expect.values(attempt, drawn(draw, entry, SINGLE), ORACLES[entry])


@check("edges", points=1)
def test_empty_batch(attempt, draw):
    """No rows give no results, in the right shape"""
    for entry in sound(attempt, draw):
        spans = (((0, 3), 1), ((3, 0), 0), ((2, 3, 0), 1))
        expect.values(attempt, drawn(draw, entry, spans), ORACLES[entry])


@check("edges", points=2)
def test_non_contiguous_inputs(attempt, draw):
    """Transposed, sliced and expanded inputs give the numbers of contiguous ones"""
    for dtype in DTYPES:
        flat, deep = draw.normal(4, 3, dtype=dtype), draw.normal(2, 3, 4, dtype=dtype)
        row = draw.normal(1, 3, dtype=dtype)
        spans = ((flat.T, 0), (flat.T, 1), (row.expand(4, 3), 1), (row.T.expand(3, 4), 1))
        spans += ((flat[::2], 1), (deep[:, :, ::2], 1), (deep.transpose(0, 1), 2))
        for entry in sound(attempt, draw):
            cases = [Case((input,), {"dim": dim}, entry) for input, dim in spans]
            expect.views(attempt, cases, ORACLES[entry], draw)


@check("contract", points=2)
def test_dtype_and_device_follow_the_input(attempt, draw):
    """The result has the input's dtype and device; float64 stays float64"""
    for entry in sound(attempt, draw):
        contract.follows_dtype(attempt, drawn(draw, entry, (((2, 3), 1),)), ORACLES[entry], draw)


@check("contract", points=2)
def test_input_is_left_alone(attempt, draw):
    """The input holds the same numbers after the call"""
    for entry in sound(attempt, draw):
        cases = drawn(draw, entry, (((3,), 0), ((2, 3), 1)))
        masked = explicit(entry, [1.0, -INF, 2.0], [[0.0, 1.0], [1e3, -1e3]])
        if entry == "logsumexp":
            masked += explicit(entry, [-INF, -INF], [INF, 1.0])
        cases += expect.right_on(attempt, masked, ORACLES[entry])
        contract.leaves_inputs_alone(attempt, cases, ORACLES[entry])


@check("contract", points=1)
def test_same_input_same_output(attempt, draw):
    """The same call gives the same result, also after other calls"""
    for entry in sound(attempt, draw):
        cases = in_double(drawn(draw, entry, (((2, 3), 1),) * 3))
        contract.repeats_itself(attempt, cases, ORACLES[entry])


@check("contract", points=1)
def test_without_gradients(attempt, draw):
    """It works under torch.no_grad(), and on inputs that do not require grad"""
    for entry in sound(attempt, draw):
        cases = drawn(draw, entry, (((2, 3), 1), ((3,), 0)))
        large = explicit(entry, [1e3, 999.0], [-1e3, -999.0])
        cases += expect.right_on(attempt, large, ORACLES[entry])
        contract.works_without_grad(attempt, cases, ORACLES[entry])


def advise_on_cancellation(attempt) -> None:
    """Tell an attempt of the form x - logsumexp(x) that it cancels; takes no points."""
    (case, _) = explicit("log_softmax", [1e4, 1e4])
    output = attempt.run(case).output
    if output.shape == (2,) and abs(float(output[0]) + math.log(2)) > 1e-5:
        attempt.advise(
            "x - logsumexp(x) cancels when a whole row carries a large offset: at [1e4, 1e4] it "
            f"gives {float(output[0]):.6f}, not {-math.log(2):.6f}. "
            "(x - max) - log(sum(exp(x - max))) keeps the digits."
        )


def typical(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Ordinary calls, of every entry and reduction."""
    spans = (((2,), 0), ((2, 3), 1), ((3, 2), 0), ((2, 3, 4), 1))
    cases = [
        Case((draw.normal(*shape, dtype=dtype),), {"dim": dim}, entry)
        for shape, dim in spans
        for entry in ENTRIES
    ]
    input = draw.normal(2, 3, dtype=dtype)
    return [*cases, Case((input,), {"dim": 1, "keepdim": True}, "logsumexp")]


def mixed(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Entries, dimensions counted either way, keepdim and magnitudes, in whatever mixture."""
    spans = (*LAST, *OTHER, *SINGLE, ((0, 3), 1), ((2, 0, 3), 2), ((5003, 3), 1))
    spans += (((2, 40), 1), ((300, 2), 0), ((1, 3000), 1))
    numbers = ("moderate", "rows far apart", "a -inf in each row")
    cases = []
    for entry, (shape, dim), kind, keepdim, negative in draw.mixtures(
        ENTRIES, spans, numbers, (False, True), (False, True)
    ):
        input = draw.normal(*shape, dtype=dtype)
        rows = input.shape[:dim] + input.shape[dim + 1 :]
        if kind == "rows far apart":
            # A total of thousands rounds as often: by too much to tell, where it is large.
            far = 1e4 if input.numel() <= 256 else 1e2
            input = input + (far * draw.classes(2, *rows)).unsqueeze(dim).to(dtype)
        elif kind == "a -inf in each row" and shape[dim] > 1:
            place = draw.classes(shape[dim], *rows).unsqueeze(dim)
            input = input.scatter(dim, place, -INF)
        options = {"dim": dim - len(shape) if negative else dim}
        options |= {"keepdim": keepdim} if entry == "logsumexp" else {}
        cases.append(Case((input,), options, entry))
    return cases


def extreme(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls near the ends of what float16 can hold, whose results it can hold."""
    ends = torch.tensor([[6e4, 0.0], [-6e4, -6e4]], dtype=dtype)
    masked = torch.tensor([[0.0, -INF], [100.0, 0.0], [19.0, 20.0]], dtype=dtype)
    nothing = Case((torch.full((2,), -INF, dtype=dtype),), {"dim": 0}, "logsumexp", wrt=())
    return [Case((t,), {"dim": 1}, entry) for entry in ENTRIES for t in (ends, masked)] + [nothing]


def many(draw: Draw, dtype: torch.dtype) -> list[Case]:
    """Calls that add up thousands of terms, which must not be done in 16 bits."""
    row = draw.normal(5000, std=0.1, dtype=dtype)
    # Not differentiated: in a maximum that is not detached, the rounding of thousands of upstream
    # gradients would add up.
    return [Case((row,), {"dim": 0}, entry, wrt=()) for entry in ENTRIES]


def sized(rows: int, classes: int) -> list[Case]:
    """One float32 call of each entry over (rows, classes) numbers, whose memory is measured."""
    input = torch.linspace(-4, 4, rows * classes).view(rows, classes)
    return [Case((input,), {"dim": 1}, entry) for entry in ENTRIES]


LOSS = Loss("log_softmax", ORACLES, typical, mixed, extreme, many, sized)
globals().update(every_loss(LOSS))
