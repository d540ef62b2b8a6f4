"""A worker's process in bubblewrap: files, network, processes and hostname of its own (Linux)."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from dojo.worker import sandbox

CODE = Path(__file__).resolve().parents[1]
TRY_S = 20
PARENT = 1  # the pid, in there, of what bubblewrap leaves as the worker's parent


def command() -> list[str]:
    """What to put before a command, so that it sees the worker's code, Python and torch alone."""
    binds = [part for path in sorted(set(visible())) for part in ("--ro-bind", path, path)]
    return [
        "bwrap", "--unshare-all", "--die-with-parent", "--clearenv",
        "--proc", "/proc", "--dev", "/dev", *binds, "--remount-ro", "/", "--chdir", "/",
    ]  # fmt: skip


def visible() -> Iterator[str]:
    """The files and folders that are there in the new root, under their own names."""
    interpreter = (Path(sys.executable), Path(sys.executable).resolve())
    settings = Path(sys.prefix, "pyvenv.cfg")
    code = (CODE / "__init__.py", CODE / "worker")
    for path in (*sandbox.readable_paths(), *interpreter, settings, *code):
        if path.exists() and Path("/dev") not in path.parents:  # of which it makes its own
            yield str(path)


@functools.cache
def problem() -> str:
    """Why no worker can be started in bubblewrap here, in one line; "" where one can."""
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed (no program bwrap is found)"
    try:
        tried = subprocess.run(
            [*command(), sys.executable, "-I", "-S", "-c", ""],
            capture_output=True, text=True, timeout=TRY_S,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap cannot be started: {error}"
    said = tried.stderr.strip().splitlines() or [f"exit status {tried.returncode}"]
    return f"bubblewrap cannot make its namespaces here: {said[-1]}" if tried.returncode else ""
