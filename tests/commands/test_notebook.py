"""`from dojo import check`: real notebooks in real kernels, and how a notebook becomes a file."""

import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dojo.catalog import ROOT
from dojo.notebook import cells

SOLUTION = (ROOT / "solutions" / "cross_entropy.py").read_text("utf-8")
IMPORTS = "import torch\nfrom torch import nn"
HELPER = """
FACTOR = 1

def log_softmax(x, dim):
    return (x - x.exp().sum(dim, keepdim=True).log()) * FACTOR
"""
# No stable logarithm, no ignore_index: wrong on purpose.
WRONG = """
class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("none", "mean", "sum"):
            raise ValueError(reduction)
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        print("<b>shape</b>", tuple(input.shape))
        dim = 0 if input.dim() == 1 else 1
        loss = -log_softmax(input, dim).gather(dim, target.unsqueeze(dim)).squeeze(dim)
        if self.reduction == "none":
            return loss
        return loss.sum() if self.reduction == "sum" else loss.mean()
"""
CHECK = "from dojo import check\nresult = check('cross_entropy', CrossEntropyLoss, seed=7)\nresult"


@pytest.fixture(scope="module")
def run_cell():
    """Runs one cell after another in a kernel, and gives the outputs of each."""
    client = NotebookClient(nbformat.v4.new_notebook(), timeout=60, allow_errors=True)
    with client.setup_kernel(cwd=str(ROOT)):
        count = 0

        def run(source):
            nonlocal count
            cell = nbformat.v4.new_code_cell(textwrap.dedent(source).strip())
            client.nb.cells.append(cell)
            client.execute_cell(cell, count)
            count += 1
            return cell.outputs

        yield run


def result_of(outputs):
    (output,) = [o for o in outputs if o.output_type == "execute_result"]
    return output.data


def error_of(outputs):
    (output,) = [o for o in outputs if o.output_type == "error"]
    return "\n".join(output.traceback)


def test_a_notebook_from_a_wrong_class_to_a_right_one(run_cell):
    for cell in (IMPORTS, "raise RuntimeError('a cell that fails')", HELPER, WRONG):
        run_cell(cell)
    data = result_of(run_cell(CHECK))
    page, text = data["text/html"], data["text/plain"]
    assert "cross_entropy: wrong answer," in text
    assert re.search(r"^Failed.*: The mean divides by the number of items", text, re.MULTILINE)
    for shown in (
        "wrong answer", "The mean divides by the number of items that are not ignored",
        "CrossEntropyLoss(ignore_index=1)(input, target)", "expected", "It printed",
        "check(&quot;cross_entropy&quot;, CrossEntropyLoss, seed=7)", "What was graded",
    ):  # fmt: skip
        assert shown in page
    assert "&lt;b&gt;shape&lt;/b&gt;" in page
    assert "<b>shape" not in page
    assert "src=" not in page
    assert "http" not in page

    # The helper again, now right: its latest version is what counts.
    run_cell("%%time\n" + HELPER.replace("x.exp().sum(dim, keepdim=True).log()", "lse(x, dim)"))
    run_cell("lse = lambda x, dim: torch.logsumexp(x, dim, keepdim=True)")
    run_cell(SOLUTION)
    data = result_of(run_cell(CHECK))
    assert data["text/plain"].startswith("cross_entropy: accepted, 100 of 100 points")
    assert "accepted" in data["text/html"]
    facts = run_cell("print(result.verdict, result.score, result.grading.seed)")
    assert facts[0].text.strip() == "accepted 100 7"


def test_two_entries_are_graded_together(run_cell):
    run_cell((ROOT / "solutions" / "huber_loss.py").read_text("utf-8"))
    data = result_of(run_cell("check('huber_loss', SmoothL1Loss, HuberLoss)"))
    assert data["text/plain"].startswith("huber_loss: accepted")


def test_what_cannot_be_graded_is_told_in_one_line(run_cell):
    run_cell("from dojo import check\nimport torch\nclass CrossEntropyLoss: ...\nclass Mine: ...")
    for call, says in (
        ("check('cros_entropy', Mine)", "did you mean cross_entropy?"),
        ("check('cross_entropy')", 'call check("cross_entropy", CrossEntropyLoss)'),
        ("check('cross_entropy', Mine)", "asks for CrossEntropyLoss, not Mine"),
        ("check('cross_entropy', CrossEntropyLoss())", "is no class or function to grade"),
        ("check('cross_entropy', torch.nn.CrossEntropyLoss)", "not the CrossEntropyLoss of the"),
        ("check('huber_loss', HuberLoss)", "asks for HuberLoss and SmoothL1Loss"),
        ("check(CrossEntropyLoss)", "name the kata first"),
        ("check('cross_entropy', CrossEntropyLoss, device='tpu')", "no device is called 'tpu'"),
        ("check('cross_entropy', CrossEntropyLoss, seed=-1)", "is no seed"),
        (
            "from torch.nn import CrossEntropyLoss; check('cross_entropy', CrossEntropyLoss)",
            "defined in module torch.nn.modules.loss, not in a cell",
        ),
        (
            "exec('class CrossEntropyLoss: ...'); In.clear(); "
            "get_ipython().history_manager.input_hist_parsed.clear(); "
            "check('cross_entropy', CrossEntropyLoss)",
            "no cell of this notebook defines CrossEntropyLoss",
        ),
    ):
        said = error_of(run_cell(call))
        assert says in said
        assert said.startswith("check: ")
        assert "\n" not in said


