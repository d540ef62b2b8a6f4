"""Keeps the tests out of your progress, and counts the attacks on the judge that were contained."""

import os

import pytest

CONTAINED = "contained"


@pytest.fixture(scope="session", autouse=True)
def _progress_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    # Gradings that tests start are not yours: they must not count, nor be remembered.
    os.environ["DOJO_HOME"] = str(tmp_path_factory.mktemp("dojo_home"))
    # GNU readline sets these where tests run in parallel; a terminal tells its own size.
    for name in ("LINES", "COLUMNS"):
        os.environ.pop(name, None)


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
