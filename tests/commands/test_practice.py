"""The commands of the practice loop, as processes in a copy of the repository of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from dojo import catalog
from dojo.catalog import ROOT
from dojo.judge.verdict import Kind
from dojo.practice.progress import Progress

sys.path.insert(0, str(Path(__file__).parent))  # no package, so not found otherwise
from test_progress import graded

KATA = "cross_entropy"
ANSWER = (ROOT / "solutions" / f"{KATA}.py").read_text("utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    root = tmp_path_factory.mktemp("repository")
    for folder in ("dojo", "katas", "solutions", "tests/hidden", "tests/samples"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "grader.py", root)
    for kata in catalog.load_all(root):
        kata.files.stub.write_text(blank(kata.name), "utf-8")
    return root


def blank(name):
    from dojo import stubs

    return stubs.cut((ROOT / "solutions" / f"{name}.py").read_text("utf-8"))


class Bench:
    """A copy of the repository with a memory of its own, and the commands in it."""

    def __init__(self, root, home):
        self.root = root
        self.environment = {**os.environ, "DOJO_HOME": str(home), "TZ": "UTC"}
        for name in ("VISUAL", "EDITOR", "TERM_PROGRAM"):
            self.environment.pop(name, None)
        self.file = home / "progress.db"
        self.stub = root / "katas" / KATA / "stub.py"

    def run(self, *arguments, **environment):
        command = [sys.executable, "grader.py", *map(str, arguments)]
        return subprocess.run(
            command, cwd=self.root, env={**self.environment, **environment},
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    def said(self, *arguments, **environment):
        done = self.run(*arguments, **environment)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return done.stdout

    def refused(self, *arguments, **environment):
        done = self.run(*arguments, **environment)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1
        return done.stderr

    def remember(self, grading, days_ago=0, source=ANSWER):
        then = datetime.now(timezone.utc) - timedelta(days=days_ago)
        with Progress.open(self.file, lambda: then) as progress:
            progress.record(grading, source, own=True)

    def history(self):
        with Progress.open(self.file) as progress:
            return progress.history(KATA)


@pytest.fixture
def bench(copy, tmp_path):
    made = Bench(copy, tmp_path / "home")
    yield made
    made.stub.write_text(blank(KATA), "utf-8")


def accepted(kata=KATA):
    return graded(kata=kata)


WRONG = graded(Kind.WRONG_ANSWER, 60, KATA)


def test_a_round_with_hints_from_the_blank_stub_to_acceptance(bench):
    assert "Hint 1 of 4" in bench.said("hint", KATA)
    assert "Hint 2 of 4" in bench.said("hint", KATA)
    bench.stub.write_text(ANSWER, "utf-8")
    shown = bench.said(KATA)
    assert "This round: 100 with 2 hints. It comes back blank on " in shown
    assert shown.rstrip().endswith("python grader.py next")
    (record,) = bench.history()
    assert (record.own, record.source, record.hints) == (True, ANSWER, 2)
    assert {check["outcome"] for check in record.checks} == {"passed"}
    assert "accepted      100 with 2 hints" in bench.said("history", KATA)


def test_another_file_and_debug_count_for_nothing_and_json_stays_alone(bench, tmp_path):
    attempt = tmp_path / "attempt.py"
    attempt.write_text("x = (\n")
    done = bench.run("grade", KATA, "--attempt", attempt, "--json")
    assert json.loads(done.stdout)["verdict"] == "invalid"
    assert bench.run("grade", KATA, "--attempt", attempt, "--debug").returncode == 1
    (record,) = bench.history()
    assert (record.own, record.source) == (False, "x = (\n")
    assert "does not count" in bench.said("history", KATA)
    assert f"{KATA}      new" in bench.said("list")


def test_a_memory_that_cannot_be_written_does_not_cost_the_verdict(bench, tmp_path):
    (tmp_path / "file").write_text("")
    done = bench.run(KATA, DOJO_HOME=str(tmp_path / "file"))
    assert done.returncode == 1
    assert "incomplete" in done.stdout
    assert "this grading is not remembered" in done.stderr
    assert "Traceback" not in done.stderr
    assert "cannot be opened" in bench.refused("hint", KATA, DOJO_HOME=str(tmp_path / "file"))


def test_a_kill_9_during_a_grading_loses_that_grading_alone(bench):
    bench.remember(WRONG)
    bench.stub.write_text(
        ANSWER.replace("        kept = ", "        while True: pass\n        kept = ")
    )
    process = subprocess.Popen(
        [sys.executable, "grader.py", KATA], cwd=bench.root, env=bench.environment,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 30
    while not children.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert [record.verdict for record in bench.history()] == ["wrong_answer"]
    assert "incomplete" not in bench.said("history", KATA)
    assert "60" in bench.said("list")


def test_the_first_hints_are_about_the_known_mistake_of_the_last_grading(bench):
    bench.remember(WRONG)
    assert "Hint 1 of 6: You do." in bench.said("hint", KATA)
    assert "Hint 2 of 6: Do." in bench.said("hint", KATA)
    first = catalog.load(KATA).hints[0].split()
    assert " ".join(first[:5]) in bench.said("hint", KATA)
    for _ in range(3):
        last = bench.said("hint", KATA)
    assert "Hint 6 of 6" in last
    assert "One more" not in last
    spent = bench.said("hint", KATA)
    assert "all 6 hints" in spent
    assert "You do." in spent
    assert f"solution {KATA} --peek" in spent


def test_the_solution_is_locked_until_accepted_or_peeked_at(bench):
    said = bench.refused("solution", KATA)
    assert "locked" in said
    assert f"python grader.py hint {KATA}" in said
    peeked = bench.said("solution", KATA, "--peek")
    assert "Derivation: with p = softmax(x)" in peeked
    assert "loss.sum() / weight.sum()" in peeked
    assert "SOLUTION" not in peeked
    assert "Contract" not in peeked
    assert "This is remembered" in peeked
    assert "This is remembered" not in bench.said("solution", KATA)
    assert "this round with the solution seen" in bench.said("show", KATA)


def test_the_solution_stands_beside_the_last_attempt_as_a_diff(bench):
    bench.remember(accepted(), source=ANSWER.replace("loss.sum() / weight.sum()", "mine"))
    shown = bench.said("solution", KATA)
    assert "--- version 1" in shown
    assert "-        return mine" in shown
    assert "+        return loss.sum() / weight.sum()" in shown
    assert "remembered" not in shown
    assert "Contract" not in shown  # nor where the attempt left its docstrings out
    bench.stub.write_text(ANSWER.replace("loss.sum() / weight.sum()", "newer\x1b[2J"))
    shown = bench.said("solution", KATA)
    assert f"--- katas/{KATA}/stub.py" in shown
    assert "-        return newer" in shown
    assert "\x1b" not in shown


def test_reset_keeps_what_was_there_and_restore_brings_it_back(bench):
    mine = blank(KATA) + "# über\r\nmine = 1\n"
    bench.stub.write_bytes(mine.encode())
    mine = mine.replace("\r\n", "\n")
    said = bench.said("reset", KATA)
    assert f"What was there is kept: python grader.py history {KATA}" in said
    assert bench.stub.read_text("utf-8") == blank(KATA)
    assert [(r.verdict, r.source) for r in bench.history()] == [("kept", mine)]
    assert "1  " in bench.said("history", KATA)
    assert "-mine = 1" in bench.said("history", KATA, "--diff", 1)

    bench.stub.write_text("other = 2\n")
    said = bench.said("history", KATA, "--restore", 1)
    assert "is version 1 again" in said
    assert bench.stub.read_text("utf-8") == mine
    assert [record.source for record in bench.history()] == [mine, "other = 2\n"]
    assert "are the same" in bench.said("history", KATA, "--diff", 1)
    assert "2 versions, no number 3" in bench.refused("history", KATA, "--restore", 3)
    bench.said("reset", KATA)
    assert len(bench.history()) == 2  # it was there already
    assert not list(bench.stub.parent.glob(".*"))


def test_a_stub_that_cannot_be_kept_is_not_reset(bench):
    bench.stub.write_bytes(b"\xff\xfe rubbish")
    assert "move it away first" in bench.refused("reset", KATA)
    assert bench.stub.read_bytes() == b"\xff\xfe rubbish"
    bench.stub.unlink()
    assert "is blank" in bench.said("reset", KATA)
    assert bench.stub.read_text("utf-8") == blank(KATA)


def test_next_takes_due_katas_first_and_then_what_can_be_begun(bench):
    assert "Next: log_softmax (not solved yet)" in bench.said("next")
    assert "python grader.py show log_softmax" in bench.said()
    bench.remember(accepted("log_softmax"))
    bench.remember(accepted(KATA), days_ago=30)
    said = bench.said("next")
    assert f"Next: {KATA} (due since " in said
    assert said.rstrip().endswith("python grader.py practice")
    bare = bench.said()
    assert "2 of 9 katas solved" in bare.replace(str(len(catalog.load_all())), "9")
    assert f"due: {KATA}" in bare
    bench.said("reset", KATA)
    assert f"Go on with it: python grader.py {KATA}" in bench.said("next")
    bench.remember(accepted(KATA))
    assert f"Next: {KATA}" not in bench.said("next")


def test_when_nothing_is_left_it_says_so_with_the_day_that_the_next_comes_back(bench):
    for kata in catalog.load_all():
        bench.remember(accepted(kata.name))
    for command in ((), ("next",), ("practice",)):
        said = bench.said(*command)
        assert "Nothing is left to do today" in said
        assert "python grader.py reset" in said


def test_practice_begins_a_due_kata_blank_and_goes_on_with_a_begun_one(bench):
    bench.remember(accepted(), days_ago=30)
    bench.stub.write_text(ANSWER + "# mine\n", "utf-8")
    practise(bench, until=lambda: bench.stub.read_text("utf-8") == blank(KATA))
    assert bench.history()[-1].source == ANSWER + "# mine\n"
    bench.stub.write_text("half = 1\n")
    practise(bench, until=lambda: True)
    assert bench.stub.read_text("utf-8") == "half = 1\n"


def practise(bench, until):
    process = subprocess.Popen(
        [sys.executable, "grader.py", "practice"], cwd=bench.root, env=bench.environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert f"{KATA}: due since" in process.stdout.readline()
    deadline = time.monotonic() + 20
    while not until() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert until()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_the_list_tells_where_you_stand_in_80_columns(bench):
    bench.remember(WRONG, days_ago=3)
    bench.remember(accepted("nll_loss"), days_ago=100)
    rows = {line.split()[0]: line.split() for line in bench.said("list").splitlines() if line}
    assert rows[KATA] == [KATA, "begun", "60", "-", "3d", "ago", "-", "medium", "30"]
    assert rows["nll_loss"][:3] == ["nll_loss", "due", "100"]
    assert rows["nll_loss"][6].startswith("20")
    assert max(map(len, bench.said("list").splitlines())) <= 80


def test_show_wraps_the_spec_to_the_width_and_leaves_formulas_and_examples(bench):
    shown = bench.said("show", KATA)
    wide = [line for line in shown.splitlines() if len(line) > 80]
    assert all(line.startswith(">>>") for line in wide)  # code stays in one piece
    assert '    "mean" = Σ_i loss_i / Σ_i w_{t_i}             both sums' in shown
    assert ">>> weight = torch.tensor([1.0, 3.0, 1.0])\n>>> Cross" in shown
    assert "---" not in shown
    assert "Status: new." in shown


def test_export_and_import_carry_the_memory_to_another_machine(bench, tmp_path):
    bench.remember(accepted())
    file = tmp_path / "progress.jsonl"
    assert "1 lines written" in bench.said("export", file)
    assert "there already" in bench.refused("export", file)
    assert bench.said("export") == file.read_text("utf-8")
    other = {"DOJO_HOME": str(tmp_path / "other")}
    assert "1 of 1 lines were new" in bench.said("import", file, **other)
    assert "0 of 1 lines were new" in bench.said("import", file, **other)
    assert "1 of" in bench.said(**other)
    file.write_text(file.read_text("utf-8") + "rubbish\n")
    assert "line 2: not JSON" in bench.refused("import", file, **other)
    assert "No such file" in bench.refused("import", tmp_path / "none")


def test_open_starts_the_editor_on_the_stub(bench, tmp_path):
    for variable in ("VISUAL", "EDITOR"):
        said = bench.said("next", "--open", **{variable: "echo -n opened"})
        assert said.endswith("opened katas/log_softmax/stub.py")
    assert "no editor is named" in bench.refused("next", "--open")
    assert "no such program" in bench.refused("practice", "--open", EDITOR="no-such-editor -w")
    assert "No closing quotation" in bench.refused("next", "--open", EDITOR="'vi")
    code = tmp_path / "code"
    code.write_text('#!/bin/sh\necho "code $@"\n')
    code.chmod(0o755)
    search = f"{tmp_path}:{os.environ['PATH']}"
    said = bench.said("next", "--open", TERM_PROGRAM="vscode", PATH=search)
    assert said.endswith("code -r katas/log_softmax/stub.py\n")


@pytest.mark.parametrize("command", ["hint", "history", "solution", "next", "export"])
def test_no_command_but_those_that_grade_waits_for_torch(command, tmp_path):
    code = (
        "import sys; from dojo.cli import main\nmain(sys.argv[1:])\n"
        "assert not {'torch', 'pytest'} & set(sys.modules)\n"
    )
    arguments = [KATA] if command in ("hint", "history", "solution") else []
    done = subprocess.run(
        [sys.executable, "-c", code, command, *arguments], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "DOJO_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
