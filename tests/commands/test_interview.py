"""The mock interview: its engine, with a clock of the test's own, and its scorecard."""

import os
import re
import shutil
import subprocess
from dataclasses import replace

import jinja2
import pytest

from dojo import catalog
from dojo.catalog import ROOT
from dojo.interview import lines, present, rubric, setting, words
from dojo.interview import record as kinds
from dojo.interview.engine import Interview, NotNow
from dojo.interview.record import Event
from dojo.interview.scorecard import scorecard
from dojo.interview.store import Store
from dojo.practice.database import ProgressError
from dojo.report.standing import Standing, Status
from dojo.warm.process import JudgeProcess

KATA = catalog.load("entropy_and_kl")
STAGES = len(KATA.ladder.stages)
START = 1_800_000_000.0
SOLUTION = KATA.files.solution.read_text("utf-8")


def answer(stage):
    """What a candidate has who stopped after that stage."""
    path = KATA.files.stage_answer(stage) if stage < STAGES else KATA.files.solution
    return path.read_text("utf-8")


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "progress.db") as store:
        yield store


@pytest.fixture
def interview(store, clock, tmp_path):
    file = tmp_path / "attempt.py"
    file.write_text(setting.skeleton(KATA, 15), "utf-8")
    return Interview(store, store.begin(KATA, START, 15, 7, file, None), clock)


@pytest.fixture(scope="module")
def judge():
    process = JudgeProcess()
    yield process
    process.close()


def submit(interview, judge, text=None, is_last=False):
    if text is not None:
        interview.record.file.write_text(text, "utf-8")
    submission = interview.hand_in(is_last)
    return interview.graded(submission, judge.grade(interview.question(submission)))


def again(store, interview, clock):
    """The interview as another process finds it in the database."""
    return Interview(store, store.load(interview.record.id), clock)


def test_a_stage_opens_when_the_one_before_is_passed_or_given_up(interview, judge, clock):
    assert words.stage(interview).startswith(f"Stage 1 of {STAGES}: ")
    clock.tick(2)
    assert not submit(interview, judge)
    assert interview.record.stage == 1
    assert submit(interview, judge, answer(1))
    assert interview.record.stage == 2
    clock.tick(1)
    interview.give_up(2)
    assert interview.record.stage == 3
    with pytest.raises(NotNow, match="stage 2 is closed by now"):
        interview.give_up(2)
    first, second, third, *_ = interview.record.stages(interview.now())
    assert (first.outcome, first.seconds) == ("accepted", 120)
    assert (second.outcome, second.seconds) == ("given up", 60)
    assert (third.outcome, third.opened) == ("open", START + 180)
    assert not submit(interview, judge), "what stops after stage 1 does not pass stage 3"


def test_the_model_solution_climbs_to_the_top_and_the_next_submission_is_refused(interview, judge):
    interview.record.file.write_text(SOLUTION, "utf-8")
    for number in range(1, STAGES + 1):
        assert interview.record.stage == number
        assert submit(interview, judge)
    assert interview.record.present is None
    with pytest.raises(NotNow, match="every stage is closed"):
        interview.hand_in()
    interview.finish("done")
    with pytest.raises(NotNow, match="has ended"):
        interview.give_up(interview.record.stage)


def test_a_run_tells_examples_and_not_the_hidden_checks(interview, judge):
    hidden = (ROOT / "tests" / "hidden" / f"test_{KATA.name}.py").read_text("utf-8")
    titles = re.findall(r'def (test_\w+)\(.*\n    """(.+?)(?:"""|\n)', hidden)
    assert len(titles) > 20
    trial = interview.trial()
    interview.record.file.write_text(answer(1).replace("sum(", "mean("), "utf-8")
    examples = judge.try_examples(interview.trial())
    interview.tried(trial.stage, examples)
    said = words.tried(examples)
    assert f"of {len(examples.tried)} examples come out" in said
    assert "The first that does not: " in said
    assert "expected" in said
    assert not any(text in said for pair in titles for text in pair)
    interview.record.file.write_text(SOLUTION, "utf-8")
    right = judge.try_examples(interview.trial())
    assert right.passed == len(right.tried) > 0
    assert right.trouble == ""
    # Drawn from a seed of their own: what is shown is not what is asked.
    grading = judge.grade(interview.question(interview.hand_in()))
    assert grading.seed != interview.trial().seed


