"""What the checks of every loss go by: a kata's right answers, and calls to try it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch

from dojo.judge.case import Case, Draw
from dojo.judge.oracle import Oracle

Cases = Callable[[Draw, torch.dtype], list[Case]]


@dataclass(frozen=True, eq=False)
class Loss:
    """One kata of the loss track.

    oracles: by entry (None: the only one). typical: ordinary calls in a dtype, plainest first.
    mixed: calls in which every two things meet that the spec allows together. extreme: calls near
    the ends of float16. many: calls that add up thousands of terms. sized: float32 calls over
    (rows, classes) numbers, one of each entry.
    """

    kata: str
    oracles: Mapping[str | None, Oracle]
    typical: Cases
    mixed: Cases
    extreme: Cases
    many: Cases
    sized: Callable[[int, int], list[Case]]

    def oracle(self, case: Case) -> Oracle:
        """The right answers for the case's entry."""
        return self.oracles[case.entry]
