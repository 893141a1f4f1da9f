"""A promise against what is required."""

from typing import Any

import pytest

from matchmaking.proposals.comparison import counts, finding_of
from matchmaking.proposals.models import Promise

TARGET = {"operator": ">=", "low": 70.0, "high": None, "text": None, "unit": "MPa", "test_method": "GB/T 8642"}


def promise(**values: Any) -> Promise:
    return Promise(
        **{
            "position": 0, "name": "结合强度", "importance": "must", "wanted": "≥ 70 MPa", "target": TARGET,
            "operator": ">=", "unit": "MPa", **values,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "verdict", "words"),
    [
        ({"answer": "yes"}, "met", "≥ 70 MPa"),
        ({"answer": "yes", "value_low": 76.0, "condition": "GB/T 8642"}, "met", "≥ 76 MPa"),
        ({"answer": "yes", "value_low": 76.0}, "met", "≥ 76 MPa"),
        ({"answer": "yes", "value_low": 60.0}, "not_met", "≥ 60 MPa"),
        ({"answer": "talk", "value_low": 76.0, "condition": "GB/T 8642"}, "partly", "≥ 76 MPa"),
        ({"answer": "talk"}, "not_stated", ""),
        ({"answer": "no"}, "not_met", ""),
        ({"answer": "no", "value_low": 76.0}, "not_met", "≥ 76 MPa"),
        ({"answer": None, "value_low": 76.0}, "not_stated", "≥ 76 MPa"),
    ],
)
def test_a_promise_counts_as_far_as_it_reaches(values: dict[str, Any], verdict: str, words: str) -> None:
    found = finding_of(promise(**values))
    assert (found.verdict, found.promised) == (verdict, words)
    assert counts([found])[verdict] == 1


def test_words_that_are_promised_as_required_are_met() -> None:
    target = {"operator": "text", "low": None, "high": None, "text": "450 ℃ 保温 200 h 无剥落", "unit": None}
    found = finding_of(promise(target=target, operator="text", wanted=target["text"], answer="yes", unit=None))
    assert (found.verdict, found.as_wanted, found.promised) == ("met", True, "450 ℃ 保温 200 h 无剥落")


def test_a_value_is_promised_under_the_conditions_of_the_demand_unless_it_names_others() -> None:
    hot = {**TARGET, "test_method": "450 ℃"}
    assert finding_of(promise(target=hot, answer="yes", value_low=76.0)).verdict == "met"
    assert finding_of(promise(target=hot, answer="yes", value_low=76.0, condition="25 ℃")).verdict == "partly"
