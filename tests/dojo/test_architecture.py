"""Imports point one way, and commands that only read do not wait for torch."""

import ast
import subprocess
import sys

import pytest

from dojo.catalog import ROOT

# A module may import its own layer and those after it.
LAYERS = (
    "cli", "interview", "notebook", "practice", "batch", "api", "report", "verify", "ladder",
    "restyle", "warm", "judge", "worker", "samples", "stubs", "catalog", "table",
)  # fmt: skip
MODULES = sorted((ROOT / "dojo").rglob("*.py"))


def layer_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports_of(path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dojo"):
            found |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.startswith("dojo.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path):
    own = path.relative_to(ROOT / "dojo").with_suffix("").parts[0]
    if own == "__init__":
        return
    assert own in LAYERS, f"{path}: give its layer a place in LAYERS"
    allowed = LAYERS[LAYERS.index(own) :]
    arrows = {layer_of(module) for module in imports_of(path)} - {"__version__"}
    assert arrows <= set(allowed)


@pytest.mark.parametrize(
    "name",
    [
        "accelerator",
        "child",
        "errors",
        "gpu",
        "measure",
        "memory",
        "poison",
        "poison_python",
        "results",
        "sandbox",
        "wire",
    ],
)
def test_the_worker_side_imports_nothing_of_ours_but_itself(name):
    path = ROOT / "dojo" / "worker" / f"{name}.py"
    assert all(module.startswith("dojo.worker") for module in imports_of(path))


@pytest.mark.parametrize("arguments", [[], ["list"], ["show", "cross_entropy"], ["--help"]])
def test_reading_commands_do_not_import_torch(arguments):
    code = (
        "import sys; from dojo.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "assert 'torch' not in sys.modules, 'torch'\n"
        "assert 'pytest' not in sys.modules, 'pytest'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
