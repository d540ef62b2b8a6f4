"""What a call costs: figures that repeat themselves."""

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
