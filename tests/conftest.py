"""Under a plain `pytest` the hidden tests run against the model solutions.

Nothing that a test does counts as your practice.
"""

import os
import secrets
import signal
from typing import Any

import pytest

from dojo import catalog
from dojo.judge.attempt import Attempt
from dojo.judge.case import Draw
from dojo.judge.grade import Judge
from dojo.judge.session import Source

SEED = pytest.StashKey[int]()
JUDGE = pytest.StashKey[Judge]()
VERIFY = "test_verify.py"  # whose katas may each be verified by another process
FIRST = {"test_exploits.py": 0, VERIFY: 1}  # the first of them waits a lot, the second works


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
    # What comes last should be short, or one process waits for the other.
    items.sort(key=lambda item: FIRST.get(item.path.name, len(FIRST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the tests of a file together, except for those that verify one kata each."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file, _, test = nodeid.partition("::")
            return nodeid if file.endswith(VERIFY) and "[" in test else file

    return ByFile(config, log)


@pytest.fixture(scope="session", autouse=True)
def _progress_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    # Gradings that tests start are not yours: they must not count, nor be remembered.
    os.environ["DOJO_HOME"] = str(tmp_path_factory.mktemp("dojo_home"))
    # A shell starts what runs in its background deaf to Ctrl-C, and that is inherited.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # GNU readline sets these where tests run in parallel; a terminal tells its own size.
    for name in ("LINES", "COLUMNS"):
        os.environ.pop(name, None)


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
