"""`--open`: a file in the person's own editor."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
from pathlib import Path

from dojo.cli.terminal import UsageError


def add_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--open",
        action="store_true",
        help="open the stub in $VISUAL or $EDITOR, else in VS Code where this is its terminal",
    )


def command() -> list[str]:
    """The words that start the editor; raises UsageError where there is none to start."""
    variable = "VISUAL" if os.environ.get("VISUAL") else "EDITOR"
    if not (text := os.environ.get(variable)):
        if os.environ.get("TERM_PROGRAM") != "vscode":
            raise UsageError("--open: no editor is named; set one with: export EDITOR=nano")
        variable, text = "TERM_PROGRAM", "code -r"
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageError(f"--open: {variable} is {text!r}: {error}") from None
    if not words or shutil.which(words[0]) is None:
        raise UsageError(
            f"--open: {variable} names {text!r}, and there is no such program; "
            "set another with: export EDITOR=nano"
        )
    return words


def open_file(words: list[str], path: Path) -> None:
    """Wait for the editor to return: one in a terminal needs it for itself."""
    try:
        status = subprocess.run([*words, os.path.relpath(path)]).returncode
    except OSError as error:
        raise UsageError(f"--open: {words[0]} cannot be started: {error}") from None
    if status:
        raise UsageError(f"--open: {shlex.join(words)} ended with status {status}")
