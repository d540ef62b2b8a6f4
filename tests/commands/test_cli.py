"""The commands as a person meets them: real processes, their output and exit statuses."""

import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from dojo.catalog import ROOT
from dojo.judge.verdict import CATEGORIES

SOLUTION = ROOT / "solutions" / "cross_entropy.py"
NAIVE = ROOT / "examples" / "naive_cross_entropy.py"
FAMILY = 3  # a judge's processes: a zygote, one with the kata's rules under it, a worker


def run(*arguments, **options):
    options.setdefault("cwd", ROOT)
    return subprocess.run(
        [sys.executable, str(ROOT / "grader.py"), *map(str, arguments)],
        capture_output=True, text=True, timeout=120, **options,
    )  # fmt: skip


def graded(*arguments, **options):
    done = run("grade", "cross_entropy", *arguments, "--json", **options)
    return done, json.loads(done.stdout)


@functools.cache
def naive():
    """The example's grading, for all who only read it."""
    return graded("--attempt", NAIVE, "--seed", 7)


def test_an_accepted_attempt_exits_0_and_its_json_has_every_documented_field():
    done, result = graded("--attempt", SOLUTION, "--seed", 7)
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    assert result["schema"] == 1
    assert result["kata"] == "cross_entropy"
    assert result["attempt"] == str(SOLUTION)
    assert result["verdict"] == "accepted"
    assert (result["score"], result["max_score"], result["seed"]) == (100, 100, 7)
    assert result["devices"] == ["cpu"]
    assert result["forbidden"] == []
    assert result["trouble"] is None
    assert result["output"] == ""
    assert result["advice"] == []
    assert result["seconds"]["total"] >= result["seconds"]["checks"] > 0
    assert set(result["versions"]) == {"torch", "python", "dojo"}
    for check in result["checks"]:
        assert re.fullmatch(r"test_\w+", check["id"])
        assert check["title"]
        assert check["category"] in CATEGORIES
        assert check["outcome"] == "passed"
        assert check["points"] == check["max_points"] > 0
        assert check["counterexample"] is None
        assert check["misconceptions"] == []
        assert check["message"] == ""
    assert sum(check["max_points"] for check in result["checks"]) == 100


def test_the_example_shows_partial_credit_and_each_defect_as_its_own_check():
    done, result = naive()
    assert done.returncode == 1
    assert result["verdict"] == "wrong_answer"
    assert 30 <= result["score"] <= 60
    failed = {check["id"]: check for check in result["checks"] if check["outcome"] != "passed"}
    for defect in (
        "test_mean_of_a_batch", "test_single_item", "test_default_ignore_index",
        "test_mean_leaves_ignored_items_out", "test_large_logits", "test_weight_is_a_buffer",
        "test_unknown_reduction", "test_everything_ignored", "test_masked_classes",
    ):  # fmt: skip
        assert defect in failed
    for right in ("test_one_extra_dimension", "test_weighted_mean", "test_gradient_of_the_mean"):
        assert right not in failed
    mean = failed["test_mean_leaves_ignored_items_out"]["counterexample"]
    assert mean["call"] == "CrossEntropyLoss(ignore_index=1)(input, target)"
    assert set(mean["inputs"]) == {"input", "target"}
    assert mean["expected"] == pytest.approx(2 * mean["got"], rel=1e-5)
    assert "0.5 times the right value" in mean["difference"]


def test_the_json_is_strict_where_numbers_are_not_finite():
    done, _ = naive()
    json.loads(done.stdout, parse_constant=lambda name: pytest.fail(f"{name} in strict JSON"))


def test_the_same_seed_gives_the_same_verdict_and_inputs_in_a_spawned_worker_too():
    first = naive()[1]["checks"]
    assert graded("--attempt", NAIVE, "--seed", 7, "--worker", "spawn")[1]["checks"] == first
    assert graded("--attempt", NAIVE, "--seed", 12)[1]["checks"] != first


