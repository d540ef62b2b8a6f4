"""The interview on the full screen: by Textual's pilot at two sizes, and in a real terminal."""

import asyncio
import html
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dojo import catalog
from dojo.catalog import ROOT
from dojo.interview import record as kinds
from dojo.interview import setting
from dojo.interview.app import InterviewApp
from dojo.interview.engine import Interview
from dojo.interview.store import Store
from dojo.warm.process import JudgeProcess

KATA = catalog.load("entropy_and_kl")
STAGES = len(KATA.ladder.stages)
ANSWER = KATA.files.stage_answer(1).read_text("utf-8")  # of who stopped after stage 1
SNAPSHOTS = Path(__file__).with_name("snapshots")
SIZES = [(80, 24), (140, 40)]


CELL = 12.2  # the width of a character in Rich's pictures


def rows(app):
    """The screen as lines of text."""
    picture = app.export_screenshot()
    pieces = re.findall(r'<text [^>]*?x="([\d.]+)" y="([\d.]+)" textL[^>]*>(.*?)</text>', picture)
    found = {}
    for x, y, text in pieces:
        plain = html.unescape(text).replace("\xa0", " ")
        line = found.get(float(y), "")
        found[float(y)] = line.ljust(round(float(x) / CELL)) + plain
    return [found[y].rstrip() for y in sorted(found)]


async def until(pilot, app, wanted, seconds=60):
    """Wait until the screen shows `wanted`, and has come to rest; returns its text."""
    ends_at = time.monotonic() + seconds
    before = None
    while True:
        await pilot.pause(0.1)
        shown = "\n".join(rows(app))
        # A widget that has new text gets its new height a moment later.
        if wanted in shown and shown == before:
            return shown
        before = shown
        assert time.monotonic() < ends_at, f"waited for {wanted!r}, on the screen is:\n{shown}"


@pytest.fixture
def setting_up(tmp_path, monkeypatch, clock):
    monkeypatch.chdir(tmp_path)
    with Store(tmp_path / "progress.db") as store:
        file = tmp_path / "attempt.py"
        file.write_text(setting.skeleton(KATA, 15), "utf-8")
        yield Interview(store, store.begin(KATA, clock(), 15, 7, file, None), clock), clock


@pytest.fixture(scope="module")
def judge():
    process = JudgeProcess()
    yield process
    process.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_whole_interview_by_the_pilot(setting_up, judge, size):
    interview, clock = setting_up

    async def drive():
        app = InterviewApp(interview, judge, quiet=True)
        async with app.run_test(size=size) as pilot:
            first = await until(pilot, app, "g run")
            assert f"Stage 1 of {STAGES}" in first
            assert first.count("...") >= STAGES - 1, "the stages to come are not named"
            snapshot(f"start-{size[0]}x{size[1]}.txt", rows(app))
            await pilot.press("g")
            await until(pilot, app, "examples come out")
            interview.record.file.write_text(ANSWER, "utf-8")
            await pilot.press("c")
            await until(pilot, app, "Ask the interviewer")
            await pilot.press("down", "enter")
            await pilot.press("h")
            await until(pilot, app, "A hint:")
            await pilot.press("p")
            await until(pilot, app, "clock hidden")
            await pilot.press("p", "s")
            shown = await until(pilot, app, f"Stage 2 of {STAGES}")
            assert "And a question" in shown
            assert "[x] 1." in shown
            await pilot.press("t")
            await until(pilot, app, "Escape says nothing")
            await pilot.press(*"so", "enter")
            await until(pilot, app, "0:00 so")
            clock.tick(12)
            await until(pilot, app, "3:00 left")
            assert app.query_one("#clock").has_class("amber")
            snapshot(f"amber-{size[0]}x{size[1]}.txt", rows(app))
            clock.tick(2)
            await until(pilot, app, "1:00 left")
            assert app.query_one("#clock").has_class("red")
            await pilot.resize_terminal(60, 20)
            await until(pilot, app, "1:00 left")
            await pilot.press("n")
            await until(pilot, app, "Give this stage up")
            await pilot.press("n")
            await pilot.press("n", "y")
            await until(pilot, app, f"Stage 3 of {STAGES}")
            await pilot.press("q")
            await until(pilot, app, "The clock runs on")
            await pilot.press("y")
        return app.return_value

    assert asyncio.run(drive()) is False
    told = [event.kind for event in interview.record.events]
    assert told == [
        kinds.RUN, kinds.ASK, kinds.HINT, kinds.SUBMIT, kinds.ANSWER, kinds.GIVE_UP, kinds.LEAVE,
    ]  # fmt: skip


