"""Says at the end of a run how many of the attacks on the judge were contained."""

import pytest

CONTAINED = pytest.StashKey[list[bool]]()


@pytest.fixture(scope="session")
def contained(pytestconfig: pytest.Config) -> list[bool]:
    return pytestconfig.stash.setdefault(CONTAINED, [])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if outcomes := config.stash.get(CONTAINED, []):
        terminalreporter.line(f"exploits: {sum(outcomes)} of {len(outcomes)} contained")