def test_the_mistake_behind_a_stage_is_named(store, clock, tmp_path, judge):
    kata = catalog.load("nll_loss")
    weights = next(
        n for n, stage in enumerate(kata.ladder.stages, 1) if "test_weighted_mean" in stage.opens
    )
    file = tmp_path / "attempt.py"
    file.write_text(kata.files.stage_answer(weights).read_text("utf-8"), "utf-8")
    interview = Interview(store, store.begin(kata, START, 30, 7, file, None), clock)
    for _ in range(weights - 1):
        assert submit(interview, judge)
    mistake = (kata.files.samples / "misconceptions" / "mean_over_items.py").read_text("utf-8")
    assert not submit(interview, judge, mistake)
    failed = scorecard(interview.record, [], interview.now()).stages[weights - 1].failed
    assert failed
    assert any(wrong.mistakes for wrong in failed)


def test_a_run_names_what_the_stage_forbids(store, clock, tmp_path, judge):
    kata = catalog.load("cross_entropy")
    file = tmp_path / "attempt.py"
    file.write_text(kata.files.stage_answer(1).read_text("utf-8"), "utf-8")
    interview = Interview(store, store.begin(kata, START, 30, 7, file, None), clock)
    assert judge.try_examples(interview.trial()).trouble == ""
    assert submit(interview, judge)
    assert "you may not use" in judge.try_examples(interview.trial()).trouble
    submission = interview.hand_in()
    grading = judge.grade(interview.question(submission))
    assert "at this stage it is yours to write" in words.graded(False, grading, set())


def test_the_clock_is_wall_clock_and_pauses_are_told(store, interview, clock):
    clock.tick(5)
    assert interview.left_s == 600
    assert again(store, interview, clock).left_s == 600, "a closed terminal does not stop it"
    interview.pause()
    clock.tick(30)
    assert interview.left_s == 600
    assert not interview.is_over
    interview = again(store, interview, clock)
    interview.go_on()
    clock.tick(6.5)
    assert interview.left_s == 210
    assert interview.urgency == "amber"
    clock.tick(2.2)
    assert interview.urgency == "red"
    clock.tick(2)
    assert interview.is_over
    interview.finish("time")
    card = scorecard(interview.record, [], interview.now())
    assert "The clock was paused 1 times, for 30:00 in all." in card.remarks


def test_a_clock_that_is_set_back_is_noticed_and_gains_no_time(store, interview, clock):
    clock.tick(5)
    interview.say("half of it is done")
    clock.tick(-120)
    assert interview.left_s == 600
    clock.tick(1)
    assert interview.left_s == 540
    interview = again(store, interview, clock)
    assert interview.left_s == 540
    (event,) = interview.record.of(kinds.CLOCK_BACK)
    assert event.data["seconds"] == pytest.approx(120 * 60)
    interview.finish("finished")
    remarks = scorecard(interview.record, [], interview.now()).remarks
    assert any("set back by 7200 s" in remark for remark in remarks)


def test_what_another_terminal_does_is_taken_in(store, interview, judge, clock):
    other = again(store, interview, clock)
    submission = interview.hand_in()
    grading = judge.grade(interview.question(submission))
    other.pause()
    other.give_up(1)
    with pytest.raises(NotNow, match="stage 1 was closed elsewhere"):
        interview.graded(submission, grading)
    assert interview.record.stage == 2
    assert interview.record.is_paused
    other.finish("finished")
    with pytest.raises(NotNow, match="has ended"):
        interview.say("too late")


def test_questions_are_asked_after_their_stage_and_answered_in_turn(interview):
    assert not interview.record.unanswered()
    interview.say("I would start with the shapes")
    interview.give_up(interview.record.stage)
    asked = [question for _, question in interview.record.unanswered()]
    assert asked == [question for question in KATA.ladder.discussion if question.after == 1]
    assert asked[0].question in words.stage(interview)
    place = interview.record.unanswered()[0][0]
    interview.say("because of the logarithm", place)
    assert len(interview.record.unanswered()) == len(asked) - 1
    assert [event.data["text"] for event in interview.record.of(kinds.NOTE)] == [
        "I would start with the shapes"
    ]


def test_what_is_written_after_the_end_does_not_count(interview, judge, clock):
    interview.record.file.write_text(SOLUTION, "utf-8")
    clock.tick(16)
    os.utime(interview.record.file, (clock(), clock()))
    with pytest.raises(NotNow, match="after the time was up"):
        interview.hand_in(is_last=True)
    with pytest.raises(NotNow, match="the time is up"):
        interview.pause()
    os.utime(interview.record.file, (clock() - 90, clock() - 90))
    assert submit(interview, judge, is_last=True)


