"""Whether a result is as close to the float64 reference as its dtype allows, or how far off."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

# In units of `eps(dtype) * scale`. Measured: `verify` holds every right answer to a third of it.
ULPS = 12.0
# Of it, in 16 bits: the worst right answer there is 1.34 ulps off, over thousands of terms.
SHARE_IN_16_BITS = 5 / 12


def value_bound(scale: Tensor, dtype: torch.dtype) -> Tensor:
    """How far from the reference a value in `dtype` may be; scale: the numbers it is made of."""
    limits = torch.finfo(dtype)
    ulps = ULPS * SHARE_IN_16_BITS if limits.bits == 16 else ULPS
    smallest = limits.smallest_normal * limits.eps  # where numbers have no more digits to round
    return ulps * (limits.eps * scale.double() + smallest)


def shape_problem(got: Tensor, expected: Tensor, why: str = "") -> str:
    """What is wrong with a result's shape, and `why` another one belongs; "" where nothing is."""
    if got.shape == expected.shape:
        return ""
    reason = f": {why}" if why else ""
    return f"the result has shape {_shape(got)}, expected {_shape(expected)}{reason}"


def number_problem(got: Tensor, expected: Tensor, bound: Tensor) -> str:
    """How two tensors of one shape differ beyond `bound`; "" where they do not.

    nan must meet nan, and an infinity the same infinity.
    """
    if not (got.is_floating_point() or got.dtype in (torch.int64, torch.int32)):
        return f"the result's numbers are {got.dtype}"
    eps = torch.finfo(got.dtype).eps if got.is_floating_point() else 1.0
    # Most results are small and right: numpy answers that several times as fast as torch.
    numbers = got.float() if got.dtype is torch.bfloat16 else got  # which numpy has not
    have, want = numbers.numpy(), expected.numpy()
    with np.errstate(invalid="ignore"):
        # "<=", not "not >": a nan must fail.
        near = np.abs(have - want) <= bound.numpy()
    if (near & np.isfinite(want)).all():
        return ""
    got, close = got.double(), torch.as_tensor(near)
    special = ~expected.isfinite()
    same = torch.where(expected.isnan(), got.isnan(), got == expected)
    right = torch.where(special, same, close)
    if bool(right.all()):
        return ""
    return _describe(got, expected, right, eps)


def _describe(got: Tensor, expected: Tensor, right: Tensor, eps: float) -> str:
    error = torch.where(right, -1.0, (got - expected).abs().nan_to_num(torch.inf, torch.inf))
    worst = int(error.flatten().argmax())
    have, want = float(got.flatten()[worst]), float(expected.flatten()[worst])
    where = "" if got.dim() == 0 else f" at {_index(worst, got)}"
    wrong = int((~right).sum())
    share = "" if got.numel() == 1 else f" ({wrong} of {got.numel()} numbers are off)"
    return f"expected {number(want)}, got {number(have)}{where}{_relation(have, want, eps)}{share}"


def _relation(have: float, want: float, eps: float) -> str:
    if have != have:
        return ": nan where a number belongs"
    if want != want:
        return ": a number where nan belongs"
    if abs(have) == float("inf") or abs(want) == float("inf"):
        return ""
    if want and have and 1e-3 < abs(have / want) < 1e3 and abs(have / want - 1) > 1e-3:
        return f", {have / want:.4g} times the right value"
    off = abs(have - want)
    # Where the numbers look alike, how many of the last digits are wrong says more.
    alike = eps * abs(want) <= off < 1e-3 * abs(want)
    ulps = f" ({off / (eps * abs(want)):.3g} ulps)" if alike else ""
    return f", off by {off:.3g}{ulps}"


def number(value: float) -> str:
    """A number as it is shown to people: six significant digits, more where these hide it."""
    return f"{value + 0.0:.6g}"  # + 0.0: never "-0"


def _index(flat: int, tensor: Tensor) -> str:
    index = []
    for size in reversed(tensor.shape):
        index.append(flat % size)
        flat //= size
    return "[" + ", ".join(map(str, reversed(index))) + "]"


def _shape(tensor: Tensor) -> str:
    return str(tuple(tensor.shape))
