"""One attempt under judgement: its workers, its deadline, and what they report besides results."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from torch import Tensor

from dojo.catalog import Entry
from dojo.judge.families import Rules
from dojo.judge.problems import (
    AttemptDied,
    AttemptMemory,
    AttemptProblem,
    AttemptRaised,
    AttemptTimeout,
    NotLoaded,
    listed,
    text,
)
from dojo.judge.verdict import Kind, Outcome, Trouble
from dojo.worker import wire
from dojo.worker.client import WorkerConfused, WorkerDied, WorkerTimeout
from dojo.worker.launch import WorkerOptions
from dojo.worker.level import Level, missing, refuse_gaps
from dojo.worker.lines import lines_of

# Once a call has run into the deadline the verdict is settled; what the later checks still tell is
# not worth the same wait again for each.
DEADLINE_AFTER_TIMEOUT_S = 0.5
MAX_EXHAUSTED = 3  # calls that reached the time or memory limit; after that many, none is tried
MAX_SOURCE_CHARACTERS = 1 << 18
DEADLINES = 6  # for all calls together: hundreds that each stay just under the deadline are many
MAX_DENIED = 200  # denied calls of one attempt that are kept; a few dozen are shown
WORKER_START_S = 120  # a spawned one imports torch first


@dataclass(frozen=True)
class Source:
    """The text of an attempt, and the name that its tracebacks carry."""

    text: str
    filename: str


@dataclass(frozen=True)
class Bounds:
    """What one call of an attempt may take."""

    deadline_s: float = 10.0
    memory_bytes: int = 2 << 30


@dataclass(frozen=True)
class Subject:
    """What is judged, and under which rules."""

    source: Source
    entries: tuple[Entry, ...]
    rules: Rules
    bounds: Bounds
    sandbox: Level = "auto"


class Connection(Protocol):
    """A worker, or what stands in for one under --debug."""

    @property
    def printed(self) -> bytes | bytearray: ...

    def await_ready(self, deadline_s: float) -> tuple[str, ...]: ...

    def submit(self, header: wire.Header, tensors: dict[str, Tensor]) -> None: ...

    def collect(self, deadline_s: float) -> tuple[dict[str, Any], dict[str, Tensor]]: ...

    def close(self) -> int: ...


class AttemptSession:
    """Keeps a worker with the attempt loaded, replacing it whenever it is lost."""

    def __init__(self, connect: Callable[[WorkerOptions], Connection], subject: Subject) -> None:
        self._connect = connect
        self._subject = subject
        self._workers: dict[str, Connection] = {}
        self._timed_out = False
        self._spent_s = 0.0
        self._exhausted: list[AttemptProblem] = []
        self._printed: list[bytes] = []
        self.denied: list[tuple[str, int | None]] = []
        self.layers: tuple[str, ...] = ()
        self.missing: tuple[str, ...] = ()
        self.trouble = _oversized(subject.source.text)
        self._remembered: dict[str, Any] = {}

    def remember(self, key: str, find_out: Callable[[], Any]) -> Any:
        """A fact about the attempt that several checks go by, found out once."""
        if key not in self._remembered:
            self._remembered[key] = find_out()
        return self._remembered[key]

    def line(self, number: int) -> str:
        """A line of the attempt, as it is shown."""
        lines = lines_of(self._subject.source.text)
        return text(lines[number - 1]).strip()[:80] if 0 < number <= len(lines) else ""

    def request(
        self, header: wire.Header, tensors: dict[str, Tensor], device: str
    ) -> tuple[wire.Header, dict[str, Tensor]]:
        """One request to the attempt on `device`; raises AttemptProblem where no result comes."""
        self.submit(header, tensors, device)
        return self.collect(device)

    def submit(self, header: wire.Header, tensors: dict[str, Tensor], device: str) -> None:
        """Have a request sent with the next `collect`; replies come in the same order."""
        self._worker(device).submit(header, tensors)

    def collect(self, device: str) -> tuple[wire.Header, dict[str, Tensor]]:
        """The reply to the oldest request that was submitted."""
        worker = self._workers[device]
        started = time.monotonic()
        with self._problems(worker, device):
            reply, results = worker.collect(self._deadline_s())
        self._spend(time.monotonic() - started)
        self._note_denied(reply)
        if reply.get("ok") is True:
            return reply, results
        error = reply.get("error")
        raised = AttemptRaised(error if isinstance(error, dict) else {})
        if isinstance(error, dict) and error.get("memory"):
            limit = self._subject.bounds.memory_bytes / 2**30
            self._exhausted.append(
                AttemptMemory(f"ran out of memory (limit {limit:g} GiB); it {raised}")
            )
            raise self._exhausted[-1]
        if device != "cpu" and "CUDA error" in raised.text:
            self._forget(worker, device)  # a failed assertion on a GPU fails all that comes after
        raise raised

    def _spend(self, seconds: float) -> None:
        self._spent_s += seconds
        limit_s = DEADLINES * self._subject.bounds.deadline_s
        if self._spent_s > limit_s:
            many = AttemptTimeout(f"all calls together took more than {limit_s:g} s")
            self._exhausted = [many] * MAX_EXHAUSTED

    def is_running(self, device: str) -> bool:
        """Whether a process of the attempt's is there for `device`."""
        return device in self._workers

    def drop_pending(self, count: int, device: str) -> None:
        """Let go of requests submitted ahead whose results are not wanted any more."""
        worker = self._workers.get(device)
        if worker is None:
            return
        try:
            for _ in range(count):
                self._note_denied(worker.collect(DEADLINE_AFTER_TIMEOUT_S)[0])
        except (WorkerTimeout, WorkerDied, WorkerConfused):
            self._forget(worker, device)

    def close(self) -> str:
        """End the workers; returns what the attempt printed."""
        for worker in self._workers.values():
            worker.close()
            self._printed.append(bytes(worker.printed))
        self._workers.clear()
        return b"".join(self._printed).decode(errors="replace")

    def _worker(self, device: str) -> Connection:
        if self.trouble is not None:
            raise NotLoaded(self.trouble, Outcome.ERROR)
        if len(self._exhausted) >= MAX_EXHAUSTED:
            last = self._exhausted[-1]
            raise type(last)(f"not run, as {MAX_EXHAUSTED} calls have ended so: {last}")
        if device not in self._workers:
            worker = self._workers[device] = self._connect(self._options(device))
            self.layers = worker.await_ready(WORKER_START_S)
            self.missing = missing(self._subject.sandbox, self.layers)
            refuse_gaps(self._subject.sandbox, self.layers)
            self._load(worker, device)
        return self._workers[device]

    def _options(self, device: str) -> WorkerOptions:
        subject = self._subject
        limit = subject.bounds.memory_bytes
        memory_bytes, gpu_bytes = (limit, 0) if device == "cpu" else (0, limit)
        return WorkerOptions(memory_bytes, subject.sandbox, subject.rules.payload(), gpu_bytes)

    def _load(self, worker: Connection, device: str) -> None:
        request = {
            "verb": "load",
            "source": self._subject.source.text,
            "filename": self._subject.source.filename,
            "device": device,
            "entries": [entry.payload() for entry in self._subject.entries],
            "forbidden": self._subject.rules.payload(),
        }
        try:
            worker.submit(request, {})
            reply, _ = self.collect(device)
        except AttemptProblem as problem:
            self.trouble = _load_trouble(problem)
            raise NotLoaded(self.trouble, problem.outcome) from problem
        problems = reply.get("entries")
        found = problems if isinstance(problems, dict) else {}
        missing = [f"{name} {problem}" for name, problem in found.items() if problem]
        if missing:
            self.trouble = Trouble(Kind.INVALID, text("; ".join(missing)))
            raise NotLoaded(self.trouble, Outcome.ERROR)

    def _deadline_s(self) -> float:
        return DEADLINE_AFTER_TIMEOUT_S if self._timed_out else self._subject.bounds.deadline_s

    @contextmanager
    def _problems(self, worker: Connection, device: str) -> Iterator[None]:
        """Tell the loss of a worker as the attempt's problem that it is."""
        deadline_s = self._deadline_s()
        try:
            yield
        except WorkerTimeout:
            self._timed_out = True
            self._forget(worker, device)
            self._exhausted.append(AttemptTimeout(f"no result after {deadline_s:g} s"))
            raise self._exhausted[-1] from None
        except WorkerDied as death:
            self._forget(worker, device)
            raise AttemptDied(f"its process {death}") from None
        except WorkerConfused as confusion:
            self._forget(worker, device)
            raise AttemptDied(f"wrote to the judge's channel: {confusion}") from None

    def _forget(self, worker: Connection, device: str) -> None:
        worker.close()
        self._printed.append(bytes(worker.printed))
        self._workers.pop(device, None)

    def _note_denied(self, reply: wire.Header) -> None:
        # The worker sends 16 at most; one that was replaced may send a megabyte of them each time.
        for hit in listed(reply.get("forbidden"))[:MAX_DENIED]:
            if isinstance(hit, dict) and len(self.denied) < MAX_DENIED:
                line = hit.get("line")
                name = " ".join(text(hit.get("name"))[:200].split())
                known = type(line) is int and 0 < line <= MAX_SOURCE_CHARACTERS
                self.denied.append((name, line if known else None))


def _oversized(text: str) -> Trouble | None:
    if len(text) <= MAX_SOURCE_CHARACTERS:
        return None
    limit = f"the limit is {MAX_SOURCE_CHARACTERS}"
    return Trouble(Kind.INVALID, f"the source has {len(text)} characters; {limit}")


def _load_trouble(problem: AttemptProblem) -> Trouble:
    kinds = {
        Outcome.TIMEOUT: Kind.TIME_LIMIT,
        Outcome.MEMORY: Kind.MEMORY_LIMIT,
    }
    if isinstance(problem, AttemptRaised) and problem.is_stub:
        return Trouble(Kind.INCOMPLETE, "a body still raises NotImplementedError")
    if isinstance(problem, AttemptDied):
        return Trouble(Kind.RUNTIME_ERROR, f"while it was loaded, {problem}")
    if problem.outcome in kinds:
        return Trouble(kinds[problem.outcome], f"while it was loaded: {problem}")
    return Trouble(Kind.INVALID, f"cannot be loaded: it {problem}")