def test_a_judge_that_is_killed_is_replaced(interview):
    judge = JudgeProcess()
    try:
        judge._process.kill()
        judge._process.wait()
        assert judge.try_examples(interview.trial()).tried
    finally:
        judge.close()


def test_hints_run_out_and_clarifications_count_once(interview):
    hints = KATA.ladder.stages[0].hints
    assert [interview.hint() for _ in hints] == list(hints)
    with pytest.raises(NotNow, match="hints of this stage are given"):
        interview.hint()
    assert interview.ask(0) == interview.ask(0) == KATA.ladder.clarifications[0].answer
    assert len(interview.record.of(kinds.ASK)) == 1


def evidence(**changes):
    best = rubric.Evidence(
        stages=6, passed=6, given_up=0, hints=0, on_time=6, submitted=6, at_first=6,
        tried_first=6, important=4, asked=4, stability_early=True, ratings=(4, 4),
    )  # fmt: skip
    return replace(best, **changes)


@pytest.mark.parametrize(
    ("changes", "expected", "reading"),
    [
        ({}, [4, 4, 4, 4], "strong hire"),
        ({"hints": 1, "ratings": (3,)}, [3, 4, 4, 3], "hire"),
        ({"passed": 0, "on_time": 0, "at_first": 0, "stability_early": None}, [1, 1, 2, 4],
         "no hire"),
        ({"asked": 1, "at_first": 3, "stability_early": False}, [3, 3, 3, 4], "hire"),
        ({"passed": 3, "on_time": 3, "at_first": 2, "tried_first": 1, "ratings": ()},
         [2, 2, 2, None], "no hire"),
        ({"passed": 0, "on_time": 0, "at_first": 0, "tried_first": 0, "ratings": (1,)},
         [1, 1, 1, 1], "strong no hire"),
        ({"passed": 0, "on_time": 0, "submitted": 0, "at_first": 0, "tried_first": 0,
          "ratings": ()}, [1, None, None, None], "strong no hire"),
    ],
)  # fmt: skip
def test_the_rubric(changes, expected, reading):
    scores = rubric.scores(evidence(**changes))
    assert [score.score for score in scores] == expected
    assert rubric.overall(scores) == reading


def test_numbers_fixed_before_being_asked_are_evidence(interview, judge):
    large = next(
        number for number, stage in enumerate(KATA.ladder.stages, 1) if number > 1
        and any("small" in check or "large" in check for check in stage.opens)
    )  # fmt: skip
    interview.record.file.write_text(SOLUTION, "utf-8")
    for _ in range(large):
        assert submit(interview, judge)
    assert rubric.evidence(interview.record, interview.now()).stability_early is True


def test_what_is_due_comes_first_then_what_is_weak():
    katas = [kata for kata in catalog.load_all() if kata.ladder.stages]
    assert len(katas) == len(catalog.load_all())
    blank = Standing("", Status.NEW, None, 0.0, None, None, 0, False, False)
    new = {kata.name: replace(blank, kata=kata.name) for kata in katas}
    picked = {setting.choose(katas, new, seed).name for seed in range(50)}
    assert len(picked) == len(katas)
    assert setting.choose(katas, new, 3) == setting.choose(katas, new, 3)
    due = new | {"nll_loss": replace(new["nll_loss"], status=Status.DUE, best=100)}
    assert {setting.choose(katas, due, seed).name for seed in range(20)} == {"nll_loss"}
    solved = {name: replace(one, status=Status.ACCEPTED, best=100) for name, one in new.items()}
    weak = solved | {"huber_loss": replace(solved["huber_loss"], status=Status.BEGUN, best=40)}
    assert {setting.choose(katas, weak, seed).name for seed in range(20)} == {"huber_loss"}


@pytest.mark.parametrize("kata", catalog.load_all(), ids=lambda kata: kata.name)
def test_every_kata_has_a_ladder_that_tells_nothing_of_itself_in_the_file(kata):
    assert 4 <= len(kata.ladder.stages) <= 7
    assert 4 <= len(kata.ladder.discussion) <= 8
    assert sum(each.important for each in kata.ladder.clarifications) >= 2
    assert setting.length(kata) <= 60
    text = setting.skeleton(kata, 30)
    assert '"""' not in text
    assert len(text.splitlines()) < 40
    for name in kata.entry_names:
        assert name in text
    compile(text, "attempt.py", "exec")


