"""Makes the pictures of the interview in this folder: python docs/make_pictures.py

They are what the screen really shows, with a clock that is moved on by hand.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from textual.pilot import Pilot  # noqa: E402

from dojo import catalog  # noqa: E402
from dojo.interview import setting  # noqa: E402
from dojo.interview.app import InterviewApp  # noqa: E402
from dojo.interview.engine import Interview  # noqa: E402
from dojo.interview.store import Store  # noqa: E402
from dojo.warm.process import JudgeProcess  # noqa: E402

MINUTES = 30
SIZE = (100, 30)
WAIT_S = 60


async def until(pilot: Pilot[bool], holds: Callable[[], bool]) -> None:
    for _ in range(WAIT_S * 20):
        await pilot.pause(0.05)
        if holds():
            return
    raise SystemExit("the screen did not come to show what was waited for")


async def drive(interview: Interview, judge: JudgeProcess, later: Callable[[float], None]) -> None:
    app = InterviewApp(interview, judge, quiet=True)
    kata, file = interview.kata, interview.record.file
    async with app.run_test(size=SIZE) as pilot:
        file.write_text(kata.files.stage_answer(1).read_text("utf-8"), "utf-8")
        later(3)
        await pilot.press("s")
        await until(pilot, lambda: interview.record.stage == 2)
        await pilot.press("t")
        await pilot.press(*"a masked mean, so I divide by the weights", "enter")
        later(4)
        await pilot.press("g")
        await until(pilot, lambda: bool(interview.record.of("run")))
        await pilot.pause(1)
        save(app, "interview.svg")
        file.write_text(kata.files.stage_answer(2).read_text("utf-8"), "utf-8")
        await pilot.press("s")
        await until(pilot, lambda: interview.record.stage == 3)
        later(17)
        await pilot.press("c")
        await pilot.pause(1)
        save(app, "interview-asking.svg")


def save(app: InterviewApp, name: str) -> None:
    (DOCS / name).write_text(app.export_screenshot(title="python grader.py interview"), "utf-8")


def main() -> None:
    now = [1_800_000_000.0]

    def later(minutes: float) -> None:
        now[0] += 60 * minutes

    kata = catalog.load("cross_entropy")
    judge = JudgeProcess()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "progress.db") as store:
        file = setting.make_file(Path(folder) / "interviews", kata, now[0], MINUTES)
        record = store.begin(kata, now[0], MINUTES, 7, file, None)
        before = Path.cwd()
        os.chdir(folder)  # so that the screen shows the file as it does in the repository
        try:
            asyncio.run(drive(Interview(store, record, lambda: now[0]), judge, later))
        finally:
            os.chdir(before)
            judge.close()


if __name__ == "__main__":
    main()
