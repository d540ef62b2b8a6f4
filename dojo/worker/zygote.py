"""The process that workers are forked from: torch loaded, nothing secret ever in memory.

The judge forks it right after `import torch`, before any hidden test or solution is opened. On its
control socket it takes one JSON object a message: `fork` (with the worker's socket and output pipe
as descriptors) answers the worker's pid, `kill` ends a worker and answers how it had ended, `deny`
(with a control socket) starts another zygote, in which some rules' functions are denied already, so
that its workers need not do it each. When the socket closes, it takes every worker with it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import traceback
from pathlib import Path
from typing import Any

from dojo.worker import child, folder, gpu, memory, poison, poison_python, sandbox

MESSAGE_BYTES = 4096
SIGNALS_FOR_THE_JUDGE = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def start() -> tuple[socket.socket, int]:
    """Fork a zygote; returns the judge's end of its control socket, and its pid."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    parent = os.getpid()
    pid = os.fork()
    if pid:
        theirs.close()
        return ours, pid
    try:
        ours.close()
        _run(theirs, parent)
    finally:
        os._exit(0)


def _run(control: socket.socket, parent: int) -> None:
    _settle(control, parent, set())
    gpu.hide()
    child.warm_up()
    sandbox.load_libraries()
    poison.survey()
    rules_fd = sandbox.prepare(poison_python.copyable_sources())
    _serve(control, set() if rules_fd is None else {rules_fd})


def _settle(control: socket.socket, parent: int, kept: set[int]) -> None:
    sandbox.die_with_parent(parent)
    sandbox.adopt_orphans()
    # Ctrl-C reaches the whole foreground group; ending is the judge's decision.
    for number in SIGNALS_FOR_THE_JUDGE:
        signal.signal(number, signal.SIG_IGN)
    _close_all_but({control.fileno(), *kept})


def _serve(control: socket.socket, kept: set[int]) -> None:
    gc.freeze()
    workers: dict[int, str] = {}  # the folder of each, by pid
    zygotes: set[int] = set()
    while True:
        data, fds, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 2)
        if not data:
            break
        message = json.loads(data)
        answer: dict[str, int] = {}
        if message["verb"] == "fork":
            closed = bool(message["sandbox"] and kept)  # by Landlock: nothing can be written
            own_folder = folder.ROOT_FOLDER if closed else folder.make()
            answer["pid"] = _fork_worker(message | {"folder": own_folder}, fds, kept)
            workers[answer["pid"]] = own_folder
        elif message["verb"] == "deny":
            answer["pid"] = _fork_zygote(message["rules"], fds, kept)
            zygotes.add(answer["pid"])
        else:
            answer["status"] = _end(message["pid"], workers, zygotes)
        control.send(json.dumps(answer).encode())
    for pid in list(workers):
        _end(pid, workers, zygotes)
    for pid in zygotes:  # the judge has closed their sockets too
        os.waitpid(pid, 0)


def _fork_zygote(rules: dict[str, Any], fds: list[int], kept: set[int]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            control = socket.socket(fileno=fds[0])
            _settle(control, parent, kept)
            poison.deny(rules)
            _serve(control, kept)
        finally:
            os._exit(0)
    os.close(fds[0])
    return pid


def _close_all_but(kept: set[int]) -> None:
    for fd in map(
        int, os.listdir("/proc/self/fd" if Path("/proc/self/fd").is_dir() else "/dev/fd")
    ):
        if fd > 2 and fd not in kept:
            with contextlib.suppress(OSError):  # the listing's own descriptor
                os.close(fd)


def _fork_worker(message: dict[str, Any], fds: list[int], kept: set[int]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            _become_worker(message, fds, parent, kept)
        except BaseException:  # the judge reads it where the worker did not get ready
            traceback.print_exc()
        finally:
            os._exit(0)
    for fd in fds:
        os.close(fd)
    return pid


def _become_worker(message: dict[str, Any], fds: list[int], parent: int, kept: set[int]) -> None:
    os.setsid()
    sandbox.die_with_parent(parent)
    for number in SIGNALS_FOR_THE_JUDGE:
        signal.signal(number, signal.SIG_DFL)
    wire_fd, output_fd = fds
    _take_standard_streams(output_fd)
    sock = socket.socket(fileno=os.dup(wire_fd))
    _close_all_but({sock.fileno(), *(kept if message["sandbox"] else ())})
    os.chdir(message["folder"])
    if message["memory_bytes"]:
        memory.limit(message["memory_bytes"])
    layers = sandbox.enter() if message["sandbox"] else []
    child.serve(sock, layers)


def _take_standard_streams(output_fd: int) -> None:
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)


def _end(pid: int, workers: dict[int, str], zygotes: set[int]) -> int:
    """Kill a worker and what it left behind; returns its wait status (0 if it is not ours)."""
    if pid not in workers:
        return 0
    own_folder = workers.pop(pid)
    # A worker that has already ended keeps its status until it is reaped, so a kill cannot
    # overwrite it, and its pid cannot have been given to another process.
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    _end_orphans(workers.keys() | zygotes)
    folder.remove(own_folder)
    return status


def _end_orphans(ours: set[int]) -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while children.exists():
        orphans = set(map(int, children.read_text().split())) - ours
        if not orphans:
            return
        for orphan in orphans:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(orphan, signal.SIGKILL)
                os.waitpid(orphan, 0)
