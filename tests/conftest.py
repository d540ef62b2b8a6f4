"""Under a plain `pytest` the hidden tests run against the model solutions."""

import secrets
from typing import Any

import pytest

from dojo import catalog
from dojo.judge.grade import Judge
from dojo.judge.plugin import HiddenTests
from dojo.judge.session import Source

SEED = pytest.StashKey[int]()
LONGEST = "test_verify.py"


def pytest_configure(config: pytest.Config) -> None:
    shared: dict[str, Any] = getattr(config, "workerinput", {})  # where pytest-xdist runs us
    config.stash[SEED] = shared.get("seed", secrets.randbelow(2**31))
    # Before collection imports any hidden test: the zygote forks from a clean process.
    judge = Judge()
    config.add_cleanup(lambda: judge.__exit__())
    solutions = {}

    def solution_of(name: str):
        if name not in solutions:
            kata = catalog.load(name)
            path = kata.files.solution
            session = judge.session(kata, Source(path.read_text("utf-8"), str(path)))
            config.add_cleanup(session.close)
            solutions[name] = session, kata.entries()
        return solutions[name]

    config.pluginmanager.register(HiddenTests(solution_of, config.stash[SEED], ("cpu",), {}))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["seed"] = node.config.stash[SEED]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # First, so that another process has all the rest to do meanwhile.
    items.sort(key=lambda item: item.path.name != LONGEST)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    terminalreporter.line(f"hidden tests: model solutions, seed {config.stash[SEED]}")
