"""Grades attempts: one Judge, many gradings, each a run of a kata's hidden tests."""

from __future__ import annotations

import gc
import os
import platform
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from dojo import __version__
from dojo.catalog import Kata
from dojo.judge.attempt import Attempt
from dojo.judge.debug import InProcess
from dojo.judge.families import Rules
from dojo.judge.session import AttemptSession, Bounds, Connection, Source, Subject
from dojo.judge.source import find_forbidden
from dojo.judge.verdict import (
    CheckResult,
    Diagnosis,
    ForbiddenUse,
    Grading,
    Kind,
    Trouble,
    decide,
    score,
)
from dojo.samples import misconceptions
from dojo.worker.client import Worker
from dojo.worker.launch import SpawnLauncher, WorkerOptions, start_launcher
from dojo.worker.level import Level

if TYPE_CHECKING:
    from dojo.judge.checks import Check, Run

MAX_FORBIDDEN_USES = 50
PATIENCE = 400  # smaller cases to try in one grading: 0.2 s or so
EXPLAINED = (Kind.WRONG_ANSWER, Kind.RUNTIME_ERROR)


@dataclass(frozen=True)
class Settings:
    """How to grade. seed: None draws a fresh one. devices: out of "cpu" and "cuda".

    explain: show failures on smaller cases, and look for the misconception behind them; the more
    fails, the longer it takes. checks: only those of these ids. sandbox: see dojo.worker.level;
    "strict" and "bwrap" raise SandboxUnavailable where the machine lacks what they ask for.
    """

    seed: int | None = None
    devices: tuple[str, ...] = ("cpu",)
    sandbox: Level = "auto"
    explain: bool = True
    checks: frozenset[str] | None = None


class Judge:
    """Holds the process that workers come from; make it before any hidden test is imported.

    Use as a context manager: leaving it ends every process that it started. Not thread-safe.
    """

    def __init__(self, worker: str | None = None) -> None:
        """worker: "fork", "spawn", or "debug" (in this process); None forks where that is safe."""
        torch.set_num_threads(1)
        gc.freeze()  # torch's objects: neither the zygote nor we have anything to collect there
        self._debug = worker == "debug"
        self._launcher = start_launcher(worker)
        # bubblewrap starts programs and cannot box a fork; CUDA does not survive one.
        self._spawner = SpawnLauncher()

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self._launcher.close()
        self._spawner.close()

    def session(self, kata: Kata, source: Source, sandbox: Level = "auto") -> AttemptSession:
        """An attempt in a worker of its own; close it when done."""
        sandbox = "off" if self._debug else sandbox
        return AttemptSession(self._connect, _subject(kata, source, sandbox))

    def _connect(self, options: WorkerOptions) -> Connection:
        if self._debug:
            return InProcess()
        spawned = options.sandbox == "bwrap" or options.gpu_bytes > 0
        return Worker(self._spawner if spawned else self._launcher, options)

    def grade(self, kata: Kata, source: Source, settings: Settings | None = None) -> Grading:
        """The verdict on `source` as an answer to `kata`; raises JudgeError where there is none."""
        settings = settings or Settings()
        started = time.perf_counter()
        # Imported late: the zygote must have forked before hidden tests are here.
        from dojo.judge import checks as hidden

        known = hidden.load(kata.files.hidden_tests)
        session = self.session(kata, source, settings.sandbox)
        seed = secrets.randbelow(2**31) if settings.seed is None else settings.seed
        conditions = hidden.Conditions(
            seed,
            settings.devices,
            absent_devices(settings.devices),
            PATIENCE if settings.explain else 0,
        )
        try:
            checks_started = time.perf_counter()
            wanted = settings.checks
            chosen = [check for check in known if wanted is None or check.id in wanted]
            run = hidden.run(chosen, session, kata.entries(), conditions)
            checks_s = time.perf_counter() - checks_started
            checks = tuple(run.results)
            trouble = session.trouble
            if trouble is None and run.stubs:
                trouble = Trouble(Kind.INCOMPLETE, "a body still raises NotImplementedError")
            forbidden = find_uses(kata, source, session.denied)
            kind = decide(checks, forbidden, trouble)
            diagnoses: tuple[Diagnosis, ...] = ()
            if settings.explain and kind in EXPLAINED and not self._debug:
                diagnoses = self._diagnose(
                    kata, lambda: self.session(kata, source, settings.sandbox), chosen, run, seed
                )
                checks = tuple(_explained(check, diagnoses) for check in checks)
        finally:
            output = session.close()
        return Grading(
            kata=kata.name,
            attempt=source.filename,
            kind=kind,
            score=0 if kind is Kind.FORBIDDEN else score(checks),
            seed=seed,
            devices=settings.devices,
            checks=checks,
            forbidden=forbidden,
            trouble=trouble,
            advice=tuple(run.advice) if kind is Kind.ACCEPTED else (),
            output=output,
            sandbox=session.layers,
            sandbox_level="off" if self._debug else settings.sandbox,
            sandbox_missing=session.missing,
            seconds={"total": time.perf_counter() - started, "checks": checks_s},
            versions=_versions(),
            diagnoses=diagnoses,
            expenses=tuple(run.expenses),
        )

    def _diagnose(
        self,
        kata: Kata,
        ours: Callable[[], AttemptSession],
        checks: Sequence[Check],
        run: Run,
        seed: int,
    ) -> tuple[Diagnosis, ...]:
        """The known mistakes behind the failures, told apart where several fit."""
        from dojo.judge import checks as hidden
        from dojo.judge.diagnose import diagnose, rivals, tell_apart

        known = {m.path.stem: m for m in misconceptions(kata.files) if m.verdict in EXPLAINED}
        entries = kata.entries()

        with ExitStack() as opened:

            def known_session(path: Path) -> AttemptSession:
                # Our own files, which need no worker: the judge may run them itself.
                source = Source(path.read_text("utf-8"), path.name)
                subject = _subject(kata, source, "off")
                return opened.enter_context(closing(AttemptSession(lambda _: InProcess(), subject)))

            def run_checks(path: Path, only: Iterable[str]) -> Run:
                wanted = set(only)
                chosen = [check for check in checks if check.id in wanted]
                return hidden.run(chosen, known_session(path), entries, hidden.Conditions(seed))

            def attempt(session: AttemptSession) -> Attempt:
                return Attempt(session, entries, "cpu", run.advise)

            # What an answer costs is no mistake that another could share.
            required = [check.id for check in checks if check.category != "efficiency"]
            failures = {name: run.failures[name] for name in required if name in run.failures}
            found = diagnose(
                known.values(),
                failures,
                required,
                lambda candidate, only: run_checks(candidate.path, only).failures,
            )
            diagnoses: list[Diagnosis] = []
            for group in rivals(found):
                if len(group) > 1:
                    # The model solution gets through to the last case of a check.
                    calls = run_checks(kata.files.solution, group[0].checks).calls
                    # All of them anew: some go by what they were called on before.
                    group = tell_apart(
                        group,
                        calls,
                        attempt(opened.enter_context(closing(ours()))),
                        attempt(known_session(kata.files.solution)),
                        lambda diagnosis: attempt(known_session(known[diagnosis.name].path)),
                    )
                diagnoses += group
            return tuple(diagnoses)


