"""Requirements against offers: the corpus of cases, the rules, and what must hold for any figures."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.matching.comparison import Offer, Requirement, compare, offers_in_text, summary
from tests.matching.cases import read_cases

CASES = read_cases()
RANK = {"NOT_MET": 0, "PARTLY": 1, "MET": 2}


def must(name, operator, low=None, high=None, unit="", text="", condition=""):
    return Requirement(1, name, "must", operator, low, high, text, unit, condition)


def offer(name, operator="=", low=None, high=None, unit="", text="", condition="", **more):
    return Offer(more.pop("id", 1), name, operator, low, high, text, unit, condition, **more)


def test_the_corpus_is_large_and_covers_the_industries():
    assert len(CASES) >= 300
    assert len({case.industry for case in CASES}) >= 12
    assert {case.verdict for case in CASES} == {"MET", "PARTLY", "NOT_MET", "NOT_STATED"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    (finding,) = compare([case.requirement], [case.offer])
    assert finding.verdict == case.verdict, finding.sentence_zh


def test_every_finding_words_its_reason_and_asks_when_something_is_open():
    for case in CASES:
        (finding,) = compare([case.requirement], [case.offer])
        assert finding.sentence_zh.endswith("。")
        assert "None" not in finding.sentence_zh + finding.question
        if finding.verdict in ("PARTLY", "NOT_STATED"):
            assert finding.question.endswith(("？", "。"))
        else:
            assert finding.question == ""


def test_the_offer_keeps_its_unit_and_adds_the_converted_value():
    (finding,) = compare([must("结合强度", ">=", 70, unit="MPa")], [offer("涂层结合强度", low=775, unit="kgf/cm²")])
    assert finding.requirement_text == "≥ 70 MPa"
    assert finding.offer_text == "775 kgf/cm² = 76 MPa"
    assert finding.margin == pytest.approx(0.0857, abs=1e-4)


def test_a_miss_says_by_how_much():
    (finding,) = compare([must("单套成本", "<=", high=260, unit="元")], [offer("单套成本", low=310, unit="元")])
    assert finding.verdict == "NOT_MET"
    assert finding.margin == pytest.approx(-0.1923, abs=1e-4)
    assert finding.reason.parameters()["percent"] == "19"


def test_different_circumstances_are_named_and_asked_about():
    (finding,) = compare(
        [must("高温硬度", ">=", 800, unit="HV", condition="600 ℃")],
        [offer("高温硬度", low=850, unit="HV", condition="400 ℃")],
    )
    assert (finding.verdict, finding.reason.code) == ("PARTLY", "condition_differs")
    assert finding.sentence_zh == "数值达到，但条件不同：要求 600 ℃，成果是在 400 ℃ 下取得的。"
    assert finding.question == "“高温硬度”在 600 ℃ 下是多少？"


def test_a_silent_achievement_is_a_question_and_not_a_failure():
    (finding,) = compare([must("结合强度", ">=", 70, unit="MPa")], [])
    assert (finding.verdict, finding.offer_id) == ("NOT_STATED", None)
    assert finding.question == "“结合强度”能达到多少？要求 ≥ 70 MPa。"


def test_each_requirement_takes_its_best_offer():
    offers = [
        offer("结合强度", low=60, unit="MPa", id=1, condition="未封孔"),
        offer("结合强度", low=76, unit="MPa", id=2),
        offer("抗拉强度", low=900, unit="MPa", id=3),
    ]
    (finding,) = compare([must("结合强度", ">=", 70, unit="MPa")], offers)
    assert (finding.verdict, finding.offer_id) == ("MET", 2)


def test_the_text_is_asked_only_when_no_measurement_answers():
    text = "涂层结合强度达到76 MPa，显微硬度1180 HV。450 ℃下连续工作300 h无剥落。"
    read = offers_in_text(text)
    required = [must("结合强度", ">=", 70, unit="MPa"), must("显微硬度", ">=", 1100, unit="HV")]
    stated = [offer("显微硬度", low=1050, unit="HV")]
    strength, hardness = compare(required, stated + read)
    assert (strength.verdict, strength.source) == ("MET", "text")
    assert strength.sentence == "涂层结合强度达到76 MPa，显微硬度1180 HV。"
    assert (hardness.verdict, hardness.source) == ("NOT_MET", "stated")


def test_text_steps_in_for_a_measurement_that_cannot_be_compared():
    required = [must("表面硬度", ">=", 58, unit="HRC")]
    stated = [offer("表面硬度", low=690, unit="HV")]
    (finding,) = compare(required, stated + offers_in_text("淬火后表面硬度为60HRC。"))
    assert (finding.verdict, finding.source) == ("MET", "text")


def test_the_vocabulary_pairs_names():
    required = [must("抗蚀能力", ">=", 500, unit="h")]
    offers = [offer("防腐性能", low=600, unit="h")]
    assert compare(required, offers)[0].verdict == "NOT_STATED"
    assert compare(required, offers, lambda one, other: 1.0)[0].verdict == "MET"


def test_summary_counts_verdicts_and_musts():
    required = [
        must("结合强度", ">=", 70, unit="MPa"),
        must("孔隙率", "<=", high=1, unit="%"),
        Requirement(3, "成本", "should", "<=", None, 200, "", "元", ""),
    ]
    offers = [offer("结合强度", low=76, unit="MPa"), offer("孔隙率", low=2, unit="%")]
    counts = summary(compare(required, offers))
    assert counts == {
        "MET": 1, "PARTLY": 0, "NOT_MET": 1, "NOT_STATED": 1, "must": 2, "must_met": 1, "must_missed": 1
    }  # fmt: skip


def test_empty_and_broken_input_is_not_stated():
    for requirement in (
        must("", ">="),
        must("硬度", ">="),
        must("硬度", ">=", math.nan, unit="HV"),
        must("硬度", "text"),
        must("硬度", "range", None, None, "HV"),
        must("硬度", "nonsense", 5),
    ):
        (finding,) = compare([requirement], [offer("硬度"), offer("硬度", "text", text="很硬"), offer("")])
        assert finding.verdict == "NOT_STATED"


values = st.floats(min_value=0.01, max_value=1e6)
forms = st.sampled_from(["=", ">=", "~", "range"])


def _offered(form, value, width, unit="MPa", sign=1):
    low, high = (value, value * (1 + width)) if sign > 0 else (value * (1 - width), value)
    if form == "range":
        return offer("结合强度", "range", low, high, unit)
    if form == ">=":
        return offer(
            "结合强度", ">=" if sign > 0 else "<=", value if sign > 0 else None, None if sign > 0 else value, unit
        )
    return offer("结合强度", form, value, value, unit)


@given(values, values, st.floats(min_value=1.0, max_value=10.0), forms, st.floats(0.01, 0.5))
def test_a_better_offer_never_gets_a_worse_verdict(target, value, factor, form, width):
    at_least = must("结合强度", ">=", target, unit="MPa")
    worse = compare([at_least], [_offered(form, value, width)])[0].verdict
    better = compare([at_least], [_offered(form, value * factor, width)])[0].verdict
    assert RANK[better] >= RANK[worse]
    at_most = must("结合强度", "<=", high=target, unit="MPa")
    worse = compare([at_most], [_offered(form, value, width, sign=-1)])[0].verdict
    better = compare([at_most], [_offered(form, value / factor, width, sign=-1)])[0].verdict
    assert RANK[better] >= RANK[worse]


@given(values, st.floats(0.0, 2.0), values, st.floats(0.0, 2.0), st.floats(0.0, 0.5))
def test_a_span_that_covers_more_never_gets_a_worse_verdict(low, width, other, other_width, grown):
    required = must("工作压力范围", "range", low, low * (1 + width), "MPa")
    first = offer("工作压力范围", "range", other, other * (1 + other_width), "MPa")
    second = offer("工作压力范围", "range", other * (1 - grown), other * (1 + other_width + grown), "MPa")
    if first.low == first.high:
        return
    assert RANK[compare([required], [second])[0].verdict] >= RANK[compare([required], [first])[0].verdict]


SCALES = {"MPa": 1.0, "kPa": 1000.0, "bar": 10.0, "GPa": 0.001, "N/mm²": 1.0}


@given(
    values, values, st.sampled_from(sorted(SCALES)), st.sampled_from(sorted(SCALES)), forms,
    st.sampled_from([">=", "<=", "range", "="]),
)  # fmt: skip
def test_saying_either_side_in_another_unit_leaves_the_verdict(target, value, one, other, form, operator):
    def required(unit):
        scaled = target * SCALES[unit]
        return must("结合强度", operator, scaled, scaled * 1.5 if operator == "range" else scaled, unit)

    def offered(unit):
        return _offered(form, value * SCALES[unit], 0.2, unit)

    edges = [
        target,
        target * 1.5,
        target * 1.03,
        target * 0.8,
        target * 0.99,
        target * 1.01,
        target * 0.95,
        target * 1.05,
    ]
    if any(math.isclose(value * side, edge, rel_tol=1e-6) for side in (1.0, 1.2) for edge in edges):
        return  # on the edge itself the last bit of a float decides
    plain = compare([required("MPa")], [offered("MPa")])[0].verdict
    assert compare([required(one)], [offered(other)])[0].verdict == plain


@given(st.integers(-100, 600), st.integers(-100, 600))
def test_temperatures_are_compared_by_their_heat_whatever_the_unit(target, value):
    plain = compare([must("使用温度", ">=", target, unit="℃")], [offer("使用温度", low=value, unit="℃")])[0].verdict
    kelvin = compare([must("使用温度", ">=", target, unit="℃")], [offer("使用温度", low=value + 273.15, unit="K")])
    assert kelvin[0].verdict == plain == ("MET" if value >= target else "NOT_MET")


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["尺寸变化率", "定位误差", "测量偏差"]))
def test_a_deviation_counts_by_its_size_whichever_way_it_goes(limit, deviation, name):
    required = must(name, "±", -float(limit), float(limit), unit="%")
    above, below = (compare([required], [offer(name, "=", sign * deviation, unit="%")])[0] for sign in (1, -1))
    assert above.verdict == below.verdict == ("MET" if deviation <= limit else "NOT_MET")


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 9999), st.integers(1, 9999), st.sampled_from(["N", "A", "MPa", "V"]))
def test_a_weaker_test_never_counts_in_full_and_a_harder_one_always_does(wanted, given, unit):
    required = must("摩擦系数", "<=", high=0.1, condition=f"{wanted} {unit}")
    found = compare([required], [offer("摩擦系数", "=", 0.05, condition=f"{given} {unit}")])[0]
    assert (found.verdict == "MET") is (given >= 0.99 * wanted)
