"""The command `batch`: many attempts, one result a line."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dojo import catalog
from dojo.cli.grading import seed_number
from dojo.cli.terminal import (
    EXIT_ACCEPTED,
    EXIT_JUDGE,
    EXIT_NOT_ACCEPTED,
    UsageError,
    make_console,
)
from dojo.worker.level import LEVELS, SandboxUnavailable

if TYPE_CHECKING:
    from dojo.batch.grading import Grader
    from dojo.batch.results import Result

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

SUMMARIES = (".csv", ".html")


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "batch",
        help="grade many attempts, one JSON result a line",
        epilog="Example: python grader.py batch class/ --out results.jsonl --summary class.html. "
        "Exit status: 0 every attempt was graded, 1 some could not be read, 2 wrong usage, "
        "3 the judge failed on some.",
    )
    command.add_argument(
        "paths",
        metavar="PATH",
        nargs="+",
        help="a .py file, a folder of them (alice/cross_entropy.py), a .zip, a .jsonl of "
        '{"id", "kata", "source"}, or - for such lines on standard input',
    )
    command.add_argument("--kata", metavar="KATA", help="what all attempts are an answer to")
    command.add_argument(
        "--out", metavar="FILE", type=Path, required=True, help="where the results are written"
    )
    command.add_argument(
        "--resume", action="store_true", help="go on with FILE, grading what it does not hold yet"
    )
    command.add_argument(
        "--jobs", metavar="N", type=_jobs, help="how many to grade at once (default: the cores)"
    )
    command.add_argument(
        "--seed",
        type=seed_number,
        metavar="N",
        help="draw all inputs from seed N (default: a new one, the same for all attempts)",
    )
    command.add_argument(
        "--sandbox", choices=LEVELS, default="auto", help="as for grade (default: auto)"
    )
    command.add_argument(
        "--no-explain",
        dest="explain",
        action="store_false",
        help="verdicts and scores alone: no smaller inputs, no misconceptions; faster",
    )
    command.add_argument(
        "--summary",
        metavar="FILE",
        action="append",
        nargs="?",
        const="",
        default=[],
        help="tell what the results have in common: as a table, or into a .csv or .html FILE",
    )
    command.add_argument(
        "--ray",
        metavar="ADDRESS",
        help="grade on this Ray cluster; auto: the one running here",
    )
    command.set_defaults(command=batch)


def _jobs(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of jobs; give 1 to 1024")
    return int(text)


def batch(options: argparse.Namespace) -> int:
    for name in options.summary:
        if name and Path(name).suffix not in SUMMARIES:
            raise UsageError(f"--summary {name}: give a .csv or .html file, or nothing for a table")
        if name and Path(name).resolve() == options.out.resolve():
            raise UsageError(f"--summary {name}: the results go there; name another file")
        if not Path(name).parent.is_dir():
            raise UsageError(f"--summary {name}: there is no folder {Path(name).parent}")
    if options.out.resolve() in {Path(path).resolve() for path in options.paths}:
        raise UsageError(f"--out {options.out}: that is what is to be graded; name another file")
    if options.kata:
        catalog.load(options.kata)
    if options.ray and options.jobs:
        raise UsageError("--jobs is for this machine; a cluster's is the number of its cores")
    from dojo.batch import attempts, grading, results

    try:
        # A copy: Python cannot end while a thread reads the original.
        stdin = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
        given = attempts.held_by(options.paths, options.kata, stdin)
        with results.Results(options.out, options.resume) as kept:
            drawn = _seed(options.seed, kept.seed, options.out)
            before = len(kept.done)
            with _grader(options) as grade:
                graded = grading.run(given, kept, grade, drawn)
                counts = _follow(graded, _expected(options, before))
            repeated = kept.repeated
        if not options.out.exists():
            raise UsageError("there was nothing to grade")
        _summarise(options)
    except (attempts.NoAttempts, results.ResultsError) as error:
        raise UsageError(str(error)) from None
    except SandboxUnavailable as error:
        print(f"grader: {error}", file=sys.stderr)
        return EXIT_JUDGE
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"{options.out} is whole: go on with --resume") from None
    skipped = f", {before} were there already" if before else ""
    skipped += f", {repeated} left out, as their ids came twice" if repeated else ""
    print(
        f"{sum(counts.values())} results in {options.out}{skipped} (seed {drawn})", file=sys.stderr
    )
    if counts["judge"]:
        return EXIT_JUDGE
    return EXIT_NOT_ACCEPTED if counts["input"] else EXIT_ACCEPTED


def _seed(wanted: int | None, before: int | None, out: Path) -> int:
    if wanted is not None and before is not None and wanted != before:
        raise UsageError(f"{out} holds results of seed {before}; resume it without another --seed")
    found = wanted if wanted is not None else before
    return secrets.randbelow(2**31) if found is None else found


@contextmanager
def _grader(options: argparse.Namespace) -> Iterator[Grader]:
    if options.ray:
        try:
            from dojo.batch.cluster import Cluster
        except ImportError:
            raise UsageError(
                "--ray needs Ray on this machine: pip install -e '.[cluster]'"
            ) from None
        try:
            cluster = Cluster(options.ray, options.sandbox, options.explain)
        except (ConnectionError, ValueError, RuntimeError) as error:
            first = (str(error) or type(error).__name__).splitlines()[0]
            raise UsageError(f"--ray {options.ray}: {first}") from None
        with cluster:
            yield cluster.grade
        return
    from dojo.api import Judge, usable_cores
    from dojo.batch.grading import here

    jobs = options.jobs or usable_cores()
    with Judge(jobs, sandbox=options.sandbox, explain=options.explain) as judge:
        yield here(judge)


def _expected(options: argparse.Namespace, before: int) -> int | None:
    """How many are still to be graded, where that is worth knowing and can be known."""
    from dojo.batch.attempts import STDIN, held_by

    if STDIN in options.paths or not sys.stderr.isatty() or options.plain:
        return None
    if any(path.is_fifo() for path in map(Path, options.paths)):
        return None
    held = sum(1 for _ in held_by(options.paths, options.kata, sys.stdin.buffer))
    return max(0, held - before)


def _follow(results: Iterator[Result], total: int | None) -> Counter[str]:
    """Show how far it is; returns how many have a verdict, and who is to blame for the others."""
    from rich import progress
    from rich.console import Console

    counts: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    missing: set[str] = set()
    console = Console(stderr=True)
    columns = (
        progress.BarColumn(20),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[rate]}"),
        progress.TimeRemainingColumn(),
        progress.TextColumn("{task.fields[verdicts]}"),
    )
    with progress.Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task("", total=total, rate="", verdicts="")
        for result in results:
            counts[result.get("blame", "graded")] += 1
            missing |= set(result.get("sandbox_missing", ()))
            verdicts[(result["verdict"] or "not graded").replace("_", " ")] += 1
            speed = shown.tasks[task].speed
            rate = f"{speed:.1f}/s" if speed else ""
            said = ", ".join(f"{n} {name}" for name, n in verdicts.most_common())
            shown.update(task, advance=1, rate=rate, verdicts=said)
    if missing:
        gaps = " and ".join(sorted(missing))
        print(f"Graded without {gaps}; see: python grader.py doctor", file=sys.stderr)
    return counts


def _summarise(options: argparse.Namespace) -> None:
    if not options.summary:
        return
    from dojo.batch import present, results, summary

    summaries = summary.summarise(results.read(options.out))
    for name in options.summary:
        try:
            if not name and options.plain:
                print("\n".join(present.plain(summaries)))
            elif not name:
                present.render(make_console(options.plain), summaries)
            elif name.endswith(".csv"):
                # An id may hold half a character.
                with open(name, "w", encoding="utf-8", errors="replace", newline="") as file:
                    summary.write_csv(results.read(options.out), file)
            else:
                Path(name).write_text(present.page(summaries, options.out), "utf-8", "replace")
        except OSError as error:
            raise UsageError(f"--summary {name}: {error.strerror}") from None
