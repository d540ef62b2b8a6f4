"""`--reproduce` writes a script that anyone can run, without the judge."""

import os
import subprocess
import sys

from dojo.catalog import ROOT

SOLUTION = ROOT / "solutions/cross_entropy.py"
WRONG = ROOT / "tests/samples/cross_entropy/misconceptions/mean_over_items.py"


def test_reproduce_writes_a_script_that_fails_until_the_attempt_is_right(tmp_path):
    attempt, script = tmp_path / "mine.py", tmp_path / "again.py"
    attempt.write_text(WRONG.read_text("utf-8"), "utf-8")
    command = [sys.executable, str(ROOT / "grader.py"), "cross_entropy", "--attempt", str(attempt)]
    environment = os.environ | {"DOJO_HOME": str(tmp_path)}
    done = subprocess.run(
        [*command, "--reproduce", str(script)],
        env=environment, cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"python {script}" in done.stdout
    again = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    assert again.returncode == 1
    assert "AssertionError" in again.stderr
    attempt.write_text(SOLUTION.read_text("utf-8"), "utf-8")
    assert subprocess.run([sys.executable, str(script)], capture_output=True).returncode == 0
    refused = subprocess.run(
        [*command, "--reproduce", str(script)], env=environment, capture_output=True, text=True
    )
    assert refused.returncode == 2
    assert "it is there already" in refused.stderr
