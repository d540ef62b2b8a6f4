"""Saves of files, as the operating system tells of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import watchfiles

QUIET_MS = 20  # a burst of saves ends with as long a pause


class Saves:
    """Reports from another thread which .py and .toml files under `folders` came, changed or went.

    Files that are saved in one burst are reported together, also those that an editor replaces by
    renaming. Use as a context manager.
    """

    def __init__(
        self,
        folders: Iterable[Path],
        report: Callable[[frozenset[Path]], None],
        fail: Callable[[Exception], None],
    ) -> None:
        """fail: told where the system will not or no more tell of saves."""
        self._folders = [folder for folder in folders if folder.is_dir()]
        self._report = report
        self._fail = fail
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Saves:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        try:
            for changes in watchfiles.watch(
                *self._folders,
                watch_filter=lambda _, path: path.endswith((".py", ".toml")),
                step=QUIET_MS,
                stop_event=self._stop,
            ):
                self._report(frozenset(Path(path) for _, path in changes))
        except Exception as error:  # raised where somebody sees it
            self._fail(error)