def test_the_blank_stub_is_incomplete_and_no_wall_of_errors():
    done = run("cross_entropy")
    assert done.returncode == 1
    assert "incomplete" in done.stdout
    assert len(done.stdout.splitlines()) < 12
    assert "katas/cross_entropy/stub.py" in done.stdout


def attempt(tmp_path, text):
    path = tmp_path / "attempt.py"
    path.write_text(text, "utf-8")
    return path


def test_a_half_written_attempt_is_incomplete_with_points_for_what_works(tmp_path):
    text = SOLUTION.read_text("utf-8").replace(
        '        if self.reduction == "sum":\n            return loss.sum()\n',
        '        if self.reduction == "sum":\n            raise NotImplementedError\n',
    )
    done, result = graded("--attempt", attempt(tmp_path, text))
    assert done.returncode == 1
    assert result["verdict"] == "incomplete"
    assert 20 < result["score"] < 100


def test_an_accepted_form_that_cancels_gets_advice_and_keeps_its_points():
    sample = ROOT / "tests/samples/cross_entropy/accepted/logsumexp_form.py"
    done, result = graded("--attempt", sample)
    assert (done.returncode, result["score"]) == (0, 100)
    (advice,) = result["advice"]
    assert "cancels" in advice


def test_what_cannot_be_loaded_is_invalid_and_exits_1(tmp_path):
    done, result = graded("--attempt", attempt(tmp_path, "import nonexistent_package\n"))
    assert (done.returncode, result["verdict"], result["score"]) == (1, "invalid", 0)
    assert "nonexistent_package" in result["trouble"]


def test_a_syntax_error_names_the_line(tmp_path):
    done = run("grade", "cross_entropy", "--attempt", attempt(tmp_path, "x = 1\ny = = 2\n"))
    assert "line 2" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_forbidden_call_scores_0_and_is_named_with_line_and_remedy(tmp_path):
    text = SOLUTION.read_text("utf-8").replace(
        "shifted.exp().sum(class_dim).log()", "-input.log_softmax(class_dim).mean(class_dim)"
    )
    line = text[: text.index("log_softmax(class_dim)")].count("\n") + 1
    done, result = graded("--attempt", attempt(tmp_path, text))
    assert (done.returncode, result["verdict"], result["score"]) == (1, "forbidden", 0)
    (use,) = result["forbidden"]
    assert use["how"] == "call"
    assert use["line"] == line
    assert "log_softmax" in use["name"]
    assert "amax" in use["instead"]


USAGE = [
    (("cros_entropy",), "did you mean cross_entropy?"),
    (("gade", "cross_entropy"), "did you mean grade?"),
    (("grade", "nope"), "no kata is called 'nope'"),
    (("show", "../cli"), "no kata is called"),
    (("grade", "cross_entropy", "--attempt", "no/such/file.py"), "no/such/file.py: no such file"),
    (("grade", "cross_entropy", "--attempt", "tests"), "tests is a folder"),
    (("grade", "cross_entropy", "--seed", "abc"), "'abc' is no seed"),
    (("grade", "cross_entropy", "--seed", "-1"), "seed"),
    (("grade", "cross_entropy", "--device", "tpu"), "invalid choice: 'tpu'"),
    (("verify", "nope"), "no kata is called 'nope'"),
]


