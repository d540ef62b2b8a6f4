"""Many attempts at once: what is read, what is written, and that none costs another."""

import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile

import pytest

import dojo
from dojo import catalog
from dojo.batch import likeness, present, summary
from dojo.batch.attempts import MAX_LINE, Attempt, NoAttempts, held_by
from dojo.batch.grading import run
from dojo.batch.results import Results, ResultsError, read
from dojo.catalog import ROOT, UnknownKata
from dojo.restyle import restyle
from dojo.samples import accepted, misconceptions

KATA = "log_softmax"  # the fastest to grade
SOLUTION = (ROOT / "solutions" / f"{KATA}.py").read_text("utf-8")
SLOW = SOLUTION.replace("    # BEGIN SOLUTION", "    import time; time.sleep(0.002)")
HOSTILE = {
    "ends_the_process": "import os\nos._exit(0)\n",
    "kills_its_parent": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n",
    "fills_the_memory": "x = bytearray(1 << 40)\n",
    "is_no_text": "x = '\ud800'\n",
    "nests": "(" * 5000,
}


def held(*paths, kata=None, stdin=b""):
    return list(held_by([str(path) for path in paths], kata, io.BytesIO(stdin)))


def test_a_class_in_folders_says_by_its_names_what_it_answers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("class/alice/huber_loss.py", "class/nll_loss/bob.py", "class/notes.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\r\n", "utf-8", newline="")
    os.symlink("/etc/passwd", "class/alice/nll_loss.py")
    os.mkfifo("class/alice/cross_entropy.py")
    (tmp_path / "class/latin.py").write_bytes(b"# coding: latin-1\nx = '\xe9'\n")
    (tmp_path / "class/.hidden.py").write_text("x")
    found = {attempt.id: attempt for attempt in held("class")}
    assert found["class/alice/huber_loss.py"].kata == "huber_loss"
    assert found["class/nll_loss/bob.py"].kata == "nll_loss"
    assert found["class/nll_loss/bob.py"].source == "# class/nll_loss/bob.py\n"
    assert "use --kata" in found["class/notes.py"].problem
    for name in ("nll_loss", "cross_entropy"):
        assert found[f"class/alice/{name}.py"].problem == "not a regular file"
    assert "class/.hidden.py" not in found
    named = {attempt.id: attempt for attempt in held("class", kata="huber_loss")}
    assert named["class/latin.py"].source == "# coding: latin-1\nx = 'é'\n"
    assert {attempt.kata for attempt in named.values()} == {"huber_loss"}


