"""Tries out what contains an attempt on this machine, by having a worker run one that wants out."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dojo.worker import wire
from dojo.worker.client import Worker, WorkerConfused, WorkerDied, WorkerTimeout
from dojo.worker.launch import SpawnLauncher, WorkerOptions, start_launcher
from dojo.worker.level import Level

PROBES = Path(__file__).with_name("probes.py")
MEMORY_BYTES = 256 << 20
START_S, CALL_S, LOOP_S = 120, 10, 0.5
DIED = "its process was replaced or ended"


@dataclass(frozen=True)
class Bait:
    """What is laid out for the probes, and shows what became of it."""

    secret: Path
    listener: socket.socket
    signals: list[int]

    @property
    def written(self) -> Path:
        return self.secret.with_name("written")

    def connected(self) -> bool:
        try:
            self.listener.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@dataclass(frozen=True)
class Probe:
    """One thing that an attempt may try.

    name: of its function in probes.py. kept: by which layer. danger: what follows if it gets
    through. happened: what shows in here that it did, whatever the worker says. on: the systems
    where it can be tried.
    """

    name: str
    title: str
    kept: str
    danger: str
    arguments: Callable[[Bait], dict[str, Any]] = lambda bait: {}
    happened: Callable[[Bait], bool] = lambda bait: False
    on: Literal["linux", "unix", "any"] = "any"
    deadline_s: float = CALL_S


@dataclass(frozen=True)
class Finding:
    """Whether a probe was held, and what the worker said to it."""

    probe: Probe
    held: bool
    said: str


@dataclass(frozen=True)
class Examination:
    layers: tuple[str, ...]
    findings: tuple[Finding, ...]


UNIX = ("any", "unix")
ON_THIS_SYSTEM = {"linux": (*UNIX, "linux"), "win32": ("any",)}.get(sys.platform, UNIX)
HARMLESS = getattr(signal, "SIGURG", signal.SIGINT)  # SIGURG ends nothing
OURS = os.getpid
PROBED = (
    Probe(
        "read_file", "read a file of yours", "Landlock",
        "an attempt reads keys, and the hidden tests",
        lambda bait: {"path": str(bait.secret)},
    ),
    Probe(
        "write_file", "write a file", "Landlock, else seccomp",
        "an attempt changes your files",
        lambda bait: {"path": str(bait.written)}, lambda bait: bait.written.exists(),
    ),
    Probe(
        "remove_file", "remove a file of yours", "Landlock, seccomp",
        "an attempt deletes your files",
        lambda bait: {"path": str(bait.secret)}, lambda bait: not bait.secret.exists(),
    ),
    Probe(
        "connect", "open a network connection", "seccomp",
        "an attempt sends away what it finds",
        lambda bait: {"port": bait.listener.getsockname()[1]}, Bait.connected,
    ),
    Probe(
        "execute", "start another program", "seccomp",
        "an attempt runs any program as you",
        lambda bait: {"program": sys.executable},
    ),
    Probe(
        "signal_the_judge", "signal the judge", "seccomp",
        "an attempt ends the judge, or any process of yours",
        lambda bait: {"pid": OURS(), "number": int(HARMLESS)},
        lambda bait: bool(bait.signals), on="unix",
    ),
    Probe(
        "look_at_the_judge", "look at the judge in /proc", "Landlock",
        "an attempt reads the command lines of your processes, and their environments",
        lambda bait: {"pid": OURS()}, on="linux",
    ),
    Probe(
        "read_the_judges_memory", "read the judge's memory", "seccomp",
        "an attempt finds the expected values",
        lambda bait: {"pid": OURS()}, on="linux",
    ),
    Probe(
        "ask_the_kernel_for_more", "get a namespace, a keyring or bpf", "seccomp",
        "an attempt reaches rarely used parts of the kernel, where most of its holes are",
        on="linux",
    ),
    Probe(
        "have_privileges", "have or gain privileges", "no new privileges",
        "an attempt becomes another user", on="linux",
    ),
    Probe(
        "raise_limits", "lift its own limits", "limits",
        "an attempt fills the disk with core dumps", on="unix",
    ),
    Probe(
        "see_the_environment", "see the judge's environment", "empty environment",
        "an attempt reads the keys that are kept there",
    ),
    Probe(
        "find_descriptors", "find an open descriptor", "closed descriptors",
        "an attempt reads and writes what the judge, or your shell, had open",
    ),
    Probe(
        "share_the_session", "share the judge's session", "own session",
        "an attempt reaches your terminal", on="unix",
    ),
    Probe(
        "take_memory", "take more memory than a call may", "memory limit",
        "an attempt makes the machine swap",
        lambda bait: {"count": 2 * MEMORY_BYTES},
    ),
    Probe(
        "leave_a_process", "leave a process behind", "seccomp, else the judge",
        "an attempt goes on after its grading", on="linux",
    ),
    Probe(
        "run_on", "run on past its deadline", "the judge",
        "an attempt never ends", deadline_s=LOOP_S,
    ),
)  # fmt: skip


def examine(level: Level, how: str | None) -> Examination:
    """Have a worker of this level, started as `start_launcher(how)` says, try every probe."""
    with _bait() as bait:
        patient = _Patient(level, how)
        try:
            findings = [
                _finding(probe, patient, bait) for probe in PROBED if probe.on in ON_THIS_SYSTEM
            ]
        finally:
            patient.close()
        return Examination(patient.layers, tuple(findings))


@contextmanager
def _bait() -> Iterator[Bait]:
    signals: list[int] = []
    before = signal.signal(HARMLESS, lambda number, frame: signals.append(number))
    with tempfile.TemporaryDirectory(prefix="dojo-") as folder:
        secret = Path(folder, "secret")
        secret.write_text("a key of yours", "utf-8")
        with socket.create_server(("127.0.0.1", 0)) as listener, secret.open("rb") as opened:
            listener.setblocking(False)
            os.set_inheritable(opened.fileno(), True)  # for find_descriptors
            try:
                yield Bait(secret, listener, signals)
            finally:
                signal.signal(HARMLESS, before)


class _Patient:
    """The worker with the probes loaded, another one once it is lost."""

    def __init__(self, level: Level, how: str | None) -> None:
        self.boxed = level == "bwrap"
        self._launcher = SpawnLauncher() if self.boxed else start_launcher(how)
        self._options = WorkerOptions(MEMORY_BYTES, level)
        self._worker: Worker | None = None
        self.layers: tuple[str, ...] = ()

    def call(self, probe: Probe, arguments: dict[str, Any]) -> tuple[bool, str, int]:
        """Whether the probe was refused, what the worker said, and the number that came back."""
        worker = self._loaded()
        try:
            worker.submit(_request(probe.name, arguments), {})
            reply, results = worker.collect(probe.deadline_s)
        except WorkerTimeout:
            self._worker = None
            return True, f"ended after {probe.deadline_s:g} s", 0
        except (WorkerDied, WorkerConfused):
            self._worker = None
            return False, DIED, 0
        if reply["ok"]:
            return False, "", int(results["output"])
        return True, str(reply["error"]["message"]), 0

    def _loaded(self) -> Worker:
        if self._worker is None:
            self._worker = Worker(self._launcher, self._options)
            self.layers = self._worker.await_ready(START_S)
            text = PROBES.read_text("utf-8")
            request: wire.Header = {
                "verb": "load", "source": text, "filename": PROBES.name, "device": "cpu",
                "entries": [], "forbidden": None,  # nothing: ctypes may be used, to try harder
            }  # fmt: skip
            self._worker.submit(request, {})
            self._worker.collect(CALL_S)
            self._worker.submit(_request("stay_inside", {}), {})
            reply, _ = self._worker.collect(CALL_S)
            if not reply["ok"]:  # or everything would seem to be held
                raise RuntimeError(f"a harmless probe was refused: {reply['error']['message']}")
        return self._worker

    def lose_worker(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def close(self) -> None:
        self.lose_worker()
        self._launcher.close()


def _request(entry: str, arguments: dict[str, Any]) -> wire.Header:
    return {
        "verb": "call", "kind": "function", "entry": entry, "options": arguments,
        "args": {"tuple": []}, "grad_mode": False, "training": True, "echo": False,
        "autocast": False,
    }  # fmt: skip


def _finding(probe: Probe, patient: _Patient, bait: Bait) -> Finding:
    held, said, number = patient.call(probe, probe.arguments(bait))
    if probe.name == "leave_a_process" and not held:
        patient.lose_worker()
        # A pid of bubblewrap's is none of ours, and no process is left in there after the first.
        held = patient.boxed or not _ended(number)
        said = "it could start one, which ended with it" if held else said
    return Finding(probe, held and not probe.happened(bait), said)


def _ended(pid: int) -> bool:
    """End a process; returns whether there was one."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
