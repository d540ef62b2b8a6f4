"""What is remembered: real files, real processes, real kills; the clock alone is ours."""

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from dojo.catalog import ROOT
from dojo.judge.verdict import CheckResult, Diagnosis, Grading, Kind, Outcome
from dojo.practice import database
from dojo.practice.database import MIGRATIONS, ProgressError, migrate
from dojo.practice.progress import Progress, remember
from dojo.report.standing import Status

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
KATA = "nll_loss"  # 20 minutes


class Clock:
    """Stands still but for a microsecond at each look: no two things happen at once."""

    def __init__(self):
        self.time = datetime(2026, 1, 1, 12, 0, tzinfo=timezone.utc)

    def __call__(self):
        self.time += timedelta(microseconds=1)
        return self.time

    def add(self, time):
        self.time += time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "progress.db"


@pytest.fixture
def progress(path, clock):
    with Progress.open(path, clock) as opened:
        yield opened


def graded(kind=Kind.ACCEPTED, score=100, kata=KATA):
    wrong = Outcome.PASSED if kind is Kind.ACCEPTED else Outcome.FAILED
    check = CheckResult("test_mean", "The mean", "values", "cpu", score, 100, wrong, "it says")
    diagnoses = () if kind is Kind.ACCEPTED else (Diagnosis("m", "You do.", "Do.", ("test_mean",)),)
    return Grading(
        kata=kata, attempt="stub.py", kind=kind, score=score, seed=7, devices=("cpu",),
        checks=(check,), forbidden=(), trouble=None, advice=(), output="", sandbox=(),
        seconds={"total": 1.5, "checks": 0.3}, versions={"torch": "2"}, diagnoses=diagnoses,
    )  # fmt: skip


WRONG = graded(Kind.WRONG_ANSWER, 60)


def test_a_kata_goes_from_new_to_begun_to_accepted_to_due(progress, clock):
    assert progress.standing(KATA).status is Status.NEW
    progress.record(WRONG, "a", own=True)
    assert progress.standing(KATA).status is Status.BEGUN
    standing = progress.record(graded(), "b", own=True)
    assert (standing.status, standing.best) == (Status.ACCEPTED, 100)
    assert standing.due > clock()
    clock.time = standing.due
    assert progress.standing(KATA).status is Status.DUE
    clock.time = standing.due - 2 * DAY
    assert progress.standing(KATA).status is Status.ACCEPTED


def test_the_first_acceptance_of_a_round_schedules_and_the_next_ones_do_not(progress, clock):
    due = progress.record(graded(), "a", own=True).due
    clock.add(DAY)
    assert progress.record(graded(), "b", own=True).due == due
    progress.begin(KATA)
    clock.add(5 * MINUTE)
    assert progress.record(graded(), "c", own=True).due > due


def test_gradings_of_other_files_are_in_the_history_and_count_for_nothing(progress):
    standing = progress.record(graded(), "their answer", own=False)
    assert (standing.status, standing.best, standing.due) == (Status.NEW, None, None)
    (record,) = progress.history(KATA)
    assert (record.own, record.source, record.score) == (False, "their answer", 100)
    assert progress.last(KATA) is None


def test_a_record_holds_all_of_the_grading(progress, clock):
    progress.take_hint(KATA)
    progress.record(WRONG, "the source", own=True)
    record = progress.last(KATA)
    assert (record.verdict, record.score, record.hints) == ("wrong_answer", 60, 1)
    assert record.source == "the source"
    assert clock() - record.time < MINUTE
    (check,) = record.checks
    assert (check["id"], check["outcome"], check["message"]) == ("test_mean", "failed", "it says")
    (diagnosis,) = record.diagnoses
    assert diagnosis == {
        "name": "m",
        "mistake": "You do.",
        "repair": "Do.",
        "checks": ["test_mean"],
    }


def test_hints_and_peeks_are_of_their_round_and_starting_over_does_not_shed_them(progress):
    assert [progress.take_hint(KATA, str(n)) for n in range(2)] == [1, 2]
    progress.peek(KATA)
    progress.begin(KATA)
    standing = progress.record(graded(), "a", own=True)
    assert (standing.hints, standing.peeked, standing.round_accepted) == (2, True, True)
    progress.begin(KATA)
    standing = progress.standing(KATA)
    assert (standing.hints, standing.peeked, standing.round_accepted) == (0, False, False)
    assert progress.hints_taken(KATA) == []


