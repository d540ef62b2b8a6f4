"""The commands: reads arguments, calls what does the work, turns failures into exit codes."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from dojo import catalog
from dojo.cli import (
    batch,
    completion,
    doctor,
    grading,
    interview,
    katas,
    practice,
    profile,
    watch,
)
from dojo.cli.terminal import (
    EXIT_INTERRUPTED,
    EXIT_JUDGE,
    EXIT_NOT_ACCEPTED,
    EXIT_USAGE,
    UsageError,
)
from dojo.practice.database import ProgressError
from dojo.practice.stub_file import StubError

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

# Each adds its commands.
GROUPS = (grading, profile, katas, practice, watch, interview, batch, doctor, completion)
WRONG_USAGE = (UsageError, catalog.UnknownKata, catalog.CatalogError, ProgressError, StubError)


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status of the contract."""
    try:
        parser, commands = build_parser()
        if completion.is_asked_for():
            completion.answer(parser, commands)
        options = parser.parse_args(_expand(list(arguments), list(commands.choices)))
        _keep_from_workers(options)
        del arguments
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except WRONG_USAGE as error:
        print(f"grader: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt as interrupt:
        said = str(interrupt) or "nothing was graded"
        print(f"\ngrader: interrupted, {said}", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_NOT_ACCEPTED
    except Exception as error:
        traceback.print_exc()
        print(
            f"grader: the judge itself failed, which says nothing about the attempt: {error}",
            file=sys.stderr,
        )
        return EXIT_JUDGE


def _keep_from_workers(options: argparse.Namespace) -> None:
    """Empty `options` in processes that are forked from this one.

    A worker is, and could walk up the stack to here; --seed is not for attempts to know.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=vars(options).clear)


def _expand(arguments: list[str], commands: Sequence[str]) -> list[str]:
    """`KATA ...` as `grade KATA ...`; a first word that is neither is told with the nearest one."""
    if arguments[:1] == ["--plain"]:
        return ["--plain", *_expand(arguments[1:], commands)]
    if not arguments or arguments[0].startswith("-") or arguments[0] in commands:
        return arguments
    names = catalog.kata_names()
    if arguments[0] in names:
        return ["grade", *arguments]
    near = difflib.get_close_matches(arguments[0], [*commands, *names], n=1)
    hint = f"did you mean {near[0]}?" if near else "see: python grader.py --help"
    raise UsageError(f"no command or kata is called {arguments[0]!r}; {hint}")


class _Parser(argparse.ArgumentParser):
    """Tells a wrong argument as every other wrong usage is told: in one line, with what helps."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see: python {self.prog} --help")


def build_parser() -> tuple[argparse.ArgumentParser, Commands]:
    """The parser, and the commands that it knows."""
    parser: argparse.ArgumentParser = _Parser(
        prog="grader.py",
        description="Practise writing PyTorch losses by hand, and have them judged.",
        epilog="KATA alone is short for grade KATA. Without arguments: where you stand. "
        "Example: python grader.py cross_entropy",
    )
    parser.set_defaults(command=katas.overview)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for group in GROUPS:
        group.add(commands)
    _add_plain(parser, default=False)
    for command in commands.choices.values():
        # Suppressed: what was said before the command must stand where nothing is said after it.
        _add_plain(command, default=argparse.SUPPRESS)
    return parser, commands


def _add_plain(parser: argparse.ArgumentParser, default: object) -> None:
    parser.add_argument(
        "--plain",
        action="store_true",
        default=default,
        help="one fact a line, without colour or layout, for screen readers and logs",
    )
