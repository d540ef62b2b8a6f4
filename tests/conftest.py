"""Under a plain `pytest` the hidden tests run against the model solutions."""

import secrets
from typing import Any

import pytest

from dojo import catalog
from dojo.judge.attempt import Attempt
from dojo.judge.case import Draw
from dojo.judge.grade import Judge
from dojo.judge.session import Source

SEED = pytest.StashKey[int]()
JUDGE = pytest.StashKey[Judge]()
LONGEST = "test_verify.py"


def pytest_configure(config: pytest.Config) -> None:
    shared: dict[str, Any] = getattr(config, "workerinput", {})  # where pytest-xdist runs us
    config.stash[SEED] = shared.get("seed", secrets.randbelow(2**31))
    # Before collection imports any hidden test: the zygote forks from a clean process.
    config.stash[JUDGE] = Judge()
    config.add_cleanup(lambda: config.stash[JUDGE].__exit__())


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["seed"] = node.config.stash[SEED]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # First, so that another process has all the rest to do meanwhile.
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture(scope="session")
def judge(request: pytest.FixtureRequest) -> Judge:
    """A judge that was made before anything secret was in this process."""
    return request.config.stash[JUDGE]


@pytest.fixture(scope="module")
def solution(request: pytest.FixtureRequest):
    """The model solution of the kata whose hidden tests these are, in a worker."""
    kata = catalog.load(request.path.stem.removeprefix("test_"))
    source = Source(kata.files.solution.read_text("utf-8"), str(kata.files.solution))
    session = request.config.stash[JUDGE].session(kata, source)
    yield session, kata.entries()
    session.close()


@pytest.fixture
def attempt(solution) -> Attempt:
    return Attempt(*solution, "cpu", print)


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> Draw:
    return Draw(request.config.stash[SEED], request.node.originalname)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    terminalreporter.line(f"hidden tests: model solutions, seed {config.stash[SEED]}")
