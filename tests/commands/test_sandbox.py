"""The levels of the sandbox and the doctor: on this machine, and where it lacks something.

That is arranged for real processes: a package that cannot be imported, a kernel without a call.
"""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dojo.catalog import ROOT
from dojo.worker import bubble

SOLUTION = ROOT / "solutions" / "cross_entropy.py"
# Runs what follows it under a kernel that seems to have no Landlock.
WITHOUT_LANDLOCK = """
import errno, os, sys
import pyseccomp
CREATE_RULESET = 444
rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), CREATE_RULESET)
rules.load()
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
# What only that layer holds.
NEEDS_LANDLOCK = {"read a file of yours", "look at the judge in /proc"}
NEEDS_SECCOMP = {
    "open a network connection", "start another program", "signal the judge",
    "get a namespace, a keyring or bpf",
}  # fmt: skip


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")


@pytest.fixture(scope="module", autouse=True)
def _both_layers() -> None:
    pytest.importorskip("pyseccomp")
    landlock = pytest.importorskip("landlock")
    try:
        landlock.landlock_abi_version()
    except OSError:
        pytest.skip("this machine has no Landlock")


def run(*arguments, before=(), **environment):
    return subprocess.run(
        [sys.executable, *before, str(ROOT / "grader.py"), *map(str, arguments)],
        capture_output=True, text=True, timeout=120, cwd=ROOT, env={**os.environ, **environment},
    )  # fmt: skip


def graded(*arguments, **options):
    done = run("grade", "cross_entropy", "--attempt", SOLUTION, "--json", *arguments, **options)
    return done.returncode, json.loads(done.stdout)


def examined(*arguments, **options):
    """The doctor's exit status, and what was held and what not."""
    done = run("doctor", "--plain", *arguments, **options)
    lines = [line.partition(": ") for line in done.stdout.splitlines()]
    titles = {
        verdict: {rest.partition(" (")[0] for word, _, rest in lines if word == verdict}
        for verdict in ("held", "NOT held")
    }
    assert len(titles["held"] | titles["NOT held"]) == 17, done.stdout + done.stderr
    return done.returncode, titles["held"], titles["NOT held"]


def is_one_line(text):
    return text.count("\n") == 1 and "Traceback" not in text


@pytest.fixture(scope="module")
def no_seccomp(tmp_path_factory):
    """An environment in which pyseccomp cannot be imported."""
    folder = tmp_path_factory.mktemp("shim")
    (folder / "pyseccomp.py").write_text('raise ImportError("there is no libseccomp")\n')
    return {"PYTHONPATH": str(folder)}


def test_on_a_whole_machine_every_probe_is_held_and_strict_grades():
    status, _, escaped = examined()
    assert (status, escaped) == (0, set())
    status, result = graded("--sandbox", "strict")
    assert (status, result["verdict"]) == (0, "accepted")
    assert result["sandbox"] == ["limits", "landlock", "seccomp"]
    assert (result["sandbox_level"], result["sandbox_missing"]) == ("strict", [])


SEARCHES = """
import argparse, gc, sys
seed = str(3 * 2892103)
frame, found = sys._getframe(), [sys.argv, sys.orig_argv]
while frame is not None:
    found += [value for name, value in frame.f_locals.items() if name != "found"]
    frame = frame.f_back
found += [vars(each) for each in gc.get_objects() if isinstance(each, argparse.Namespace)]
print("found", [shown for each in found if each is not seed and seed in (shown := repr(each))])
"""


def test_a_seed_on_the_command_line_is_not_in_the_worker(tmp_path):
    own = tmp_path / "attempt.py"
    own.write_text(SOLUTION.read_text("utf-8") + SEARCHES, "utf-8")
    done = run("grade", "cross_entropy", "--attempt", own, "--seed", 3 * 2892103, "--json")
    result = json.loads(done.stdout)
    assert (result["verdict"], result["seed"]) == ("accepted", 3 * 2892103)
    assert result["output"] == "found []\n"


