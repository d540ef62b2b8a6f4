"""Grading on a Ray cluster: Ray places, retries and moves data; a judge runs beside each worker.

Each of Ray's processes keeps a judge of its own for as long as it lives, as an actor would. They
are tasks nonetheless: after a node is lost, Ray runs a task again on whatever is left, while an
actor waits for a place that may never come back.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import ray
from ray.exceptions import RayError, RayTaskError

from dojo import catalog
from dojo.api import Judge, Report

if TYPE_CHECKING:
    from dojo.worker.level import Level

AHEAD = 4  # attempts for each core that are with Ray at once: more would only fill its memory
SHIPPED = ("dojo", "katas", "solutions", "tests/hidden", "tests/samples")

_judge: Judge | None = None  # of a process of Ray's


class Cluster:
    """Grades on the cluster at `address`, or on one started here ("auto": whichever there is)."""

    def __init__(self, address: str, sandbox: Level, explain: bool) -> None:
        left_out = [path.name for path in catalog.ROOT.iterdir() if not _is_shipped(path.name)]
        runtime = {"working_dir": str(catalog.ROOT), "excludes": [f"/{name}" for name in left_out]}
        ray.init(address, runtime_env=runtime, log_to_driver=False, logging_level=logging.ERROR)
        self._sandbox, self._explain = sandbox, explain

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        ray.shutdown()

    def grade(
        self, attempts: Iterable[tuple[Any, str, str]], seed: int
    ) -> Iterator[tuple[Any, Report]]:
        """As the grader of one machine: (key, report) for each attempt, whichever is done first."""
        task = ray.remote(num_cpus=1, max_retries=1)(beside)
        supply = iter(attempts)
        running: dict[Any, Any] = {}
        while True:
            cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
            for key, kata, source in itertools.islice(supply, max(0, AHEAD * cores - len(running))):
                asked = task.remote(kata, source, seed, self._sandbox, self._explain)
                running[asked] = key
            if not running:
                return
            for done in ray.wait(list(running), num_returns=1)[0]:
                try:
                    report = Report(*ray.get(done))
                except RayTaskError as error:  # ours: no node offers the sandbox, say
                    raise error.cause from None
                except RayError as error:
                    report = Report({}, f"{type(error).__name__}: {str(error).splitlines()[0]}")
                yield running.pop(done), report


def _is_shipped(name: str) -> bool:
    return any(name == path.split("/")[0] for path in SHIPPED)


def beside(
    kata: str, source: str, seed: int, sandbox: Level, explain: bool
) -> tuple[dict[str, Any], str]:
    """Grade in this process of Ray's; returns a Report's parts."""
    global _judge
    if _judge is None:
        _judge = Judge(sandbox=sandbox, explain=explain)
    (report,) = _judge.map([(kata, source)], seed=seed)
    return report.data, report.error
