"""The wire: what is sent arrives as it was, and rubbish is refused without harm."""

import json
import secrets
import subprocess
import sys
import tracemalloc

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dojo.catalog import ROOT
from dojo.worker import wire


def read_from(data: bytes):
    position = 0

    def read_exactly(count: int) -> bytes:
        nonlocal position
        if position + count > len(data):
            raise EOFError
        position += count
        return data[position - count : position]

    return read_exactly


def travel(*values):
    packer = wire.Packer()
    frame = wire.encode({"args": packer.pack(values)}, packer.tensors)
    header, tensors = wire.decode(read_from(frame), wire.Limits())
    return wire.unpack(header["args"], tensors, lambda tensor: tensor)


BASE = torch.arange(24.0).reshape(2, 3, 4)
TENSORS = {
    "scalar": torch.tensor(1.5),
    "empty": torch.zeros(0, 3),
    "int64": torch.tensor([1, -100]),
    "bool": torch.tensor([True, False]),
    "bfloat16": torch.tensor([1.5, float("nan")], dtype=torch.bfloat16),
    "float64": torch.tensor([1e-300, float("inf")], dtype=torch.float64),
    "transposed": BASE.transpose(0, 2),
    "sliced": BASE[:, 1:, ::2],
    "expanded": torch.tensor([[1.0], [2.0]]).expand(2, 5),
    "empty and strided": BASE[:0].transpose(0, 2),
}


@pytest.mark.parametrize("name", TENSORS)
def test_a_tensor_arrives_with_its_numbers_and_strides(name):
    (arrived,) = travel(TENSORS[name])
    assert arrived.dtype == TENSORS[name].dtype
    assert torch.equal(torch.nan_to_num(arrived), torch.nan_to_num(TENSORS[name]))
    if TENSORS[name].numel():
        assert arrived.stride() == TENSORS[name].stride()


def test_plain_values_arrive_unchanged():
    values = (None, True, 3, -1.5, "mean", [1, (2, "x")], (torch.ones(1), None))
    arrived = travel(*values)
    assert arrived[:6] == values[:6]
    assert torch.equal(arrived[6][0], torch.ones(1))


def test_two_views_of_one_tensor_arrive_as_two_tensors():
    one, other = travel(BASE, BASE)
    one.zero_()
    assert other.sum() == BASE.sum()


def test_requires_grad_travels():
    (arrived,) = travel(torch.ones(2, requires_grad=True))
    assert arrived.requires_grad
    assert arrived.is_leaf


def test_objects_are_not_sent():
    with pytest.raises(TypeError, match="cannot send a set"):
        wire.Packer().pack({1, 2})


def frame(head: bytes, body: bytes = b"", *, claims: tuple[int, int] | None = None) -> bytes:
    lengths = claims or (len(head), len(body))
    return wire.PREFIX.pack(wire.MAGIC, *lengths) + head + body


RUBBISH = {
    "other magic": b"HTTP" + bytes(40),
    "a header of 4 GB": frame(b"", claims=(2**32 - 1, 0)),
    "100 GB of tensors": frame(b"{}", claims=(2, 100 << 30)),
    "lengths of all ones": b"DOJO" + b"\xff" * 12,
    "no JSON": frame(b"{nope"),
    "not UTF-8": frame(b"\xff\xfe"),
    "deep JSON": frame(b"[" * 100_000),
    "a list": frame(b"[]"),
    "a number with a million digits": frame(b'{"a": ' + b"9" * 1_000_000 + b"}"),
    "tensors too short": frame(b"{}", b"\x01"),
    "an index longer than the body": frame(b"{}", b"\xff" * 7 + b"\x00"),
    "an index of a million tensors": frame(b"{}", (2**27).to_bytes(8, "little") + b"{" * 100),
    "offsets outside": frame(
        b"{}",
        (64).to_bytes(8, "little")
        + b'{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}'.ljust(64),
    ),
    "a shape whose product overflows": frame(
        b"{}",
        (96).to_bytes(8, "little")
        + b'{"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0]}}'.ljust(96),
    ),
    "an unknown dtype": frame(
        b"{}",
        (64).to_bytes(8, "little")
        + b'{"a":{"dtype":"X9","shape":[0],"data_offsets":[0,0]}}'.ljust(64),
    ),
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_is_a_wire_error_and_costs_no_memory(name):
    tracemalloc.start()
    with pytest.raises((wire.WireError, EOFError)):
        wire.decode(read_from(RUBBISH[name]), wire.Limits())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 << 20


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_frame_or_a_wire_error(data):
    try:
        header, _ = wire.decode(read_from(b"DOJO" + data), wire.Limits())
    except (wire.WireError, EOFError):
        return
    assert isinstance(header, dict)


@settings(max_examples=300, deadline=None)
@given(st.binary(min_size=1, max_size=200), st.integers(0, 400))
def test_a_damaged_frame_is_a_frame_or_a_wire_error(noise, at):
    whole = bytearray(wire.encode({"ok": True}, {"output": torch.ones(3), "b": torch.zeros(2, 2)}))
    at %= len(whole)
    whole[at : at + len(noise)] = noise[: len(whole) - at]
    try:
        header, tensors = wire.decode(read_from(bytes(whole)), wire.Limits())
    except (wire.WireError, EOFError):
        return
    json.dumps(header)
    assert sum(t.numel() for t in tensors.values()) < 1000


@pytest.mark.skipif(sys.platform != "linux", reason="the sender is forked")
def test_thousands_of_hostile_frames_end_as_a_reply_or_a_lost_worker():
    command = [
        sys.executable, str(ROOT / "benchmarks" / "fuzz_wire.py"),
        "--frames", "20000", "--seed", str(secrets.randbelow(2**31)),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
