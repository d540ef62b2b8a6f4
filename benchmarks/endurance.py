"""Ten thousand attempts with known verdicts, killed again and again: all right, in flat memory.

    python benchmarks/endurance.py [--attempts N] [--kills N] [--katas KATA ...] [--seed N]

Generates attempts (samples under other comments, unwritten and broken ones, hostile ones), grades
them by `grader.py batch`, kills that with SIGKILL at random moments and resumes it. Fails unless
each attempt has exactly one result and the verdict that its sample promises. Prints the rate, and
the memory of the command and its judges (resident, in MiB) at the start and at the end of each run.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dojo import catalog  # noqa: E402
from dojo.batch.results import read  # noqa: E402
from dojo.samples import accepted, misconceptions  # noqa: E402

BROKEN = ("def f(:\n", "import os\nos._exit(0)\n", "x = 1\n", "raise SystemExit\n", "")
ENDS = {"import os\nos._exit(0)\n": "runtime_error"}


def generate(katas: list[str], count: int, draw: random.Random) -> Iterator[tuple[str, str, str]]:
    """(kata, source, promised verdict)."""
    known = []
    for kata in katas:
        files = catalog.load(kata).files
        known += [(kata, path.read_text("utf-8"), "accepted") for path in accepted(files)]
        # One that never ends takes the time limit each; a few of those are in the test suite.
        known += [
            (kata, sample.source, sample.verdict)
            for sample in misconceptions(files)
            if sample.verdict not in ("time_limit", "memory_limit")
        ]
        known.append((kata, files.stub.read_text("utf-8"), "incomplete"))
        known += [(kata, source, ENDS.get(source, "invalid")) for source in BROKEN]
    for number in range(count):
        kata, source, verdict = draw.choice(known)
        yield kata, f"{source}\n# attempt {number}\n", verdict


def resident_mib(pid: int) -> int:
    """Of a process and all below it; pages that they share are counted for each."""
    total = 0
    pending = [pid]
    while pending:
        each = pending.pop()
        try:
            status = Path(f"/proc/{each}/status").read_text()
            total += int(status.partition("VmRSS:")[2].split()[0])
            for task in Path(f"/proc/{each}/task").iterdir():
                pending += map(int, (task / "children").read_text().split())
        except (OSError, IndexError):  # it has just ended
            continue
    return total // 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--attempts", type=int, default=10_000, help="(default: 10000)")
    parser.add_argument("--kills", type=int, default=5, help="(default: 5)")
    parser.add_argument("--katas", nargs="+", default=["log_softmax", "entropy_and_kl"])
    parser.add_argument("--seed", type=int, default=None, help="of the attempts and the kills")
    options = parser.parse_args()
    seed = random.randrange(2**31) if options.seed is None else options.seed
    draw = random.Random(seed)
    promised = {}
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder, "attempts.jsonl"), Path(folder, "results.jsonl")
        with given.open("w") as file:
            generated = generate(options.katas, options.attempts, draw)
            for number, (kata, source, verdict) in enumerate(generated):
                promised[f"attempt {number}"] = verdict
                file.write(json.dumps({"id": f"attempt {number}", "kata": kata, "source": source}))
                file.write("\n")
        command = [sys.executable, str(ROOT / "grader.py"), "batch", str(given), "--out", str(out)]
        stops = sorted(draw.randrange(1, options.attempts) for _ in range(options.kills))
        started = time.perf_counter()
        for stop in [*stops, None]:
            process = subprocess.Popen([*command, "--resume", "--no-explain"])
            memory = []
            while process.poll() is None and (stop is None or lines_of(out) < stop):
                time.sleep(1)
                memory.append(resident_mib(process.pid))
            if stop is not None:
                process.kill()
            process.wait()
            ends = f"{memory[min(15, len(memory) - 1)]} to {memory[-2]}" if memory[2:] else "short"
            print(f"{lines_of(out)} results, memory {ends} MiB", flush=True)
        took = time.perf_counter() - started
        results = list(read(out))
    wrong = [
        f"{result['id']}: {result['verdict']}, promised {promised[result['id']]}"
        for result in results
        if result["verdict"] != promised[result["id"]]
    ]
    ids = Counter(result["id"] for result in results)
    print("\n".join(wrong[:20]))
    print(
        f"seed {seed}: {len(results)} results of {options.attempts} attempts, {len(wrong)} wrong, "
        f"{sum(count > 1 for count in ids.values())} twice; {len(results) / took:.1f} attempts/s"
    )
    return int(bool(wrong) or len(ids) != options.attempts or len(results) != len(ids))


def lines_of(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


if __name__ == "__main__":
    sys.exit(main())