def test_the_time_out_submits_whatever_is_on_the_screen(setting_up, judge):
    interview, clock = setting_up
    interview.record.file.write_text(ANSWER, "utf-8")

    async def drive():
        app = InterviewApp(interview, judge, quiet=True)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("t")
            await until(pilot, app, "Escape says nothing")
            clock.tick(15)
            for _ in range(1200):
                await pilot.pause(0.05)
                if interview.record.finished:
                    break
        return app.return_value

    assert asyncio.run(drive()) is True
    (submitted,) = interview.record.of(kinds.SUBMIT)
    assert submitted.data["is_last"]
    assert submitted.data["passed"]
    assert interview.record.finished.data["why"] == "time"


def snapshot(name, found):
    """Compare with what is kept; a first time, or with UPDATE_SNAPSHOTS set, it is written."""
    path = SNAPSHOTS / name
    text = "\n".join(found) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text


@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux for a terminal")
def test_a_whole_interview_in_a_terminal(copy, tmp_path):
    socket = tmp_path / "tmux"

    def tmux(*words):
        return subprocess.run(
            ["tmux", "-S", socket, *words], capture_output=True, text=True, timeout=10
        ).stdout

    def shows(*patterns, seconds=60):
        ends_at = time.monotonic() + seconds
        while True:
            text = tmux("capture-pane", "-p")
            if all(re.search(pattern, text) for pattern in patterns):
                return text
            assert time.monotonic() < ends_at, f"waited for {patterns}, on the screen is:\n{text}"
            time.sleep(0.05)

    environment = {**os.environ, "DOJO_HOME": str(copy / "home")}
    command = f"{sys.executable} grader.py interview --kata {KATA.name}; echo status $?; cat"
    subprocess.run(
        ["tmux", "-S", socket, "-f", os.devnull, "new-session", "-d", "-x", "80", "-y", "24",
         command],
        cwd=copy, env=environment, check=True,
    )  # fmt: skip
    try:
        shows(f"Stage 1 of {STAGES}", "q leave")
        tmux("send-keys", "g")
        shows("examples come out")
        (attempt,) = (copy / "interviews").glob("*/attempt.py")
        attempt.write_text(ANSWER, "utf-8")
        tmux("send-keys", "h")
        shows("A hint:")
        tmux("resize-window", "-x", "140", "-y", "40")
        tmux("send-keys", "s")
        shows(f"Stage 2 of {STAGES}", r"\[x\] 1\.")
        tmux("send-keys", "t")
        shows("Escape says nothing")
        tmux("send-keys", "because of Jensen", "Enter")
        shows("because of Jensen")
        tmux("send-keys", "f")
        shows("Finish, with the answer as it stands")
        tmux("send-keys", "y")
        shows("A model answer:", "1 to 4")
        tmux("send-keys", "3", "Enter")
        text = shows("status 0")
        assert "1 of 5 stages passed" in text or "Next:" in text
    finally:
        tmux("kill-server")
    page = attempt.with_name("scorecard.html").read_text("utf-8")
    assert "because of Jensen" in page
    assert "rated 3 of 4" in page
    with Store(copy / "home" / "progress.db") as store:
        assert store.load(1).finished.data["why"] == "finished"


def test_the_pictures_in_the_readme_are_there():
    for name in re.findall(r"docs/[\w-]+\.svg", (ROOT / "README.md").read_text("utf-8")):
        assert (ROOT / name).stat().st_size > 1000
