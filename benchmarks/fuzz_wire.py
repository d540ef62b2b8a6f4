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
import random
import secrets
import socket
import struct
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import torch  # noqa: E402

from dojo.worker import wire  # noqa: E402
from dojo.worker.client import Worker, WorkerConfused, WorkerDied  # noqa: E402
from dojo.worker.launch import WorkerOptions  # noqa: E402

HANG_S = 5.0  # what a frame takes is milliseconds; the rest is for a machine with other work
GROWTH_BYTES = 32 << 20
WARM_UP = 0.05  # of the frames, before growth counts
IN_DROPS, DROPS = 997, 500  # every so many frames, so many of the first bytes come one by one
LIMITS = wire.Limits()

NAMES = ("output", "grad0", "grad1", "second0", "echo0", "buffer0", "", "__metadata__", "a" * 300)
KNOWN_DTYPES = ("F64", "F32", "F16", "BF16", "I64", "I32", "I8", "U8", "BOOL", "C64", "U16")
DTYPES = (*KNOWN_DTYPES, "F8_E5M2", "F8_E8M0", "F4", "F6_E2M3", "X9", "f32", "", "F32\0", "\u00e9")
SIZES = (
    0,
    1,
    2,
    3,
    7,
    8,
    2**31,
    2**32,
    2**53,
    2**62,
    2**63 - 1,
    2**63,
    2**64 - 1,
    2**64,
    -1,
    10**40,
)
LENGTHS = (0, 1, 2, 15, 16, 255, 2**16, 2**20, 2**20 + 1, 2**28, 2**28 + 1, 2**31, 2**32 - 1)
# As JSON text: what Python's parser takes or refuses in its own way, and safetensors' in another.
TEXTS = (
    "NaN", "Infinity", "-Infinity", "1e999", "-0.0", "1e-999", "9" * 4300, "9" * 4301, "null",
    "true", "{}", "[]", '""', '"\\ud800"', '"\\u0000"', '"\\u001b[2J"', "[[[[]]]]",
    "18446744073709551616", '{"tensor":"output"}', "tru", "'x'", "\ufeff1", "1" + "0" * 400 + ".5",
    "0x10", '"a', "//",
)  # fmt: skip

Rng = random.Random
TENSORS = {
    "output": torch.tensor([1.5, float("nan"), float("inf")]),
    "grad0": torch.arange(12, dtype=torch.float64).reshape(3, 4),
    "echo0": torch.tensor([1, -100, 2]),
    "echo1": torch.zeros(0, 3),
    "buffer0": torch.tensor(True),
    "second0": torch.ones(2, 1, 2, dtype=torch.bfloat16),
}


@dataclass(frozen=True)
class Parts:
    """A frame as it is being made: its header, its tensors, and the lengths it claims for them."""

    head: bytes
    body: bytes
    head_length: int
    body_length: int

    def joined(self) -> bytes:
        lengths = self.head_length % 2**32, self.body_length % 2**64
        return wire.PREFIX.pack(wire.MAGIC, *lengths) + self.head + self.body


def parts(head: bytes, body: bytes) -> Parts:
    return Parts(head, body, len(head), len(body))


def build(seed: int, number: int, nonce: str) -> bytes:
    """The bytes of frame `number`; the nonce is the one that a right reply would carry."""
    rng = Rng(f"{seed}/{number}")
    make = rng.choices(MAKERS, WEIGHTS)[0]
    return make(rng, nonce)


def reply(rng: Rng, nonce: str) -> wire.Header:
    """What an honest worker could send: a result, a refusal, or the answer to a construction."""
    common: wire.Header = {"nonce": nonce, "forbidden": []}
    kind = rng.randrange(3)
    if kind == 0:
        return {"ok": True, "output": "output", "requires_grad": True, "device": "cpu"} | common
    if kind == 1:
        return {"ok": True, "object": rng.randrange(9)} | common
    frame = {"line": 3, "function": "forward", "code": "x", "tensors": {"x": "float32 (2,)"}}
    error = {"kinds": ["ValueError", "Exception"], "message": "no", "frames": [frame], "line": None}
    return {"ok": False, "error": error | {"stub": False, "memory": False}} | common


