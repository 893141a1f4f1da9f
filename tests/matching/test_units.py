"""Units as people write them: spelling, dimension, conversion, and the scales that are never converted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.matching.units import convert, convertible, dimension, parse_unit


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (775, "kgf/cm²", "MPa", 76.0015),
        (700, "bar", "MPa", 70),
        (1, "兆帕", "N/mm²", 1),
        (126000, "次", "万次", 12.6),
        (1, "10^6次", "万次", 100),
        (3, "×10⁶ 次", "万次", 300),
        (15, "‰", "％", 1.5),
        (500, "ppm", "%", 0.05),
        (20, "mg/kg", "ppm", 20),
        (3, "天", "小时", 72),
        (24, "个月", "年", 2),
        (0.02, "万元/套", "元/套", 200),
        (900, "升/分钟", "m³/h", 54),
        (24000, "转/分", "r/min", 24000),
        (40, "毫克/立方米", "mg/m³", 40),
        (42, "N/cm", "N/mm", 4.2),
        (18, "N/15mm", "N/mm", 1.2),
        (200, "g/(m²·h)", "g/(m²·24h)", 4800),
        (5, "W/m·K", "W·m-1·K-1", 5),
        (500, "元/MWh", "元/度电", 0.5),
        (130, "Nm", "kN·m", 0.13),
        (100, "℃", "℉", 212),
        (-40, "°F", "摄氏度", -40),
        (0, "℃", "K", 273.15),
        (110, "千瓦时/吨", "kWh/t", 110),
        (1, "mbar·L/s", "Pa·m³/s", 0.1),
        (12, "分钟", "s", 720),
        (1, "μΩ", "mΩ", 0.001),
        (30, "fps", "帧/秒", 30),
    ],
)
def test_a_value_is_converted(value, source, target, expected):
    assert convert(value, source, target) == pytest.approx(expected, rel=1e-6)


def test_differences_of_temperature_have_no_zero_point():
    assert convert(60, "K", "℃", difference=True) == pytest.approx(60)
    assert convert(18, "℉", "℃", difference=True) == pytest.approx(10)
    assert convert(60, "K", "℃") == pytest.approx(-213.15)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HV", "HRC"),
        ("HV0.3", "HB"),
        ("HRC", "HRA"),
        ("邵氏A", "邵氏D"),
        ("邵氏A", "AskerC"),
        ("级", ""),
        ("pH", ""),
        ("次", "件"),
        ("双", "件"),
        ("元", "元/套"),
        ("元/套", "元/台"),
        ("元", "美元"),
        ("dB", "dBm"),
        ("MPa", "N/mm"),
        ("倍", "%"),
        ("Hz", "r/min"),
        ("°", ""),
        ("foo", "bar1"),
    ],
)
def test_scales_and_counts_are_not_converted_into_one_another(one, other):
    assert not convertible(one, other)
    assert convert(1, one, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HV0.3", "HV10"),
        ("HBW", "HB"),
        ("邵A", "Shore A"),
        ("dB", "dB（A）"),
        ("分贝", "dB(A)"),
        ("foo/bar", "FOO/bar"),
        ("Ω/sq", "Ω/□"),
        ("Ra", "μm"),
        ("ｍｇ／Ｌ", "g/L"),
        ("μm", "µm"),
    ],
)
def test_spellings_of_one_scale_are_comparable(one, other):
    assert convertible(one, other)


def test_a_unit_keeps_what_refines_it():
    assert parse_unit("HV0.3").variant == "0.3"
    assert parse_unit("dB(A)").variant == "A"
    assert parse_unit("wt%").variant == "mass"
    assert parse_unit("Ra（μm）").variant == "Ra"


def test_a_unit_is_shown_as_a_reader_expects_it():
    assert parse_unit("mm2").text == "mm2"
    assert parse_unit("mm^2").text == "mm²"
    assert parse_unit("°C").text == "℃"
    assert parse_unit("x10^4次").text == "x10⁴次"


def test_an_unknown_unit_has_its_own_dimension():
    assert dimension("某某单位") == "unknown:某某单位"
    assert not parse_unit("某某单位").known


@given(st.text(max_size=80))
def test_no_text_raises(text):
    unit = parse_unit(text)
    assert unit.factor > 0
    assert dimension(text) == unit.dimension


UNITS = ["MPa", "兆帕", "kgf/cm²", "bar", "psi", "N/mm²", "kPa"]
TEMPERATURES = ["℃", "℉", "K"]
COUNTS = ["次", "万次", "10^6次", "百万次"]


@given(
    st.floats(min_value=-1e9, max_value=1e9),
    st.sampled_from([UNITS, TEMPERATURES, COUNTS]).flatmap(lambda some: st.tuples(*[st.sampled_from(some)] * 3)),
)
def test_conversion_goes_there_and_back_and_through_a_third_unit(value, units):
    one, other, third = units
    there = convert(value, one, other)
    assert convert(there, other, one) == pytest.approx(value, rel=1e-9, abs=1e-6)
    assert convert(convert(value, one, third), third, other) == pytest.approx(there, rel=1e-9, abs=1e-3)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_conversion_keeps_the_order(low, high, one, other):
    low, high = sorted((low, high))
    assert convert(low, one, other) <= convert(high, one, other)