def test_the_judge_ends_with_its_kernel():
    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc here to look for processes in")
    code = (
        "import os, signal\n"
        "from dojo.warm.process import JudgeProcess\n"
        "print(JudgeProcess()._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert done.returncode == -9
    process = Path("/proc", done.stdout.strip(), "cmdline")
    deadline = time.monotonic() + 20
    while is_alive(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(process)


def is_alive(cmdline):
    try:
        return bool(cmdline.read_bytes())  # empty for one that only waits to be reaped
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_interrupting_the_kernel_ends_the_grading():
    code = (
        "import os, signal, threading\n"
        "from dojo.warm.process import JudgeProcess, Question\n"
        "judge = JudgeProcess()\n"
        "loop = Question('cross_entropy', 'while True: pass', 'notebook')\n"
        "threading.Timer(2, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try: judge.grade(loop)\n"
        "except KeyboardInterrupt: print('interrupted', judge.has_ended)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert done.stdout.split() == ["interrupted", "True"], done.stderr


def test_outside_a_notebook_it_says_how_to_grade_a_file_and_importing_dojo_stays_light():
    code = (
        "import sys, dojo\n"
        "assert not {'torch', 'rich', 'dojo.notebook'} & set(sys.modules)\n"
        "class CrossEntropyLoss: ...\n"
        "from dojo import check\n"
        "try: check('cross_entropy', CrossEntropyLoss)\n"
        "except ValueError as error: print(error)\n"
        "assert 'torch' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "python grader.py grade cross_entropy --attempt FILE" in done.stdout


def assembled(*history, names=("f",), homes=None):
    return cells.assemble(["", *history], names, homes or {})


ASSEMBLED = [
    ("an import and a constant", ["import math\nx = 1", "def f(): return math.e * x"],
     ["import math", "x = 1", "def f()"], []),
    ("the latest version of a helper", ["def g(): return 1", "def f(): return g()",
     "def g(): return 2"], ["return 2"], ["return 1"]),
    ("what a constant was made from", ["x = 1", "x += 1", "def f(): return x"],
     ["x = 1\n", "x += 1"], []),
    ("no local names", ["loss = F.cross_entropy(a, b)", "def f(): loss = 1; return loss"],
     [], ["F.cross_entropy"]),
    ("a default, a decorator and an annotation", ["import functools", "K = 3", "T = int",
     "@functools.cache\ndef f(x: T = K): ..."], ["import functools", "K = 3", "T = int",
     "@functools.cache\n"], []),
    ("a base class", ["class A: ...\nclass B(A): ...", "def f(): return B"], ["class A", "B(A)"],
     []),
    ("one of several statements on a line", ["a = 1; b = 2; c = 3", "def f(): return b"], ["b = 2"],
     ["a = 1", "c = 3"]),
    ("a block that binds", ["try:\n    import x\nexcept ImportError:\n    x = None",
     "def f(): return x"], ["except ImportError:\n    x = None"], []),
    ("a star import for a name that is nowhere else",
     ["from math import *", "def f(): return sqrt(2)"], ["from math import *"], []),
    ("no star import where all is known", ["from math import *", "def f(): return len([])"],
     [], ["math"]),
    ("future imports first", ["def g(): ...", "from __future__ import annotations",
     "def f(): g()"], ["from __future__ import annotations\n# In [1]\ndef g()"], []),
    ("no cell that does not parse", ["x = 1", "x = = 2", "def f(): return x"], ["x = 1"], ["= ="]),
    ("what stands under %%time", ["get_ipython().run_cell_magic('time', '', 'x = 1\\n')",
     "def f(): return x"], ["x = 1"], ["magic"]),
    ("cells with await", ["y = await g()\nx = 1", "def f(): return x"], ["x = 1"], ["await"]),
    ("functions that need each other", ["def f(): return g()", "def g(): return f()"],
     ["def f()", "def g()"], []),
    ("a builtin's name that a cell took", ["sum = max", "def f(): return sum([1])"], ["sum = max"],
     []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("history", "there", "not_there"), [row[1:] for row in ASSEMBLED], ids=[r[0] for r in ASSEMBLED]
)
def test_the_attempt_holds(history, there, not_there):
    text = assembled(*history)
    compile(text, "attempt", "exec")
    assert all(part in text for part in there), text
    assert not any(part in text for part in not_there), text


def test_a_version_that_never_came_to_run_is_passed_over():
    ran, failed = "def f(): return 1", "1/0\ndef f(): return 2"
    assert "return 1" in assembled(ran, failed, homes={"f": ran + "\n"})


def test_a_name_that_no_cell_binds_is_not_assembled():
    assert assembled("x = 1") is None
