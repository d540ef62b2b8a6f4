"""Watching a stub: a real terminal (tmux), real saves, real signals, in a copy of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dojo.catalog import ROOT
from dojo.practice.progress import Progress

KATA = "entropy_and_kl"
RIGHT = (ROOT / "solutions" / f"{KATA}.py").read_text("utf-8")
WRONG = RIGHT.replace("return cross_entropy(p, q) - entropy(p)", "return entropy(p)")
LOOPING = RIGHT.replace("    return -(p * log_q).sum(-1)", "    while True: pass")
assert len({RIGHT, WRONG, LOOPING}) == 3

terminal_wanted = pytest.mark.skipif(
    shutil.which("tmux") is None or not Path("/proc/self/task").exists(),
    reason="needs tmux for a terminal, and /proc to look for processes left behind",
)


def wait_for(condition, what, seconds=40):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.03)
    return found


def descendants(pid):
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [p for child in children for p in (int(child), *descendants(int(child)))]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids, seconds=10):
    wait_for(lambda: not any(map(alive, pids)), f"an end of {pids}", seconds)
    return True


class Terminal:
    """A terminal of 80x24 in which a shell runs one command, then reports its exit status."""

    def __init__(self, root, *words):
        self.root = root
        self.stub = root / "katas" / KATA / "stub.py"
        self.socket = root / "tmux"
        command = f"{sys.executable} grader.py {' '.join(words)}; echo status $?; stty -a; cat"
        environment = {**os.environ, "DOJO_HOME": str(root / "home")}
        environment.pop("TMUX", None)
        subprocess.run(
            ["tmux", "-S", self.socket, "-f", os.devnull, "new-session", "-d",
             "-x", "80", "-y", "24", command],
            cwd=root, env=environment, check=True,
        )  # fmt: skip
        self.shell = int(self.tmux("list-panes", "-F", "#{pane_pid}"))

    def tmux(self, *words):
        done = subprocess.run(
            ["tmux", "-S", self.socket, *words], capture_output=True, text=True, timeout=10
        )
        return done.stdout

    def press(self, key):
        self.tmux("send-keys", key)

    @property
    def screen(self):
        return self.tmux("capture-pane", "-p")

    def shows(self, *patterns):
        """Wait until the screen shows all of them; returns it."""
        text = ""

        def found():
            nonlocal text
            text = self.screen
            return all(re.search(pattern, text) for pattern in patterns)

        try:
            wait_for(found, patterns)
        except AssertionError:
            pytest.fail(f"waited for {patterns}, on the screen is:\n{text}")
        return text

    def graded(self, *patterns):
        return self.shows("graded [0-9:]{8}", *patterns)

    def close(self):
        self.tmux("kill-server")


@pytest.fixture
def terminal(copy):
    opened = []

    def start(*words):
        opened.append(Terminal(copy, *words))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def remembered(root):
    path = root / "home" / "progress.db"
    if not path.exists():
        return []
    with Progress.read(path) as progress:
        return [record.verdict for record in progress.history(KATA)]


def save_by_renaming(path, text):
    beside = path.with_name(".stub.py.tmp")
    beside.write_text(text, "utf-8")
    beside.replace(path)


@terminal_wanted
def test_a_session_at_a_terminal(terminal):
    it = terminal("watch", KATA)
    stub = it.stub
    it.graded(f"{KATA}: incomplete", "h hint  s spec .* q quit")

    stub.write_text(WRONG, "utf-8")  # a plain save
    shown = it.graded("wrong answer, .* 0 before", r"now passes +\S", r"\d checks? fails?", "FAIL ")
    assert "values, " not in shown
    save_by_renaming(stub, RIGHT)  # as an editor does
    it.graded("accepted, 100", r"now passes +\S", "This round: 100")

    graded_before = remembered(it.root)
    for text in (RIGHT, LOOPING, RIGHT, LOOPING, WRONG):  # a burst
        stub.write_text(text, "utf-8")
        time.sleep(0.01)
    it.graded("wrong answer, .* 100 before", r"now FAILS +\S")
    assert remembered(it.root) == [*graded_before, "wrong_answer"]

    it.press("v")
    it.graded("values, ", "page 1 of", "v less detail")
    it.press("Space")
    it.shows("page 2 of")
    it.press("s")
    it.shows(r"\nentropy\n", "v verdict")
    it.press("h")
    it.shows("1 of [0-9]+ hints")
    it.press("h")
    it.shows("2 of [0-9]+ hints", r"\n1\. ", r"\n2\. ")
    it.press("v")
    it.shows("page 1 of", "wrong answer")
    it.press("v")
    it.press("r")
    it.graded("This round: .* with 2 hints")
    assert remembered(it.root) == [*graded_before, "wrong_answer", "wrong_answer"]

    it.tmux("resize-window", "-x", "140", "-y", "40")
    shown = it.shows(r"\A(.*\n){39}.*q quit")
    assert "wrong answer" in shown.splitlines()[0]

    watcher = descendants(it.shell)[0]
    os.kill(watcher, signal.SIGSTOP)  # as Ctrl-Z does
    stty = ["stty", "-F", it.tmux("list-panes", "-F", "#{pane_tty}").strip()]
    subprocess.run([*stty, "sane"], check=True)  # as the shell does
    os.kill(watcher, signal.SIGCONT)
    wait_for(lambda: b"-icanon" in subprocess.check_output([*stty, "-a"]), "single keys")

    stub.write_text(RIGHT + "x = = 1\n", "utf-8")
    it.graded("invalid, 0 of 100", "SyntaxError")
    stub.unlink()
    it.shows("stub.py is not there. Waiting for it")
    hidden = it.root / "tests" / "hidden" / f"test_{KATA}.py"
    title = re.search(r'def test_.+?"""(.+?)(\n|""")', hidden.read_text("utf-8"), re.DOTALL)[1]
    stub.write_text(RIGHT, "utf-8")
    it.graded("accepted, 100", "now passes")

    hidden.write_text(hidden.read_text("utf-8").replace(title, "Another title", 1), "utf-8")
    it.press("v")
    it.shows("v less detail", "Another title")
    it.press("v")

    idle = descendants(it.shell)
    stub.write_text(LOOPING, "utf-8")
    it.shows(r"grading \.\.\.")
    workers = wait_for(lambda: set(descendants(it.shell)[3:]) - set(idle), "a worker")
    stub.write_text(WRONG, "utf-8")  # during a grading
    it.graded("wrong answer", "now FAILS")
    assert gone(workers)
    assert "time_limit" not in remembered(it.root)

    it.press("n")
    it.graded("log_softmax: incomplete", "watching log_softmax; not solved yet")
    it.press("q")
    it.shows("status 0", " icanon", " echo ")
    assert gone(idle)


@terminal_wanted
def test_ctrl_c_ends_a_grading_and_gives_the_terminal_back(terminal):
    it = terminal("watch")  # follows the stub that was saved last
    it.shows("waiting for a save")
    it.stub.write_text(LOOPING, "utf-8")
    it.shows(r"grading \.\.\., watching entropy_and_kl")
    family = wait_for(lambda: len(descendants(it.shell)) > 5 and descendants(it.shell), "a worker")
    it.press("C-c")
    it.shows("status 130", " icanon", " echo ")
    assert gone(family)


@terminal_wanted
def test_a_closed_terminal_leaves_no_process_behind(terminal):
    it = terminal("watch", KATA)
    it.stub.write_text(LOOPING, "utf-8")
    family = wait_for(lambda: len(descendants(it.shell)) > 5 and descendants(it.shell), "a worker")
    it.close()
    assert gone(family)
    assert remembered(it.root) == []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
@pytest.mark.parametrize(("number", "status"), [("SIGTERM", 143), ("SIGKILL", -9)])
def test_without_a_terminal_it_prints_each_verdict_until_it_is_ended(copy, number, status):
    process = subprocess.Popen(
        [sys.executable, "grader.py", "watch", KATA], cwd=copy, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "DOJO_HOME": str(copy / "home")},
    )  # fmt: skip
    said = ""
    while "incomplete" not in said:
        said += process.stdout.readline()
    (copy / "katas" / KATA / "stub.py").write_text(LOOPING, "utf-8")
    family = wait_for(
        lambda: len(descendants(process.pid)) > 4 and descendants(process.pid), "a worker"
    )
    process.send_signal(getattr(signal, number))
    assert process.wait(10) == status
    assert "\x1b" not in said + process.stdout.read()
    assert gone(family)


def test_an_unknown_kata_is_told(copy):
    done = subprocess.run(
        [sys.executable, "grader.py", "watch", "entropy"], cwd=copy, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no kata is called 'entropy'" in done.stderr