def honest(rng: Rng, nonce: str) -> bytes:
    names = rng.sample(sorted(TENSORS), rng.randrange(len(TENSORS) + 1))
    return wire.encode(reply(rng, nonce), {name: TENSORS[name] for name in names})


def flipped(rng: Rng, nonce: str) -> bytes:
    frame = bytearray(honest(rng, nonce))
    for _ in range(rng.randint(1, 8)):
        frame[rng.randrange(len(frame))] ^= 1 << rng.randrange(8)
    return bytes(frame)


def cut_short(rng: Rng, nonce: str) -> bytes:
    frame = honest(rng, nonce)
    return frame[: rng.randrange(len(frame))]


def spliced(rng: Rng, nonce: str) -> bytes:
    """A piece overwritten, inserted, removed or repeated."""
    frame = honest(rng, nonce)
    start = rng.randrange(len(frame))
    end = min(len(frame), start + rng.randint(1, 64))
    piece = (
        rng.randbytes(rng.randint(0, 64)), b"", frame[start:end] * rng.randint(2, 9),
        honest(rng, nonce)[:64], b"\xff" * (end - start), bytes(end - start),
    )  # fmt: skip
    return frame[:start] + rng.choice(piece) + frame[end:]


def lying_about_lengths(rng: Rng, nonce: str) -> bytes:
    head, body = json.dumps(reply(rng, nonce)).encode(), index_and_data(rng, honest_index(rng))
    off = rng.choice((-9, -8, -1, 1, 8, 9))
    head_length = rng.choice((len(head), len(head) + off, rng.choice(LENGTHS)))
    body_length = rng.choice((len(body), len(body) + off, rng.choice((*LENGTHS, 2**40, 2**64 - 1))))
    return Parts(head, body, head_length, body_length).joined()


def lying_in_the_header(rng: Rng, nonce: str) -> bytes:
    """Some values of the header, at any depth, replaced by hostile JSON text."""
    marks: list[str] = []
    head = json.dumps(_marked(rng, reply(rng, nonce), marks))
    for mark in marks:
        head = head.replace(f'"{mark}"', rng.choice(TEXTS), 1)
    if rng.random() < 0.3:  # the same keys again: the last one counts
        head = f'{head[:-1]}, "nonce": {json.dumps(nonce)}, "ok": {rng.choice(TEXTS)}}}'
    return parts(head.encode("utf-8", "surrogatepass"), b"").joined()


def _marked(rng: Rng, value: Any, marks: list[str]) -> Any:
    if rng.random() < 0.15:
        marks.append(f"@{len(marks)}@")
        return marks[-1]
    if isinstance(value, dict):
        return {key: _marked(rng, item, marks) for key, item in value.items()}
    return [_marked(rng, item, marks) for item in value] if isinstance(value, list) else value


def nested(rng: Rng, nonce: str) -> bytes:
    """A header nested to about the depth at which the parser gives up, or far beyond it."""
    depth = rng.choice((10, 500, 900, *range(950, 1010, 3), 5_000, 100_000))
    start, end = rng.choice((("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")))
    closed = end * rng.choice((depth, depth, 0))
    deep = start * depth + rng.choice(("", "1", '""')) + closed
    head = rng.choice((deep, f'{{"nonce": {json.dumps(nonce)}, "ok": true, "error": {deep}}}'))
    return parts(head.encode(), b"").joined()


def lying_in_the_index(rng: Rng, nonce: str) -> bytes:
    """Tensors whose names, dtypes, shapes and offsets contradict each other, or the data."""
    body = index_and_data(rng, honest_index(rng) if rng.random() < 0.5 else wild_index(rng))
    return parts(json.dumps(reply(rng, nonce)).encode(), body).joined()


def many_names(rng: Rng, nonce: str) -> bytes:
    entry = '{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'
    count = rng.choice((100, 1_000, 1_200, 1_400, 20_000))
    index = "{" + ",".join(f'"{i}":{entry}' for i in range(count)) + "}"
    return parts(json.dumps(reply(rng, nonce)).encode(), _headed(index.encode())).joined()


