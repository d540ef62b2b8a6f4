"""The score, and which verdict a set of outcomes makes."""

import pytest

from dojo.judge.verdict import CheckResult, ForbiddenUse, Kind, Outcome, Trouble, decide, score


def check(outcome: Outcome, points: int = 10, category: str = "values") -> CheckResult:
    earned = points if outcome is Outcome.PASSED else 0
    return CheckResult("test_x", "x", category, "cpu", earned, points, outcome)


P, F, E, T, M, S = (
    Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.MEMORY, Outcome.SKIPPED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("outcomes", "points"),
    [((P, P), 100), ((P, F), 50), ((P, P, F), 66), ((P, S), 100), ((S,), 0), ((), 0), ((F, E), 0)],
)
def test_skipped_checks_count_neither_for_nor_against(outcomes, points):
    assert score(tuple(map(check, outcomes))) == points


@pytest.mark.parametrize(
    ("outcomes", "kind"),
    [
        ((P, P), Kind.ACCEPTED), ((P, S), Kind.ACCEPTED), ((P, F), Kind.WRONG_ANSWER),
        ((P, E), Kind.RUNTIME_ERROR), ((F, E), Kind.WRONG_ANSWER), ((F, T), Kind.TIME_LIMIT),
        ((F, M, E), Kind.MEMORY_LIMIT), ((S, S), Kind.INVALID), ((), Kind.INVALID),
    ],
)  # fmt: skip
def test_the_verdict_of_outcomes(outcomes, kind):
    assert decide(tuple(map(check, outcomes)), (), None) is kind


def test_efficiency_is_not_required():
    checks = (check(P), check(F, category="efficiency"))
    assert decide(checks, (), None) is Kind.ACCEPTED


def test_a_forbidden_use_outweighs_everything():
    use = (ForbiddenUse("cross_entropy", 3, "call", ""),)
    assert decide((check(P),), use, Trouble(Kind.INVALID, "")) is Kind.FORBIDDEN


def test_nothing_passed_is_never_accepted():
    assert decide((check(F, category="efficiency"),), (), None) is not Kind.ACCEPTED