def test_a_zip_is_read_where_it_lies(tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("alice/nll_loss.py", "x = 1\n")
        archive.writestr("../../nll_loss.py", "x = 2\n")
        archive.writestr("bomb/nll_loss.py", b"\0" * (1 << 27))
        archive.writestr("__MACOSX/nll_loss.py", "x = 3\n")
    found = {attempt.id.removeprefix(f"{path}/"): attempt for attempt in held(path)}
    assert found["alice/nll_loss.py"].source == "x = 1\n"
    assert "longer than" in found["bomb/nll_loss.py"].problem
    assert set(found) == {"alice/nll_loss.py", "bomb/nll_loss.py"}
    data = bytearray(path.read_bytes())
    start = data.index(b"bomb/nll_loss.py") + len(b"bomb/nll_loss.py")
    data[start : start + 40] = b"\xff" * 40  # of the compressed bytes
    path.write_bytes(data)
    problems = {attempt.id.removeprefix(f"{path}/"): attempt.problem for attempt in held(path)}
    assert "cannot be unpacked" in problems["bomb/nll_loss.py"]
    assert problems["alice/nll_loss.py"] == ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("nll_loss.py", b"\0" * (1 << 27))
    assert [attempt.problem for attempt in held(path)] == ["compressed by an odd method"]
    path.write_bytes(b"PK\x03\x04 rubbish")
    with pytest.raises(NoAttempts, match="not a zip file"):
        held_by([str(path)], None, io.BytesIO())


def test_json_lines_tell_each_what_is_wrong_with_it():
    lines = [
        '{"id": 7, "kata": "nll_loss", "source": "x = 1"}', "", "rubbish", "[1]", "[" * 100_000,
        '{"id": "a", "kata": "nope", "source": ""}', '{"id": "b", "kata": "nll_loss"}',
        '{"id": "c", "kata": ["x"], "source": ""}', "x" * (MAX_LINE + 9),
        '{"id": "d", "kata": "nll_loss", "source": "last"}',
    ]  # fmt: skip
    found = held("-", stdin="\n".join(lines).encode())
    assert [(a.id, a.source) for a in found if not a.problem] == [("7", "x = 1"), ("d", "last")]
    problems = {attempt.id: attempt.problem for attempt in found if attempt.problem}
    assert "not JSON" in problems["standard input:3"]
    assert "not an object" in problems["standard input:4"]
    assert "not JSON" in problems["standard input:5"]
    assert "no kata is called 'nope'" in problems["a"]
    assert '"source" is no text' in problems["b"]
    assert '"kata" is no text' in problems["c"]
    assert "longer than" in problems["standard input:9"]


@pytest.mark.parametrize("name", ["missing.py", "missing", "there.txt"])
def test_a_path_of_no_use_is_told_before_anything_is_graded(tmp_path, name):
    (tmp_path / "there.txt").write_text("x")
    with pytest.raises(NoAttempts):
        held_by([str(tmp_path / name)], None, io.BytesIO())


def test_half_a_line_is_cut_off_and_graded_again(tmp_path):
    path = tmp_path / "results.jsonl"
    with Results(path, resume=False) as results:
        results.write({"id": "a", "kata": KATA, "seed": 5, "verdict": "accepted"})
    with path.open("ab") as file:
        file.write(b'{"id": "b", "ka')
    with pytest.raises(ResultsError, match="--resume"):
        Results(path, resume=False)
    with Results(path, resume=True) as results:
        assert (results.done, results.seed) == ({"a"}, 5)
        results.write({"id": "b", "kata": KATA, "verdict": None})
    assert [result["id"] for result in read(path)] == ["a", "b"]
    for theirs in ("my thesis\n", "my thesis", '{"id": "a", "verdict": 1}\nmy thesis'):
        path.write_text(theirs)
        with pytest.raises(ResultsError, match="not a batch's result"):
            Results(path, resume=True)
        assert path.read_text() == theirs


@pytest.mark.parametrize("line", ["# coding: rot13", "# coding: undefined", "# coding: nope"])
def test_an_odd_encoding_is_that_files_own_problem(tmp_path, line):
    (tmp_path / "nll_loss.py").write_text(f"{line}\nx = 1\n")
    (attempt,) = held(tmp_path)
    assert "cannot be read as Python text" in attempt.problem


def test_ids_that_come_twice_are_counted_and_a_sick_machine_marks_nothing(tmp_path):
    given = [Attempt("a", KATA, "x"), Attempt("a", KATA, "y"), Attempt("b", KATA, "x")]

    def sick(attempts, seed):
        return ((key, dojo.Report({}, "no space left")) for key, _, _ in attempts)

    with Results(tmp_path / "few.jsonl", resume=False) as results:
        assert [r["id"] for r in run(given, results, sick, 1)] == ["a", "b"]
        assert results.repeated == 1
    many = [Attempt(str(n), KATA, "x") for n in range(50)]
    with Results(tmp_path / "many.jsonl", resume=False) as results:
        with pytest.raises(ResultsError, match="no space left"):
            list(run(many, results, sick, 1))
        assert results.done == set()


def test_two_batches_cannot_write_one_file(tmp_path):
    with Results(tmp_path / "results.jsonl", resume=False) as results:
        results.write({"id": "a", "verdict": None})
        with pytest.raises(ResultsError, match="another batch"):
            Results(results.path, resume=True)


def test_where_nothing_was_graded_no_file_is_left(tmp_path):
    with Results(tmp_path / "results.jsonl", resume=False) as results:
        assert results.path.exists()
    assert not results.path.exists()


def test_a_disk_that_is_full_leaves_whole_lines(tmp_path):
    import resource

    with Results(tmp_path / "results.jsonl", resume=False) as results:
        results.write({"id": "a", "kata": KATA, "verdict": None})
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50, hard))
        try:
            with pytest.raises(ResultsError, match="--resume"):
                results.write({"id": "b", "verdict": None, "kata": "x" * 100})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, before)
    assert [result["id"] for result in read(results.path)] == ["a"]


