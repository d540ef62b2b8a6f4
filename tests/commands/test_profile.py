"""What a call costs, as a verdict and `profile` tell it."""

import json
import subprocess
import sys

import pytest

from dojo.catalog import ROOT

SAMPLES = ROOT / "tests/samples/cross_entropy/misconceptions"


def grader(*arguments, home):
    return subprocess.run(
        [sys.executable, "grader.py", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": "/usr/bin:/bin", "DOJO_HOME": str(home), "COLUMNS": "100"},
    )


def test_a_verdict_has_the_table_and_charges_points_only(tmp_path):
    charged = SAMPLES / "one_hot_of_every_class.py"
    done = grader("cross_entropy", "--attempt", str(charged), "--json", home=tmp_path)
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["verdict"] == "accepted"
    assert found["score"] < 100
    failed = [check for check in found["checks"] if check["outcome"] == "failed"]
    assert [check["category"] for check in failed] == ["efficiency"]
    assert "python grader.py profile cross_entropy" in failed[0]["message"]
    rows = {row["figure"]: row for row in found["efficiency"]}
    held = rows["most held at once, forward"]
    assert held["yours"] > 2 * held["solution"] > 2 * held["torch"] > 0
    assert rows["operators called, both passes"]["torch"] < 20
    assert sum(c["max_points"] for c in found["checks"] if c["category"] == "efficiency") == 10
    shown = grader("cross_entropy", "--attempt", str(charged), home=tmp_path).stdout
    assert "What a call costs" in shown
    assert "most held at once, both passes" in shown


def test_profile_shows_lines_bytes_and_time(tmp_path):
    solution = ROOT / "solutions/cross_entropy.py"
    done = grader("profile", "cross_entropy", "--attempt", str(solution), home=tmp_path)
    assert done.returncode == 0
    assert not done.stderr
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    code = "shifted = input - input.amax(class_dim, keepdim=True).detach()"
    number = solution.read_text("utf-8").splitlines().index(f"        {code}") + 1
    place = lines.index(f"line {number}: {code}")
    assert "sub " in lines[place + 4]
    assert "1,024.0 KiB  float32 (256, 1024)" in lines[place + 4]
    assert "backward pass" in lines
    assert any("█" in line for line in lines)
    spoken = grader(
        "profile", "cross_entropy", "--attempt", str(solution), "--plain", home=tmp_path
    )
    assert "Most held at once: 3,07" in spoken.stdout
    assert "█" not in spoken.stdout


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        ("katas/cross_entropy/stub.py", "a body that it needs is not written yet"),
        (str(SAMPLES / "syntax_error.py"), "SyntaxError"),
        (str(SAMPLES / "another_name.py"), "is not defined"),
    ],
)
def test_what_cannot_be_profiled_is_told_in_one_line(attempt, said, tmp_path):
    done = grader("profile", "cross_entropy", "--attempt", attempt, home=tmp_path)
    assert done.returncode == 1
    assert not done.stdout
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
