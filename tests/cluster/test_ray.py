"""A batch on a real Ray cluster of two nodes on this machine, one of them lost in the middle.

Not in `make test`: Ray is an extra, and its processes take a minute. `make test-cluster` runs it.
"""

import json
import subprocess
import sys
import time

import pytest

from dojo import catalog
from dojo.batch.results import read
from dojo.catalog import ROOT
from dojo.samples import accepted, misconceptions

KATA = "log_softmax"
COUNT = 500


def attempts():
    files = catalog.load(KATA).files
    texts = [path.read_text("utf-8") for path in accepted(files)]
    texts += [sample.source for sample in misconceptions(files)[:10]]
    # Most are quick, so that five hundred fit into a test; their verdicts differ all the same.
    texts += [f"x = {n}\n" for n in range(40)] + [f"x = = {n}\n" for n in range(40)]
    for number in range(COUNT):
        source = f"# {number}\n{texts[number % len(texts)]}"
        yield {"id": f"attempt {number}", "kata": KATA, "source": source}


def batch(given, out, *options):
    command = [sys.executable, str(ROOT / "grader.py"), "batch", str(given), "--out", str(out)]
    return subprocess.Popen([*command, "--seed", "5", *options], stderr=subprocess.PIPE, text=True)


@pytest.fixture
def cluster():
    utils = pytest.importorskip("ray.cluster_utils", reason="the extra `cluster` is not installed")
    cluster = utils.Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    yield cluster
    cluster.shutdown()


def test_a_node_lost_in_the_middle_costs_no_result(cluster, tmp_path):
    given, here, there = (tmp_path / name for name in ("in.jsonl", "here.jsonl", "there.jsonl"))
    given.write_text("".join(json.dumps(attempt) + "\n" for attempt in attempts()))
    node = cluster.add_node(num_cpus=2)
    cluster.wait_for_nodes()
    process = batch(given, there, "--ray", cluster.address, "--no-explain")
    deadline = time.monotonic() + 300
    while not there.exists() or there.read_bytes().count(b"\n") < COUNT // 5:
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.1)
    cluster.remove_node(node, allow_graceful=False)
    assert there.read_bytes().count(b"\n") < COUNT
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    alone = batch(given, here, "--no-explain")
    assert alone.wait() == 0
    assert compared(there) == compared(here)
    assert len(compared(here)) == COUNT


def compared(path):
    """The results by id, without how long they took."""
    results = list(read(path))
    assert len({result["id"] for result in results}) == len(results)
    return {result.pop("id"): result | {"seconds": None} for result in results}


def test_no_cluster_is_told_in_one_line(tmp_path):
    pytest.importorskip("ray", reason="the extra `cluster` is not installed")
    given = tmp_path / "in.jsonl"
    given.write_text("")
    process = batch(given, tmp_path / "out.jsonl", "--ray", "auto")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "--ray auto" in said
    assert said.count("\n") == 1
