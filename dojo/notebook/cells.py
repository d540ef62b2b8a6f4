"""Puts an attempt's text together from a notebook's cells, reading them and running none.

A notebook holds many versions of many names. The attempt is the statements that bind the entries,
and whatever these need: imports, helpers, constants, each in its latest version, in the order in
which the cells ran.
"""

from __future__ import annotations

import ast
import builtins
import symtable
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# Cell magics whose body is code of the notebook's own; IPython hands it over as one text.
TRANSPARENT_MAGICS = ("time", "capture")


@dataclass(frozen=True)
class Statement:
    """One top-level statement of a cell, and the global names that it binds and needs.

    needs_now: while it runs. needs_later: when a function that it defines is called.
    """

    cell: int
    text: str
    binds: frozenset[str]
    needs_now: frozenset[str]
    needs_later: frozenset[str]

    @property
    def is_future_import(self) -> bool:
        return self.text.startswith("from __future__")

    @property
    def is_star_import(self) -> bool:
        return self.text.startswith("from ") and self.text.rstrip().endswith("import *")


def assemble(cells: Sequence[str], names: Sequence[str], homes: Mapping[str, str]) -> str | None:
    """The text that defines `names`; None where some name is bound by no cell.

    cells: in the order in which they ran. homes: the text of the cell that a live object comes
    from, by name; other cells that bind the name (and raised before they got there) do not count.
    """
    history = _History(cells, homes)
    wanted = history.closure(names)
    if wanted is None:
        return None
    parts: list[str] = []
    cell = 0
    for index in sorted(wanted, key=lambda i: (not history.statements[i].is_future_import, i)):
        statement = history.statements[index]
        if statement.cell != cell:
            cell = statement.cell
            parts.append(f"# In [{cell}]")
        parts.append(statement.text)
    return "\n".join(parts) + "\n"


class _History:
    """The statements of all cells, and which of them bind a name."""

    def __init__(self, cells: Sequence[str], homes: Mapping[str, str]) -> None:
        self._cells = [cell.rstrip("\n") for cell in cells]
        self._homes = {name: text.rstrip("\n") for name, text in homes.items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the person has seen them when the cell ran
            self.statements = [
                statement
                for number, cell in enumerate(self._cells)
                for statement in _statements(number, cell)
            ]

    def closure(self, names: Sequence[str]) -> set[int] | None:
        """The indices of the statements that bind `names`, and of all that these need."""
        found: set[int] = set()
        unbound: set[str] = set()
        pending: list[tuple[str, int | None]] = [(name, None) for name in names]
        while pending:
            name, before = pending.pop()
            index = self._binder(name, before)
            if index is None:
                unbound.add(name)
            elif index not in found:
                found.add(index)
                statement = self.statements[index]
                pending += [(needed, index) for needed in statement.needs_now]
                pending += [(needed, None) for needed in statement.needs_later]
        if unbound & set(names):
            return None
        everywhere = [s.is_future_import for s in self.statements]
        if unbound - set(dir(builtins)):  # a star import may be what binds them
            everywhere = [s.is_future_import or s.is_star_import for s in self.statements]
        return found | {index for index, needed in enumerate(everywhere) if needed}

    def _binder(self, name: str, before: int | None) -> int | None:
        """The latest statement that binds `name`; for what ran at once, the latest before it."""
        binders = [i for i, statement in enumerate(self.statements) if name in statement.binds]
        if before is not None:
            binders = [i for i in binders if i < before] or [i for i in binders if i != before]
        elif name in self._homes:
            home = self._homes[name]
            at_home = [i for i in binders if self._cells[self.statements[i].cell] == home]
            binders = at_home or binders
        return binders[-1] if binders else None


def _statements(number: int, cell: str) -> Iterator[Statement]:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        tree = compile(cell, "cell", "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError):  # it did not run either
        return
    for node in tree.body:
        body = _magic_body(node)
        if body is not None:
            yield from _statements(number, body)
        elif (text := _text_of(cell, node)) and (statement := _read(number, text, node)):
            yield statement


def _magic_body(node: ast.stmt) -> str | None:
    """The code under a cell magic: `get_ipython().run_cell_magic("time", "", code)`."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return None
    function, arguments = node.value.func, node.value.args
    if not (isinstance(function, ast.Attribute) and function.attr == "run_cell_magic"):
        return None
    texts = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
    if len(texts) == 3 and texts[0] in TRANSPARENT_MAGICS and isinstance(texts[2], str):
        return texts[2]
    return None


def _text_of(cell: str, node: ast.stmt) -> str | None:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    if not decorators:
        return ast.get_source_segment(cell, node)
    lines = cell.splitlines(keepends=True)
    return "".join(lines[decorators[0].lineno - 1 : node.end_lineno]).rstrip("\n")


def _read(number: int, text: str, node: ast.stmt) -> Statement | None:
    try:
        top = symtable.symtable(text, "cell", "exec")
    except SyntaxError:  # an `await` outside any function, say: no part of an attempt
        return None
    now = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_referenced()}
    later: set[str] = set()
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        now.add(node.target.id)  # to symtable, `x += 1` only binds
    for inner, at_once in _inner_tables(top, at_once=True):
        for symbol in inner.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                (now if at_once else later).add(symbol.get_name())
    binds = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    return Statement(number, text, frozenset(binds), frozenset(now), frozenset(later))


def _inner_tables(
    table: symtable.SymbolTable, at_once: bool
) -> Iterator[tuple[symtable.SymbolTable, bool]]:
    """The scopes inside a statement; the body of a class runs at once, that of a function later."""
    for child in table.get_children():
        runs_at_once = at_once and child.get_type() == "class"
        yield child, runs_at_once
        yield from _inner_tables(child, runs_at_once)
