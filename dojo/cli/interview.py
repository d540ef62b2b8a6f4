"""The command `interview`: sets one up, runs it, and shows scorecards."""

from __future__ import annotations

import argparse
import queue
import secrets
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from dojo import catalog
from dojo.catalog import DIFFICULTIES, ROOT, Kata
from dojo.cli import editor
from dojo.cli.terminal import EXIT_ACCEPTED, UsageError, make_console

if TYPE_CHECKING:
    from rich.console import Console

    from dojo.interview.engine import Interview
    from dojo.interview.record import Record
    from dojo.interview.store import Store
    from dojo.warm.process import JudgeProcess

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

FOLDER = ROOT / "interviews"
LENGTHS = (15, 30, 45, 60)
OLD = ("resume", "pause", "report", "list")
NEW = ("kata", "track", "difficulty", "minutes", "seed", "panel", "open")


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "interview",
        help="a mock interview: a kata in stages, against the clock, with a scorecard",
        description="Run a mock interview. Write in your own editor; the interviewer speaks here.",
        epilog="Example: python grader.py interview --minutes 30 --open",
    )
    command.add_argument("--kata", metavar="KATA", help="which kata (default: due or weak ones)")
    command.add_argument("--track", metavar="TRACK", help="a kata of this track")
    command.add_argument("--difficulty", choices=DIFFICULTIES, help="a kata of this difficulty")
    command.add_argument("--minutes", type=int, choices=LENGTHS, help="how long it is to be")
    command.add_argument("--seed", type=int, metavar="N", help="picks the kata and the inputs")
    command.add_argument("--quiet", action="store_true", help="no bell when the time grows short")
    command.add_argument(
        "--panel", type=int, metavar="N", help="a loop of N interviews with breaks, one summary"
    )
    editor.add_open(command)
    which = command.add_mutually_exclusive_group()
    which.add_argument("--resume", action="store_true", help="go on with the one under way")
    which.add_argument("--pause", action="store_true", help="stop its clock; this is remembered")
    which.add_argument("--report", type=int, metavar="ID", help="show an old scorecard")
    which.add_argument("--list", action="store_true", help="list every interview")
    command.set_defaults(command=interview)


def interview(options: argparse.Namespace) -> int:
    from dojo.interview.engine import NotNow
    from dojo.interview.store import Store

    console = make_console(options.plain)
    _refuse_mixed(options)
    with Store() as store:
        if options.list:
            _list(store, console)
        elif options.report is not None:
            _report(store, store.load(options.report), console)
        elif options.pause:
            try:
                _under_way(store).pause()
            except NotNow as reason:
                raise UsageError(f"not paused: {reason}") from None
            print("The clock stands. Go on: python grader.py interview --resume")
        elif options.resume:
            present = _under_way(store)
            present.go_on()
            present.come_back()
            _run(store, present, options, console)
        else:
            _begin(store, options, console)
    return EXIT_ACCEPTED


def _refuse_mixed(options: argparse.Namespace) -> None:
    """What sets a new interview up says nothing to an old one."""
    asked = [name for name in OLD if getattr(options, name) not in (None, False)]
    meant = [name for name in NEW if getattr(options, name) not in (None, False)]
    if asked and meant:
        raise UsageError(f"--{asked[0]} takes no --{meant[0]}; that is for a new interview")


def _begin(store: Store, options: argparse.Namespace, console: Console) -> None:
    if left := store.unfinished():
        raise UsageError(
            f"interview {left.id} on {left.kata.name} is under way; "
            "use --resume to go on with it (there, f finishes it)"
        )
    if options.panel is not None and options.panel < 1:
        raise UsageError(f"--panel {options.panel}: give how many interviews, 1 or more")
    panel: int | None = None
    done: list[Record] = []
    for number in range(1, (options.panel or 1) + 1):
        if number > 1:
            print(f"\nA break. Press Enter for interview {number} of {options.panel}.", flush=True)
            _await_enter(_is_by_lines(options))
        present = _set_up(store, options, panel, {record.kata.name for record in done})
        if options.panel:
            panel = panel or present.record.id
        if not _run(store, present, options, console):
            return
        done.append(present.record)
    if options.panel:
        console.print(f"\nThe panel of {len(done)}:")
        _tell(done, console)


def _set_up(
    store: Store, options: argparse.Namespace, panel: int | None, had: set[str]
) -> Interview:
    from dojo.interview import setting
    from dojo.interview.engine import Interview

    words = editor.command() if options.open else []
    seed = secrets.randbelow(2**31) if options.seed is None else options.seed
    kata = _kata(options, seed, had)
    minutes = options.minutes or setting.length(kata)
    try:
        file = setting.make_file(FOLDER, kata, time.time(), minutes)
    except OSError as error:
        raise UsageError(f"the blank file cannot be made: {error}") from None
    if words:
        editor.open_file(words, file)
    # Now, as an editor in the terminal has had it until here.
    return Interview(store, store.begin(kata, time.time(), minutes, seed, file, panel))


