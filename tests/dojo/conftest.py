"""Keeps the tests out of your progress, and counts the attacks on the judge that were contained."""

import os

import pytest

CONTAINED = pytest.StashKey[list[bool]]()


@pytest.fixture(scope="session")
def contained(pytestconfig: pytest.Config) -> list[bool]:
    return pytestconfig.stash.setdefault(CONTAINED, [])


@pytest.fixture(scope="session", autouse=True)
def _progress_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    # Gradings that tests start are not yours: they must not count, nor be remembered.
    os.environ["DOJO_HOME"] = str(tmp_path_factory.mktemp("dojo_home"))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if outcomes := config.stash.get(CONTAINED, []):
        terminalreporter.line(f"exploits: {sum(outcomes)} of {len(outcomes)} contained")
