"""One score from many parts: what raises it, what lowers it, and the word that goes with it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.matching.comparison import Offer, Requirement, compare
from matchmaking.matching.scoring import (
    MISSED_MUST,
    WEIGHTS,
    AchievementFacts,
    DemandFacts,
    Score,
    band,
    is_worth_keeping,
    price_fit,
    readiness_fit,
    score_pair,
)

DEMAND = DemandFacts(("pump_valve",), "manufacturing", 6, Decimal(1_000_000), Decimal(1_800_000), "330324")
ACHIEVEMENT = AchievementFacts(("pump_valve",), "materials", 6, Decimal(600_000), Decimal(1_500_000), "330324")


def findings(*values, importance="must"):
    """One finding for each value offered against ≥ 70 MPa; None is silence."""
    found = []
    for number, value in enumerate(values):
        required = Requirement(number, "结合强度", importance, ">=", 70, unit="MPa")
        offers = [] if value is None else [Offer(number, "结合强度", "=", value, unit="MPa")]
        found += compare([required], offers)
    return found


def test_weights_sum_to_one():
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_a_pair_that_fits_in_everything_comes_near_to_one():
    best = score_pair(1.3, findings(76, 80), DEMAND, ACHIEVEMENT)
    assert best.score == pytest.approx(1, abs=0.01)
    assert best.codes == {
        "field": "same_industry", "readiness": "readiness_reached", "price": "price_within", "county": "county_same",
        "freshness": "freshness_unknown", "verification": "verification_unknown", "response": "response_unknown",
    }  # fmt: skip
    assert best.industries == ("pump_valve",)


def test_a_missed_must_lowers_the_pair_but_leaves_it():
    missed = score_pair(0.3, findings(76, 60), DEMAND, ACHIEVEMENT)
    without = score_pair(0.3, findings(76, 60, importance="should"), DEMAND, ACHIEVEMENT)
    assert 0 < missed.score < without.score * MISSED_MUST + 0.05


def test_silence_is_better_than_a_miss_and_worse_than_a_figure():
    scores = [score_pair(0.3, findings(value), DEMAND, ACHIEVEMENT).score for value in (60, None, 76)]
    assert scores == sorted(scores)
    assert len(set(scores)) == 3


def test_equal_figures_mean_little_where_the_subject_is_another():
    near = score_pair(0.3, findings(76), DEMAND, ACHIEVEMENT).parts["criteria"]
    far = score_pair(0.02, findings(76), DEMAND, ACHIEVEMENT).parts["criteria"]
    assert (near, round(far, 2)) == (1.0, 0.17)


def test_without_criteria_the_words_decide_alone():
    assert "criteria" not in score_pair(0.3, [], DEMAND, ACHIEVEMENT).parts
    low, high = (score_pair(words, [], DEMAND, ACHIEVEMENT).score for words in (0.1, 0.11))
    assert low < high


@given(st.floats(0, 1.3), st.floats(0, 1.3), st.none() | st.floats(-1, 1))
def test_more_words_in_common_never_lower_the_score(one, other, meaning):
    for found in ([], findings(76, None, 60)):
        less, more = (score_pair(words, found, DEMAND, ACHIEVEMENT, meaning).score for words in sorted((one, other)))
        assert less <= more


def test_close_meaning_counts_where_words_say_nothing_and_fades_with_every_shared_word():
    def gain(words, meaning=0.5):
        return (
            score_pair(words, [], DEMAND, ACHIEVEMENT, meaning).score - score_pair(words, [], DEMAND, ACHIEVEMENT).score
        )

    assert gain(0.0) > 0.07 > gain(0.04) > 0.02 > gain(0.1) > 0.001 > gain(0.2) >= 0
    assert gain(0.0, None) == 0
    assert score_pair(0.01, [], DEMAND, ACHIEVEMENT, -0.3).score < score_pair(0.01, [], DEMAND, ACHIEVEMENT).score
    assert score_pair(0.1, [], DEMAND, ACHIEVEMENT, 0.517).parts["meaning"] == 0.52
    assert "meaning" not in score_pair(0.1, [], DEMAND, ACHIEVEMENT).parts


@pytest.mark.parametrize(
    ("needs", "has", "expected"),
    [
        (None, 6, (0.5, "readiness_not_asked")),
        (6, None, (0.5, "readiness_unknown")),
        (6, 6, (1.0, "readiness_reached")),
        (6, 9, (1.0, "readiness_reached")),
        (6, 5, (pytest.approx(2 / 3), "readiness_below")),
        (9, 1, (0.0, "readiness_below")),
    ],
)
def test_readiness_is_held_against_what_the_demand_needs(needs, has, expected):
    assert readiness_fit(needs, has) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (600_000, 1_500_000, (1.0, "price_within")),
        (1_500_000, 2_500_000, (0.7, "price_partly")),
        (2_000_000, 2_500_000, (0.0, "price_above")),
        (None, 1_800_000, (1.0, "price_within")),
        (None, None, (0.5, "price_open")),
    ],
)
def test_the_price_is_held_against_the_budget(low, high, expected):
    prices = [None if one is None else Decimal(one) for one in (low, high)]
    assert price_fit(DEMAND, replace(ACHIEVEMENT, price_low=prices[0], price_high=prices[1])) == expected


@pytest.mark.parametrize(
    ("words", "values", "expected"),
    [
        (0.3, (76, 80), "strong"),
        (0.3, (76, 80, None, None), "strong"),
        (0.3, (76, 80, None, None, None), "fair"),
        (0.3, (76, 80, 60), "look"),
        (0.05, (76, 80), "look"),
        (0.12, (76, None), "fair"),
        (0.12, (None, None), "look"),
        (0.25, (None, None), "fair"),
        (0.25, (), "fair"),
        (0.12, (), "look"),
    ],
)
def test_the_word_follows_rules_that_can_be_read_off_the_page(words, values, expected):
    assert band(words, findings(*values)) == expected


def kept(words, values, industries=("pump_valve",)):
    """Whether a pair with these words in common is kept; values as in `findings`."""
    found = findings(*values)
    score = score_pair(words, found, DEMAND, replace(ACHIEVEMENT, industries=industries, technical_field=None))
    return is_worth_keeping(words, score, found)


@pytest.mark.parametrize(
    ("words", "values", "expected"),
    [
        (0.06, (76, 80), False),
        (0.07, (76, None), True),
        (0.07, (), True),
        (0.09, (None, None), False),
        (0.09, (60, None), False),
        (0.10, (None, None), True),
    ],
)
def test_a_pair_is_kept_when_more_than_a_common_word_speaks_for_it(words, values, expected):
    assert kept(words, values) is expected


@pytest.mark.parametrize(
    ("words", "values", "expected"),
    [(0.14, (None, None), False), (0.14, (), False), (0.15, (None, None), True), (0.08, (76, None), True)],
)
def test_in_another_industry_more_must_be_in_common(words, values, expected):
    assert kept(words, values, industries=("apparel",)) is expected


def test_a_pair_whose_score_is_low_is_not_kept():
    weak = Score(0.1, {}, {"field": "same_industry"})
    assert not is_worth_keeping(0.2, weak, ())