def _kata(options: argparse.Namespace, seed: int, had: set[str]) -> Kata:
    from dojo.interview import setting
    from dojo.practice import choice
    from dojo.practice.progress import Progress

    if options.kata:
        kata = catalog.load(options.kata)
        if not kata.ladder.stages:
            raise UsageError(f"{kata.name} has no interview; its kata.toml has no [[stages]]")
        return kata
    known = [
        kata
        for kata in catalog.load_all()
        if options.track in (None, kata.track)
        and options.difficulty in (None, kata.difficulty)
        and kata.name not in had
    ]
    with Progress.read() as progress:
        standings = choice.all_standings(progress, known)
    found = setting.choose(known, standings, seed)
    if found is None:
        raise UsageError("no kata fits; see: python grader.py list")
    return found


def _under_way(store: Store) -> Interview:
    from dojo.interview.engine import Interview

    record = store.unfinished()
    if record is None:
        raise UsageError("no interview is under way; begin one: python grader.py interview")
    return Interview(store, record)


def _run(store: Store, present: Interview, options: argparse.Namespace, console: Console) -> bool:
    """Run it on the full screen, or by lines, and show the scorecard; whether it has ended."""
    from dojo.warm.process import JudgeProcess

    by_lines = _is_by_lines(options)
    with closing(JudgeProcess()) as judge:
        if by_lines:
            ended = _by_lines(present, judge, options.quiet)
        else:
            from dojo.interview.app import InterviewApp

            ended = bool(InterviewApp(present, judge, options.quiet).run())
        if not ended:
            print("The interview goes on: python grader.py interview --resume")
            return False
        _remember(present, judge)
    if sys.stdin.isatty() and sys.stdout.isatty():
        with suppress(KeyboardInterrupt):  # not rated, then
            _rate(present, by_lines)
    _report(store, present.record, console)
    return True


def _is_by_lines(options: argparse.Namespace) -> bool:
    return options.plain or not (sys.stdin.isatty() and sys.stdout.isatty())


def _await_enter(by_lines: bool) -> None:
    from dojo.interview import lines

    if not by_lines:
        sys.stdin.readline()
        return
    typed = lines.typed_lines()
    with suppress(EOFError):
        while True:
            with suppress(queue.Empty):
                typed(1.0)
                return


def _by_lines(present: Interview, judge: JudgeProcess, quiet: bool) -> bool:
    from dojo.interview import lines

    def say(text: str) -> None:
        print(text, end="" if text.endswith(lines.PROMPT_ENDS) else "\n", flush=True)

    say(f"Write in {_shown(present.record.file)}.")
    typed = lines.typed_lines()
    try:
        return lines.Lines(present, judge, say, typed, quiet).run()
    except KeyboardInterrupt:
        if not present.record.finished:
            present.leave()
        print()
        return bool(present.record.finished)


def _rate(present: Interview, by_lines: bool) -> None:
    from dojo.interview import lines

    def typed(_: float) -> str:
        return sys.stdin.readline()

    read = lines.typed_lines() if by_lines else typed
    lines.rate(present, lambda text: print(text, flush=True), read)


def _remember(present: Interview, judge: JudgeProcess) -> None:
    """What was handed in last is graded as a whole, and counts as any grading of a stub does."""
    from dojo.interview import record as kinds
    from dojo.practice.progress import Progress
    from dojo.warm.process import JudgeFailed, Question

    submits = present.record.of(kinds.SUBMIT)
    if not submits or not submits[-1].data["source"]:
        return
    text, name = submits[-1].data["source"], present.kata.name
    try:
        grading = judge.grade(Question(name, text, _shown(present.record.file)))
    except JudgeFailed as failure:
        print(f"grader: not remembered, as the judge itself failed: {failure}", file=sys.stderr)
        return
    with Progress.open() as progress:
        for event in present.record.of(kinds.HINT):
            progress.take_hint(name, event.data["text"])
        progress.record(grading, text, own=True)


def _report(store: Store, record: Record, console: Console) -> None:
    from dojo.interview import present
    from dojo.interview.scorecard import scorecard

    now = time.time()
    others = [each for each in store.all() if each.kata.name == record.kata.name]
    card = scorecard(record, others, now)
    present.render(console, card)
    file = record.file.with_name("scorecard.html")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(present.page(card, now), "utf-8")
    except OSError as error:
        print(f"grader: the page cannot be written: {error}", file=sys.stderr)
        return
    console.print(f"The whole, with the questions and the timeline: {_shown(file)}")


def _list(store: Store, console: Console) -> None:
    records = store.all()
    if not records:
        console.print("No interview yet. Begin one: python grader.py interview")
    _tell(records, console)


def _tell(records: list[Record], console: Console) -> None:
    from dojo.interview.scorecard import in_one_line

    for record in records:
        console.print(in_one_line(record, time.time()))


def _shown(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)
