"""The interview line by line, as a person or a pipe meets it: real processes, real signals."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from dojo import catalog
from dojo.interview import record as kinds
from dojo.interview.store import Store

KATA = catalog.load("entropy_and_kl")
STAGES = len(KATA.ladder.stages)
ANSWER = KATA.files.stage_answer(1).read_text("utf-8")  # of who stopped after stage 1


def grader(root, *words, **options):
    environment = {**os.environ, "DOJO_HOME": str(root / "home")}
    return subprocess.Popen(
        [sys.executable, "grader.py", *words], cwd=root, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options,
    )  # fmt: skip


def read_until(process, text):
    """The output up to `text`; fails where the process ends before."""
    shown = ""
    while text not in shown:
        character = process.stdout.read(1)
        assert character, f"ended before {text!r}, having said:\n{shown}"
        shown += character
    return shown


def type_line(process, line, until="interview> "):
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return read_until(process, until)


def attempt_of(root):
    (path,) = (root / "interviews").glob("*/attempt.py")
    return path


def test_a_whole_interview_line_by_line(copy):
    it = grader(copy, "interview", "--kata", KATA.name, "--seed", "3", "--plain")
    read_until(it, "interview> ")
    assert "examples come out" in type_line(it, "g")
    attempt_of(copy).write_text(ANSWER, "utf-8")
    assert "is no command" in type_line(it, "dance")
    assert "1. " in type_line(it, "c", "which one? ")
    assert "is none of them" in type_line(it, "99")
    type_line(it, "c", "which one? ")
    assert KATA.ladder.clarifications[0].answer[:30] in type_line(it, "1")
    assert KATA.ladder.stages[0].hints[0][:30] in type_line(it, "h")
    said = type_line(it, "s")
    assert "Good, that holds" in said
    assert f"Stage 2 of {STAGES}" in said
    type_line(it, "t", "you say: ")
    assert "Noted" in type_line(it, "entropy is <b>expected</b> surprise & more")
    assert "left;" not in type_line(it, "p")
    assert "left;" in type_line(it, "p")
    paused, _ = grader(copy, "interview", "--pause").communicate(timeout=30)
    assert "The clock stands" in paused
    assert "The clock is paused; p goes on." in type_line(it, "?")
    assert "left;" in type_line(it, "p")
    assert "Not yet" in type_line(it, "s")
    type_line(it, "n")
    attempt = attempt_of(copy)
    attempt.unlink()
    assert "cannot be read" in type_line(it, "s")
    attempt.write_text(ANSWER, "utf-8")
    it.stdin.write("f\n")
    it.stdin.flush()
    shown = it.stdout.read()
    assert it.wait(30) == 0
    assert "1 of 5 stages passed" in shown
    assert "given up" in shown
    assert "Still wrong at stage 3" in shown
    page = attempt_of(copy).with_name("scorecard.html").read_text("utf-8")
    assert "entropy is &lt;b&gt;expected&lt;/b&gt; surprise &amp; more" in page
    assert "The clock was paused 1 times" in page
    listed, _ = grader(copy, "interview", "--list").communicate(timeout=30)
    assert re.search(rf"1: .* {KATA.name}, 1 of 5 stages, 1 hints", listed)
    report, _ = grader(copy, "interview", "--report", "1").communicate(timeout=30)
    assert "1 of 5 stages passed" in report
    known, _ = grader(copy, "history", KATA.name).communicate(timeout=30)
    assert "wrong answer" in known, "what was handed in last is remembered as a grading"
    assert "with 1 hint" in known


def test_kill_9_at_five_moments_loses_nothing(copy):
    def pass_a_stage(it):
        attempt_of(copy).write_text(ANSWER, "utf-8")
        type_line(it, "s")

    def talk(it):
        type_line(it, "t", "you say: ")
        type_line(it, "what I think")

    def be_graded(it):
        it.stdin.write("s\n")
        it.stdin.flush()
        time.sleep(0.1)

    moments = [
        (lambda it: None, []),
        (lambda it: type_line(it, "g"), [kinds.RUN]),
        (pass_a_stage, [kinds.SUBMIT]),
        (talk, [kinds.ANSWER]),
        (be_graded, []),
    ]
    words, expected = ["--kata", KATA.name], []
    for act, happened in moments:
        it = grader(copy, "interview", *words, "--plain", start_new_session=True)
        read_until(it, "interview> ")
        act(it)
        os.killpg(it.pid, signal.SIGKILL)
        it.wait()
        words, expected = ["--resume"], expected + happened
        with Store(copy / "home" / "progress.db") as opened:
            record = opened.load(1)
        assert [e.kind for e in record.events if e.kind != kinds.RETURN] == expected
        assert record.left(time.time()) < record.minutes * 60
    resumed = grader(copy, "interview", "--resume", "--plain")
    assert f"Stage 2 of {STAGES}" in read_until(resumed, "interview> ")
    resumed.communicate("f\n", timeout=60)
    with Store(copy / "home" / "progress.db") as opened:
        assert opened.load(1).finished.data["why"] == "finished"


WRONG = [
    (("--kata", "nope"), "no kata is called 'nope'"),
    (("--minutes", "17"), "invalid choice: 17"),
    (("--panel", "0"), "give how many interviews"),
    (("--report", "99"), "there is no interview 99"),
    (("--resume",), "no interview is under way"),
    (("--pause",), "no interview is under way"),
    (("--track", "nope"), "no kata fits"),
    (("--resume", "--kata", KATA.name), "--resume takes no --kata"),
    (("--report", "9" * 20), "there is no interview"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG, ids=lambda value: str(value)[:20])
def test_wrong_usage_is_one_clear_line(copy, arguments, says):
    it = grader(copy, "interview", *arguments)
    shown, _ = it.communicate(timeout=30)
    assert it.returncode == 2
    assert says in shown
    assert "Traceback" not in shown
    assert len(shown.splitlines()) == 1


def test_end_of_input_leaves_and_the_pause_is_kept(copy):
    it = grader(copy, "interview", "--kata", KATA.name, "--plain")
    shown, _ = it.communicate("h\n", timeout=60)
    assert it.returncode == 0
    assert "--resume" in shown
    begun, _ = grader(copy, "interview").communicate(timeout=30)
    assert "interview 1 on entropy_and_kl is under way" in begun
    grader(copy, "interview", "--pause").communicate(timeout=30)
    with Store(copy / "home" / "progress.db") as store:
        record = store.load(1)
    assert record.is_paused
    assert record.left(time.time() + 9999) == record.left(record.last_time)


def test_a_panel_runs_one_after_another_with_a_summary(copy):
    it = grader(copy, "interview", "--panel", "2", "--seed", "1", "--plain")
    shown, _ = it.communicate("f\n\nf\n", timeout=90)
    assert it.returncode == 0, shown
    assert "A break." in shown
    assert "The panel of 2:" in shown
    assert len({line for line in shown.splitlines() if re.match(r"\d: 20", line)}) == 2


def test_open_shows_the_blank_file_in_the_persons_editor(copy, monkeypatch):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "cat")
    it = grader(copy, "interview", "--kata", KATA.name, "--open", "--plain")
    shown, _ = it.communicate("q\n", timeout=60)
    assert it.returncode == 0
    assert "# A mock interview of" in shown
