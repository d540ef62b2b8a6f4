"""Does the judge survive what a hostile worker sends? A million broken replies, each parsed by it.

    python benchmarks/fuzz_wire.py [--frames N] [--seed N] [--only FRAME]

A child process takes the worker's end of one socketpair a frame, reads the judge's request, sends
a valid reply with a few lies in it (or plain garbage) and closes. `Worker.collect` reads it, as in
a grading. Each frame must end as a reply, or as the worker's loss; the script prints how many did,
the longest of them, and by how much the process grew. It exits 1 where anything else was raised
(the frame's number and bytes are printed; `--only` sends it again), where a frame took longer than
`HANG_S`, or where the process grew by more than `GROWTH_BYTES`.

Mutation of our own, not coverage guidance: what parses is C (json) and Rust (safetensors) under
some 30 lines of Python, so atheris, which instruments Python only, has next to nothing to be
guided by, and would feed bytes to a function, not a socket. hypothesis makes a thousand examples
a second; it stays where it shrinks one, in tests/dojo/test_wire.py.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import secrets
import socket
import struct
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import torch  # noqa: E402

from benchmarks.frames import build  # noqa: E402
from dojo.worker import wire  # noqa: E402
from dojo.worker.client import Worker, WorkerConfused, WorkerDied  # noqa: E402
from dojo.worker.launch import WorkerOptions  # noqa: E402

HANG_S = 5.0  # what a frame takes is milliseconds; the rest is for a machine with other work
GROWTH_BYTES = 32 << 20
WARM_UP = 0.05  # of the frames, before growth counts
IN_DROPS, DROPS = 997, 500  # every so many frames, so many of the first bytes come one by one
LIMITS = wire.Limits()


class HostileLauncher:
    """Hands the worker's end of each socketpair to one child process, which sends a frame on it."""

    def __init__(self, seed: int) -> None:
        self.number = 0
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._pid = os.fork()
        if self._pid == 0:
            try:
                self._control.close()
                _send_frames(theirs, seed)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        theirs.close()

    def launch(self, options: WorkerOptions, sock: socket.socket, output: int) -> int:
        socket.send_fds(self._control, [struct.pack("!Q", self.number)], [sock.fileno(), output])
        return self._pid

    def end(self, pid: int) -> int:
        return 0

    def close(self) -> None:
        self._control.close()
        os.waitpid(self._pid, 0)


def _send_frames(control: socket.socket, seed: int) -> None:
    while True:
        data, fds, _, _ = socket.recv_fds(control, 8, 2)
        if not data:
            return
        (number,) = struct.unpack("!Q", data)
        os.close(fds[1])
        with socket.socket(fileno=fds[0]) as sock:
            request, _ = wire.decode(lambda count: sock.recv(count, socket.MSG_WAITALL), LIMITS)
            frame = build(seed, number, request["nonce"])
            drops = DROPS if number % IN_DROPS == 0 else 0
            with contextlib.suppress(OSError):  # the judge may have refused it, and gone
                for at in range(min(len(frame), drops)):
                    sock.send(frame[at : at + 1])
                sock.sendall(frame[drops:])


@dataclass
class Tally:
    """What became of the frames so far; times in seconds, memory in bytes."""

    outcomes: Counter[str]
    longest_s: float = 0.0
    longest: int = 0
    warm_bytes: int = 0
    grown_bytes: int = 0


@dataclass(frozen=True)
class Parsed:
    """How one frame ended, after how long; wrong: what was raised and should not have been."""

    outcome: str
    seconds: float
    nonce: str
    wrong: BaseException | None = None


def receive(launcher: HostileLauncher, number: int) -> Parsed:
    launcher.number = number
    worker = Worker(launcher, WorkerOptions())
    wrong: BaseException | None = None
    try:
        worker.submit({"verb": "call"}, {})
        nonce = worker._pending[0]
        started = time.perf_counter()
        try:
            header, tensors = worker.collect(HANG_S)
            json.dumps(header)
            held = sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
            outcome = "a reply"
            if held > LIMITS.tensor_bytes:
                wrong = ValueError(f"its tensors have {held} bytes")
        except (WorkerConfused, WorkerDied) as loss:
            outcome = type(loss).__name__
        except Exception as error:  # a timeout too: the sender always closes
            outcome, wrong = type(error).__name__, error
        return Parsed(outcome, time.perf_counter() - started, nonce, wrong)
    finally:
        worker.close()


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=1_000_000, help="how many (default: 1000000)")
    parser.add_argument("--seed", type=int, help="build them from this seed (default: a new one)")
    parser.add_argument("--only", type=int, metavar="FRAME", help="send the frame of this number")
    options = parser.parse_args()
    if not Path("/proc/self/statm").exists():
        print("this needs Linux: it forks the sender, and reads its size from /proc")
        return 2
    torch.set_num_threads(1)
    gc.freeze()  # as the judge does: collecting torch's objects takes longer than any frame
    seed = secrets.randbelow(2**31) if options.seed is None else options.seed
    numbers = range(options.frames) if options.only is None else [options.only]
    tally, started = Tally(Counter()), time.perf_counter()
    launcher = HostileLauncher(seed)
    try:
        failed = run(launcher, seed, numbers, tally)
    finally:
        launcher.close()
    elapsed_s = time.perf_counter() - started
    sent = tally.outcomes.total()
    print(f"seed {seed}: {sent} frames in {elapsed_s:.0f} s, {sent / elapsed_s:.0f} a second")
    print(", ".join(f"{count} {outcome}" for outcome, count in tally.outcomes.most_common()))
    print(f"longest: {tally.longest_s * 1e3:.1f} ms, frame {tally.longest}")
    print(f"grown by {tally.grown_bytes / 2**20:.1f} MiB over {tally.warm_bytes / 2**20:.0f} MiB")
    return int(failed or tally.longest_s > HANG_S or tally.grown_bytes > GROWTH_BYTES)


def run(launcher: HostileLauncher, seed: int, numbers: Sequence[int], tally: Tally) -> bool:
    """Receive every frame; whether one of them ended as none may."""
    failed = False
    for count, number in enumerate(numbers):
        parsed = receive(launcher, number)
        tally.outcomes[parsed.outcome] += 1
        if parsed.seconds > tally.longest_s:
            tally.longest_s, tally.longest = parsed.seconds, number
        if parsed.wrong is not None:
            failed = True
            print(f"seed {seed}, frame {number}: {parsed.wrong!r}")
            print(f"  {build(seed, number, parsed.nonce)[:2000]!r}")
        if count == int(len(numbers) * WARM_UP):
            tally.warm_bytes = resident_bytes()
        elif tally.warm_bytes and count % 500 == 0:
            tally.grown_bytes = max(tally.grown_bytes, resident_bytes() - tally.warm_bytes)
    return failed


if __name__ == "__main__":
    sys.exit(main())
