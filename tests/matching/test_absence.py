"""Why a pair is not among the matches, reason by reason, and never against the rules that keep pairs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.matching.absence import THRESHOLDS, Facts, absence, thresholds
from matchmaking.matching.comparison import Finding
from matchmaking.matching.scoring import Score, is_worth_keeping

WORTHY = Facts()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_stored": True}, []),
        ({"is_stored": True, "is_put_aside": True}, ["put_aside"]),
        ({"is_same_organisation": True, "text_score": 0.0}, ["same_organisation"]),
        ({"demand_state": "expired", "achievement_state": "hidden"}, ["demand_state", "achievement_state"]),
        ({"demand_state": "draft", "has_index": False}, ["demand_state"]),
        ({"has_index": False}, ["no_index"]),
        ({"text_score": 0.069}, ["few_words"]),
        ({"text_score": 0.069, "verdicts": [("must", "MET")]}, ["few_words"]),
        ({"text_score": 0.149, "field_code": "other_industry"}, ["other_industry"]),
        ({"text_score": 0.149, "field_code": "other_industry", "verdicts": [("must", "PARTLY")]}, ["not_computed"]),
        ({"text_score": 0.099, "verdicts": [("must", "NOT_STATED")]}, ["unanswered"]),
        ({"text_score": 0.099}, ["not_computed"]),
        ({"score": 0.149}, ["low_score"]),
        ({"text_score": 0.05, "score": 0.1, "verdicts": [("must", "NOT_MET")]},
         ["few_words", "low_score", "missed_must"]),
        ({"verdicts": [("must", "NOT_MET")], "better_for_demand": 30, "better_for_achievement": 31},
         ["missed_must", "displaced"]),
        ({"verdicts": [("should", "NOT_MET"), ("must", "MET")]}, ["not_computed"]),
        ({"better_for_demand": 30, "better_for_achievement": 29}, ["not_computed"]),
        ({"is_candidate": False, "better_for_demand": 30, "better_for_achievement": 30}, ["crowded"]),
        ({"has_twin": True, "is_candidate": False}, ["copy"]),
        ({"has_twin": True, "is_waiting": True}, ["waiting"]),
        ({"is_waiting": True, "text_score": 0.01}, ["few_words"]),
        ({"is_put_aside": True}, ["put_aside", "not_computed"]),
        ({"is_for_everybody": False}, ["not_computed", "chosen_few"]),
    ],
)  # fmt: skip
def test_each_reason_is_found_and_the_deciding_one_comes_first(changes, expected):
    assert absence(replace(WORTHY, **changes)) == expected


@given(
    st.floats(0, 1.3),
    st.floats(0, 1),
    st.sampled_from(["same_industry", "same_field", "industry_unknown", "other_industry"]),
    st.lists(st.sampled_from(["MET", "PARTLY", "NOT_STATED", "NOT_MET"]), max_size=3),
)
def test_the_thresholds_are_those_that_keep_pairs(text_score, score, field_code, verdicts):
    facts = Facts(
        text_score=text_score, score=score, field_code=field_code, verdicts=[("must", one) for one in verdicts]
    )
    found = [_finding(one) for one in verdicts]
    assert (not thresholds(facts)) == is_worth_keeping(text_score, Score(score, {}, {"field": field_code}), found)
    assert THRESHOLDS.issuperset(thresholds(facts))


def _finding(verdict):
    finding = object.__new__(Finding)
    object.__setattr__(finding, "verdict", verdict)
    object.__setattr__(finding, "importance", "must")
    return finding
