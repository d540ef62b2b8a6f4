"""When a kata comes back: the rating of a round, and a year of them."""

from datetime import datetime, timedelta, timezone

import pytest

from dojo.practice import schedule
from dojo.practice.schedule import Rating, rate

START = datetime(2026, 1, 1, 9, 0, tzinfo=timezone.utc)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("score", "pace", "hints", "peeked", "rating"),
    [
        (100, 0.5, 0, False, Rating.EASY),
        (100, 0.51, 0, False, Rating.GOOD),
        (100, 0.1, 1, False, Rating.GOOD),
        (99, 0.1, 0, False, Rating.GOOD),
        (90, 1.5, 1, False, Rating.GOOD),
        (89, 0.1, 0, False, Rating.HARD),
        (100, 1.51, 0, False, Rating.HARD),
        (100, 1.0, 2, False, Rating.HARD),
        (40, 4.0, 3, False, Rating.HARD),
        (100, 4.1, 0, False, Rating.AGAIN),
        (100, 1.0, 4, False, Rating.AGAIN),
        (100, 0.1, 0, True, Rating.AGAIN),
    ],
)
def test_the_rating_follows_the_table(score, pace, hints, peeked, rating):
    assert rate(score, pace, hints, peeked) is rating


def at(*minutes):
    return [START + minute * MINUTE for minute in minutes]


@pytest.mark.parametrize(
    ("minutes", "seen_from_start", "pace"),
    [
        ((0, 6, 15), True, 0.5),
        ((0, 10, 20, 30, 40, 45), True, 1.5),
        ((0, 6, 15), False, 1.0),  # when the work began is not known
        ((0, 11, 15), True, 1.0),  # a pause: it may have been work, on paper
        ((0, 9, 18, 27, 36, 60), False, 1.2),  # no less than what was seen
        ((7,), True, 0.0),
    ],
)
def test_the_pace_counts_what_was_seen_and_never_flatters(minutes, seen_from_start, pace):
    assert schedule.pace(at(*minutes), seen_from_start, 30) == pytest.approx(pace)


def test_a_gap_over_ten_minutes_is_no_practice():
    assert schedule.spent(at(0, 10, 21, 25)) == 14 * MINUTE
    assert schedule.spent([]) == timedelta()


def year_of(rating_of_review):
    """The days between reviews, each made on the day it is due, over one year."""
    rounds, intervals, now = [], [], START
    while now < START + 365 * DAY:
        rounds.append((now, rating_of_review(len(rounds))))
        _, due = schedule.review(rounds)
        intervals.append((due - now) / DAY)
        now = due
    return intervals


def test_over_a_year_good_intervals_grow_up_to_half_a_year():
    intervals = year_of(lambda _: Rating.GOOD)
    assert intervals == sorted(intervals)
    assert intervals[0] <= 3
    assert intervals[-1] == schedule.LONGEST_DAYS
    assert 4 <= len(intervals) <= 8


def test_over_a_year_each_lapse_shrinks_the_interval_and_it_grows_again():
    intervals = year_of(lambda review: Rating.AGAIN if review % 4 == 3 else Rating.GOOD)
    assert len(intervals) > 8
    for before, lapse, after in zip(intervals[2::4], intervals[3::4], intervals[4::4]):
        assert lapse < before
        assert lapse <= after


def test_a_kata_that_is_never_remembered_comes_back_every_few_days():
    intervals = year_of(lambda _: Rating.AGAIN)
    assert max(intervals) <= 3
    assert len(intervals) > 100


def test_a_better_rating_comes_back_later():
    first = [schedule.review([(START, rating)])[1] for rating in Rating]
    assert first == sorted(first)
    assert first[0] < first[-1]


def test_the_same_rounds_lead_to_the_same_day():
    rounds = [(START + 20 * days * DAY, Rating.GOOD) for days in range(5)]
    assert len({schedule.review(rounds) for _ in range(20)}) == 1
