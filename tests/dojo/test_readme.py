"""The README is true: its screen, its table of katas and its commands."""

import json
import re
import subprocess
import sys

from dojo import catalog
from dojo.cli import build_parser

README = (catalog.ROOT / "README.md").read_text("utf-8")


def test_the_screen_shown_is_what_make_try_prints():
    makefile = (catalog.ROOT / "Makefile").read_text("utf-8")
    command = re.search(r"\$\(BIN\)/python (grader.py grade .*?);", makefile)[1]
    done = subprocess.run(
        [sys.executable, *command.split()], cwd=catalog.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    screen = re.search(r"\$ make try\n(.*?)```", README, re.DOTALL)[1]
    position = 0
    for part in screen.split("...\n"):
        found = done.stdout.find(part.strip("\n"), position)
        assert found >= 0, part
        position = found


def test_the_cost_shown_is_what_a_grading_prints():
    sample = "tests/samples/cross_entropy/accepted/one_hot_einsum.py"
    command = [sys.executable, "grader.py", "cross_entropy", "--attempt", sample]
    done = subprocess.run(command, cwd=catalog.ROOT, capture_output=True, text=True)
    assert done.returncode == 0
    table = re.search(r"^What a call costs.*?(?=\n```)", README, re.DOTALL | re.MULTILINE)[0]
    assert table in done.stdout


def test_the_table_names_every_kata():
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (\w+) \| (\d+) \|$", README, re.MULTILINE)
    katas = catalog.load_all()
    assert rows == [(k.name, k.title, k.difficulty, str(k.minutes)) for k in katas]


def test_every_command_and_option_that_it_names_exists():
    parser, _ = build_parser()
    help_texts = parser.format_help() + "".join(
        sub.format_help() for action in parser._subparsers._group_actions
        for sub in action.choices.values()
    )  # fmt: skip
    for option in set(re.findall(r"`(--[a-z]+)", README)):
        assert option in help_texts
    for command in re.findall(r"^python grader.py (\w+)", README, re.MULTILINE):
        assert command in help_texts or command == "KATA"


def test_it_stays_short():
    assert len(README.splitlines()) <= 205


def test_the_figures_are_those_of_the_last_bench_that_was_kept():
    bench = json.loads((catalog.ROOT / "docs" / "bench.json").read_text("utf-8"))
    for row in bench["rows"]:
        if row["met"] is not None:
            assert f"| {row['what']} | {row['measured_as']} |" in README
            assert f" {row['target']:g} | {row['median']:.2f} |" in README
    assert bench["machine"] in README
