"""Finds forbidden names in an attempt's source, with their lines, without running it.

Denying calls is the worker's part; this tells where the call stands, also in a branch that no
test enters. Only code that can run counts: what the entries and the module's top level reach,
without the `if __name__ == "__main__":` block, annotations, comments and strings.
"""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dojo.judge.families import Rules
from dojo.judge.session import MAX_SOURCE_CHARACTERS

# Methods that torch calls by itself; what else it calls is denied as it runs.
CALLED_BY_TORCH = ("forward", "backward", "setup_context", "jvp", "vmap", "extra_repr")
MAX_PARTS = 12  # of a dotted name; torch's longest have eight
FunctionNode = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
DefinitionNode = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Statements, and parts of them, that are looked into for the statements in them.
CompoundNode = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match,
    ast.ExceptHandler, ast.match_case, *filter(None, [getattr(ast, "TryStar", None)]),
)  # fmt: skip
# What a name stands for, from the innermost function outwards: something imported, written out
# from its root module, the attempt's own top-level definitions of that name, or anything else.
Scope = ChainMap[str, "str | list[ast.AST] | None"]


@dataclass(frozen=True)
class Finding:
    """A forbidden name at a line of the attempt."""

    name: str
    line: int


def find_forbidden(source: str, entries: tuple[str, ...], rules: Rules) -> list[Finding]:
    """The forbidden names that the entries can reach; nothing where the source does not parse."""
    if len(source) > MAX_SOURCE_CHARACTERS:
        return []
    try:
        used = set(_findings(ast.parse(source), entries, rules))
    # Source that exhausts the parser is the worker's to report, as it fails to compile there too.
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return sorted(used, key=lambda finding: (finding.line, finding.name))


def _findings(tree: ast.Module, entries: tuple[str, ...], rules: Rules) -> Iterator[Finding]:
    statements = list(_running(tree.body))
    own = _definitions(statements)
    names = _names((), statements, Scope())
    names.update(own)
    later = {id(node) for nodes in own.values() for node in nodes}
    pending: list[tuple[ast.AST, Scope]] = [
        (node, names)
        for node in statements
        if id(node) not in later and id(getattr(node, "value", None)) not in later
    ]
    pending += [(node, names) for name in entries for node in own.get(name, ())]
    seen = set(entries)
    methods: dict[str, list[tuple[ast.AST, Scope]]] = {}  # by name, that nothing has asked for yet
    asked: set[str] = set()
    while pending:
        node, scope = pending.pop()
        if _is_for_no_import(node):
            pending += [(part, scope) for part in getattr(node, "orelse", ())]
            continue
        for name in _asked_for(node) - asked:
            asked.add(name)
            pending += methods.pop(name, ())
        if isinstance(node, (ast.Import, ast.ImportFrom)) or _is_store(node):
            continue
        meaning = scope.get(node.id) if isinstance(node, ast.Name) else None
        if isinstance(node, ast.Name) and isinstance(meaning, list) and node.id not in seen:
            seen.add(node.id)
            pending += [(definition, names) for definition in meaning]
        dotted = _dotted(node, scope)
        if dotted and rules.forbids(dotted):
            if not dotted.endswith(("__doc__", "__name__")):
                yield Finding(dotted, getattr(node, "lineno", 0))
            continue
        if isinstance(node, FunctionNode):
            body = _body(node)
            inner = _names(_bound(node), body, scope)
            outside = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            outside += getattr(node, "decorator_list", [])
            pending += [(part, inner) for part in body] + [(part, scope) for part in outside]
        elif isinstance(node, ast.ClassDef):
            for part in _parts(node):
                name = getattr(part, "name", "")
                if isinstance(part, FunctionNode) and not _is_called_by_others(name, asked):
                    methods.setdefault(name, []).append((part, scope))
                else:
                    pending.append((part, scope))
        else:
            pending += [(part, scope) for part in _parts(node)]


def _asked_for(node: ast.AST) -> set[str]:
    """What attribute a node takes, written out or as a text."""
    if isinstance(node, ast.Attribute):
        return {node.attr}
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def _is_called_by_others(method: str, asked: set[str]) -> bool:
    """Whether a method may run without the attempt's code naming it, or is named by it."""
    return method.startswith("__") or method in CALLED_BY_TORCH or method in asked