def test_with_the_sandbox_off_the_doctor_tells_what_gets_through():
    status, held, escaped = examined("--sandbox", "off")
    assert status == 1
    assert escaped >= NEEDS_LANDLOCK | (NEEDS_SECCOMP - {"get a namespace, a keyring or bpf"})
    assert {"write a file", "see the judge's environment"} <= escaped
    # These are the judge's own doing, not the sandbox's.
    assert {"run on past its deadline", "leave a process behind", "find an open descriptor"} <= held


def test_without_seccomp_strict_refuses_auto_says_so_and_the_doctor_shows_it(no_seccomp):
    grade = ("grade", "cross_entropy", "--attempt", SOLUTION)
    refused = run(*grade, "--sandbox", "strict", **no_seccomp)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert is_one_line(refused.stderr)
    assert "no seccomp" in refused.stderr
    done = run(*grade, "--plain", **no_seccomp)
    assert done.returncode == 0
    assert "Sandbox: no seccomp on this machine: the attempt could use the network" in done.stdout
    status, held, escaped = examined(**no_seccomp)
    assert status == 1
    assert escaped >= {"open a network connection", "signal the judge"}
    assert held >= NEEDS_LANDLOCK | {"write a file", "leave a process behind"}


def test_without_landlock_files_are_read_but_not_written_and_the_json_says_so():
    before = ("-c", WITHOUT_LANDLOCK)
    status, result = graded(before=before)
    assert (status, result["verdict"]) == (0, "accepted")
    assert result["sandbox"] == ["limits", "seccomp"]
    assert result["sandbox_missing"] == ["landlock"]
    status, held, escaped = examined(before=before)
    assert (status, escaped) == (1, NEEDS_LANDLOCK)
    # The environment that the process began with is wiped: /proc/self could be read here.
    assert {"write a file", "remove a file of yours", "see the judge's environment"} <= held


def test_a_worker_without_landlock_has_a_folder_of_its_own_that_is_gone_afterwards(tmp_path):
    own = tmp_path / "attempt.py"
    says = "import os\nopen('left', 'w').close()\nprint(os.getcwd(), os.listdir())\n"
    own.write_text(SOLUTION.read_text("utf-8") + says, "utf-8")
    place = tmp_path / "temporary"
    place.mkdir()
    arguments = ("grade", "cross_entropy", "--attempt", own, "--json", "--sandbox", "off")
    result = json.loads(run(*arguments, TMPDIR=str(place)).stdout)
    assert result["output"].startswith(str(place / "dojo-"))
    assert result["output"].endswith(" ['left']\n")
    assert list(place.iterdir()) == []


def test_bubblewrap_holds_every_probe_and_grades():
    if problem := bubble.problem():
        pytest.skip(problem)
    status, result = graded("--sandbox", "bwrap")
    assert (status, result["verdict"]) == (0, "accepted")
    assert result["sandbox"] == ["limits", "landlock", "seccomp", "bwrap"]
    status, _, escaped = examined("--sandbox", "bwrap")
    assert (status, escaped) == (0, set())


REFUSALS = [
    (None, "bubblewrap is not installed"),
    ("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n",
     "No permissions to create new namespace"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "says"), REFUSALS, ids=["absent", "no namespaces"])
def test_bubblewrap_that_is_not_there_or_not_permitted_is_one_line(program, says, tmp_path):
    if program:
        path = Path(tmp_path, "bwrap")
        path.write_text(program)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    grade = ("grade", "cross_entropy", "--attempt", SOLUTION, "--sandbox", "bwrap")
    done = run(*grade, PATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert is_one_line(done.stderr)
    assert says in done.stderr


@pytest.mark.parametrize("level", ["strict", "bwrap"])
def test_debug_has_no_sandbox_to_ask_for(level):
    done = run("grade", "cross_entropy", "--attempt", SOLUTION, "--debug", "--sandbox", level)
    assert done.returncode == 2
    assert is_one_line(done.stderr)