def test_time_spent_leaves_out_gaps_over_ten_minutes(progress, clock):
    progress.begin(KATA)
    for minutes in (4, 9, 11, 3):
        clock.add(minutes * MINUTE)
        progress.record(WRONG, "a", own=True)
    assert progress.standing(KATA).spent_s == pytest.approx(16 * 60, abs=1)


def test_a_fast_round_comes_back_later_than_one_with_help(path, tmp_path, clock):
    dues = []
    for help in (lambda p: None, lambda p: p.peek(KATA)):
        with Progress.open(tmp_path / f"{len(dues)}.db", clock) as progress:
            progress.begin(KATA)
            help(progress)
            clock.add(8 * MINUTE)
            dues.append(progress.record(graded(), "a", own=True).due - clock())
    assert dues[1] < dues[0]
    assert dues[1] <= DAY


def test_a_year_of_practice_brings_every_kata_back_on_its_day(progress, clock):
    names = ("log_softmax", "huber_loss")
    end, reviews = clock() + 365 * DAY, dict.fromkeys(names, 0)
    while clock() < end:
        for name in names:
            standing = progress.standing(name)
            if standing.status in (Status.NEW, Status.DUE):
                progress.begin(name)
                clock.add(MINUTE)
                if name == "huber_loss" and reviews[name] < 8:
                    progress.peek(name)
                after = progress.record(graded(kata=name), "a", own=True)
                assert after.status is Status.ACCEPTED
                assert after.due > clock()
                reviews[name] += 1
        clock.add(DAY)
    assert 2 <= reviews["log_softmax"] <= 5
    assert 10 <= reviews["huber_loss"] <= 20  # eight times with the solution: not remembered


def test_the_folder_is_dojo_home_or_dojo_at_the_root(monkeypatch, tmp_path):
    monkeypatch.setenv("DOJO_HOME", str(tmp_path))
    assert database.default_path() == tmp_path / "progress.db"
    monkeypatch.delenv("DOJO_HOME")
    assert database.default_path() == ROOT / ".dojo" / "progress.db"


def test_reading_where_nothing_is_remembered_makes_no_file(path):
    with Progress.read(path) as progress:
        assert progress.history(KATA) == []
    assert not path.parent.exists()


# What is exported can be imported


def exported(progress):
    stream = io.StringIO()
    progress.export(stream)
    return stream.getvalue().splitlines()


def filled(progress, clock):
    progress.begin(KATA)
    clock.add(5 * MINUTE)
    progress.take_hint(KATA, "kata 1")
    progress.record(WRONG, "a = 'ü'\n", own=True)
    progress.record(graded(), "b", own=True)
    progress.keep(KATA, "c")
    return exported(progress)


def test_an_import_gives_the_same_standing_history_and_schedule(progress, clock, tmp_path):
    lines = filled(progress, clock)
    with Progress.open(tmp_path / "other.db", clock) as other:
        assert other.load(lines) == len(lines) == 5
        assert other.standing(KATA) == progress.standing(KATA)
        assert other.history(KATA) == progress.history(KATA)
        assert exported(other) == lines
        assert other.load(lines) == 0
    assert progress.load([*lines, "", "\n"]) == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda line: "{", "not JSON"),
        (lambda line: "[]", "no grading and no event"),
        (lambda line: {**line, "schema": 2}, "schema 2, this version reads 1"),
        (lambda line: {**line, "time": "yesterday"}, "time is 'yesterday'"),
        (lambda line: {**line, "time": "2026-01-01T00:00:00"}, "names no time zone"),
        (lambda line: {**line, "kata": None}, "kata is None; give str"),
        (lambda line: {**line, "score": True}, "score is True; give int"),
        (lambda line: {**line, "seed": 2**70}, "nothing was imported"),
        (lambda line: {**line, "rating": 9}, "rating is 9"),
        (lambda line: {**line, "source": "\ud800"}, "nothing was imported"),
        (lambda line: {**line, "time": "9999-12-31T00:00:00+00:00"}, "nothing was imported"),
    ],
)
def test_a_bad_line_is_told_and_nothing_is_imported(progress, clock, tmp_path, change, says):
    lines = filled(progress, clock)
    place = next(n for n, line in enumerate(lines) if json.loads(line).get("rating"))
    changed = change(json.loads(lines[place]))
    lines[place] = changed if isinstance(changed, str) else json.dumps(changed)
    with Progress.open(tmp_path / "other.db") as other:
        with pytest.raises(ProgressError, match="nothing was imported") as caught:
            other.load(lines)
        assert says in str(caught.value)
        if "not JSON" in says:
            assert f"line {place + 1}:" in str(caught.value)
        assert exported(other) == []


