"""Names of quantities: what is the same thing, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.matching.names import similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("抗拉强度", "拉伸强度"),
        ("结合强度", "涂层结合强度"),
        ("启闭寿命", "开关次数"),
        ("噪音", "运行噪声"),
        ("硬度（HV0.3）", "硬度"),
        ("连续工作温度", "工作温度"),
        ("密封泄漏", "泄漏率"),
        ("合格率", "良品率"),
        ("耐盐雾", "中性盐雾试验时间"),
        ("阀座涂层硬度", "涂层硬度"),
        ("分断能力", "极限短路分断能力"),
    ],
)
def test_names_of_one_quantity_score_high(one, other):
    assert similarity(one, other) >= 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("抗拉强度", "结合强度"),
        ("抗拉强度", "屈服强度"),
        ("剥离强度", "粘接强度"),
        ("工作温度", "温升"),
        ("工作温度", "储存温度"),
        ("电寿命", "机械寿命"),
        ("误检率", "漏检率"),
        ("合格率", "不合格率"),
        ("定位精度", "重复定位精度"),
        ("生产效率", "转换效率"),
        ("效率", "效率提高"),
        ("最低工作温度", "最高工作温度"),
        ("开启压力", "关闭压力"),
        ("透湿量", "透气率"),
        ("耐摩擦色牢度", "耐水洗色牢度"),
        ("能量密度", "密度"),
        ("", "硬度"),
    ],
)
def test_names_of_different_quantities_score_low(one, other):
    assert similarity(one, other) < 0.6


def test_a_bare_head_may_be_any_of_its_kinds():
    assert 0.6 <= similarity("寿命", "电寿命") < 0.8
    assert 0.6 <= similarity("硬度", "显微硬度") < 0.8


def test_the_vocabulary_may_raise_a_score_but_not_lower_it():
    def same(one, other):
        return 1.0 if {one, other} == {"抗蚀能力", "防腐性能"} else 0.0

    assert similarity("抗蚀能力", "防腐性能") < 0.6
    assert similarity("抗蚀能力", "防腐性能", same) == 1.0
    assert similarity("抗拉强度", "拉伸强度", lambda one, other: 0.0) >= 0.95


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_symmetric_and_bounded(one, other):
    assert similarity(one, other) == similarity(other, one)
    assert 0.0 <= similarity(one, other) <= 1.0