@pytest.mark.parametrize(("arguments", "says"), USAGE)
def test_wrong_usage_is_one_clear_line_and_exit_2(arguments, says):
    done = run(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_file_that_is_no_text_is_wrong_usage(tmp_path):
    path = tmp_path / "attempt.py"
    path.write_bytes(b"\xff\xfe\x00rubbish\x80")
    done = run("grade", "cross_entropy", "--attempt", path)
    assert done.returncode == 2
    assert "cannot be read as Python text" in done.stderr


def test_cuda_without_a_device_is_told_and_all_skips_it_by_name():
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device here")
    done = run("grade", "cross_entropy", "--attempt", SOLUTION, "--device", "cuda")
    assert done.returncode == 2
    assert "use --device cpu" in done.stderr
    done, result = graded("--attempt", SOLUTION, "--device", "all")
    skipped = [check for check in result["checks"] if check["outcome"] == "skipped"]
    assert (done.returncode, result["score"]) == (0, 100)
    assert {check["device"] for check in skipped} == {"cuda"}
    assert len(skipped) * 2 == len(result["checks"])
    assert all("CUDA" in check["message"] for check in skipped)


def test_debug_reaches_breakpoint_and_says_that_it_does_not_count(tmp_path):
    text = SOLUTION.read_text("utf-8").replace(
        "        class_dim = 0", "        breakpoint()\n        class_dim = 0"
    )
    path = attempt(tmp_path, text)
    done = run("grade", "cross_entropy", "--attempt", path, "--debug", input="p input.shape\nq\n")
    assert "(Pdb)" in done.stdout
    assert "torch.Size([2, 2])" in done.stdout


def test_debug_says_that_its_verdict_does_not_count():
    done = run("grade", "cross_entropy", "--attempt", SOLUTION, "--debug")
    assert done.returncode == 0
    assert "does not count" in done.stdout


def test_a_pipe_gets_80_columns_without_colour():
    done = run("grade", "cross_entropy", "--attempt", NAIVE)
    assert "\x1b" not in done.stdout
    folded = [line for line in done.stdout.splitlines() if "python grader.py" not in line]
    assert max(map(len, folded)) <= 80


def test_what_an_attempt_prints_cannot_steer_the_terminal(tmp_path):
    text = SOLUTION.read_text("utf-8").replace(
        "        class_dim = 0", "        print('\\x1b[2J[red]hello')\n        class_dim = 0"
    )
    done = run("grade", "cross_entropy", "--attempt", attempt(tmp_path, text))
    assert done.returncode == 0
    assert "[red]hello" in done.stdout
    assert "\x1b" not in done.stdout


def test_ctrl_c_ends_everything_at_once(tmp_path):
    text = SOLUTION.read_text("utf-8").replace(
        "        class_dim = 0", "        while True: print('looping')\n        class_dim = 0"
    )
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "grader.py"), "grade", "cross_entropy",
         "--attempt", str(attempt(tmp_path, text))],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while len(descendants(process.pid)) < FAMILY and time.monotonic() < deadline:
        time.sleep(0.05)
    family = descendants(process.pid)
    assert len(family) == FAMILY
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert not [pid for pid in family if alive(pid)]


def test_a_killed_judge_takes_its_workers_with_it(tmp_path):
    text = SOLUTION.read_text("utf-8")
    text = text.replace("        class_dim = 0", "        while True: pass\n        class_dim = 0")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "grader.py"), "grade", "cross_entropy",
         "--attempt", str(attempt(tmp_path, text))],
        stdout=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while len(descendants(process.pid)) < FAMILY and time.monotonic() < deadline:
        time.sleep(0.05)
    family = descendants(process.pid)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 5
    while any(map(alive, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in family if alive(pid)]


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return list(map(int, file.read().split()))
    except FileNotFoundError:
        return []


def descendants(pid):
    found = children(pid)
    return found + [more for child in found for more in descendants(child)]


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_broken_hidden_test_is_the_judges_failure_not_the_attempts(tmp_path):
    for folder in ("dojo", "katas", "solutions", "tests/hidden"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "grader.py", tmp_path)
    test = tmp_path / "tests" / "hidden" / "test_cross_entropy.py"
    text = test.read_text("utf-8")
    test.write_text(text.replace("def magnitude(", "def magnitude_(", 1), "utf-8")
    command = [sys.executable, str(tmp_path / "grader.py"), "cross_entropy", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3
    assert done.stdout == ""
    assert "says nothing about the attempt" in done.stderr


def test_list_and_show_and_the_bare_command_tell_what_to_type_next():
    assert "python grader.py show KATA" in run("list").stdout
    shown = run("show", "cross_entropy").stdout
    assert "Formula" in shown
    assert "python grader.py cross_entropy" in shown
    bare = run().stdout
    assert "python grader.py" in bare


def test_output_into_a_closed_pipe_is_no_traceback():
    command = f"{sys.executable} grader.py show cross_entropy | true"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
