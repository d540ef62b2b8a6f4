"""The commands of the practice loop: hints, solutions, blank stubs, the history, the schedule."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dojo import catalog, stubs
from dojo.catalog import Kata
from dojo.cli import editor
from dojo.cli.katas import advice
from dojo.cli.terminal import EXIT_ACCEPTED, UsageError, make_console
from dojo.practice import choice, hints, stub_file
from dojo.practice.progress import Progress, Record
from dojo.report import solution, wording
from dojo.report.standing import with_help

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    command = _add_for_kata(commands, "hint", "give one hint more, from a nudge to the key line")
    command.set_defaults(command=hint)

    command = _add_for_kata(
        commands, "solution", "show the model solution, once the kata is accepted", "--peek"
    )
    command.add_argument(
        "--peek", action="store_true", help="show it before that; this is remembered"
    )
    command.set_defaults(command=show_solution)

    command = _add_for_kata(
        commands, "reset", "put the blank stub back; the filled-in one is kept in the history"
    )
    command.set_defaults(command=reset)

    command = _add_for_kata(commands, "history", "list every graded version", "--diff 3")
    which = command.add_mutually_exclusive_group()
    which.add_argument(
        "--diff", type=_number, metavar="N", help="show what leads from version N to the stub"
    )
    which.add_argument(
        "--restore",
        type=_number,
        metavar="N",
        help="put version N into the stub; what is there now is kept in the history",
    )
    command.set_defaults(command=history)

    command = commands.add_parser(
        "practice",
        help="take the next kata, blank where it is due, and watch its stub",
        epilog="Example: python grader.py practice --open",
    )
    editor.add_open(command)
    command.set_defaults(command=practice)
    _add_transfers(commands)


def _add_for_kata(
    commands: Commands, name: str, help: str, example: str = ""
) -> argparse.ArgumentParser:
    line = f"Example: python grader.py {name} cross_entropy {example}".rstrip()
    command = commands.add_parser(name, help=help, description=f"{help}.", epilog=line)
    command.add_argument("kata", metavar="KATA", help="a kata's name, as `list` shows it")
    return command


def _add_transfers(commands: Commands) -> None:
    command = commands.add_parser(
        "export",
        help="write all that is remembered as JSON lines",
        epilog="Example: python grader.py export progress.jsonl",
    )
    command.add_argument("file", metavar="FILE", nargs="?", help="a new file (default: stdout)")
    command.set_defaults(command=export)

    command = commands.add_parser(
        "import",
        help="add the JSON lines that `export` wrote elsewhere; those already here add nothing",
        epilog="Example: python grader.py import progress.jsonl",
    )
    command.add_argument("file", metavar="FILE", help="the file (- reads stdin)")
    command.set_defaults(command=load)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no version; `history KATA` numbers them")
    return int(text)


def hint(options: argparse.Namespace) -> int:
    kata = catalog.load(options.kata)
    console = make_console(options.plain)
    with Progress.open() as progress:
        taken = hints.next_hint(progress, kata)
        before = hints.given(progress, kata) if taken is None else []
    if taken is None:
        print(f"You have had all {len(before)} hints:")
        for text in before:
            console.print(f"- {text}")
        print(f"\nThe answer itself: python grader.py solution {kata.name} --peek")
        return EXIT_ACCEPTED
    console.print(f"Hint {taken.number} of {taken.of}: {taken.text}")
    print(f"\nTry it: python grader.py {kata.name}", end="")
    print(f"   One more: python grader.py hint {kata.name}" if taken.number < taken.of else "")
    return EXIT_ACCEPTED


def show_solution(options: argparse.Namespace) -> int:
    kata = catalog.load(options.kata)
    with Progress.open() as progress:
        standing = progress.standing(kata.name)
        if not (standing.is_solved or standing.peeked or options.peek):
            raise UsageError(
                f"the solution of {kata.name} is locked until you are accepted once; "
                f"try: python grader.py hint {kata.name}, "
                f"or look now, which is remembered: python grader.py solution {kata.name} --peek"
            )
        counts = not standing.round_accepted and not standing.peeked
        if counts:
            progress.peek(kata.name)
        last = _last_attempt(progress, kata)
    console = make_console(options.plain)
    solution.render(console, kata)
    if last:
        answer = "the model solution", stubs.answer(kata.files.solution.read_text("utf-8"))
        console.print("\nFrom your last attempt to it:\n", style="bold")
        both = (
            (name, solution.without_specs(text, kata.entry_names)) for name, text in (last, answer)
        )
        solution.render_diff(console, *both)
    if counts:
        print("\nThis is remembered: the kata comes back soon after you are accepted.")
    print(f"\nWrite it without looking: python grader.py reset {kata.name}")
    return EXIT_ACCEPTED


def _last_attempt(progress: Progress, kata: Kata) -> tuple[str, str] | None:
    """The stub as it is, or the last version of it where it is blank; with a name for it."""
    text = stub_file.present(kata)
    if text is not None and text != stub_file.blank(kata):
        return stub_file.shown(kata), text
    own = [record for record in progress.history(kata.name) if record.own]
    return (f"version {own[-1].number}", own[-1].source) if own else None


def reset(options: argparse.Namespace) -> int:
    kata = catalog.load(options.kata)
    with Progress.open() as progress:
        kept = stub_file.reset(progress, kata)
    _tell_kept(kata, kept)
    print(f"{stub_file.shown(kata)} is blank. Fill it in, then: python grader.py {kata.name}")
    return EXIT_ACCEPTED


def _tell_kept(kata: Kata, kept: bool) -> None:
    if kept:
        print(f"What was there is kept: python grader.py history {kata.name}")


def history(options: argparse.Namespace) -> int:
    kata = catalog.load(options.kata)
    if options.restore is not None:
        return _restore(kata, options.restore)
    with Progress.read() as progress:
        records = progress.history(kata.name)
    if options.diff is not None:
        record = _version(records, options.diff, kata)
        now = stub_file.shown(kata), stub_file.present(kata) or ""
        solution.render_diff(
            make_console(options.plain), (f"version {record.number}", record.source), now
        )
        return EXIT_ACCEPTED
    if not records:
        print(f"Nothing of {kata.name} was graded yet. Begin: python grader.py show {kata.name}")
        return EXIT_ACCEPTED
    for record in records:
        when = record.time.astimezone().strftime("%Y-%m-%d %H:%M")
        print(f"{record.number:>4}  {when}  {_outcome(record)}")
    last = records[-1].number
    print(f"\nBack to one: python grader.py history {kata.name} --restore {last}")
    print(f"Against the stub: python grader.py history {kata.name} --diff {last}")
    return EXIT_ACCEPTED


def _outcome(record: Record) -> str:
    if record.score is None:
        return "kept, not graded"
    where = "" if record.own else f"  ({wording.printable(record.attempt)}, does not count)"
    verdict = record.verdict.replace("_", " ")
    return f"{verdict:<14}{with_help(record.score, record.hints, record.peeked)}{where}"


def _version(records: list[Record], number: int, kata: Kata) -> Record:
    if not 1 <= number <= len(records):
        has = f"{len(records)} versions" if len(records) != 1 else "1 version"
        raise UsageError(
            f"{kata.name} has {has}, no number {number}; see: python grader.py history {kata.name}"
        )
    return records[number - 1]


def _restore(kata: Kata, number: int) -> int:
    with Progress.open() as progress:
        record = _version(progress.history(kata.name), number, kata)
        kept = stub_file.replace(progress, kata, record.source)
    _tell_kept(kata, kept)
    print(f"{stub_file.shown(kata)} is version {number} again. Grade it: ", end="")
    print(f"python grader.py {kata.name}")
    return EXIT_ACCEPTED


def practice(options: argparse.Namespace) -> int:
    opener = editor.command() if options.open else None
    known = catalog.load_all()
    with Progress.open() as progress:
        standings = choice.all_standings(progress, known)
        found = choice.choose(known, standings)
        if found is None:
            print(advice(None, standings))
            return EXIT_ACCEPTED
        kata = found.kata
        print(f"{kata.name}: {found.why}.", flush=True)
        # A round that is already under way goes on with what has been written in it.
        if standings[kata.name].round_accepted:
            _tell_kept(kata, stub_file.reset(progress, kata))
        elif not kata.files.stub.exists() or not stub_file.is_begun(kata):
            progress.begin(kata.name)  # so that the time is known
    if opener:
        editor.open_file(opener, kata.files.stub)
    return _watch_afresh(kata)


def _watch_afresh(kata: Kata) -> int:
    """Watch in a new process: this one has read solutions, which no worker may be forked from."""
    words = [sys.executable, str(catalog.ROOT / "grader.py"), "watch", kata.name]
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(sys.executable, words)  # the terminal's keys and signals reach it alone
    return subprocess.run(words).returncode


def export(options: argparse.Namespace) -> int:
    with Progress.read() as progress:
        if options.file is None:
            progress.export(sys.stdout)
            return EXIT_ACCEPTED
        path = Path(options.file)
        try:
            with path.open("x", encoding="utf-8") as file:
                lines = progress.export(file)
        except FileExistsError:
            raise UsageError(f"{path} is there already; name a new file") from None
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    print(f"{lines} lines written. Elsewhere: python grader.py import {path.name}")
    return EXIT_ACCEPTED


def load(options: argparse.Namespace) -> int:
    try:
        if options.file == "-":
            lines = sys.stdin.readlines()
        else:
            with open(options.file, encoding="utf-8") as file:
                lines = file.readlines()
    except (OSError, UnicodeDecodeError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
        raise UsageError(f"{options.file} cannot be read: {why}") from None
    with Progress.open() as progress:
        added = progress.load(lines)
    print(f"{added} of {len(lines)} lines were new. Where you stand: python grader.py")
    return EXIT_ACCEPTED
