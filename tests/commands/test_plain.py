"""--plain, NO_COLOR and help texts: the same facts without layout, and help that shows how."""

import argparse
import dataclasses
import io
import os
import pty
import re
import subprocess
import sys

import pytest
from rich.console import Console

from dojo.catalog import ROOT
from dojo.cli import build_parser
from dojo.judge.verdict import (
    CheckResult,
    Counterexample,
    Diagnosis,
    ForbiddenUse,
    Grading,
    Kind,
    Outcome,
    Trouble,
)
from dojo.report import terminal
from dojo.report.html import html
from dojo.report.plain import plain
from dojo.report.wording import Again

EXAMPLE = Counterexample("Loss()(input)", {"input": [1.0, "nan"]}, 2.0, 3.0, "1.5 times")


def check(outcome, title, category="values", message="", **more):
    points = 5 if outcome is Outcome.PASSED else 0
    name = "test_" + "_".join(title.lower().split())
    return CheckResult(name, title, category, "cpu", points, 5, outcome, message, **more)


PASSED = check(Outcome.PASSED, "Right numbers")
FAILED = check(Outcome.FAILED, "Right <mean>", message="expected 2, got 3", counterexample=EXAMPLE)
SKIPPED = check(Outcome.SKIPPED, "On the GPU", "devices", "there is no CUDA device here")
SLOW = check(Outcome.FAILED, "Little memory", "efficiency", "took 9 times the memory")


def grading(kind, *checks, **more):
    blank = Grading(
        "some_kata", "katas/some_kata/stub.py", kind, 50, 7, ("cpu",), checks, (), None, (), "", (),
        {"total": 1.0},
    )  # fmt: skip
    return dataclasses.replace(blank, **more)


def on_a_terminal(told):
    screen = Console(file=io.StringIO(), width=80, highlight=False, markup=False)
    terminal.render(screen, told)
    return " ".join(screen.file.getvalue().split())  # unfolded


def in_a_notebook(told):
    again = Again.on_the_command_line(told)
    page = re.sub(r"<style>.*?</style>", "", html(told, again, "x = 1"), flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", page)
    for escaped, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'")):
        text = text.replace(escaped, sign)
    return " ".join(text.replace("&amp;", "&").split())


RENDERINGS = {"terminal": on_a_terminal, "plain": plain, "html": in_a_notebook}


@pytest.fixture(params=RENDERINGS.values(), ids=RENDERINGS)
def render(request):
    return request.param


def test_every_rendering_tells_the_same(render):
    told = render(
        grading(
            Kind.FORBIDDEN, PASSED, FAILED, SKIPPED,
            forbidden=(ForbiddenUse("softmax", 3, "call", "write exp and sum"),),
            trouble=Trouble(Kind.INVALID, "line 4: <unknown> name"), advice=("It <cancels>.",),
            output="<script>\x1b[2J&amp;",
        )
    )  # fmt: skip
    for fact in (
        "some_kata: ", "forbidden", "50 of 100 points, 1 check skipped",
        "line 3: softmax is called, and forbidden here: write exp and sum.",
        "line 4: <unknown> name", "Right numbers", "Right <mean>", "expected 2, got 3",
        "Loss()(input)", "[1.0, nan]", "On the GPU", "there is no CUDA device here",
        "It <cancels>.", "<script>�[2J&amp;", "Write that part by hand",
    ):  # fmt: skip
        assert fact in told
    assert "\x1b" not in told


def test_a_skipped_check_is_named_and_nothing_says_that_all_passed(render):
    told = render(grading(Kind.ACCEPTED, PASSED, SKIPPED))
    assert "On the GPU" in told
    assert "there is no CUDA device here" in told
    assert "Every check that ran has passed. 1 check was skipped" in told
    assert "Every check has passed" not in told
    assert "Every check has passed." in render(grading(Kind.ACCEPTED, PASSED))


def test_checks_for_points_only_are_not_told_as_passed(render):
    told = render(grading(Kind.ACCEPTED, PASSED, SLOW, SKIPPED))
    assert "Every check that is required and ran has passed. 1 check for points only" in told


def test_where_all_was_skipped_nothing_is_said_to_have_failed(render):
    told = render(grading(Kind.INVALID, SKIPPED))
    assert "No check has run" in told
    assert "failed check" not in told


def test_a_known_mistake_is_told_with_its_repair_and_what_it_explains(render):
    first = Diagnosis("mean", "It divides by\nall items.", "Divide by the kept.", (FAILED.id,))
    told = render(grading(Kind.WRONG_ANSWER, FAILED, diagnoses=(first,)))
    assert "The mistake: It divides by all items." in told
    assert "Repair: Divide by the kept." in told
    assert "It explains: Right <mean>" in told
    assert "Several" not in told
    other = Diagnosis("sum", "It adds.", "", (FAILED.id,), telling=EXAMPLE)
    told = render(grading(Kind.WRONG_ANSWER, FAILED, diagnoses=(first, other)))
    assert "Several known mistakes fit:" in told
    assert told.index("It divides by all") < told.index("It adds.") < told.index("with this mis")
    assert told.count("Repair") == 1


def test_plain_puts_one_named_fact_on_a_line():
    lines = plain(grading(Kind.WRONG_ANSWER, PASSED, FAILED, SKIPPED)).splitlines()
    assert lines[0] == "some_kata: wrong answer, 50 of 100 points, 1 check skipped"
    assert lines[-1].startswith("Next: ")
    assert all(re.match(r"[^:]+: \S", line) for line in lines)
    assert "Failed: Right <mean>, 0 of 5 points" in lines
    assert "Skipped: On the GPU, 5 points" in lines


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, str(ROOT / "grader.py"), *arguments],
        capture_output=True, text=True, cwd=ROOT, timeout=60, **options,
    )  # fmt: skip


