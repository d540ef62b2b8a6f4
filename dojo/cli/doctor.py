"""The command `doctor`: what this machine offers, and what of it really contains an attempt."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dojo.cli.terminal import EXIT_ACCEPTED, EXIT_JUDGE, EXIT_NOT_ACCEPTED, make_console
from dojo.worker.level import LEVELS, SandboxUnavailable, missing

if TYPE_CHECKING:
    from dojo.worker.examine import Examination, Finding

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

# In a process of its own: one that has entered a namespace cannot leave it.
ENTER_NAMESPACE = (
    "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x10000000) != 0)"  # CLONE_NEWUSER
)


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "doctor",
        help="tell what contains an attempt on this machine, by trying to break it",
        epilog="Example: python grader.py doctor. Exit status: 0 every probe was held, 1 one got "
        "through, 3 the worker could not be started.",
    )
    command.add_argument(
        "--sandbox", choices=LEVELS, default="auto", help="what to try out, as for grade"
    )
    command.add_argument("--worker", choices=("fork", "spawn"), help="as for grade")
    command.set_defaults(command=doctor)


def doctor(options: argparse.Namespace) -> int:
    from dojo.worker.examine import examine

    try:
        examination = examine(options.sandbox, options.worker)
    except SandboxUnavailable as error:
        print(f"grader: {error}", file=sys.stderr)
        return EXIT_JUDGE
    console = make_console(options.plain)
    for name, fact in _facts(options.worker):
        console.print(f"{name}: {fact}", soft_wrap=True)
    layers = ", ".join(examination.layers) or "none"
    console.print(f"\nWhat an attempt met (--sandbox {options.sandbox}; layers: {layers})")
    for finding in examination.findings:
        console.print(_told(finding), style=None if finding.held else "red", soft_wrap=True)
    console.print(f"\n{_summary(examination)}", soft_wrap=True)
    held = all(finding.held for finding in examination.findings)
    return EXIT_ACCEPTED if held else EXIT_NOT_ACCEPTED


def _told(finding: Finding) -> str:
    probe = finding.probe
    if finding.held:
        return f"held: {probe.title} ({probe.kept})"
    return f"NOT held: {probe.title} ({probe.kept}); {probe.danger}"


def _summary(examination: Examination) -> str:
    escaped = sum(not finding.held for finding in examination.findings)
    tried = len(examination.findings)
    counted = f"{escaped} of {tried} got through" if escaped else f"All {tried} were held"
    gaps = missing("strict", examination.layers)
    strict = f"would refuse to grade, for want of {' and '.join(gaps)}" if gaps else "would grade"
    return f"{counted}. With these layers, --sandbox strict {strict}."


def _facts(worker: str | None) -> Iterator[tuple[str, str]]:
    import torch

    from dojo.judge.grade import absent_devices
    from dojo.practice.database import default_path
    from dojo.worker.launch import can_fork

    yield "Python", f"{platform.python_version()} ({sys.executable})"
    yield "torch", torch.__version__
    yield "cores", str(os.cpu_count())
    yield "CUDA", absent_devices(("cuda",)).get("cuda") or torch.cuda.get_device_name()
    yield "system", f"{platform.system()} {platform.release()}, {platform.machine()}"
    if sys.platform == "linux":
        yield "Landlock", _landlock()
        yield "seccomp", _seccomp()
        yield "bubblewrap", _bubblewrap()
        yield "user namespaces", _namespaces()
        if os.geteuid() == 0:
            yield "user", "root, whose threads the kernel does not count; better be another"
    forked = can_fork() if worker is None else worker == "fork"
    yield "workers", "forked" if forked else "spawned, each importing torch anew"
    yield "progress", str(default_path())
    yield "terminal", "yes" if sys.stdout.isatty() else "no, so no colour"


def _landlock() -> str:
    try:
        import landlock

        return f"version {landlock.landlock_abi_version()} of its interface"
    except (ImportError, OSError) as error:
        return f"none ({_first_line(error)})"


def _seccomp() -> str:
    try:
        import pyseccomp

        return f"libseccomp, level {pyseccomp.get_api()} of its interface"
    except (ImportError, OSError, RuntimeError) as error:
        return f"none ({_first_line(error)})"


def _bubblewrap() -> str:
    from dojo.worker import bubble

    return bubble.problem() or f"usable ({shutil.which('bwrap')})"


def _namespaces() -> str:
    command = [sys.executable, "-I", "-S", "-c", ENTER_NAMESPACE]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
    return "refused" if done.returncode else "permitted"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
