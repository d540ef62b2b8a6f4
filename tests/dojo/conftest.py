"""Keeps the tests out of your progress, and counts the attacks on the judge that were contained."""

import os
import shutil
import signal

import pytest

from dojo.catalog import ROOT

CONTAINED = "contained"


@pytest.fixture(scope="session", autouse=True)
def _progress_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    # Gradings that tests start are not yours: they must not count, nor be remembered.
    os.environ["DOJO_HOME"] = str(tmp_path_factory.mktemp("dojo_home"))
    # A shell starts what runs in its background deaf to Ctrl-C, and that is inherited.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # GNU readline sets these where tests run in parallel; a terminal tells its own size.
    for name in ("LINES", "COLUMNS"):
        os.environ.pop(name, None)


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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
    ]
    found = [value for each in reports for name, value in each.user_properties if name == CONTAINED]
    if found:
        terminalreporter.line(f"exploits: {sum(found)} of {len(found)} contained")
