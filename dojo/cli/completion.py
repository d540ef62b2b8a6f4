"""Completion in a shell: the script that asks for it, and the answers, by way of argcomplete."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import sys
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dojo import catalog
from dojo.cli.terminal import EXIT_ACCEPTED

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

SHELLS = Path(__file__).with_name("shells")


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "completion",
        help="print what completes commands, options and katas in your shell",
        description="Print a script that completes commands, options and the names of katas. Its "
        "first lines say how to switch it on.",
        epilog="Example: python grader.py completion bash",
    )
    command.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell that you use")
    command.set_defaults(command=print_script)


def print_script(options: argparse.Namespace) -> int:
    script = (SHELLS / f"completion.{options.shell}").read_text("utf-8")
    # By full path: the shell may stand in another folder, and know another Python.
    grader = (catalog.ROOT / "grader.py").resolve()
    for name, path in (("@PYTHON@", sys.executable), ("@GRADER@", str(grader))):
        script = script.replace(name, shlex.quote(path))
    print(script, end="")
    return EXIT_ACCEPTED


def is_asked_for() -> bool:
    """Whether a shell runs this process for what may stand at its cursor."""
    return "_ARGCOMPLETE" in os.environ


def answer(parser: argparse.ArgumentParser, commands: Commands) -> None:
    """Tell the shell what may stand at its cursor, and exit."""
    import argcomplete
    from argcomplete.completers import BaseCompleter, FilesCompleter

    katas = {kata.name: kata.title for kata in catalog.load_all()}

    class KatasAndFiles(BaseCompleter):
        """What an argument takes, by the word that stands for it in the help."""

        def __call__(
            self, *, prefix: str, action: argparse.Action, **_: Any
        ) -> dict[str, str] | list[str]:
            if action.metavar == "KATA":
                return katas
            return FilesCompleter()(prefix) if action.metavar == "FILE" else []

    _spell_out_grade(katas)
    for name, title in katas.items():
        commands.add_parser(name, help=title)
    argcomplete.autocomplete(
        parser, always_complete_options=False, default_completer=KatasAndFiles()
    )


def _spell_out_grade(katas: Container[str]) -> None:
    """`grader.py KATA ...` on the line to complete as the `grader.py grade KATA ...` that it is."""
    line, point = os.environ["COMP_LINE"], int(os.environ["COMP_POINT"])
    before_it = int(os.environ["_ARGCOMPLETE"])
    found = re.match(rf"(?:\S+\s+){{{before_it}}}(?=(\w+)\s)", line)
    if found and found[1] in katas and found.end() < point:
        os.environ["COMP_LINE"] = f"{found[0]}grade {line[found.end() :]}"
        os.environ["COMP_POINT"] = str(point + len("grade "))
