"""Completion: what a shell is told, and real shells in which TAB is pressed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dojo.catalog import ROOT, kata_names

pexpect = pytest.importorskip("pexpect", reason="pexpect types at shells, and needs a Unix")

SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}


def answers(line, tmp_path, start=2):
    """What a shell is told where the cursor stands at the end of `line`."""
    told = tmp_path / "told"
    protocol = {
        "_ARGCOMPLETE": str(start), "_ARGCOMPLETE_SHELL": "fish", "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1", "_ARGCOMPLETE_STDOUT_FILENAME": str(told),
        "COMP_LINE": line, "COMP_POINT": str(len(line)), "COMP_TYPE": "9",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "grader.py"],
        cwd=ROOT, env={**os.environ, **protocol}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert not {" torch", " pytest"} & {row.rpartition("|")[2] for row in done.stderr.splitlines()}
    return told.read_text("utf-8").split()


LINES = [
    ("python grader.py ", {"grade", "list", "completion", *kata_names()}, {"--plain", "grader.py"}),
    ("python grader.py cross", {"cross_entropy"}, {"grade", "huber_loss"}),
    ("python grader.py show ", set(kata_names()), {"--plain", "list", "README.md"}),
    ("python grader.py grade huber_loss --", {"--attempt", "--device", "--plain"}, {"huber_loss"}),
    ("python grader.py huber_loss --de", {"--device", "--debug"}, {"--seed"}),
    ("python grader.py huber_loss --device ", {"cpu", "cuda", "all"}, {"README.md"}),
    ("python grader.py huber_loss --attempt exam", {"examples/"}, {"huber_loss"}),
    ("python grader.py grade huber_loss --seed ", set(), {"README.md", "huber_loss"}),
    ("python grader.py verify huber_loss c", {"cross_entropy"}, {"completion"}),
    ("python grader.py completion ", {"bash", "zsh", "fish"}, {"huber_loss"}),
]


@pytest.mark.parametrize(("line", "there", "not_there"), LINES, ids=[row[0] for row in LINES])
def test_what_may_stand_at_the_cursor(line, there, not_there, tmp_path):
    told = set(answers(line, tmp_path))
    assert there <= told
    assert not not_there & told


def test_the_script_named_by_itself_is_completed_too(tmp_path):
    assert answers("./grader.py huber_loss --se", tmp_path, start=1) == ["--seed"]


@pytest.fixture(params=SHELLS)
def shell(request):
    """A shell in the repository with its completion loaded, as its comment says to."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed here")
    environment = {
        **os.environ, "TERM": "xterm", "HOME": "/nonexistent", "NO_COLOR": "1",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }  # fmt: skip
    command, *arguments = SHELLS[request.param]
    child = pexpect.spawn(
        command, arguments, cwd=str(ROOT), env=environment, encoding="utf-8", timeout=20,
        dimensions=(40, 140),
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "grader.py", "completion", request.param],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    comment = done.stdout.partition("\n\n")[0]
    child.sendline(comment.rpartition("#     ")[2].strip())
    yield child
    child.close(force=True)


def test_tab_completes_the_line_in_a_real_shell(shell):
    # Each unfinished word is unique, so a TAB finishes it, and what then runs tells that it did.
    shell.send("./grader.py sho\thub\t--pl\t\r")
    shell.expect_exact("Huber and SmoothL1: a square joined to a line")
    shell.send("python grader.py sh\tcross\t\r")
    shell.expect_exact("Cross entropy with class weights")


def test_other_lines_are_completed_as_before(shell, tmp_path):
    (tmp_path / "other.py").write_text("print('other', 'ran')\n")
    (tmp_path / "grader.py").write_text("print('another', 'grader')\n")
    shell.send(f"python {tmp_path}/oth\t\r")
    shell.expect_exact("other ran")
    # A script of the same name is not run to ask it for completions.
    shell.send(f"python {tmp_path}/grader.py sh\tow\r")
    shell.expect_exact("another grader")
