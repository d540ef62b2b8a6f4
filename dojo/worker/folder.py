"""A worker's own working directory: made empty for it, and removed with all that it left there."""

from __future__ import annotations

import os
import shutil
import tempfile

# Where Landlock is in force, and in bubblewrap: no file can be made below it, and none listed, so
# it is as empty as a folder of one's own, and nothing is left of it if the judge is killed.
ROOT_FOLDER = os.sep


def make() -> str:
    """A new folder, which nobody else may enter."""
    try:
        return tempfile.mkdtemp(prefix="dojo-")
    except OSError:  # there is no place to write to
        return ROOT_FOLDER


def remove(folder: str) -> None:
    if folder != ROOT_FOLDER:
        shutil.rmtree(folder, ignore_errors=True)