def test_an_unknown_interview_is_one_clear_line(store):
    with pytest.raises(ProgressError, match="there is no interview 99"):
        store.load(99)


@pytest.mark.parametrize("quiet", [True, False])
def test_the_time_out_hands_in_what_is_there(interview, judge, clock, quiet):
    interview.record.file.write_text(answer(1), "utf-8")
    said = []

    def read(seconds):
        clock.tick(4)
        raise lines.queue.Empty

    assert lines.Lines(interview, judge, said.append, read, quiet).run()
    (submitted,) = interview.record.of(kinds.SUBMIT)
    assert submitted.data["is_last"]
    assert submitted.data["passed"]
    assert submitted.data["source"] == answer(1)
    assert interview.record.finished.data["why"] == "time"
    text = "\n".join(said)
    assert "A quarter of the time is left" in text
    assert "The time is up. Your answer was graded as it stood: it passes the stage." in text
    assert ("\a" in text) is not quiet


# The scorecard


@pytest.fixture
def card(interview, judge, clock):
    """The scorecard of an interview in which something of every kind happened."""
    interview.ask(0)
    clock.tick(1)
    interview.tried(1, judge.try_examples(interview.trial()))
    clock.tick(1)
    assert submit(interview, judge, answer(1))
    interview.say("It is the mean surprise <script>alert(1)</script>", 0)
    interview.hint()
    clock.tick(4)
    assert not submit(interview, judge)
    interview.give_up(interview.record.stage)
    clock.tick(1)
    submit(interview, judge, is_last=True)
    interview.finish("finished")
    place, _ = next(interview.record.questions())
    interview.rate(place, 3)
    return scorecard(interview.record, [], interview.now())


def test_the_facts_of_a_scorecard(card):
    first, second, third, *rest = card.stages
    assert (first.record.outcome, first.runs, first.submissions, first.spent) == (
        "accepted", 1, 1, "2:00",
    )  # fmt: skip
    assert (second.record.outcome, second.hints, second.spent) == ("given up", 1, "4:00")
    assert second.failed
    assert second.failed[0].call
    assert third.record.outcome == "open"
    assert {each.record.outcome for each in rest} == {"not reached"}
    assert {score.dimension: score.score for score in card.scores}["communication"] == 3
    assert card.evidence.at_first == 1
    assert card.evidence.asked <= 1
    assert card.used == "7:00 of 15:00"


def test_the_page_fetches_nothing_and_escapes_what_was_said(card):
    page = present.page(card, START + 999)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"(src|href)=|url\(|@import", page)
    for rules in rubric.DIMENSIONS.values():
        for rule in rules:
            assert rule.says.split(",")[0] in page
    for answered in card.discussion:
        assert str(jinja2.filters.escape(answered.question.answer)) in page


BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium, to open the page in")
@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desktop"])
def test_the_page_in_a_browser(card, tmp_path, width):
    page = tmp_path / "scorecard.html"
    # The page has no script of its own; this one measures it, in a copy.
    measure = "<script>document.title = document.documentElement.scrollWidth</script></body>"
    page.write_text(present.page(card, START + 999).replace("</body>", measure), "utf-8")
    picture = tmp_path / "page.png"
    common = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},2000",
    ]  # fmt: skip
    shot = subprocess.run(
        [*common, f"--screenshot={picture}", page.as_uri()], capture_output=True, timeout=90
    )
    assert picture.stat().st_size > 20_000
    assert b"CONSOLE" not in shot.stderr
    shown = subprocess.run(
        [*common, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=90
    ).stdout
    assert int(re.search(r"<title>(\d+)</title>", shown)[1]) <= max(width, 500)
    assert "stages passed. Overall:" in shown
    assert "not measured" not in shown or "communication" in shown


def test_events_that_were_written_before_are_told_as_they_were():
    record = kinds.Record(1, KATA, START, 15, 7, ROOT, None)
    record.events = [Event(START + 60, kinds.PAUSE), Event(START + 120, kinds.GO_ON)]
    assert record.paused(START, START + 900) == 60
    assert record.paused(START + 90, START + 900) == 30
    assert record.left(START + 180) == 15 * 60 - 120