def _subject(kata: Kata, source: Source, sandbox: Level) -> Subject:
    bounds = Bounds(kata.call_seconds, int(kata.memory_gib * 2**30))
    return Subject(source, kata.entries(), Rules(kata.forbidden), bounds, sandbox)


def _explained(check: CheckResult, diagnoses: tuple[Diagnosis, ...]) -> CheckResult:
    mistakes = tuple(known.mistake for known in diagnoses if check.id in known.checks)
    return replace(check, misconceptions=mistakes)


def _versions() -> dict[str, str]:
    return {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "dojo": __version__,
    }


def absent_devices(devices: tuple[str, ...]) -> dict[str, str]:
    """Why a wanted device cannot be used on this machine."""
    if "cuda" not in devices:
        return {}
    if torch.version.cuda is None:
        return {"cuda": "this torch is built without CUDA"}
    # NVML answers without a CUDA context, which would make forked workers unable to use one.
    with _environment(PYTORCH_NVML_BASED_CUDA_CHECK="1"):
        return {} if torch.cuda.is_available() else {"cuda": "there is no CUDA device here"}


def find_uses(
    kata: Kata, source: Source, denied: list[tuple[str, int | None]]
) -> tuple[ForbiddenUse, ...]:
    """What the source names and what was denied while running, one use a line."""
    rules = Rules(kata.forbidden)
    uses: dict[object, ForbiddenUse] = {}
    for found in find_forbidden(source.text, kata.entry_names, rules):
        use = ForbiddenUse(found.name, found.line, "source", rules.instead(found.name))
        uses.setdefault(found.line, use)
    for name, line in denied:
        use = ForbiddenUse(name, line, "call", rules.instead(name))
        uses.setdefault(line or name, use)
    ordered = sorted(uses.values(), key=lambda use: (use.line or 0, use.name))
    return tuple(ordered[:MAX_FORBIDDEN_USES])


@contextmanager
def _environment(**overrides: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in overrides}
    os.environ.update(overrides)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
