"""`profile`: where an attempt's memory and operators go."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dojo import catalog
from dojo.cli.grading import read_attempt
from dojo.cli.terminal import EXIT_ACCEPTED, EXIT_NOT_ACCEPTED, make_console

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "profile",
        help="show each operator of a call with its memory and your line",
        epilog="Example: python grader.py profile cross_entropy",
    )
    command.add_argument("kata", metavar="KATA", help="a kata's name, as `list` shows it")
    command.add_argument(
        "--attempt", metavar="FILE", type=Path, help="the file to profile (default: the stub)"
    )
    command.set_defaults(command=profile)


def profile(options: argparse.Namespace) -> int:
    kata = catalog.load(options.kata)
    path = Path(options.attempt or os.path.relpath(kata.files.stub))
    source = read_attempt(path)
    from dojo.judge.grade import Judge
    from dojo.judge.session import Source

    with Judge() as judge:
        from dojo.judge.profile import NotProfiled
        from dojo.judge.profile import profile as profiled
        from dojo.report import profile as report

        try:
            found = profiled(judge, kata, Source(source, str(path)))
        except NotProfiled as problem:
            print(f"grader: {path} cannot be profiled: {problem}", file=sys.stderr)
            return EXIT_NOT_ACCEPTED
    console = make_console(options.plain)
    for each in found:
        if options.plain:
            print("\n".join(report.plain(each)))
        else:
            report.render(console, each)
    return EXIT_ACCEPTED
