"""What holds for every kata, by discovery, and how mistakes in its files are told."""

import doctest
import importlib.util
import shutil

import pytest

from dojo import catalog, stubs
from dojo.judge.families import FAMILIES

KATAS = catalog.load_all()
SECTIONS = ("Contract", "Formula", "What is graded", "Rules", "Example", "Source:")


def ids(kata):
    return kata.name


@pytest.mark.parametrize("kata", KATAS, ids=ids)
def test_the_stub_is_the_solution_with_its_bodies_cut_out(kata):
    solution = kata.files.solution.read_text("utf-8")
    assert kata.files.stub.read_text("utf-8") == stubs.cut(solution)
    assert stubs.cut(solution) != solution


@pytest.mark.parametrize("kata", KATAS, ids=ids)
def test_the_stub_shows_nothing_of_the_answer(kata):
    stub = kata.files.stub.read_text("utf-8")
    assert "SOLUTION" not in stub
    for body in stubs.BODY.finditer(kata.files.solution.read_text("utf-8")):
        answer = [line for line in body.group().splitlines()[1:-1] if len(line.strip()) > 20]
        assert not [line for line in answer if line in stub]


@pytest.mark.parametrize("kata", KATAS, ids=ids)
def test_the_spec_has_its_sections(kata):
    text = kata.files.stub.read_text("utf-8")
    assert [section for section in SECTIONS if section not in text] == []


@pytest.mark.parametrize("kata", KATAS, ids=ids)
def test_the_worked_example_is_true(kata):
    spec = importlib.util.spec_from_file_location(f"solution_{kata.name}", kata.files.solution)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    failed, tried = doctest.testmod(module, extraglobs={"torch": __import__("torch")})
    assert tried >= 2
    assert failed == 0


@pytest.mark.parametrize("kata", KATAS, ids=ids)
def test_prerequisites_lead_somewhere_and_not_in_a_circle(kata):
    by_name = {other.name: other for other in KATAS}
    pending, seen = list(kata.prerequisites), set()
    while pending:
        name = pending.pop()
        assert name != kata.name
        if name not in seen:
            seen.add(name)
            pending += by_name[name].prerequisites


def test_orders_within_a_track_differ():
    places = [(kata.track, kata.order) for kata in KATAS]
    assert len(places) == len(set(places))


def test_the_catalog_knows_the_families_that_the_judge_knows():
    assert set(catalog.FAMILY_NAMES) == set(FAMILIES)


@pytest.fixture
def copied(tmp_path):
    """A root of its own with one kata in it, to make mistakes in."""
    kata = KATAS[0]
    files = catalog.Layout(tmp_path, kata.name)
    files.toml.parent.mkdir(parents=True)
    shutil.copy(kata.files.toml, files.toml)
    return files


MISTAKES = [
    ('difficulty = "medium"', 'difficulty = "hardish"', "difficulty", "easy, medium, hard"),
    ("minutes = ", "minutes = -", "minutes", "at least 1"),
    ("minutes = ", "minute = ", "minutes is missing", "a number"),
    ('forbidden = ["losses"', 'forbidden = ["looses"', "looses", "losses"),
    ("title = ", "titel = ''\ntitle = ", "titel is no key", "did you mean title?"),
    ("entries = [", "entries = [] # [", "entries is []", "at least 1"),
    ("prerequisites = [", 'prerequisites = ["nope"] # [', "nope", "a list out of"),
    ("title = ", "title = = ", "not valid TOML", "line"),
]


@pytest.mark.parametrize(("old", "new", "says", "allows"), MISTAKES)
def test_a_mistake_in_a_kata_toml_is_told_in_one_line(copied, old, new, says, allows):
    text = copied.toml.read_text("utf-8")
    difficulty = 'difficulty = "medium"'
    for other in ("easy", "hard"):
        text = text.replace(f'difficulty = "{other}"', difficulty)
    assert old in text
    copied.toml.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(catalog.CatalogError) as error:
        catalog.load(copied.kata, copied.root)
    message = str(error.value)
    assert str(copied.toml) in message
    assert says in message
    assert allows in message
    assert "\n" not in message


def test_an_unknown_kata_suggests_the_nearest():
    with pytest.raises(catalog.UnknownKata, match="did you mean cross_entropy"):
        catalog.load("cross_entrpy")


@pytest.mark.parametrize("name", ["../secrets", "a b", "", ".", "cross_entropy/.."])
def test_a_kata_name_is_no_path(name):
    with pytest.raises(catalog.UnknownKata):
        catalog.load(name)
