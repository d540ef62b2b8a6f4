"""What the tests of the commands share: a clock to move on, a small repository to write to."""

import shutil

import pytest

from dojo.catalog import ROOT


class Clock:
    """A clock that a test moves on. 1.8e9 seconds since the epoch is a day in January 2027."""

    def __init__(self):
        self.time = 1_800_000_000.0

    def __call__(self):
        return self.time

    def tick(self, minutes):
        self.time += 60 * minutes


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def copy(tmp_path):
    """A small repository of two katas that a test may write to."""
    root = tmp_path / "repository"
    katas = ("katas/entropy_and_kl", "katas/log_softmax")
    for folder in ("dojo", *katas, "solutions", "tests/hidden"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "grader.py", root)
    return root
