"""Counts the attacks on the judge that were contained."""

import pytest

CONTAINED = "contained"


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
