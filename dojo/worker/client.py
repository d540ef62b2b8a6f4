"""The judge's handle on one worker: requests with a deadline, replies that are checked."""

from __future__ import annotations

import contextlib
import os
import secrets
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from torch import Tensor

from dojo.worker import wire
from dojo.worker.launch import Launcher, WorkerOptions

RECEIVED_BYTES = 1 << 20  # at once, of as many replies as have come
OUTPUT_BYTES = 64 << 10  # of what an attempt prints, kept for its author; the rest is dropped


class WorkerTimeout(Exception):
    """No reply within the deadline."""


class WorkerDied(Exception):
    """The worker ended, or closed its socket, before it replied."""


class WorkerConfused(Exception):
    """Something other than the reply to this request came over the wire."""


class WorkerFailed(Exception):
    """The worker could not start, before any of the attempt was in it: the judge's failure."""


class Worker:
    """One worker process. After any of the exceptions above it is gone; start another."""

    def __init__(self, launcher: Launcher, options: WorkerOptions) -> None:
        self._launcher = launcher
        self._sock, theirs = socket.socketpair()
        self._output, output_end = os.pipe()
        os.set_blocking(self._output, False)
        self._sock.setblocking(False)
        self._unsent = bytearray()
        self._unread = bytearray()
        self.printed = bytearray()
        try:
            self._pid = launcher.launch(options, theirs, output_end)
        finally:
            theirs.close()
            os.close(output_end)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._sock, selectors.EVENT_READ)
        self._selector.register(self._output, selectors.EVENT_READ)
        self._open = True
        self._pending: deque[str] = deque()

    def await_ready(self, deadline_s: float) -> tuple[str, ...]:
        """Wait until the worker can take a request; returns its sandbox's layers."""
        ends_at = time.monotonic() + deadline_s
        try:
            hello, _ = wire.decode(lambda count: self._read(count, ends_at), wire.Limits())
        except (WorkerTimeout, EOFError, OSError, wire.WireError) as error:
            self.close()
            said = bytes(self.printed).decode(errors="replace").strip()
            raise WorkerFailed(f"a worker did not start ({error!r}): {said}") from error
        return tuple(hello["ready"])

    def submit(self, header: wire.Header, tensors: dict[str, Tensor]) -> None:
        """Have a request sent with the next `collect`; replies are collected in the same order."""
        nonce = secrets.token_hex(8)
        self._pending.append(nonce)
        self._unsent += wire.encode(header | {"nonce": nonce}, tensors)

    def collect(self, deadline_s: float) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """The reply to the oldest request, within `deadline_s` seconds of wall clock."""
        ends_at = time.monotonic() + deadline_s
        with self._losses():
            if self._unsent:
                self._send(bytes(self._unsent), ends_at)
                self._unsent.clear()
            reply, results = wire.decode(lambda count: self._read(count, ends_at), wire.Limits())
        self._drain_output()
        if reply.get("nonce") != self._pending.popleft():
            self.close()
            raise WorkerConfused("a reply that answers no request of the judge's")
        return reply, results

    @contextlib.contextmanager
    def _losses(self) -> Iterator[None]:
        """Name the ways in which a worker can be lost, after ending what is left of it."""
        try:
            yield
        except WorkerTimeout:
            self.close()
            raise
        except (EOFError, OSError):
            raise WorkerDied(self._how_it_ended()) from None
        except wire.WireError as error:
            self.close()
            raise WorkerConfused(str(error)) from None

    def close(self) -> int:
        """Kill the worker; returns its wait status."""
        if not self._open:
            return 0
        self._open = False
        status = self._launcher.end(self._pid)
        self._drain_output()
        self._selector.close()
        self._sock.close()
        os.close(self._output)
        return status

    def _how_it_ended(self) -> str:
        status = self.close()
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGKILL:  # by us: it was still there, with its socket closed
            return "closed the judge's channel"
        if code < 0:
            return f"was killed by {signal.Signals(-code).name}"
        return f"ended with exit status {code}"

    def _send(self, frame: bytes, ends_at: float) -> None:
        view = memoryview(frame)
        while view:
            try:
                view = view[self._sock.send(view) :]
            except BlockingIOError:
                self._selector.modify(self._sock, selectors.EVENT_READ | selectors.EVENT_WRITE)
                self._wait(ends_at)
                self._selector.modify(self._sock, selectors.EVENT_READ)

    def _read(self, count: int, ends_at: float) -> bytes:
        # Grows with what arrives: a length that lies costs the worker its bytes, not us ours.
        unread = self._unread
        while len(unread) < count:
            try:
                chunk = self._sock.recv(RECEIVED_BYTES)
            except BlockingIOError:
                self._wait(ends_at)
                continue
            if not chunk:
                raise EOFError
            unread += chunk
        data = bytes(unread[:count])
        del unread[:count]
        return data

    def _wait(self, ends_at: float) -> None:
        remaining_s = ends_at - time.monotonic()
        if remaining_s <= 0:
            raise WorkerTimeout
        for key, _ in self._selector.select(remaining_s):
            if key.fd == self._output:
                self._drain_output()

    def _drain_output(self) -> None:
        for _ in range(64):  # a flood must not keep us here
            try:
                chunk = os.read(self._output, 1 << 16)
            except (BlockingIOError, OSError):
                return
            if not chunk:
                with contextlib.suppress(KeyError, ValueError):
                    self._selector.unregister(self._output)
                return
            self.printed += chunk[: OUTPUT_BYTES - len(self.printed)]
