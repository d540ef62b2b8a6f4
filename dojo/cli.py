"""The commands: reads arguments, calls what does the work, turns failures into exit codes."""

from __future__ import annotations

import argparse
import difflib
import io
import os
import sys
import tokenize
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dojo import catalog

if TYPE_CHECKING:
    from rich.console import Console

EXIT_ACCEPTED, EXIT_NOT_ACCEPTED, EXIT_USAGE, EXIT_JUDGE, EXIT_INTERRUPTED = 0, 1, 2, 3, 130


class UsageError(Exception):
    """What was typed cannot be carried out; the message says what to type instead."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status of the contract."""
    try:
        options = build_parser().parse_args(_expand(list(arguments)))
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except (UsageError, catalog.UnknownKata, catalog.CatalogError) as error:
        print(f"grader: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("\ngrader: interrupted, nothing was graded", file=sys.stderr)
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


def _expand(arguments: list[str]) -> list[str]:
    """`KATA ...` as `grade KATA ...`; a first word that is neither is told with the nearest one."""
    if not arguments or arguments[0].startswith("-") or arguments[0] in COMMANDS:
        return arguments
    names = catalog.kata_names()
    if arguments[0] in names:
        return ["grade", *arguments]
    near = difflib.get_close_matches(arguments[0], [*COMMANDS, *names], n=1)
    hint = f"did you mean {near[0]}?" if near else "see: python grader.py --help"
    raise UsageError(f"no command or kata is called {arguments[0]!r}; {hint}")


COMMANDS = ("grade", "list", "show", "verify")


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="grader.py",
        description="Practise writing PyTorch losses by hand, and have them judged.",
        epilog="KATA alone is short for grade KATA. Without arguments: where you stand.",
    )
    parser.set_defaults(command=overview)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_grade(commands)

    command = commands.add_parser("list", help="list all katas")
    command.set_defaults(command=list_katas)

    command = commands.add_parser("show", help="show a kata's spec")
    command.add_argument("kata", metavar="KATA", help="a kata's name, as `list` shows it")
    command.set_defaults(command=show)

    command = commands.add_parser(
        "verify", help="hold a kata's samples to their verdicts (for authors)"
    )
    command.add_argument("katas", metavar="KATA", nargs="*", help="which (default: all)")
    command.add_argument("--seed", type=_seed, metavar="N", help="draw inputs from seed N")
    command.set_defaults(command=verify)
    return parser


def _add_grade(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "grade",
        help="grade an attempt",
        epilog="Example: python grader.py grade cross_entropy --attempt mine.py --seed 7. "
        "Exit status: 0 accepted, 1 not accepted, 2 wrong usage, 3 the judge failed.",
    )
    command.add_argument("kata", metavar="KATA", help="a kata's name, as `list` shows it")
    command.add_argument("--attempt", metavar="FILE", help="grade FILE (default: the kata's stub)")
    command.add_argument(
        "--device",
        choices=("cpu", "cuda", "all"),
        default="cpu",
        help="run the checks on this device (default: cpu)",
    )
    command.add_argument(
        "--seed",
        type=_seed,
        metavar="N",
        help="draw inputs from seed N (default: a new one, printed with the verdict)",
    )
    command.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    command.add_argument(
        "--debug",
        action="store_true",
        help="run in this terminal, so that breakpoint() works; the verdict does not count",
    )
    command.add_argument(
        "--worker",
        choices=("fork", "spawn"),
        help="how the attempt's process starts (default: fork where that is safe)",
    )
    command.set_defaults(command=grade)


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) >= 2**63:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no seed; give a whole number from 0 to 2^63-1"
        )
    return int(text)


def grade(options: argparse.Namespace) -> int:
    kata = catalog.load(options.kata)
    path = Path(options.attempt or os.path.relpath(kata.files.stub))
    text = read_attempt(path)
    # From here on every import counts: torch, then the zygote's fork, and only then anything that
    # knows the hidden tests or draws on a terminal.
    from dojo.judge.grade import Judge, Settings, absent_devices
    from dojo.judge.session import Source
    from dojo.judge.verdict import Kind

    devices = ("cpu", "cuda") if options.device == "all" else (options.device,)
    if absent := absent_devices(devices).get(options.device):
        raise UsageError(f"--device {options.device}: {absent}; use --device cpu")
    worker = "debug" if options.debug else options.worker
    with Judge(worker) as judge:
        grading = judge.grade(kata, Source(text, str(path)), Settings(options.seed, devices))
    if options.json:
        from dojo.report import as_json

        print(as_json.dumps(grading))
    else:
        from dojo.report import terminal

        terminal.render(make_console(), grading)
        if options.debug:
            print("This was --debug: no isolation, no limits, so this verdict does not count.")
    return EXIT_ACCEPTED if grading.kind is Kind.ACCEPTED else EXIT_NOT_ACCEPTED


def read_attempt(path: Path) -> str:
    """The text of an attempt's file; raises UsageError where there is none to read."""
    try:
        with tokenize.open(path) as file:  # honours a coding cookie, as Python does
            return file.read()
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder; name the file of the attempt") from None
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise UsageError(f"{path} cannot be read as Python text: {error}") from None


def list_katas(options: argparse.Namespace) -> int:
    from dojo.report import katas

    katas.render_list(make_console(), catalog.load_all())
    return EXIT_ACCEPTED


def show(options: argparse.Namespace) -> int:
    from dojo.report import katas

    katas.render_spec(make_console(), catalog.load(options.kata))
    return EXIT_ACCEPTED


def overview(options: argparse.Namespace) -> int:
    from dojo.report import katas

    katas.render_overview(make_console(), catalog.load_all())
    return EXIT_ACCEPTED


def verify(options: argparse.Namespace) -> int:
    names = options.katas or [kata.name for kata in catalog.load_all()]
    chosen = [catalog.load(name) for name in names]
    import dojo.verify
    from dojo.report import verification

    reports = dojo.verify.verify(chosen, options.seed, os.cpu_count() or 1)
    verification.render(make_console(), reports)
    return EXIT_NOT_ACCEPTED if any(report.surprises for report in reports) else EXIT_ACCEPTED


def make_console() -> Console:
    from rich.console import Console

    # A sign that the terminal's encoding lacks must not cost the verdict.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    # Not a terminal: 80 columns, whatever the last one had; rich drops the colours by itself.
    return Console(width=None if sys.stdout.isatty() else 80, highlight=False, markup=False)
