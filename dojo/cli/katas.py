"""The commands that only read: the bare overview, `list`, `show` and `next`."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from dojo import catalog
from dojo.catalog import Kata
from dojo.cli import editor
from dojo.cli.terminal import EXIT_ACCEPTED, make_console
from dojo.practice import choice, stub_file
from dojo.practice.choice import Choice
from dojo.practice.database import ProgressError
from dojo.practice.progress import Progress
from dojo.report import katas, spec
from dojo.report.standing import Standing, Status, day, with_help

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "list",
        help="list all katas, and where you stand with each",
        epilog="Example: python grader.py list",
    )
    command.set_defaults(command=list_katas)

    command = commands.add_parser(
        "show", help="show a kata's spec", epilog="Example: python grader.py show cross_entropy"
    )
    command.add_argument("kata", metavar="KATA", help="a kata's name, as `list` shows it")
    command.set_defaults(command=show)

    command = commands.add_parser(
        "next",
        help="say which kata to practise now, and why",
        epilog="Example: python grader.py next --open",
    )
    editor.add_open(command)
    command.set_defaults(command=show_next)


def list_katas(options: argparse.Namespace) -> int:
    known = catalog.load_all()
    with Progress.read() as progress:
        standings = choice.all_standings(progress, known)
    now = datetime.now(timezone.utc)
    if options.plain:
        print("\n".join(katas.plain_list(known, standings, now)))
    else:
        katas.render_list(make_console(options.plain), known, standings, now)
    return EXIT_ACCEPTED


def show(options: argparse.Namespace) -> int:
    kata = catalog.load(options.kata)
    console = make_console(options.plain)
    spec.render(console, kata)
    try:
        with Progress.read() as progress:
            line = _status_line(choice.all_standings(progress, [kata])[kata.name])
        console.print(f"\n{line}", soft_wrap=True)
    except ProgressError as error:  # the spec can be read all the same
        print(f"grader: {error}", file=sys.stderr)
    print(f"Fill in {stub_file.shown(kata)}, then: python grader.py {kata.name}")
    return EXIT_ACCEPTED


def _status_line(standing: Standing) -> str:
    facts = [f"Status: {standing.status.value}"]
    if standing.best is not None:
        facts.append(f"best score {standing.best}")
    if standing.due:
        facts.append(f"due {day(standing.due)}")
    if not standing.round_accepted and (standing.hints or standing.peeked):
        facts.append("this round " + with_help(0, standing.hints, standing.peeked)[2:])
    return ", ".join(facts) + "."


def show_next(options: argparse.Namespace) -> int:
    opener = editor.command() if options.open else None
    known = catalog.load_all()
    with Progress.read() as progress:
        standings = choice.all_standings(progress, known)
    found = choice.choose(known, standings)
    print(advice(found, standings))
    if opener and found:
        editor.open_file(opener, found.kata.files.stub)
    return EXIT_ACCEPTED


def overview(options: argparse.Namespace) -> int:
    known = catalog.load_all()
    with Progress.read() as progress:
        standings = choice.all_standings(progress, known)
    found = choice.choose(known, standings)
    katas.render_overview(make_console(options.plain), standings, advice(found, standings))
    return EXIT_ACCEPTED


def advice(found: Choice | None, standings: dict[str, Standing]) -> str:
    """What to do next and why, ending with the command for it."""
    if found is None:
        return _nothing_left(standings)
    standing = standings[found.kata.name]
    return f"Next: {found.kata.name} ({found.why}). {_step(found.kata, standing)}"


def _step(kata: Kata, standing: Standing) -> str:
    if standing.status is Status.NEW:
        return f"Read it: python grader.py show {kata.name}"
    if standing.status is Status.DUE and standing.round_accepted:
        return "Write it from blank again: python grader.py practice"
    return f"Go on with it: python grader.py {kata.name}"


def _nothing_left(standings: dict[str, Standing]) -> str:
    soonest = choice.soonest_due(standings)
    if soonest is None:
        return "Nothing is left to do. All katas: python grader.py list"
    return (
        f"Nothing is left to do today: every kata is solved, and {soonest.kata} comes back first, "
        f"on {day(soonest.due)}. Sooner: python grader.py reset {soonest.kata}"
    )
