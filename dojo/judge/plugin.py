"""The pytest plugin that turns hidden tests into checks: it feeds them an attempt, and listens."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from dojo.catalog import Entry
from dojo.judge.attempt import Attempt, Backward, CheckFailed, Patience
from dojo.judge.case import Case, Draw
from dojo.judge.session import AttemptSession, NotLoaded
from dojo.judge.verdict import NOT_RUN, NOT_WRITTEN, CheckResult, Outcome

Sessions = Callable[[str], tuple[AttemptSession, tuple[Entry, ...]]]


class JudgeFailed(Exception):
    """A hidden test or the judge itself went wrong; never the attempt's fault."""


class HiddenTests:
    """Parametrises checks by device, and collects one CheckResult for each.

    sessions: gives the attempt for a kata's name. absent: why a device cannot be used here, by
    device; its checks are skipped with that reason. patience: how many smaller cases may be tried
    to show the failures on.
    """

    def __init__(
        self,
        sessions: Sessions,
        seed: int,
        devices: tuple[str, ...],
        absent: dict[str, str],
        patience: int = 0,
    ) -> None:
        self._sessions = sessions
        self._seed = seed
        self._devices = devices
        self._absent = absent
        self._patience = Patience(patience)
        self.results: list[CheckResult] = []
        self.failures: dict[str, CheckFailed] = {}  # of the first device, by check
        self.calls: list[tuple[Case, Backward | None]] = []
        self.advice: list[str] = []
        self.stubs = 0
        self.failure: str | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "check(category, points): a hidden test's worth")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failure = self.failure or f"{report.nodeid}: {report.longreprtext}"

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "attempt" in metafunc.fixturenames:
            metafunc.parametrize("attempt", self._devices, indirect=True)

    @pytest.fixture
    def attempt(self, request: pytest.FixtureRequest) -> Attempt:
        """The attempt under judgement, on the device of this run of the check."""
        device: str = request.param
        if device in self._absent:
            pytest.skip(self._absent[device])
        kata = request.module.__name__.rpartition(".")[2].removeprefix("test_")
        session, entries = self._sessions(kata)
        return Attempt(session, entries, device, self._advise, self.calls, self._patience)

    @pytest.fixture
    def draw(self, request: pytest.FixtureRequest) -> Draw:
        """Seeded random inputs for this check."""
        return Draw(self._seed, request.node.originalname)

    def _advise(self, text: str) -> None:
        if text not in self.advice:
            self.advice.append(text)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport | None:
        """Note the check's result; pytest reports all but a failed check, which needs no traceback.

        Drawing one takes pytest 30 ms, which is most of the time that a failing check takes.
        """
        mark = item.get_closest_marker("check")
        error = call.excinfo.value if call.excinfo else None
        if mark is None or not isinstance(item, pytest.Function):
            return None
        if call.when == "call" or error is not None:
            self.results.append(self._result(item, mark, error))
        if not isinstance(error, (CheckFailed, NotLoaded)):
            return None
        return pytest.TestReport(
            nodeid=item.nodeid, location=item.location, keywords={}, when="call",
            outcome="failed", longrepr=str(error), start=call.start, stop=call.stop,
        )  # fmt: skip

    def _result(
        self, item: pytest.Function, mark: pytest.Mark, error: BaseException | None
    ) -> CheckResult:
        outcome, message, counterexample = Outcome.PASSED, "", None
        if isinstance(error, pytest.skip.Exception):
            outcome, message = Outcome.SKIPPED, str(error)
        elif isinstance(error, NotLoaded):
            outcome, message = error.outcome, f"{NOT_RUN}{error}"
        elif isinstance(error, CheckFailed):
            outcome, message = error.outcome, error.message
            counterexample = error.counterexample
            self.failures.setdefault(item.originalname, error)
            if error.is_stub:
                self.stubs += 1
                message, counterexample = NOT_WRITTEN, None
        elif error is not None:
            self.failure = self.failure or f"{item.name}: {type(error).__name__}: {error}"
            outcome, message = Outcome.ERROR, "the judge failed"
        points = mark.kwargs["points"]
        return CheckResult(
            id=item.originalname,
            title=title_of(item.function),
            category=mark.kwargs["category"],
            device=str(item.callspec.params["attempt"]),
            points=points if outcome is Outcome.PASSED else 0,
            max_points=points,
            outcome=outcome,
            message=message,
            counterexample=counterexample,
        )


def title_of(function: Callable[..., object]) -> str:
    """A check's title: the first line of its docstring."""
    text = inspect.getdoc(function)
    if not text:
        raise JudgeFailed(f"{function.__name__} has no docstring, so no title")
    return text.splitlines()[0]
