"""What a text says of a figure: whose it is, and whether it is reached. A wrong "met" is the worst mistake."""

import pytest

from matchmaking.matching.comparison import Requirement, compare_one
from matchmaking.matching.prose import offers_in_text

STRENGTH = Requirement(1, "结合强度", "must", ">=", 70.0, None, "", "MPa")
DELAY = Requirement(2, "响应时间", "must", "<=", 100.0, None, "", "ms")
YIELD = Requirement(3, "合格率", "must", ">=", 95.0, None, "", "%")
HEAT = Requirement(4, "使用温度", "must", ">=", 450.0, None, "", "℃")


def verdict(requirement: Requirement, text: str) -> str:
    found = compare_one(requirement, offers_in_text(text))
    return found.verdict if found.verdict != "PARTLY" else found.reason.code


@pytest.mark.parametrize(
    "text",
    [
        "现有技术的涂层结合强度约 80 MPa，但成本高。",
        "国外同类产品的结合强度达 90 MPa。",
        "结合强度尚未达到 90 MPa。",
        "未能达到结合强度 90 MPa 的要求。",
        "结合强度没有达到 80 MPa。",
        "标准规定结合强度不低于 80 MPa。",
        "GB/T 8642 要求结合强度 ≥ 70 MPa。",
        "客户要求结合强度 80 MPa，目前做到的还要再测。",
        "结合强度比原来高 80 MPa。",
        "结合强度与 90 MPa 的进口涂层相当。",
        "一般涂层结合强度为 80 MPa 以上，本涂层未测。",
        "改性前结合强度为 82 MPa。",
        "结合强度提高了 80%。",
        "按行业标准要求结合强度不小于 75 MPa。",
    ],
)
def test_what_others_reach_or_somebody_wants_is_no_offer(text: str):
    assert verdict(STRENGTH, text) == "NOT_STATED"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("下一步目标：结合强度不低于 90 MPa。", "planned"),
        ("预计结合强度可达 90 MPa。", "planned"),
        ("结合强度理论值 90 MPa。", "planned"),
        ("仿真表明结合强度可达 90 MPa。", "planned"),
        ("结合强度最高可达 90 MPa。", "at_best"),
        ("个别样品结合强度 90 MPa。", "at_best"),
        ("与钢基体的结合强度 85 MPa，与铝基体的结合强度 45 MPa。", "figures_differ"),
        ("结合强度 76 MPa（室温），450 ℃ 下 48 MPa。", "figures_differ"),
    ],
)
def test_a_plan_a_best_case_and_one_figure_of_several_count_in_part(text: str, code: str):
    assert verdict(STRENGTH, text) == code


@pytest.mark.parametrize(
    "text",
    [
        "传统涂层结合强度仅 40 MPa，本成果达到 76 MPa。",
        "与传统工艺相比，结合强度达到 76 MPa。",
        "优于国外同类产品，结合强度 76 MPa。",
        "替代进口涂层，结合强度 76 MPa。",
        "满足客户要求，结合强度 76 MPa。",
        "结合强度由原来的 50 MPa 提高到 76 MPa。",
        "设计目标已实现，实测结合强度 76 MPa。",
        "用于目标检测设备的涂层，结合强度 76 MPa。",
    ],
)
def test_the_own_figure_counts_whatever_it_is_compared_with(text: str):
    assert verdict(STRENGTH, text) == "MET"


@pytest.mark.parametrize(
    ("requirement", "text", "expected"),
    [
        (STRENGTH, "传统工艺的结合强度为 90 MPa，本成果结合强度 60 MPa。", "NOT_MET"),
        (STRENGTH, "结合强度从 80 MPa 降到 50 MPa。", "NOT_MET"),
        (DELAY, "响应时间由 500 ms 缩短到 80 ms。", "MET"),
        (DELAY, "响应时间比竞品少 50 ms。", "NOT_STATED"),
        (DELAY, "响应时间最快 20 ms。", "at_best"),
        (DELAY, "响应时间最大 90 ms。", "MET"),
        (DELAY, "平均响应时间 80 ms，最大响应时间 300 ms。", "figures_differ"),
        (YIELD, "合格率由 80% 提升了 16 个百分点。", "NOT_STATED"),
        (YIELD, "某批次合格率 99%，总体合格率 91%。", "figures_differ"),
        (HEAT, "最高使用温度 500 ℃。", "MET"),
        (HEAT, "短时使用温度 500 ℃，长期 300 ℃。", "at_best"),
        (HEAT, "烧结温度 1200 ℃。", "NOT_STATED"),
    ],
)
def test_the_direction_of_a_change_and_of_a_bound_is_read(requirement: Requirement, text: str, expected: str):
    assert verdict(requirement, text) == expected
