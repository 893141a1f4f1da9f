"""Teams of achievements that together meet every must: against all subsets, and what a person expects of them."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.matching.combining import Candidate, combine


def one(number: int, met: str, score: float = 0.5, organisation: int | None = None, partly: str = "") -> Candidate:
    """A candidate from digits: "02" meets the musts 0 and 2."""
    return Candidate(
        number, number if organisation is None else organisation, score, frozenset(map(int, met)),
        frozenset(map(int, partly)),
    )  # fmt: skip


def ids(found) -> list[list[int]]:
    return [[member.id for member in combination.members] for combination in found]


MUSTS = frozenset(range(3))


def test_two_that_complete_each_other_are_found_and_each_says_what_it_adds():
    (found,) = combine([one(1, "01", 0.6), one(2, "2", 0.5), one(3, "1", 0.9)], MUSTS)
    assert [member.id for member in found.members] == [1, 2]
    assert [sorted(part) for part in found.adds] == [[0, 1], [2]]
    assert found.is_complete


def test_nothing_is_combined_when_one_alone_meets_all_or_when_nobody_adds_anything():
    assert combine([one(1, "012"), one(2, "01"), one(3, "2")], MUSTS) == []
    assert combine([one(1, "01"), one(2, "0"), one(3, "1")], MUSTS) == []
    assert combine([], MUSTS) == []
    assert combine([one(1, "0")], frozenset()) == []


def test_fewer_organisations_come_before_higher_scores():
    same = [one(1, "01", 0.4, organisation=7), one(2, "2", 0.4, organisation=7)]
    assert ids(combine([*same, one(3, "01", 0.9), one(4, "2", 0.9)], MUSTS)) == [[1, 2], [3, 4], [1, 4]]


def test_two_partners_come_before_three_however_well_these_fit():
    candidates = [one(1, "0", 0.9), one(2, "1", 0.9), one(3, "2", 0.9), one(4, "01", 0.2)]
    assert ids(combine(candidates, MUSTS)) == [[4, 3]]


def test_a_team_that_leaves_a_must_open_is_shown_only_for_a_clear_gain():
    five = frozenset(range(5))
    assert combine([one(1, "01"), one(2, "02")], five) == []
    (found,) = combine([one(1, "01", partly="4"), one(2, "23")], five)
    assert (sorted(found.open), sorted(found.partly), found.is_complete) == ([4], [4], False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.frozensets(st.integers(0, 4)), st.integers(0, 3)), max_size=7))
def test_no_smaller_team_and_no_fuller_one_exists(rows: list[tuple[frozenset[int], int]]):
    candidates = [Candidate(number, owner, 0.5, met) for number, (met, owner) in enumerate(rows)]
    musts = frozenset(range(5))
    found = combine(candidates, musts)
    reached = {
        size: max(
            (len(frozenset().union(*(c.met for c in some))) for some in combinations(candidates, size)), default=0
        )
        for size in range(1, 5)
    }
    best = max(reached.values())
    if not found:
        assert best < reached[1] + 2
        assert best < 5 or reached[1] == 5
        return
    assert all(5 - len(team.open) == best for team in found)
    assert all(reached[size] < best for size in range(1, len(found[0].members)))
    assert all(part for team in found for part in team.adds)
