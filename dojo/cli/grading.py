"""The commands that judge: `grade`, and `verify` for authors."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING

from dojo import catalog
from dojo.cli.terminal import (
    EXIT_ACCEPTED,
    EXIT_JUDGE,
    EXIT_NOT_ACCEPTED,
    UsageError,
    make_console,
)
from dojo.worker.heap import uncollected
from dojo.worker.level import LEVELS, SandboxUnavailable

if TYPE_CHECKING:
    from dojo.judge.verdict import Grading

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    _add_grade(commands)
    command = commands.add_parser(
        "verify",
        help="hold a kata's samples to their verdicts (for authors)",
        epilog="Example: python grader.py verify cross_entropy --seed 7",
    )
    command.add_argument("katas", metavar="KATA", nargs="*", help="which (default: all)")
    command.add_argument("--seed", type=seed_number, metavar="N", help="draw inputs from seed N")
    command.set_defaults(command=verify)


def _add_grade(commands: Commands) -> None:
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
        type=seed_number,
        metavar="N",
        help="draw inputs from seed N (default: a new one, printed with the verdict)",
    )
    command.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    command.add_argument(
        "--reproduce",
        metavar="FILE",
        type=Path,
        help="write the first failed check's case to FILE, as Python that repeats it",
    )
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
    command.add_argument(
        "--sandbox",
        choices=LEVELS,
        default="auto",
        help="auto: all that this machine offers (default); strict: or no grading; off: none; "
        "bwrap: inside bubblewrap as well; see doctor",
    )
    command.set_defaults(command=grade)


def seed_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) >= 2**63:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no seed; give a whole number from 0 to 2^63-1"
        )
    return int(text)


def grade(options: argparse.Namespace) -> int:
    kata = catalog.load(options.kata)
    path = Path(options.attempt or os.path.relpath(kata.files.stub))
    if not options.attempt and not path.exists():
        raise UsageError(f"{path}: no such file; put it back: python grader.py reset {kata.name}")
    text = read_attempt(path)
    if options.reproduce and options.reproduce.exists():
        raise UsageError(f"--reproduce {options.reproduce}: it is there already; name a new file")
    if options.debug and options.sandbox in ("strict", "bwrap"):
        raise UsageError(f"--debug runs without any sandbox; leave out --sandbox {options.sandbox}")
    # From here on every import counts: torch, then the zygote's fork, and only then anything that
    # knows the hidden tests or draws on a terminal.
    with uncollected():
        from dojo.judge.grade import Judge, Settings, absent_devices
        from dojo.judge.session import Source
        from dojo.judge.verdict import Kind
    from dojo.practice.progress import remember
    from dojo.report.standing import after_grading

    devices = ("cpu", "cuda") if options.device == "all" else (options.device,)
    if absent := absent_devices(devices).get(options.device):
        raise UsageError(f"--device {options.device}: {absent}; use --device cpu")
    if "cuda" in devices and options.sandbox == "bwrap":
        raise UsageError("--sandbox bwrap shows the attempt no GPU; use --sandbox auto")
    worker = "debug" if options.debug else options.worker
    try:
        with Judge(worker) as judge:
            settings = Settings(options.seed, devices, options.sandbox)
            grading = judge.grade(kata, Source(text, str(path)), settings)
    except SandboxUnavailable as error:
        print(f"grader: {error}", file=sys.stderr)
        return EXIT_JUDGE
    if options.reproduce:
        said = _reproduce(grading, path, options.reproduce)
    own = path.resolve() == kata.files.stub.resolve()
    standing = None if options.debug else remember(grading, text, own)
    if options.json:
        from dojo.report import as_json

        print(as_json.dumps(grading))
    else:
        from dojo.report import plain, terminal

        console = make_console(options.plain)
        if options.plain:
            print(plain.plain(grading))
        else:
            terminal.render(console, grading)
        if options.reproduce:
            print(said)
        if options.debug:
            print("This was --debug: no isolation, no limits, so this verdict does not count.")
        if own and standing:
            line = after_grading(standing, grading.score, grading.kind is Kind.ACCEPTED)
            print(line, end="\n" * bool(line))
    return EXIT_ACCEPTED if grading.kind is Kind.ACCEPTED else EXIT_NOT_ACCEPTED


def _reproduce(grading: Grading, attempt: Path, target: Path) -> str:
    """Write the first failing case that can be repeated to a file; returns what to say of it."""
    examples = [(check, check.counterexample) for check in grading.checks if check.counterexample]
    for check, example in examples:
        if example.snippet:
            script = (
                f"# {grading.kata}: {check.title}\n"
                "import runpy\n\n"
                f"globals().update(runpy.run_path({str(attempt.resolve())!r}))\n\n"
            )
            try:
                target.write_text(script + example.snippet, "utf-8")
            except OSError as error:
                raise UsageError(f"--reproduce {target}: {error.strerror}") from None
            again = f"python {shlex.quote(str(target))}"
            return f"To repeat the first failure with torch alone: {again}"
    return f"There is no failing case to repeat, so {target} was not written."


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


def verify(options: argparse.Namespace) -> int:
    names = options.katas or [kata.name for kata in catalog.load_all()]
    chosen = [catalog.load(name) for name in names]
    import dojo.verify
    from dojo.report import verification

    with dojo.verify.judges(os.cpu_count() or 1) as grade:
        reports = dojo.verify.verify(chosen, options.seed, grade)
    if options.plain:
        print("\n".join(verification.plain(reports)))
    else:
        verification.render(make_console(options.plain), reports)
    return EXIT_NOT_ACCEPTED if any(report.surprises for report in reports) else EXIT_ACCEPTED
