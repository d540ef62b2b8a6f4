"""What a call costs: figures that repeat themselves, in a verdict and in `profile`."""

import json
import subprocess
import sys

import pytest
import torch

from dojo.catalog import ROOT
from dojo.worker import measure
from dojo.worker.measure import Cost

SUBTRACTED = "shifted = x - x.amax(1, keepdim=True).detach()"
ANSWERS = {
    "by hand": f"{SUBTRACTED}\n    return (shifted.exp().sum(1).log() - shifted[:, 0]).mean()",
    "torch": "return torch.nn.functional.cross_entropy(x, torch.zeros(len(x), dtype=torch.long))",
}
SAMPLES = ROOT / "tests/samples/cross_entropy/misconceptions"


def cost_of(body: str, shape=(128, 256)) -> Cost:
    scope = {"torch": torch}
    exec(f"def loss(x):\n    {body}", scope)
    x = torch.linspace(-4, 4, shape[0] * shape[1]).view(shape).requires_grad_()
    return measure.cost(lambda: scope["loss"](x), [x])


def test_bytes_are_those_of_the_tensors_that_live():
    bytes_ = 128 * 256 * 4
    by_hand = cost_of(ANSWERS["by hand"])
    # shifted and its exponential, which alone is kept; the backward pass adds a gradient to both.
    assert 2 * bytes_ < by_hand.forward < 2.1 * bytes_
    assert 3 * bytes_ < by_hand.both < 3.1 * bytes_
    assert bytes_ < by_hand.kept < 1.1 * bytes_
    assert bytes_ < cost_of(ANSWERS["torch"]).forward < 1.1 * bytes_


def test_figures_do_not_depend_on_the_day():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_cost import ANSWERS, cost_of\n"
        "import torch\n"
        "torch.set_num_threads(int(sys.argv[2]))\n"
        "print(*map(cost_of, ANSWERS.values()))"
    )
    found = {" ".join(str(cost_of(body)) for body in ANSWERS.values()) for _ in range(3)}
    for threads in ("1", "3"):
        command = [sys.executable, "-c", code, str(ROOT / "tests/dojo"), threads]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        found.add(done.stdout.strip())
        assert not done.stderr, "the profiler told stderr of its start"
    assert len(found) == 1, found


def test_a_loop_is_seen_by_the_growth_of_operators():
    loop = "return sum(row.exp().sum() for row in x)"
    small, large = (cost_of(loop, (rows, 8)).operators for rows in (4, 20))
    assert large - small > 3 * 16
    flat = "return x.exp().sum()"
    assert cost_of(flat, (4, 8)).operators == cost_of(flat, (20, 8)).operators


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


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device here")
@pytest.mark.parametrize("kata", sorted(path.stem for path in ROOT.glob("solutions/*.py")))
def test_on_a_gpu_the_solution_is_right_and_its_cost_is_told(kata):
    solution = ROOT / "solutions" / f"{kata}.py"
    command = [
        sys.executable,
        "grader.py",
        kata,
        "--attempt",
        solution,
        "--device",
        "all",
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    result = json.loads(done.stdout)
    assert (done.returncode, result["verdict"], result["score"]) == (0, "accepted", 100)
    told = [row for row in result["efficiency"] if row["call"].endswith(" on cuda")]
    assert {row["unit"] for row in told} == {"x input", "us"}
    assert all(row[who] > 0 for row in told for who in ("yours", "solution", "torch"))
