"""When an accepted kata comes back: a rating for each round, and FSRS on the ratings.

The rating of a round is the best row of `DEMANDS` whose demands are all met:

    | rating | score at least | pace at most | hints at most | solution seen |
    |--------|----------------|--------------|---------------|---------------|
    | Easy   | 100            | 0.5          | 0             | no            |
    | Good   | 90             | 1.5          | 1             | no            |
    | Hard   | 0              | 4            | 3             | no            |
    | Again  | anything else                                                 |

The pace is the minutes taken, divided by the kata's minutes. Where they are not known (the round's
beginning was not seen, or there was a pause in it), they count as no fewer than the kata's minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import pairwise

LONGEST_DAYS = 180  # an interview does not wait for years
PAUSE = timedelta(minutes=10)  # a longer gap between two signs of life was no practice


class Rating(IntEnum):
    """How well a kata was remembered, in FSRS's words and numbers."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True)
class Demand:
    """What a round must show for a rating."""

    rating: Rating
    min_score: int
    max_pace: float
    max_hints: int


DEMANDS = (
    Demand(Rating.EASY, 100, 0.5, 0),
    Demand(Rating.GOOD, 90, 1.5, 1),
    Demand(Rating.HARD, 0, 4.0, 3),
)


def rate(score: int, pace: float, hints: int, peeked: bool) -> Rating:
    """The rating of an accepted round, by the table above."""
    for demand in DEMANDS:
        met = score >= demand.min_score and pace <= demand.max_pace and hints <= demand.max_hints
        if met and not peeked:
            return demand.rating
    return Rating.AGAIN


def spent(times: Sequence[datetime]) -> timedelta:
    """The time between signs of life, in order, leaving out the pauses."""
    gaps = (later - earlier for earlier, later in pairwise(times))
    return sum((gap for gap in gaps if gap <= PAUSE), timedelta())


def pace(times: Sequence[datetime], seen_from_start: bool, kata_minutes: int) -> float:
    """The minutes of one round over the kata's minutes; at least 1 where they are not known."""
    taken = spent(times).total_seconds() / 60 / kata_minutes
    known = seen_from_start and times[-1] - times[0] == spent(times)
    return taken if known else max(taken, 1.0)


def review(ratings: Sequence[tuple[datetime, Rating]]) -> tuple[str, datetime]:
    """The FSRS card after these rounds, oldest first, as JSON; and when it is due.

    The same rounds always lead to the same day.
    """
    import fsrs  # only a round that ends needs it

    # No steps within a day (nobody writes a loss twice in ten minutes), and no random fuzz.
    scheduler = fsrs.Scheduler(
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )
    card = fsrs.Card(card_id=0, due=ratings[0][0])
    for time, rating in ratings:
        card, _ = scheduler.review_card(card, fsrs.Rating(int(rating)), time)
    return card.to_json(), card.due
