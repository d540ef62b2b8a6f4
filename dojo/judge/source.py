"""Finds forbidden names in an attempt's source, with their lines, without running it.

Denying calls is the worker's part; this tells where the call stands, also in a branch that no
test enters. Only code that can run counts: what the entries and the module's top level reach,
without the `if __name__ == "__main__":` block, annotations, comments and strings.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from dojo.judge.families import Rules
from dojo.judge.session import MAX_SOURCE_CHARACTERS

Aliases = dict[str, str]
MAX_PARTS = 12  # of a dotted name; torch's longest have eight
FunctionNode = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DefinitionNode = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


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
        tree = ast.parse(source)
        aliases = _collect_aliases(tree)
        used = [
            finding
            for node in _reachable(tree, entries)
            for finding in _findings(node, aliases, rules)
        ]
    # Source that exhausts the parser is the worker's to report, as it fails to compile there too.
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return sorted(set(used), key=lambda finding: (finding.line, finding.name))


def _collect_aliases(tree: ast.Module) -> Aliases:
    """Every local name that stands for something imported, written out from its root module."""
    aliases: Aliases = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                root = name.name.partition(".")[0]
                aliases[name.asname or root] = name.name if name.asname else root
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                aliases[name.asname or name.name] = f"{node.module}.{name.name}"
    for own in _definitions(tree):  # a function of one's own, under the name of an import
        aliases.pop(own, None)
    for node in ast.walk(tree):  # after all imports: F = torch.nn.functional
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Name, ast.Attribute)):
            dotted = _dotted(node.value, aliases)
            for target in node.targets:
                if dotted and isinstance(target, ast.Name):
                    aliases.setdefault(target.id, dotted)
    return aliases


def _dotted(node: ast.AST, aliases: Aliases) -> str | None:
    """`F.cross_entropy` as "torch.nn.functional.cross_entropy"; None for what is not imported."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id)
    if isinstance(node, ast.Attribute):
        if _depth(node) > MAX_PARTS:  # a way round this, whatever it begins with
            return f"torch.{node.attr}"
        base = _dotted(node.value, aliases)
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
            base = _dotted(node.args[0], aliases)
            return f"{base}.{name.value}" if base else None
    return None


def _depth(node: ast.AST) -> int:
    """How many attributes are taken of one another here; counted to no more than is asked for."""
    depth = 0
    while isinstance(node, ast.Attribute) and depth <= MAX_PARTS:
        node, depth = node.value, depth + 1
    return depth


def _reachable(tree: ast.Module, entries: tuple[str, ...]) -> Iterator[ast.AST]:
    """The top-level statements that run on import, and the definitions that these lead to."""
    definitions = _definitions(tree)
    pending: list[ast.AST] = [
        node
        for node in tree.body
        if not isinstance(node, DefinitionNode) and not _is_main_guard(node)
    ]
    pending += [definitions[name] for name in entries if name in definitions]
    for node in definitions.values():
        pending += node.decorator_list
    seen: set[str] = set(entries)
    while pending:
        reached = pending.pop()
        yield reached
        for inner in _code_of(reached):
            if isinstance(inner, ast.Name) and inner.id in definitions and inner.id not in seen:
                seen.add(inner.id)
                pending.append(definitions[inner.id])


def _definitions(tree: ast.Module) -> dict[str, Definition]:
    return {node.name: node for node in tree.body if isinstance(node, DefinitionNode)}


def _is_main_guard(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and any(
            isinstance(side, ast.Name) and side.id == "__name__"
            for side in (node.test.left, *node.test.comparators)
        )
    )


def _code_of(node: ast.AST) -> Iterator[ast.AST]:
    """A node and everything below it that can run: annotations and import lines cannot."""
    pending = [node]  # no recursion: an expression nested deeply enough would end it
    while pending:
        node = pending.pop()
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
            pending += _parts(node)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    for field, value in ast.iter_fields(node):
        if field not in ("annotation", "returns"):
            children = value if isinstance(value, list) else [value]
            yield from (child for child in children if isinstance(child, ast.AST))


def _findings(node: ast.AST, aliases: Aliases, rules: Rules) -> Iterator[Finding]:
    pending = [(node, aliases)]
    while pending:
        node, aliases = pending.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        if isinstance(node, FunctionNode):
            parameters = {
                argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)
            }
            if parameters & aliases.keys():
                aliases = {n: dotted for n, dotted in aliases.items() if n not in parameters}
        dotted = _dotted(node, aliases) if not _is_store(node) else None
        if dotted and rules.forbids(dotted):
            if not dotted.endswith(("__doc__", "__name__")):
                yield Finding(dotted, getattr(node, "lineno", 0))
            continue
        pending += [(part, aliases) for part in _parts(node)]


def _is_store(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))