def test_plain_stands_before_or_after_the_command():
    before, after = run("--plain", "list"), run("list", "--plain")
    assert before.returncode == 0
    assert before.stdout == after.stdout
    assert re.search(r"^cross_entropy: .*, medium, 30 minutes\. ", after.stdout, re.MULTILINE)
    assert "  " not in after.stdout


def test_plain_grades_a_kata_named_alone():
    done = run("--plain", "cross_entropy", "--attempt", "examples/naive_cross_entropy.py")
    assert done.returncode == 1
    assert done.stdout.startswith("cross_entropy: wrong answer, ")
    assert re.search(r"^expected: \S+$", done.stdout, re.MULTILINE)
    assert re.search(r"^Passed: .*, 3 of 3 points$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [([], {}, True), ([], {"NO_COLOR": "1"}, False), (["--plain"], {}, False)],
    ids=["as it comes", "NO_COLOR", "--plain"],
)
@pytest.mark.parametrize(
    ("command", "status"),
    [
        (["show", "huber_loss"], 0),
        (["grade", "cross_entropy", "--attempt", "examples/naive_cross_entropy.py"], 1),
    ],
    ids=["show", "grade"],
)
def test_a_terminal_gets_colour_only_where_it_is_wanted(
    command, status, arguments, environment, coloured
):
    main, child = pty.openpty()
    variables = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "grader.py"), *command, *arguments],
        stdout=child, stderr=child, cwd=ROOT, env={**variables, "TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(child)
    shown = b""
    while True:
        try:
            chunk = os.read(main, 4096)
        except OSError:  # Linux tells the end of a terminal with EIO
            break
        if not chunk:
            break
        shown += chunk
    os.close(main)
    assert process.wait() == status
    assert bool(re.search(rb"\x1b\[[0-9;]*3\d", shown)) == coloured


def subcommands(parser, path=""):
    """Every command's parser, those of a command's own commands too."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield f"{path}{name}", inner
                yield from subcommands(inner, f"{path}{name} ")


COMMANDS = {"": build_parser()[0], **dict(subcommands(build_parser()[0]))}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_an_example_that_parses(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    text = COMMANDS[name].format_help()
    (example,) = re.findall(r"Example: python grader\.py ([^\n]*?)(?:\. [A-Z]|\n)", text)
    assert example.startswith(name)
    if name:  # KATA alone is no command of the parser's
        assert callable(build_parser()[0].parse_args(example.split()).command)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["grade"], "required: KATA; see: python grader.py grade --help"),
        (["show", "huber_loss", "more"], "unrecognized arguments: more; see: python grader.py --h"),
        (["grade", "huber_loss", "--device", "tpu"], "see: python grader.py grade --help"),
        (["completion", "tcsh"], "see: python grader.py completion --help"),
    ],
)
def test_a_wrong_argument_is_told_in_one_line_with_the_help_that_fits(arguments, says):
    done = run(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