def test_copies_with_other_names_are_alike_and_independent_answers_are_not():
    for kata in catalog.load_all():
        paths = [kata.files.solution, *accepted(kata.files)]
        own = [(path.stem, likeness.sketch(path.read_text("utf-8"))) for path in paths]
        assert likeness.groups(own) == []
        text = kata.files.solution.read_text("utf-8")
        variables = set(re.findall(r"^        (\w+) = ", text, re.MULTILINE))
        for name in variables - {"self"}:
            text = re.sub(rf"(?<![.\w\"']){name}\b", f"my_{name}", text)
        text = text.replace("    # ", "    # I wrote this myself: ")
        copy = ("copy", likeness.sketch(text))
        assert likeness.groups([*own, copy]) == [sorted(["copy", kata.files.solution.stem])]


def comparable(result):
    """A result without what may differ from one run to the next: how long it took."""
    return {key: value for key, value in result.items() if key != "seconds"}


@pytest.fixture(scope="module")
def many():
    """Attempts at one kata: right, wrong, broken and hostile."""
    files = catalog.load(KATA).files
    sources = {f"right/{path.stem}": path.read_text("utf-8") for path in accepted(files)[:6]}
    sources |= {f"wrong/{m.path.stem}": m.source for m in misconceptions(files)[:10]}
    sources |= {f"styled/{m.path.stem}": restyle(m.source) for m in misconceptions(files)[:4]}
    sources |= {f"broken/{n}": f"x{n} = = 1" for n in range(20)}
    return sources | {f"hostile/{name}": source for name, source in HOSTILE.items()}


def as_lines(sources):
    return "".join(
        json.dumps({"id": id, "kata": KATA, "source": source}) + "\n"
        for id, source in sources.items()
    )


def command(*arguments):
    return [sys.executable, str(ROOT / "grader.py"), "batch", *map(str, arguments)]


def batch(*arguments, **options):
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, timeout=120, **options
    )


