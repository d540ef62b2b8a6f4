"""The same program in another hand: other names, other order, other spellings.

`verify` grades each misconception so, to see that a mistake is named for what it does, not for how
it happens to be written. Every change leaves the results as they are, to the last bit.
"""

from __future__ import annotations

import ast

# Methods of a tensor that torch has as functions of the same arguments, too.
METHODS = {"sum", "mean", "exp", "log", "abs", "amax", "gather", "unsqueeze", "squeeze"}
# What those names are methods of may be a module instead.
NO_TENSORS = {"torch", "F", "nn", "math", "np", "numpy", "self", "ctx", "cls"}


def restyle(source: str) -> str:
    """`source` rewritten; as it stands where it does not parse."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    for node in tree.body:
        functions = [node, *(node.body if isinstance(node, ast.ClassDef) else ())]
        for function in functions:
            if isinstance(function, ast.FunctionDef):
                _Renamed(_own_names(function)).visit(function)
    imports = {alias.name for node in tree.body if isinstance(node, ast.Import)
               for alias in node.names}  # fmt: skip
    tree = _Rewritten("torch" in imports and "numpy" not in imports).visit(tree)
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _own_names(function: ast.FunctionDef) -> dict[str, str]:
    """The variables that a function and those inside it assign, each with its new name."""
    nodes = list(ast.walk(function))
    kept = {node.arg for node in nodes if isinstance(node, ast.arg)}
    for node in nodes:
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            kept.update(node.names)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
            kept.add(getattr(node, "name", ""))
    stored = [
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return {name: f"v{i}_{name[:1]}" for i, name in enumerate(dict.fromkeys(stored))
            if name not in kept}  # fmt: skip


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._names.get(node.id, node.id)
        return node


class _Rewritten(ast.NodeTransformer):
    """Factors swapped, methods as functions, conditional assignments as if statements."""

    def __init__(self, all_tensors: bool) -> None:
        self._all_tensors = all_tensors

    def visit_BinOp(self, node: ast.BinOp) -> ast.BinOp:
        self.generic_visit(node)
        if isinstance(node.op, ast.Mult):
            node.left, node.right = node.right, node.left
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        function = node.func
        if not isinstance(function, ast.Attribute) or function.attr not in METHODS:
            return node
        receiver = function.value
        known = isinstance(receiver, ast.Name) and receiver.id in NO_TENSORS
        if self._all_tensors and not known:
            torch = ast.Name("torch", ast.Load())
            node.func = ast.Attribute(torch, function.attr, ast.Load())
            node.args = [receiver, *node.args]
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign | ast.If:
        self.generic_visit(node)
        if not isinstance(node.value, ast.IfExp):
            return node
        choice = node.value
        return ast.If(
            choice.test,
            [ast.Assign(node.targets, choice.body)],
            [ast.Assign(node.targets, choice.orelse)],
        )
