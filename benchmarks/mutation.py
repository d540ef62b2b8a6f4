"""Does each kata notice a single wrong token? Grades every mutant of the model solutions.

    python benchmarks/mutation.py [KATA ...]

A mutant is the solution with one operator, comparison, constant, branch, call or default changed.
Mutants that are accepted have survived: each must be killed by a new check or case, or stand in
`benchmarks/equivalent_mutants.toml` with one line saying why it computes the same. The script
prints both kinds, and exits 1 where a survivor has no such line (or a line has no survivor).
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dojo import catalog  # noqa: E402
from dojo.verify import Grade, Job, judges  # noqa: E402

COMPARISONS = {
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
SIBLINGS = {
    "amax": "amin", "amin": "amax", "exp": "expm1", "expm1": "exp", "log": "log1p", "log1p": "log",
    "sum": "mean", "mean": "sum", "maximum": "minimum", "minimum": "maximum", "max": "min",
    "min": "max", "clamp_min": "clamp_max", "clamp_max": "clamp_min", "zeros_like": "ones_like",
    "ones_like": "zeros_like",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One changed statement: its name is "before => after", its source the whole file."""

    name: str
    source: str


def mutants(source: str) -> list[Mutant]:
    """Every mutant of the code in `source`; docstrings and imports are left alone."""
    tree = _without_annotations(ast.parse(source))
    found: dict[str, Mutant] = {}
    for index, node in enumerate(ast.walk(tree)):
        for change in changes(node):
            mutated = copy.deepcopy(tree)
            target = list(ast.walk(mutated))[index]
            replacement = change(target)
            if replacement is not target:
                _put(mutated, target, replacement)
            ast.fix_missing_locations(mutated)
            name = f"{_statement(tree, index)} => {_statement(mutated, index, replacement)}"
            found.setdefault(name, Mutant(name, ast.unparse(mutated)))
    return [mutant for name, mutant in found.items() if _changed(name)]


def _without_annotations(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
    return tree


def changes(node: ast.AST) -> Iterator:
    """Functions that each take a copy of `node` and give what stands there in one mutant."""
    if isinstance(node, ast.Compare):
        yield from _comparison_changes(node)
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield lambda n: _with(n, op=OPERATORS[type(n.op)]())
        yield lambda n: n.left
        yield lambda n: n.right
    elif isinstance(node, ast.BoolOp):
        yield lambda n: _with(n, op=ast.Or() if isinstance(n.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        yield lambda n: n.operand
    elif isinstance(node, ast.Constant):
        for value in _other_constants(node.value):
            yield lambda n, value=value: _with(n, value=value)
    elif isinstance(node, ast.IfExp):
        yield lambda n: _with(n, body=n.orelse, orelse=n.body)
    elif isinstance(node, ast.If):
        yield lambda n: _with(n, test=ast.UnaryOp(ast.Not(), n.test))
    elif isinstance(node, ast.Call):
        yield from _call_changes(node)
    elif isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
        yield lambda n: _with(n, op=OPERATORS[type(n.op)]())


def _comparison_changes(node: ast.Compare) -> Iterator:
    yield lambda n: _with(n, ops=[COMPARISONS[type(n.ops[0])](), *n.ops[1:]])
    if isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
        yield lambda n: _with(n, left=n.comparators[0], comparators=[n.left, *n.comparators[1:]])


def _call_changes(node: ast.Call) -> Iterator:
    if isinstance(node.func, ast.Attribute):
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id in ("torch", "F")):
            yield lambda n: n.func.value  # x.unsqueeze(1) becomes x
        if node.func.attr in SIBLINGS:
            yield lambda n: _with(n, func=_with(n.func, attr=SIBLINGS[n.func.attr]))
    for position in range(len(node.keywords)):
        yield lambda n, i=position: _with(n, keywords=n.keywords[:i] + n.keywords[i + 1 :])
    for position in range(len(node.args) - 1):
        yield lambda n, i=position: _with(
            n, args=[*n.args[:i], n.args[i + 1], n.args[i], *n.args[i + 2 :]]
        )


def _other_constants(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value * 2, value + 1.0]
    if value in ("mean", "sum", "none", "batchmean"):
        return [f"{value}_"]
    return []


def _with(node: ast.AST, **fields: object) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def _put(tree: ast.AST, target: ast.AST, replacement: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, replacement)
            elif isinstance(value, list) and any(item is target for item in value):
                setattr(parent, field, [replacement if i is target else i for i in value])


def _statement(tree: ast.AST, index: int, replaced: ast.AST | None = None) -> str:
    """The innermost statement, or the signature, that holds the node, as one line."""
    node = replaced if replaced is not None else list(ast.walk(tree))[index]
    holders = [
        parent
        for parent in ast.walk(tree)
        if isinstance(parent, (ast.stmt, ast.arguments))
        and any(n is node for n in ast.walk(parent))
    ]
    smallest = min(holders, key=lambda holder: sum(1 for _ in ast.walk(holder)))
    return ast.unparse(smallest).splitlines()[0].strip()


def _changed(name: str) -> bool:
    before, _, after = name.partition(" => ")
    message = before.startswith("raise")  # the words of an error are not graded
    return before != after and not message


def count_unexplained(kata: catalog.Kata, grade: Grade, reasons: dict[str, str]) -> int:
    """Grade and print a kata's mutants; how many survive without a reason, or no longer do."""
    started = time.perf_counter()
    made = mutants(kata.files.solution.read_text("utf-8"))
    gradings = grade([Job(kata, Path(mutant.name), mutant.source) for mutant in made], None)
    survivors = [m.name for m, g in zip(made, gradings) if g.kind.value == "accepted"]
    print(
        f"{kata.name}: {len(made)} mutants, {len(made) - len(survivors)} killed, "
        f"{len(survivors)} survived, in {time.perf_counter() - started:.0f} s"
    )
    for survivor in survivors:
        print(f"  {survivor}\n      {reasons.get(survivor, 'NOT EXPLAINED')}")
    stale = set(reasons) - set(survivors)
    for name in stale:
        print(f"  no longer survives, delete its line: {name}")
    return len(set(survivors) - set(reasons)) + len(stale)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("katas", nargs="*", metavar="KATA", help="which (default: all)")
    names = parser.parse_args().katas or [kata.name for kata in catalog.load_all()]
    justified = tomllib.loads((ROOT / "benchmarks/equivalent_mutants.toml").read_text("utf-8"))
    with judges(os.cpu_count() or 1) as grade:
        unexplained = sum(
            count_unexplained(catalog.load(name), grade, justified.get(name, {})) for name in names
        )
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
