"""The order of the channel and what is on the air at a moment."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from matchmaking.channels.schedule import Clip, on_the_air, programme

DAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CLIPS = [Clip(1, 11, 60, ("pump",)), Clip(2, 12, 90, ("shoe",)), Clip(3, 13, 30.5, ("pump", "car"))]


def test_a_day_has_one_order_and_another_day_another_one() -> None:
    orders = {tuple(programme(CLIPS, DAY + timedelta(days=n))) for n in range(20)}
    assert programme(CLIPS, DAY) == programme(reversed(CLIPS), DAY)
    assert len(orders) > 2


def test_pins_come_first_in_their_order_and_skips_not_at_all() -> None:
    assert [clip.project_id for clip in programme(CLIPS, DAY, pinned=[13, 12])] == [13, 12, 11]
    assert {clip.project_id for clip in programme(CLIPS, DAY, pinned=[13], skipped=[13])} == {11, 12}


def test_a_theme_leaves_only_its_industries_unless_there_are_none() -> None:
    assert {clip.project_id for clip in programme(CLIPS, DAY, theme=["pump"])} == {11, 13}
    assert len(programme(CLIPS, DAY, theme=["eye"])) == 3


def test_two_clocks_meet_the_same_film_at_their_own_place() -> None:
    early, late = START + timedelta(seconds=10), START + timedelta(days=3, seconds=180.5 * 7 + 100)
    first = next(on_the_air(CLIPS, START, early))
    second = next(on_the_air(CLIPS, START, late))
    # Three days are 259,200 seconds: 1,436 rounds of 180.5 seconds and 2 seconds more.
    assert (first.clip.project_id, first.offset(early)) == (11, 10)
    assert (second.clip.project_id, second.offset(late)) == (12, 42)
    assert [one.clip.project_id for one in islice(on_the_air(CLIPS, START, late), 4)] == [12, 13, 11, 12]


def test_an_empty_hall_plays_nothing_and_before_the_start_the_first_waits() -> None:
    assert list(on_the_air([], START, START)) == []
    waiting = next(on_the_air(CLIPS, START, START - timedelta(hours=1)))
    assert (waiting.clip.project_id, waiting.starts_at) == (11, START)


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=8), st.integers(0, 10_000_000))
def test_showings_follow_each_other_without_a_gap(lengths: list[int], gone: int) -> None:
    clips = [Clip(n, n, seconds) for n, seconds in enumerate(lengths)]
    moment = START + timedelta(seconds=gone)
    showings = list(islice(on_the_air(clips, START, moment), 12))
    assert showings[0].starts_at <= moment < showings[0].ends_at
    assert all(one.ends_at == after.starts_at for one, after in zip(showings, showings[1:], strict=False))
