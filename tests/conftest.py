"""Under a plain `pytest` the hidden tests run against the model solutions."""

import secrets

import pytest

from dojo import catalog
from dojo.judge.grade import Judge
from dojo.judge.plugin import HiddenTests
from dojo.judge.session import Source

SEED = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
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

    config.stash[SEED] = secrets.randbelow(2**31)
    config.pluginmanager.register(HiddenTests(solution_of, config.stash[SEED], ("cpu",), {}))


def pytest_report_header(config: pytest.Config) -> str:
    return f"hidden tests: model solutions, seed {config.stash[SEED]}"