@pytest.fixture(scope="module")
def whole(many, tmp_path_factory):
    """The results of one run from end to end, by id; and what it said."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "many.jsonl").write_text(as_lines(many))
    done = batch(
        folder / "many.jsonl", "--out", folder / "out.jsonl", "--seed", 5, "--jobs", 2,
        "--summary", "--summary", folder / "page.html", "--summary", folder / "rows.csv",
    )  # fmt: skip
    results = list(read(folder / "out.jsonl"))
    assert len({result["id"] for result in results}) == len(results) == len(many)
    return {result["id"]: result for result in results}, done, folder


def test_each_gets_its_verdict_beside_hostile_ones(whole):
    results, done, _ = whole
    assert done.returncode == 0, done.stderr
    assert "45 results" in done.stderr
    promised = {"fills_the_memory": "memory_limit", "ends_the_process": "runtime_error"}
    promised |= {m.path.stem: m.verdict for m in misconceptions(catalog.load(KATA).files)}
    for id, result in results.items():
        folder, _, name = id.partition("/")
        verdict = "accepted" if folder == "right" else promised.get(name, "invalid")
        assert (result["verdict"], result["seed"]) == (verdict, 5), id


def test_the_summary_counts_what_the_results_say(whole):
    results, done, folder = whole
    assert "6 accepted" in done.stdout
    (told,) = summary.summarise(results.values())
    assert told.attempts == len(results)
    assert told.mean_score == pytest.approx(
        sum(r["score"] for r in results.values()) / len(results)
    )
    named = [
        m for m in misconceptions(catalog.load(KATA).files)[:10] if m.verdict == "wrong_answer"
    ]
    assert {m.mistake for m in named} <= set(told.mistakes)
    page = (folder / "page.html").read_text("utf-8")
    assert page == present.page(summary.summarise(read(folder / "out.jsonl")), folder / "out.jsonl")
    assert not re.search(r"(src|href)=|@import|url\(", page)
    rows = (folder / "rows.csv").read_text("utf-8").splitlines()
    assert len(rows) == len(results) + 1


def test_what_strangers_wrote_is_text_on_the_page_and_no_formula_in_the_table():
    evil = {"id": "=HYPERLINK(1)<script>alert(1)</script>", "kata": KATA, "verdict": None,
            "blame": "input", "error": "<b>"}  # fmt: skip
    graded = {"verdict": "accepted", "score": 1, "checks": [], "diagnoses": []}
    graded |= {"sketch": [1] * likeness.SIZE}
    twice = [evil | graded | {"id": f"{evil['id']}{number}"} for number in range(2)]
    page = present.page(summary.summarise([evil, *twice]), ROOT / "x.jsonl")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    rows = io.StringIO()
    summary.write_csv([evil], rows)
    assert rows.getvalue().splitlines()[1].startswith("'=")


def test_kill_9_loses_nothing_and_neither_order_nor_jobs_change_a_result(many, whole, tmp_path):
    given, out = tmp_path / "many.jsonl", tmp_path / "out.jsonl"
    shuffled = list(many.items())
    random.Random(3).shuffle(shuffled)
    given.write_text(as_lines(dict(shuffled)))
    for jobs, at_least in ((1, 3), (2, 30)):
        process = subprocess.Popen(
            command(given, "--out", out, "--seed", 5, "--jobs", jobs, "--resume"),
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (not out.exists() or lines_of(out) < at_least):
            time.sleep(0.02)
        process.kill()
        process.wait()
        assert at_least <= lines_of(out) < len(many)
    done = batch(given, "--out", out, "--resume")
    assert done.returncode == 0, done.stderr
    results = list(read(out))
    assert len({result["id"] for result in results}) == len(results) == len(many)
    for result in results:
        assert comparable(result) == comparable(whole[0][result["id"]])
    before = out.read_bytes()
    assert "0 results" in batch(given, "--out", out, "--resume").stderr
    assert out.read_bytes() == before


def test_ctrl_c_ends_it_at_once_and_tells_how_to_go_on(many, tmp_path):
    given, out = tmp_path / "many.jsonl", tmp_path / "out.jsonl"
    given.write_text(as_lines({"slow": "while True: pass\n"}))
    # It waits for more on standard input, too.
    process = subprocess.Popen(
        command(given, "-", "--out", out), stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip
    time.sleep(4)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=3)
    assert process.returncode == 130
    assert said.strip().endswith("out.jsonl is whole: go on with --resume")
    assert "Traceback" not in said


def lines_of(path):
    return path.read_bytes().count(b"\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere.jsonl",), "no such file"),
        ((ROOT / "README.md",), "attempts come as"),
        ((ROOT / "examples", "--kata", "cros_entropy"), "cross_entropy"),
        ((ROOT / "examples", "--jobs", "0"), "no number of jobs"),
        ((ROOT / "examples", "--summary", "x.pdf"), "give a .csv or .html"),
        ((ROOT / "examples", "--ray", "auto", "--jobs", "2"), "--jobs is for this machine"),
        ((ROOT / ".ci",), "nothing to grade"),
        ((ROOT / "examples", "--summary", "no/where.csv"), "there is no folder no"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_writes_nothing(tmp_path, arguments, says):
    done = batch(*arguments, "--out", tmp_path / "out.jsonl")
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out.jsonl").exists()


def test_the_documented_example_runs():
    (example,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "batch.md").read_text("utf-8"), re.DOTALL
    )
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def judge():
    with dojo.Judge(2, explain=False) as judge:
        yield judge


def test_map_keeps_the_order_and_takes_as_it_goes(judge):
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield KATA, SOLUTION if len(taken) % 3 else "x = = 1"

    reports = judge.map(endless(), seed=3)
    found = [next(reports).verdict for _ in range(9)]
    reports.close()
    assert found == ["accepted", "accepted", "invalid"] * 3
    assert len(taken) < 9 + 10


def test_threads_may_share_a_judge(judge):
    found = {}

    def ask(number):
        found[number] = judge.grade(KATA, SOLUTION if number % 2 else "x = 1", seed=number)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: report.accepted for n, report in found.items()} == {n: bool(n % 2) for n in range(6)}
    assert all(report.data["seed"] == n for n, report in found.items())


def test_a_judge_that_is_killed_is_replaced_and_the_attempt_asked_again(judge):
    victims = [process._process.pid for process in judge._all]
    timer = threading.Timer(0.3, lambda: [os.kill(pid, signal.SIGKILL) for pid in victims])
    timer.start()
    reports = list(judge.map([(KATA, SLOW)] * 2, seed=3))
    timer.join()
    assert [report.verdict for report in reports] == ["accepted"] * 2


def test_wrong_use_of_the_library_is_told(judge):
    with pytest.raises(UnknownKata, match="log_softmax"):
        judge.grade("log_softmx", SOLUTION)
    with pytest.raises(UnknownKata):
        list(judge.map([("nope", "")]))
    with pytest.raises(ValueError, match="jobs is 0"):
        dojo.Judge(0)
    closed = dojo.Judge()
    closed.close()
    with pytest.raises(dojo.JudgeFailed, match="closed"):
        closed.grade(KATA, SOLUTION)
