"""`verify` is clean on every kata, and notices each kind of surprise."""

import dataclasses
import shutil

import pytest

from dojo import catalog
from dojo.judge.grade import Judge, Settings
from dojo.judge.session import Source
from dojo.samples import misconceptions, read_misconception
from dojo.verify import judges, verify

KATAS = catalog.load_all()
UNKNOWN = "test_unknown_reduction"  # a check that the faulty samples pass


@pytest.fixture(scope="module")
def grade():
    with judges(1) as grade:
        yield grade


@pytest.mark.parametrize("name", [kata.name for kata in KATAS])
def test_every_sample_gets_the_verdict_that_it_promises(name, grade):
    # What this leaves out, `grader.py verify` grades as well, in several times as long.
    (report,) = verify([catalog.load(name)], None, grade, thorough=False)
    assert report.surprises == ()
    assert report.killed == report.checks
    # Of a hundred, six at most are not: that more than three are drawn at once is no accident.
    assert report.named >= report.nameable - 3, "recognised in another style"


@pytest.fixture(scope="module")
def surprises(tmp_path_factory, grade):
    """What verify says of a kata with few samples and one fault of each kind."""
    kata = catalog.load("cross_entropy")
    files = catalog.Layout(tmp_path_factory.mktemp("root"), kata.name)
    for source in (kata.files.toml, kata.files.stub, kata.files.solution, kata.files.hidden_tests):
        target = files.root / source.relative_to(catalog.ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    files.stub.write_text(files.solution.read_text("utf-8"), "utf-8")
    wrong, right = files.samples / "misconceptions", files.samples / "accepted"
    wrong.mkdir(parents=True)
    right.mkdir()
    sample = misconceptions(kata.files)[0]
    text, failing = sample.path.read_text("utf-8"), sorted(sample.fails)[0]
    verdict = f"# verdict: {sample.verdict}"
    shutil.copy(sample.path, right / "in_truth_wrong.py")
    lies = text.replace(verdict, "# verdict: time_limit").replace(failing, "")
    (wrong / "header_lies.py").write_text(lies, "utf-8")
    perhaps = f"# may fail: {failing}, {UNKNOWN}\n{verdict}"
    hedges = text.replace(failing, "").replace(verdict, perhaps)
    (wrong / "header_hedges.py").write_text(hedges, "utf-8")
    (report,) = verify([catalog.load(files.kata, files.root)], 1, grade)
    return failing, report.surprises


def about(surprises, name):
    return "\n".join(text for text in surprises if f"{name}.py" in text)


def test_a_check_that_nothing_fails_is_a_surprise(surprises):
    assert f"cross_entropy: {UNKNOWN} is failed by no misconception" in surprises[1]


def test_a_wrong_header_is_a_surprise(surprises):
    failing, found = surprises
    said = about(found, "header_lies")
    assert "its header says time_limit" in said
    assert f"{failing} beyond its header" in said


def test_what_may_fail_is_a_surprise_neither_way(surprises):
    assert about(surprises[1], "header_hedges") == ""


def test_a_wrong_answer_among_the_accepted_is_a_surprise(surprises):
    assert "must be accepted" in about(surprises[1], "in_truth_wrong")


def test_a_stub_that_is_not_the_cut_solution_is_a_surprise(surprises):
    said = about(surprises[1], "stub")
    assert "must be incomplete" in said
    assert "is not the solution with its bodies cut out" in said


HEADERS = [
    ('"""One paragraph only."""\n# verdict: wrong_answer\n# fails: all\n', "the docstring is"),
    ('"""Mistake.\n\nRepair.\n"""\n# verdict: wrong\n# fails: all\n', "verdict is 'wrong'"),
    ('"""Mistake.\n\nRepair.\n"""\n# verdict: wrong_answer\n', "fails is missing"),
]


@pytest.mark.parametrize(("text", "says"), HEADERS)
def test_a_mistake_in_a_header_is_told_in_one_line(tmp_path, text, says):
    path = tmp_path / "sample.py"
    path.write_text(text, "utf-8")
    with pytest.raises(catalog.CatalogError) as error:
        read_misconception(path)
    assert str(error.value).startswith(str(path))
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_the_same_seed_grades_the_same_in_one_judge_and_another():
    kata = catalog.load("cross_entropy")
    path = misconceptions(kata.files)[0].path
    source = Source(path.read_text("utf-8"), "attempt.py")
    results = []
    for _ in range(2):
        with Judge() as judge:
            judge.grade(kata, Source("x = 1", "other.py"))
            results.append(judge.grade(kata, source, Settings(seed=3)).checks)
    assert results[0] == results[1]
    assert dataclasses.asdict(results[0][0])
