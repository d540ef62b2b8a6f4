"""One concrete input to a check, and the seeded drawing of such inputs."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, product
from typing import Any

import torch
from torch import Tensor

Shape = tuple[int, ...]

MAX_BY_HAND = 256  # numbers of an input that one might still read or type; thousands fill pages


@dataclass(frozen=True)
class Case:
    """Arguments for one call of an entry.

    inputs: the positional tensors of the call. options: keyword arguments, which go to the
    constructor of a class entry and to the call of a function entry. entry: which one, where the
    kata has several; the only one otherwise. wrt: positions of the inputs to differentiate.
    """

    inputs: tuple[Tensor, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    entry: str | None = None
    wrt: tuple[int, ...] = (0,)

    @property
    def dtype(self) -> torch.dtype:
        """The dtype that results are held to: that of the first input."""
        return self.inputs[0].dtype

    def with_options(self, **changes: Any) -> Case:
        """The same inputs under other options."""
        return Case(self.inputs, {**self.options, **changes}, self.entry, self.wrt)

    @cached_property
    def nbytes(self) -> int:
        """Of all its tensors together."""
        parts = (*self.inputs, *self.options.values())
        return sum(part.nbytes for part in parts if isinstance(part, Tensor))

    @cached_property
    def content(self) -> Hashable:
        """What makes it equal to another case: every number, and what is done with them."""
        options = (part for pair in self.options.items() for part in pair)
        return tuple(map(content_of, (*self.inputs, self.wrt, *options)))

    @cached_property
    def in_float64(self) -> Case:
        """The same numbers, already rounded to this case's dtype, as contiguous float64."""
        return Case(
            tuple(_widened(tensor) for tensor in self.inputs),
            {name: _widened(value) for name, value in self.options.items()},
            self.entry,
            self.wrt,
        )


def content_of(part: Any) -> Hashable:
    """A tensor's numbers, or the type and value of anything else, as a dictionary's key."""
    if not isinstance(part, Tensor):
        return type(part), part
    plain = part.detach().contiguous()
    if part.dtype is torch.bfloat16:  # which numpy has not
        plain = plain.view(torch.int16)
    return part.dtype, part.shape, plain.numpy().tobytes()


def _widened(value: Any) -> Any:
    if not isinstance(value, Tensor):
        return value
    # torch's own nll_loss refuses some strides in its backward: the reference gets none of them.
    value = value.detach().contiguous()
    return value.double() if value.is_floating_point() else value


def reduced(cases: Iterable[Case], *reductions: str) -> list[Case]:
    """Each case under each of these reductions."""
    return [case.with_options(reduction=name) for case in cases for name in reductions]


def reshaped(case: Case, *shape: int) -> Case:
    """The same numbers in inputs of another shape."""
    return replace(case, inputs=tuple(tensor.reshape(shape) for tensor in case.inputs))


def lone(case: Case) -> Case:
    """The first number of each tensor, as inputs and options without dimensions."""
    inputs = tuple(tensor.flatten()[0] for tensor in case.inputs)
    options = {n: v.flatten()[0] if isinstance(v, Tensor) else v for n, v in case.options.items()}
    return replace(case, inputs=inputs, options=options)


def emptied(case: Case) -> Case:
    """The case without its items, the rows of its inputs."""
    return replace(case, inputs=tuple(tensor[:0] for tensor in case.inputs))


def scattered(tensor: Tensor) -> Tensor:
    """The same tensor as a view: every other number of one with its dimensions turned round."""
    around = tuple(range(tensor.dim()))[::-1]
    turned = tensor.permute(around)
    return torch.stack([turned, turned + 1], -1)[..., 0].permute(around)


def in_both_dtypes(make: Callable[[torch.dtype], Case]) -> list[Case]:
    """A case in float32 and the same kind in float64."""
    return [make(torch.float32), make(torch.float64)]


def in_double(cases: Iterable[Case]) -> list[Case]:
    """Those of the cases that are in float64: gradients are compared in it."""
    return [case for case in cases if case.dtype is torch.float64]


class Draw:
    """Draws the inputs of one check; the same seed and check draw the same, in any order."""

    def __init__(self, seed: int, check: str) -> None:
        self._seed = seed
        digest = hashlib.sha256(f"{seed}:{check}".encode()).digest()
        self._generator = torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))

    def apart(self, name: str) -> Draw:
        """Another of the same seed, for what several checks share whichever of them runs first."""
        return Draw(self._seed, name)

    def normal(
        self, *shape: int, std: float = 2.0, dtype: torch.dtype = torch.float64, decimals: int = 2
    ) -> Tensor:
        """N(0, std²) numbers; few are rounded to `decimals`, so that a failing case can be read."""
        values = std * torch.randn(shape, generator=self._generator, dtype=torch.float64)
        return _tidy(values, decimals).to(dtype)

    def uniform(
        self, *shape: int, low: float, high: float, dtype: torch.dtype = torch.float64
    ) -> Tensor:
        """Numbers between `low` and `high`; few are rounded to two decimals."""
        unit = torch.rand(shape, generator=self._generator, dtype=torch.float64)
        return _tidy(low + (high - low) * unit, 2).to(dtype)

    def classes(self, count: int, *shape: int) -> Tensor:
        """Class indices in [0, count), int64."""
        return torch.randint(count, shape, generator=self._generator)

    def integer(self, low: int, high: int) -> int:
        """A whole number in [low, high)."""
        return int(torch.randint(low, high, (), generator=self._generator))

    def mixtures(self, *factors: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Random combinations of one level of each factor, in which every two levels meet."""
        levels = [range(len(factor)) for factor in factors]
        choose = random.Random(self.integer(0, 2**31))
        met: set[tuple[tuple[int, int], ...]] = set()
        chosen = []
        for (one, at), (other, there) in combinations(enumerate(levels), 2):
            for pair in product(
                [(one, level) for level in at], [(other, level) for level in there]
            ):
                if pair not in met:
                    places = {place: choose.choice(own) for place, own in enumerate(levels)}
                    places.update(pair)
                    met.update(combinations(places.items(), 2))
                    chosen.append(tuple(factors[place][level] for place, level in places.items()))
        return chosen

    def upstream(self, like: Tensor) -> Tensor:
        """A random gradient for an output shaped and typed like `like`, away from 0 and 1."""
        sign = 1 - 2 * torch.randint(2, like.shape, generator=self._generator).double()
        size = 1.2 + 1.3 * torch.rand(like.shape, generator=self._generator, dtype=torch.float64)
        return _tidy(sign * size, 2).to(like.dtype)


def _tidy(values: Tensor, decimals: int) -> Tensor:
    # A running total of thousands of terms, few of them different, rounds each kind the same way
    # every time: errors add up that cancel in real data.
    if values.numel() > MAX_BY_HAND:
        return values
    return torch.round(values, decimals=decimals) + 0.0  # + 0.0: no -0.0