def large(rng: Rng, nonce: str) -> bytes:
    """A header or tensors of a megabyte."""
    size = (1 << 20) - rng.randrange(200)
    filler = rng.choice(
        (b"9" * size, b" " * size, b'"' + b"\\u0041" * (size // 6), b"[1," * (size // 3))
    )
    if rng.random() < 0.5:
        return parts(b'{"a":' + filler[:size] + b"}", b"").joined()
    index = f'{{"output":{{"dtype":"U8","shape":[{size}],"data_offsets":[0,{size}]}}}}'
    return parts(json.dumps(reply(rng, nonce)).encode(), _headed(index.encode()) + filler).joined()


def garbage(rng: Rng, nonce: str) -> bytes:
    noise = rng.randbytes(rng.choice((0, 1, 15, 16, 17, 64, 400, 70_000)))
    if rng.random() < 0.3:
        return noise
    lengths = rng.choice((0, 3, len(noise))), rng.choice((0, 9, len(noise)))
    return wire.PREFIX.pack(wire.MAGIC, *lengths) + noise


MAKERS: tuple[Callable[[Rng, str], bytes], ...] = (
    honest, flipped, cut_short, spliced, lying_about_lengths, lying_in_the_header, nested,
    lying_in_the_index, many_names, large, garbage,
)  # fmt: skip
WEIGHTS = (4, 18, 5, 14, 8, 15, 2, 25, 0.3, 0.1, 8)


def honest_index(rng: Rng) -> dict[str, Any]:
    """An index as safetensors writes it, of tensors of four-byte numbers."""
    index, at = {}, 0
    for name in rng.sample(NAMES[:6], rng.randint(1, 4)):
        shape = [rng.randrange(4) for _ in range(rng.randrange(4))]
        count = 4
        for size in shape:
            count *= size
        index[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, at + count]}
        at += count
    return index


def wild_index(rng: Rng) -> dict[str, Any]:
    """An index in which anything may be anything."""
    index: dict[str, Any] = {}
    for name in rng.sample(NAMES, rng.randint(1, 4)):
        entry = {
            "dtype": rng.choice(KNOWN_DTYPES if rng.random() < 0.6 else DTYPES),
            "shape": [rng.choice(SIZES) for _ in range(rng.choice((0, 1, 2, 3, 70)))],
            "data_offsets": [rng.choice(SIZES) for _ in range(rng.choice((2, 2, 2, 1, 3)))],
        }
        if rng.random() < 0.4:
            entry["data_offsets"] = [0, 0]
        if rng.random() < 0.2:
            entry[rng.choice((*entry, "extra"))] = rng.choice((None, -1, 1.5, "x", [], {}, [[1]]))
        index[name] = entry
    return index


def index_and_data(rng: Rng, index: dict[str, Any]) -> bytes:
    """The tensors of a frame: `index`, perhaps with some lie in it, and data to about its size."""
    offsets = [entry.get("data_offsets") for entry in index.values()]
    numbers = [end for pair in offsets if isinstance(pair, list) for end in pair]
    ends = [end for end in numbers if isinstance(end, int) and 0 <= end < 4096]
    data = rng.randbytes(max(0, max(ends, default=0) + rng.choice((0, 0, 0, -1, 1, 64))))
    if rng.random() < 0.5:
        entry = rng.choice(list(index.values()))
        lie = rng.randrange(4)
        if lie == 0:
            entry["dtype"] = rng.choice(DTYPES)
        elif lie == 1:
            entry["shape"] = [rng.choice(SIZES) for _ in range(rng.randrange(5))]
        elif lie == 2:  # overlapping, reversed, or outside
            entry["data_offsets"] = [rng.choice((*SIZES, *ends)) for _ in range(2)]
        else:
            index[rng.choice(NAMES)] = json.loads(json.dumps(entry))
    text = json.dumps(index)
    if rng.random() < 0.2:  # the same name twice
        text = f"{text[:-1]}, {text[1:]}"
    if rng.random() < 0.1:
        text = text.replace("0", rng.choice(TEXTS), 1)
    return _headed(text.encode("utf-8", "replace"), rng) + data


def _headed(index: bytes, rng: Rng | None = None) -> bytes:
    length = len(index)
    if rng is not None and rng.random() < 0.1:
        index = index.ljust(length + rng.randrange(9))
        length = rng.choice((len(index), length + 1, 0, 1, 2**16, 2**16 + 1, 2**63, 2**64 - 1))
    return struct.pack("<Q", length) + index


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
