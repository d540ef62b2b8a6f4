"""Broken replies of a worker, by number: valid ones with a few lies in them, and plain garbage."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from dojo.worker import wire

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
