"""No file of torch's that an attempt may read spells out, in primitives, what a kata forbids."""

import ast
import re
from pathlib import Path

from dojo.judge.families import FAMILIES
from dojo.worker.poison_python import TORCH, copyable_sources

FORBIDDEN = re.compile("|".join(family.functions for family in FAMILIES.values()))
PRIMITIVES = {"exp", "exp_", "expm1", "log", "log_", "log1p", "where", "gather"}
# What is named like one and calls such primitives, but computes nothing with tensors as it stands.
NOT_TENSORS = {
    "_inductor/codegen": "writes text",
    "_inductor/fx_passes/joint_graph.py": "rewrites what comes before a softmax in a graph",
    "_inductor/lowering.py": "builds inductor's own graph",
    "_inductor/runtime/triton_helpers.py": "kernels, for triton to compile",
    "_vendor/quack": "kernels, for cutlass to compile",
    "onnx/_internal": "builds ONNX's graph",
    "sparse/_triton_ops.py": "kernels, for triton to compile",
}


def spelled_out(path: Path) -> list[str]:
    """The functions in this file that are forbidden by name and call primitives."""
    text = path.read_text("utf-8", errors="replace")
    if not any(FORBIDDEN.fullmatch(name) for name in re.findall(r"\bdef (\w+)", text)):
        return []
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and FORBIDDEN.fullmatch(node.name)
        and any(called(call) in PRIMITIVES for call in ast.walk(node) if isinstance(call, ast.Call))
    ]


def called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def test_what_spells_out_a_forbidden_function_is_closed():
    closed = copyable_sources()
    found = {}
    for path in TORCH.rglob("*.py"):
        if not closed.isdisjoint([path, *path.parents]):
            continue
        if any((TORCH / name) in [path, *path.parents] for name in NOT_TENSORS):
            continue
        if names := spelled_out(path):
            found[str(path.relative_to(TORCH))] = names
    assert found == {}


def test_every_closed_source_is_there():
    assert [
        str(path) for path in copyable_sources() if path.suffix != ".pyc" and not path.exists()
    ] == []


def test_every_exception_is_still_needed():
    for name in NOT_TENSORS:
        path = TORCH / name
        paths = [path] if path.is_file() else list(path.rglob("*.py"))
        assert any(spelled_out(each) for each in paths), name