def _running(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """What runs on import, in order: simple statements, definitions, tests of compound ones."""
    pending = [*body][::-1]
    while pending:
        node = pending.pop()
        if _is_for_no_import(node):
            pending += getattr(node, "orelse", [])[::-1]
        elif isinstance(node, CompoundNode):
            pending += [*_parts(node)][::-1]
        else:
            yield node


def _is_for_no_import(node: ast.AST) -> bool:
    """`if __name__ == "__main__":`, `if TYPE_CHECKING:`, `if False:`, and the like."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.BoolOp):
        test: ast.expr = node.value
    elif isinstance(node, ast.If):
        test = node.test
    else:
        return False
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    return any(
        _compares_with_main(part)
        or (isinstance(part, ast.Constant) and not part.value)
        or getattr(part, "id", getattr(part, "attr", "")) == "TYPE_CHECKING"
        for part in parts
    )


def _compares_with_main(test: ast.expr) -> bool:
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq)):
        return False
    sides = [
        getattr(side, "id", getattr(side, "value", "")) for side in (test.left, *test.comparators)
    ]
    return sorted(map(str, sides)) == ["__main__", "__name__"]


def _definitions(statements: Iterable[ast.AST]) -> dict[str, list[ast.AST]]:
    """The functions and classes among the statements, and the lambdas that are given a name."""
    found: dict[str, list[ast.AST]] = {}
    for node in statements:
        if isinstance(node, DefinitionNode):
            found.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def _body(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.AST]:
    return [function.body] if isinstance(function, ast.Lambda) else [*function.body]


def _bound(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    """The names that are a function's own, whatever they stand for around it."""
    given = function.args
    parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    bound = {parameter.arg for parameter in parameters if parameter}
    outer: set[str] = set()
    for node in _nodes_of_scope(_body(function)):
        if isinstance(node, ast.Name) and _is_store(node):
            bound.add(node.id)
        elif isinstance(node, (*DefinitionNode, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
            bound.add(node.name or "")
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            outer.update(node.names)
    return bound - outer


def _names(own: Iterable[str], body: Iterable[ast.AST], around: Scope) -> Scope:
    """A scope within `around`, with what its body imports or gives on: F = torch.nn.functional."""
    nodes = list(_nodes_of_scope(body))
    scope = around.new_child(dict.fromkeys(own))
    for node in nodes:
        if isinstance(node, ast.Import):
            for name in node.names:
                root = name.name.partition(".")[0]
                scope[name.asname or root] = name.name if name.asname else root
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                scope[name.asname or name.name] = f"{node.module}.{name.name}"
    for node in nodes:
        if isinstance(node, DefinitionNode):  # of one's own, under the name of an import
            scope[node.name] = None
        elif isinstance(node, ast.Assign) and isinstance(node.value, (ast.Name, ast.Attribute)):
            dotted = _dotted(node.value, scope)
            for target in node.targets:
                if dotted and isinstance(target, ast.Name) and not scope.get(target.id):
                    scope[target.id] = dotted
    return scope


def _nodes_of_scope(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node of a scope in order: of functions and classes in it nothing but themselves."""
    pending = [*body][::-1]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (*DefinitionNode, ast.Lambda)):
            pending += [*_parts(node)][::-1]


def _dotted(node: ast.AST, names: Scope) -> str | None:
    """`F.cross_entropy` as "torch.nn.functional.cross_entropy"; None for what is not imported."""
    if isinstance(node, ast.Name):
        meaning = names.get(node.id)
        return meaning if isinstance(meaning, str) else None
    if isinstance(node, ast.Attribute):
        if _depth(node) > MAX_PARTS:  # a way round this, whatever it begins with
            return f"torch.{node.attr}"
        base = _dotted(node.value, names)
        if base and base.count(".") >= MAX_PARTS:
            base = base.partition(".")[0]
        return f"{base}.{node.attr}" if base else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) >= 2:
        name = node.args[1]
        if (
            node.func.id == "getattr"
            and isinstance(name, ast.Constant)
            and isinstance(name.value, str)
        ):
            base = _dotted(node.args[0], names)
            return f"{base}.{name.value}" if base else None
    return None


def _depth(node: ast.AST) -> int:
    """How many attributes are taken of one another here; counted to no more than is asked for."""
    depth = 0
    while isinstance(node, ast.Attribute) and depth <= MAX_PARTS:
        node, depth = node.value, depth + 1
    return depth


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """What stands directly below a node and can run: annotations cannot."""
    for field, value in ast.iter_fields(node):
        if field not in ("annotation", "returns"):
            children = value if isinstance(value, list) else [value]
            yield from (child for child in children if isinstance(child, ast.AST))


def _is_store(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))
