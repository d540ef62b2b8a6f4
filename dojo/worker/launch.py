"""Two ways to start a worker, one interface: forked from a zygote, or spawned fresh."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from dojo.worker import bubble, folder, zygote
from dojo.worker.level import Level, SandboxUnavailable

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class WorkerOptions:
    """What a worker is started with.

    memory_bytes: what it may map beyond its size at start; 0 for no limit (a CUDA worker reserves
    address space far beyond what it uses). gpu_bytes: what it may allocate on the GPU; 0: it sees
    none, as must be where it is forked. sandbox: what is to stand between it and the machine.
    rules: what is denied in it from the start, as `poison.deny` takes it; None: nothing yet.
    """

    memory_bytes: int = 2 << 30
    sandbox: Level = "auto"
    rules: dict[str, Any] | None = None
    gpu_bytes: int = 0


class LauncherGone(Exception):
    """The process that starts workers has ended; the judge cannot go on with it."""


class Launcher(Protocol):
    def launch(self, options: WorkerOptions, sock: socket.socket, output: int) -> int:
        """Start a worker on `sock`, its prints going to descriptor `output`; returns its pid."""

    def end(self, pid: int) -> int:
        """Kill a worker; returns the wait status that it ended with."""

    def close(self) -> None:
        """End every worker, and this."""


class ForkLauncher:
    """Workers forked from a zygote; make one before anything secret is in this process.

    Under the first zygote stands one for each set of rules that was asked for.
    """

    def __init__(self) -> None:
        self._control, self._pid = zygote.start()
        self._under_rules: dict[str, socket.socket] = {}
        self._started_by: dict[int, socket.socket] = {}

    def launch(self, options: WorkerOptions, sock: socket.socket, output: int) -> int:
        control = self._control if options.rules is None else self._denying(options.rules)
        request = {
            "verb": "fork", "memory_bytes": options.memory_bytes,
            "sandbox": options.sandbox != "off",
        }  # fmt: skip
        pid = self._ask(control, request, [sock.fileno(), output])["pid"]
        self._started_by[pid] = control
        return pid

    def _denying(self, rules: dict[str, Any]) -> socket.socket:
        key = json.dumps(rules, sort_keys=True)
        if key not in self._under_rules:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._ask(self._control, {"verb": "deny", "rules": rules}, [theirs.fileno()])
            self._under_rules[key] = ours
        return self._under_rules[key]

    def end(self, pid: int) -> int:
        control = self._started_by.pop(pid, None)
        if control is None:
            return 0
        return self._ask(control, {"verb": "kill", "pid": pid}, [])["status"]

    def _ask(
        self, control: socket.socket, request: dict[str, object], fds: list[int]
    ) -> dict[str, int]:
        try:
            socket.send_fds(control, [json.dumps(request).encode()], fds)
            answer = control.recv(zygote.MESSAGE_BYTES)
        except OSError as error:
            raise LauncherGone(f"the zygote (pid {self._pid}) is gone: {error}") from error
        if not answer:
            raise LauncherGone(f"the zygote (pid {self._pid}) is gone")
        result: dict[str, int] = json.loads(answer)
        return result

    def close(self) -> None:
        for control in (*self._under_rules.values(), self._control):
            control.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


class SpawnLauncher:
    """Workers as fresh interpreters, in bubblewrap where the level says so.

    Slower by one import of torch each.
    """

    def __init__(self) -> None:
        self._running: dict[int, tuple[subprocess.Popen[bytes], str]] = {}

    def launch(self, options: WorkerOptions, sock: socket.socket, output: int) -> int:
        windows = sys.platform == "win32"
        boxed = options.sandbox == "bwrap"
        if boxed and (problem := bubble.problem()):
            raise SandboxUnavailable(f"--sandbox bwrap: {problem}")
        own_folder = folder.ROOT_FOLDER if boxed else folder.make()
        parent = bubble.PARENT if boxed else os.getpid()
        described = asdict(options) | {
            "fd": sock.fileno(), "parent": parent, "folder": own_folder,
        }  # fmt: skip
        code = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
            "from dojo.worker.heap import uncollected\n"
            "with uncollected(): from dojo.worker.spawned import main\n"
            "main()"
        )
        process = subprocess.Popen(
            [
                *(bubble.command() if boxed else ()),
                *(sys.executable, "-I", "-c", code, json.dumps(described)),
            ],
            stdin=subprocess.PIPE if windows else subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=() if windows else (sock.fileno(),),
        )
        if sys.platform == "win32" and process.stdin is not None:
            process.stdin.write(sock.share(process.pid).hex().encode() + b"\n")
            process.stdin.close()
        self._running[process.pid] = process, own_folder
        return process.pid

    def end(self, pid: int) -> int:
        if pid not in self._running:
            return 0
        process, own_folder = self._running.pop(pid)
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        process.kill()
        code = process.wait()
        folder.remove(own_folder)
        return -code if code < 0 else code << 8  # as waitpid tells it

    def close(self) -> None:
        for pid in list(self._running):
            self.end(pid)


def start_launcher(how: str | None) -> Launcher:
    """how: "fork" or "spawn"; None forks where that is safe."""
    forks = can_fork() if how is None else how == "fork"
    return ForkLauncher() if forks else SpawnLauncher()


def can_fork() -> bool:
    """Whether forking after `import torch` is safe here: Linux only (macOS frameworks are not)."""
    return sys.platform == "linux"