# The file survives what happens to files


def user_version(path):
    connection = sqlite3.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return version


def test_every_older_schema_is_migrated_from_0_on(path):
    path.parent.mkdir()
    for old in range(len(MIGRATIONS)):
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
        migrate(connection, MIGRATIONS[:old])
        connection.close()
        assert user_version(path) == old
        with Progress.open(path) as progress:
            progress.record(graded(), "a", own=True)
        assert user_version(path) == len(MIGRATIONS)


def test_a_migration_keeps_what_is_there_and_one_that_fails_changes_nothing(path, capsys):
    with Progress.open(path) as progress:
        progress.record(graded(), "a", own=True)
    connection = sqlite3.connect(path, isolation_level=None)
    bad = (*MIGRATIONS, ("ALTER TABLE gradings ADD COLUMN place TEXT", "NONSENSE"))
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, bad)
    assert user_version(path) == len(MIGRATIONS)
    migrate(connection, (*MIGRATIONS, ("ALTER TABLE gradings ADD COLUMN place TEXT",)))
    assert connection.execute("SELECT score, place FROM gradings").fetchall() == [(100, None)]
    connection.close()


def test_a_newer_schema_is_refused_and_left_alone(path):
    with Progress.open(path) as progress:
        progress.record(graded(), "a", own=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ProgressError, match="schema 99, this version knows") as caught:
        Progress.open(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["progress.db"]


def no_database(path):
    path.write_bytes(b"this is no database, and it is long enough to look like a header " * 40)


def overwritten_in_the_middle(path):
    data = bytearray(path.read_bytes())
    data[4096 : 3 * 4096] = os.urandom(2 * 4096)
    path.write_bytes(data)


def cut_short(path):
    path.write_bytes(path.read_bytes()[:5000])


def without_a_table(path):
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE events")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "damage", [no_database, overwritten_in_the_middle, cut_short, without_a_table]
)
def test_a_damaged_file_is_set_aside_told_and_begun_anew(path, capsys, damage):
    with Progress.open(path) as progress:
        for _ in range(30):
            progress.record(graded(), "a" * 500, own=True)
    damage(path)
    before = path.read_bytes()
    with Progress.open(path) as progress:
        assert progress.standing(KATA).status is Status.NEW
        progress.record(graded(), "a", own=True)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"{path} is damaged" in said
    (aside,) = path.parent.glob("progress.damaged-*.db")
    assert aside.name in said
    assert aside.read_bytes() == before
    with Progress.open(path) as progress:
        assert len(progress.history(KATA)) == 1
    assert capsys.readouterr().err == ""


def test_where_nothing_can_be_written_the_verdict_stands_with_one_line(
    tmp_path, monkeypatch, capsys
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DOJO_HOME", str(tmp_path / "file" / "home"))
    assert remember(graded(), "a", own=True) is None
    said = capsys.readouterr().err
    assert said.startswith("grader: this grading is not remembered: ")
    assert said.count("\n") == 1


WRITER = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]
from pathlib import Path
from test_progress import WRONG
from dojo.practice.progress import Progress
for number in range(int(sys.argv[2])):
    with Progress.open(Path(sys.argv[1])) as progress:
        progress.record(WRONG, f"{{sys.argv[3]}} {{number}}", own=True)
    print(number, flush=True)
"""


def writer(path, count, name):
    command = [sys.executable, "-c", WRITER, str(path), str(count), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_processes_that_write_at_once_lose_nothing(path):
    writers = [writer(path, 40, name) for name in "abc"]
    for process in writers:
        assert process.communicate(timeout=60)[1] == ""
    with Progress.open(path) as progress:
        sources = [record.source for record in progress.history(KATA)]
    assert sorted(sources) == sorted(f"{name} {n}" for name in "abc" for n in range(40))


def test_a_kill_9_while_writing_loses_nothing_that_was_written(path, capsys):
    told = 0
    for name in "abc":
        process = writer(path, 10_000, name)
        for _ in range(12):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        told += 12 + len(process.stdout.read().splitlines())
        process.communicate()
    with Progress.open(path) as progress:
        assert told <= len(progress.history(KATA)) <= told + 3
    assert capsys.readouterr().err == ""
