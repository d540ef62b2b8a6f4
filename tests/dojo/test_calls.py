"""Calls sent ahead come back as their own, whatever becomes of the process in between."""

import dataclasses

import torch

from dojo import catalog
from dojo.judge.attempt import CALLS_AHEAD, Attempt
from dojo.judge.call import CheckFailed, Result
from dojo.judge.case import Case
from dojo.judge.session import Source

KATA = dataclasses.replace(catalog.load("cross_entropy"), memory_gib=0.25)
FRAGILE = """
import os
import torch
from torch import nn


class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()

    def forward(self, input, target):
        what = int(target[0])
        if what == 1:
            raise ValueError("as it is told")
        if what == 2:
            os._exit(3)
        if what == 3:
            torch.zeros(1 << 30)
        return input.sum()
"""


def outcomes(judge, fates):
    """What comes of a call for each fate: a number, or the message of its failure."""
    calls = [
        (Case((torch.tensor([float(place)]), torch.tensor([fate]))), None)
        for place, fate in enumerate(fates)
    ]
    session = judge.session(KATA, Source(FRAGILE, "fragile"))
    try:
        attempt = Attempt(session, KATA.entries(), "cpu", print)
        found = list(attempt.try_each(calls))
    finally:
        session.close()
    assert all(each.case is case for each, (case, _) in zip(found, calls)
               if isinstance(each, CheckFailed))  # fmt: skip
    return [each.output.item() if isinstance(each, Result) else each.message for each in found]


def test_what_raises_or_ends_the_process_fails_by_itself(judge):
    fates = [0, 1, 0, 2, 0, 2, 1] + [0] * 2 * CALLS_AHEAD + [2, 0]
    for place, (fate, found) in enumerate(zip(fates, outcomes(judge, fates), strict=True)):
        if fate == 0:
            assert found == place
        else:
            assert ("as it is told" if fate == 1 else "exit status 3") in found


def test_where_too_much_was_used_up_the_rest_fails_in_its_turn(judge):
    fates = [0, 3, 3, 3] + [0] * 2 * CALLS_AHEAD
    found = outcomes(judge, fates)
    assert found[0] == 0
    assert all("memory" in each for each in found[1:4])
    sent = [each for each in found[4:] if isinstance(each, float)]
    assert sent == list(range(4, 4 + len(sent)))
    assert len(sent) < CALLS_AHEAD
    assert all("not run" in each for each in found[4 + len(sent):])  # fmt: skip
    assert len(found) == len(fates)
