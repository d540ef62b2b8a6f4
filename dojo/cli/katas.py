"""The commands that only read: the bare overview, `list` and `show`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dojo import catalog
from dojo.cli.terminal import EXIT_ACCEPTED, make_console
from dojo.report import katas

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    command = commands.add_parser("list", help="list all katas")
    command.set_defaults(command=list_katas)

    command = commands.add_parser("show", help="show a kata's spec")
    command.add_argument("kata", metavar="KATA", help="a kata's name, as `list` shows it")
    command.set_defaults(command=show)


def list_katas(options: argparse.Namespace) -> int:
    katas.render_list(make_console(), catalog.load_all())
    return EXIT_ACCEPTED


def show(options: argparse.Namespace) -> int:
    katas.render_spec(make_console(), catalog.load(options.kata))
    return EXIT_ACCEPTED


def overview(options: argparse.Namespace) -> int:
    katas.render_overview(make_console(), catalog.load_all())
    return EXIT_ACCEPTED
