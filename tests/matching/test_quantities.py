"""Quantities read out of free text: name, operator, figures, unit, condition, sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.matching.quantities import MAX_QUANTITIES, quantities


def only(text):
    found = [one for one in quantities(text) if not one.is_condition]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "name", "operator", "low", "high", "unit"),
    [
        ("硬度不低于1100HV", "硬度", ">=", 1100, None, "HV"),
        ("单套成本不能超过260元", "单套成本", "<=", None, 260, "元"),
        ("泄漏率不可高于5 mL/min", "泄漏率", "<=", None, 5, "mL/min"),
        ("挠度不允许超过3 mm", "挠度", "<=", None, 3, "mm"),
        ("工作温度不能低于-40℃", "工作温度", ">=", -40, None, "℃"),
        ("结合强度 76 MPa", "结合强度", "=", 76, 76, "MPa"),
        ("涂层的显微硬度达到1180–1260 HV0.3。", "显微硬度", "range", 1180, 1260, "HV0.3"),
        ("孔隙率由1.1%降到0.2%以下", "孔隙率", "<=", None, 0.2, "%"),
        ("启闭寿命达到１２.６万次", "启闭寿命", "=", 12.6, 12.6, "万次"),
        ("泄漏量≤0.1 mL/min", "泄漏量", "<=", None, 0.1, "mL/min"),
        ("硬度HRC58~62", "硬度", "range", 58, 62, "HRC"),
        ("表面粗糙度Ra0.8", "表面粗糙度", "=", 0.8, 0.8, "μm"),
        ("裁剪效率提高30%", "裁剪效率提高", "=", 30, 30, "%"),
        ("定位精度±0.02 mm", "定位精度", "±", -0.02, 0.02, "mm"),
        ("电寿命1×10^6 次以上", "电寿命", ">=", 1e6, None, "次"),
        ("机械寿命3×10⁶次", "机械寿命", "=", 3e6, 3e6, "次"),
        ("工作温度-40℃~85℃", "工作温度", "range", -40, 85, "℃"),
        ("工作温度-40~85℃", "工作温度", "range", -40, 85, "℃"),
        ("运行噪声小于70分贝", "运行噪声", "<=", None, 70, "dB"),
        ("转速3000r/min", "转速", "=", 3000, 3000, "r/min"),
        ("单套成本控制在260元/套以内", "单套成本", "<=", None, 260, "元/套"),
        ("年产能不少于30万双", "年产能", ">=", 30, None, "万双"),
        ("单价约 180 元", "单价", "~", 180, 180, "元"),
        ("直径50±0.5mm", "直径", "range", 49.5, 50.5, "mm"),
        ("76 MPa的结合强度", "结合强度", "=", 76, 76, "MPa"),
        ("摩擦系数0.12", "摩擦系数", "=", 0.12, 0.12, ""),
        ("pH 6~9", "pH", "range", 6, 9, "pH"),
        ("Cpk≥1.33", "Cpk", ">=", 1.33, None, "Cpk"),
        ("导热系数大于5 W/(m·K)", "导热系数", ">=", 5, None, "W/(m·K)"),
        ("绝缘电阻（500V）：大于 100 MΩ", "绝缘电阻", ">=", 100, None, "MΩ"),
        ("抗张强度大于1Gpa", "抗张强度", ">=", 1, None, "Gpa"),
        ("合格率98％以上", "合格率", ">=", 98, None, "%"),
        ("温度高于70摄氏度", "温度", ">=", 70, None, "℃"),
        ("排风量必须达到20000m3/h", "排风量", "=", 20000, 20000, "m3/h"),
        ("the hardness is at least 1100 HV", "hardness", ">=", 1100, None, "HV"),
        ("the bond strength reaches 76 MPa", "bond strength", "=", 76, 76, "MPa"),
        ("耐寒-15度", "耐寒", "=", -15, -15, "℃"),
        ("续航里程1,200公里", "续航里程", "=", 1200, 1200, "公里"),
    ],
)
def test_one_quantity_is_read(text, name, operator, low, high, unit):
    found = [one for one in quantities(text) if not one.is_condition and one.name_hint][-1]
    assert (found.name_hint, found.operator, found.unit) == (name, operator, unit)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_a_condition_belongs_to_the_quantity_that_it_qualifies():
    text = "涂层在450 ℃下连续工作300 h无剥落。"
    condition, time = quantities(text)
    assert condition.is_condition
    assert (time.low, time.unit, time.condition) == (300, "h", "450 ℃")
    assert time.sentence == text


def test_sizes_states_and_standards_become_conditions():
    assert only("启闭寿命12.6万次（DN50 台架）").condition == "DN50"
    assert only("常温下抗拉强度 520 MPa").condition == "常温"
    assert only("按GB/T 4340.1-2009测得显微硬度1150HV").condition == "GB/T 4340.1-2009"
    found = quantities("在 150 ℃ 条件下老化1000 h 后强度保持率≥80%")
    assert found[-1].condition == "150 ℃，1000 h"


def test_a_grade_is_kept_as_text():
    found = only("防护等级达到IP67")
    assert (found.name_hint, found.operator, found.text) == ("防护等级", "text", "IP67")
    assert only("密封泄漏 A 级").text == "A 级"
    assert only("阻燃 UL94 V-0").text == "UL94 V-0"


@pytest.mark.parametrize(
    "text",
    [
        "本项目2019年立项，2021年6月1日结题。",
        "专利号ZL201910123456.7，已授权。",
        "符合GB/T 13927-2022和ISO 5208:2015的规定。",
        "1、解决密封问题；2、提高可靠性。",
        "支持5G通信与3D打印，采用316L不锈钢。",
        "外形尺寸500×600×700mm。",
        "联系电话13800000000。",
        "口径DN50，压力PN16。",
        "第3代产品，共4项专利申请号CN110123456A。",
        "",
        "没有数字。",
    ],
)
def test_what_is_no_quantity_is_not_read(text):
    assert [one for one in quantities(text) if one.unit not in ("项",)] == []


def test_places_point_at_the_original_text():
    text = "结合强度：７６ ＭＰａ；硬度≥1100HV。"
    found = quantities(text)
    assert [text[one.start : one.end] for one in found] == ["７６ ＭＰａ", "1100HV"]
    assert found[0].sentence == "结合强度：７６ ＭＰａ；"


@given(
    st.text(alphabet=st.sampled_from("0123456789.~-±≥≤×^%（），。；万亿次元℃MPaHVkNm/·度下由到 \x00🙂²⁶"), max_size=60)
)
def test_no_text_raises_and_places_are_inside(text):
    for one in quantities(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.low is None or one.high is None or one.low <= one.high


def test_a_long_text_is_read_in_bounded_size():
    assert len(quantities("结合强度 76 MPa，" * 500)) == MAX_QUANTITIES
