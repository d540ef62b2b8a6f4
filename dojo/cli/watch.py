"""The command `watch`: grades at every save."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dojo import catalog
from dojo.cli.terminal import make_console

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "watch",
        help="grade a stub at every save, with keys for hint, spec and the next kata",
        description="Grade a stub now and at every save, and show what changed. Keys: h one hint "
        "more, s the spec, r run again, v more or less detail, n the next kata, space the next "
        "page, q quit.",
        epilog="Example: python grader.py watch cross_entropy",
    )
    command.add_argument(
        "kata", metavar="KATA", nargs="?", help="its stub (default: whichever is saved last)"
    )
    command.set_defaults(command=watch)


def watch(options: argparse.Namespace) -> int:
    kata = catalog.load(options.kata) if options.kata else None
    # Imported here: the other commands need not wait for what watches files.
    from dojo.practice import watch

    return watch.watch(kata, make_console(options.plain), options.plain)
