"""What `make bench` runs: every figure that has a target, beside it, in under five minutes.

    python benchmarks/bench.py [--keep]

Prints the table as Markdown and writes it as JSON. Every figure is a ratio whose two sides were
measured in this run, except for the tests' minutes, which are those of their last run.
`--keep` puts the figures into docs/ and the README, with a plot of a cold verdict by phase.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import platform
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import batch, floor, latency, phases, watching, workers  # noqa: E402
from benchmarks.rows import Row, markdown, quoted  # noqa: E402
from dojo import catalog  # noqa: E402
from dojo.api import usable_cores  # noqa: E402

KATA = "cross_entropy"
REPORTS = {"make test": "tests.xml", "make test-commands": "commands.xml"}  # that each leaves
DOCS, README = ROOT / "docs", ROOT / "README.md"
QUOTED = re.compile(r"(?<=\n\n)\| what \| measured as \|.*?(?=\n\n)", re.DOTALL)
OF_TORCH = 'whole process / `python -c "import torch"`'
EXTRA = ("matplotlib", "pexpect", "psutil")
SAVES, PAIRS, ROUNDS, ATTEMPTS, RUNS = 50, 5, 3, 12, 4


def rows() -> Iterator[Row]:
    with latency.nobodys_home():
        yield Row(f"cold verdict, `{KATA}`", OF_TORCH, latency.cold(KATA, PAIRS), 1.35)
        once = {
            kata.name: latency.seconds(latency.verdict_on(kata.name)) for kata in catalog.load_all()
        }
        slowest = max(once, key=lambda name: once[name])
        ratios = latency.cold(slowest, PAIRS)
        yield Row(f"cold verdict of the slowest kata, `{slowest}`", OF_TORCH, ratios, 1.8)
        cold = statistics.median(latency.seconds(latency.verdict_on(KATA)) for _ in range(RUNS))
    saves = watching.save_to_screen(SAVES)
    yield Row(
        "warm verdict: save to verdict on screen in `watch`",
        f"each of {SAVES} saves / cold verdict", [save / cold for save in saves], 0.15,
    )  # fmt: skip
    yield Row("the same", "milliseconds", [1000 * save for save in saves], 250)
    words, ratios = latency.slowest_quick(PAIRS)
    yield Row(
        f"without torch: `{words}`, the slowest of {len(latency.QUICK)}",
        'whole process / `python -c "pass"`', ratios, 8,
    )  # fmt: skip
    rounds = [batch.one_round(KATA, ATTEMPTS) for _ in range(ROUNDS)]
    yield Row(
        f"batch: attempts a second and core, `{KATA}`", "/ a fresh process for each",
        [each.warm_to_fresh for each in rounds], 15, at_least=True,
    )  # fmt: skip
    yield Row(
        f"batch on {usable_cores()} jobs", "/ one job",
        [each.more_jobs for each in rounds], 1.85, at_least=True,
    )  # fmt: skip
    yield Row("the same", "/ one job on one core", [each.more_cores for each in rounds], None)
    in_process, own = floor.shares()
    yield Row("a grading with nothing isolated", "/ by a warm judge", in_process, None)
    yield Row("of it the attempt's own code", "/ by a warm judge", own, None)
    shares, alone, ahead = workers.memory_and_calls()
    yield Row(
        "memory of each further worker", "its unique pages / the first process's resident set",
        shares, 0.15,
    )  # fmt: skip
    yield Row("a small call, one at a time", "round trip / the same call in process", alone, None)
    yield Row("a small call, sent ahead", "a call / the same call in process", ahead, None)
    for command, target in (("make test", 5), ("make test-commands", None)):
        yield Row(f"`{command}`", "minutes of its last run", _minutes(command), target)


def _minutes(command: str) -> list[float]:
    report = ROOT / ".venv" / REPORTS[command]
    if not report.exists():
        return []
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    return [sum(float(suite.get("time", 0)) for suite in suites) / 60]


def plot(seconds: dict[str, list[float]], target: Path) -> None:
    """The medians of the phases, each from where the one before it ends."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.size": 9})
    from matplotlib import pyplot

    widths = {phase: 1000 * statistics.median(runs) for phase, runs in seconds.items()}
    starts = [0.0, *itertools.accumulate(widths.values())][:-1]
    figure, axes = pyplot.subplots(figsize=(8, 2.8), layout="constrained")
    labels = [f"{phase}, {width:.0f} ms" for phase, width in widths.items()]
    colours = ["#9aa0a6" if phase == "import torch" else "#3b6ea5" for phase in widths]
    axes.barh(labels, list(widths.values()), left=starts, color=colours)
    axes.invert_yaxis()
    axes.set(xlabel="milliseconds", title=f"A cold verdict on {KATA}, by phase")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(target, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="put the figures into the documents")
    options = parser.parse_args()
    if missing := [name for name in EXTRA if importlib.util.find_spec(name) is None]:
        # Said now: a plot that cannot be drawn would be found out after minutes of measuring.
        parser.error(f"{', '.join(missing)} not installed; the extra `bench` has it")
    started = time.monotonic()
    measured = []
    for row in rows():
        print(f"measured: {row.what}", file=sys.stderr)
        measured.append(row)
    seconds = phases.measure(KATA, RUNS)
    machine = f"{usable_cores()} cores, Python {platform.python_version()}, {platform.system()}"
    found = {
        "machine": machine,
        "rows": [row.as_json() for row in measured],
        "phases_ms": {name: round(1000 * statistics.median(s)) for name, s in seconds.items()},
    }
    target = DOCS / "bench.json" if options.keep else Path(tempfile.mkdtemp(), "bench.json")
    target.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if options.keep:
        plot(seconds, DOCS / "cold_verdict.svg")
        text = README.read_text("utf-8")
        README.write_text(QUOTED.sub(lambda _: quoted(measured), text), "utf-8")
    print(f"On {machine}; {time.monotonic() - started:.0f} s to measure.\n")
    print(markdown(measured))
    print(f"\nAs JSON: {target}")


if __name__ == "__main__":
    main()
