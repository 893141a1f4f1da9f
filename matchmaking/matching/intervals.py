"""Requirements and offers as intervals in base units, and the verdict of one against the other."""

import math
import re
from dataclasses import dataclass

MET, PARTLY, NOT_MET, NOT_STATED = "MET", "PARTLY", "NOT_MET", "NOT_STATED"
RANK = {NOT_STATED: 0, NOT_MET: 1, PARTLY: 2, MET: 3}

# A bound that somebody guarantees is usually near the real value: this far below the target it is worth asking.
NEAR_BOUND = 0.2
NEAR_BOUND_TEMPERATURE = 0.05
EQUAL, NEARLY_EQUAL = 0.01, 0.05
ABOUT = 0.03
FREEZING = 273.15
_EXACT = 1e-9

_COVERS = re.compile(
    r"范围|工作温度|使用温度|运行温度|适用温度|介质温度|耐温|耐高温|耐低温|耐热|环境温度|储存温度|存储温度|贮存温度|"
    r"量程|频段|口径|通径|适用|可加工|可焊|可切|可调|调节|输入电压|规格|适配|适应"
)
_DIFFERENCE = re.compile(
    r"温升|温差|升温|波动|均匀|温控精度|控温|温度控制精度|温度精度|测温精度|温度偏差|测温误差|过热度|过冷度"
)
_TOLERANCE = re.compile(r"精度|误差|公差|偏差|波动|跳动|漂移|不确定度|均匀")
_SMALLER = re.compile(
    r"噪声|噪音|成本|价格|能耗|功耗|泄漏|漏检|误检|误报|漏报|VOC|温升|孔隙率|磨损|误差|节拍|残留|收缩率|缺陷率|不良率|"
    r"故障率|粗糙度"
)
_LARGER = re.compile(
    r"寿命|次数|合格率|良率|检出率|准确率|识别率|保持率|盐雾|抗菌率|去除率|分断能力|续航|回收率|得率|收率|透光率|效率|强度"
)


def covers(name: str) -> bool:
    """Whether a quantity is a span that the product must cover (工作温度, 量程), not a value that must lie within."""
    return bool(_COVERS.search(name))


def is_difference(name: str) -> bool:
    """Whether ℃ and K under this name mean a difference of temperatures."""
    return bool(_DIFFERENCE.search(name))


def is_tolerance(name: str) -> bool:
    """Whether the quantity is a deviation, for which a symmetric interval means its half width."""
    return bool(_TOLERANCE.search(name))


def direction(name: str) -> int:
    """+1 when everybody wants more of it, -1 when less, 0 when the name does not tell."""
    if _SMALLER.search(name):
        return -1
    return 1 if _LARGER.search(name) else 0


@dataclass(frozen=True, slots=True)
class Span:
    """A requirement or an offer in base units. `form`: point, range, lower (≥), upper (≤) or about."""

    form: str
    low: float
    high: float


def span(operator: str, low: float | None, high: float | None, *, tolerance: bool, limit: bool = False) -> Span | None:
    """An interval from an operator and two values; None when no usable value was given.

    A single value may have been typed into either field. ±a and a range from -a to a under a name of deviations mean a:
    at most a where it is a `limit`, a itself otherwise.
    """
    values = [value for value in (low, high) if value is not None and math.isfinite(value)]
    if not values:
        return None
    first, last = min(values), max(values)
    if operator == "±" or (tolerance and len(values) == 2 and first < 0 and math.isclose(-first, last)):
        size = max(abs(first), abs(last))
        return Span("upper", -math.inf, size) if limit else Span("point", size, size)
    if operator in (">=", ">", "≥"):
        value = low if low is not None and math.isfinite(low) else first
        return Span("lower", value, math.inf)
    if operator in ("<=", "<", "≤"):
        value = high if high is not None and math.isfinite(high) else last
        return Span("upper", -math.inf, value)
    if len(values) == 2 and first != last:
        return Span("range", first, last)
    if operator in ("~", "≈", "about"):
        return Span("about", first, first)
    return Span("point", first, first)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict, the code of its reason, and how far the offer is beyond (+) or short of (-) the target, relatively."""

    verdict: str
    code: str
    margin: float | None = None


def size_of(offered: Span) -> Span:
    """How large a deviation is, whichever way it goes: -4 % is as far from the target as 4 %."""
    if offered.form == "upper" or not math.isfinite(offered.low) or offered.low >= 0:
        return offered
    sizes = sorted((abs(offered.low), abs(offered.high)))
    return Span(offered.form, 0.0 if offered.low < 0 < offered.high else sizes[0], sizes[1])


def _relative(distance: float, target: float) -> float | None:
    return distance / abs(target) if target else None


def _at_most(left: float, right: float) -> bool:
    return left <= right or math.isclose(left, right, rel_tol=_EXACT)


def _against_bound(target: float, offer: Span, sign: int, *, spans: bool, temperature: bool) -> Verdict:
    """An offer against ≥ target (sign 1) or ≤ target (sign -1), both mirrored so that more is better."""
    want = sign * target
    low, high = (offer.low, offer.high) if sign > 0 else (-offer.high, -offer.low)
    form = offer.form
    if sign < 0 and form in ("lower", "upper"):
        form = "upper" if form == "lower" else "lower"
    if spans:
        # The product covers everything up to the end of its span, whichever way that end was written.
        end = high if math.isfinite(high) else low
        margin = _relative(end - want, target)
        return Verdict(MET, "covers", margin) if _at_most(want, end) else Verdict(NOT_MET, "does_not_cover", margin)
    if form == "upper":
        if not _at_most(want, high):
            return Verdict(NOT_MET, "misses", _relative(high - want, target))
        return Verdict(NOT_STATED, "only_other_bound")
    margin = _relative(low - want, target)
    if form == "lower":
        if _at_most(want, low):
            return Verdict(MET, "reaches", margin)
        near = NEAR_BOUND_TEMPERATURE if temperature else NEAR_BOUND
        if margin is not None and margin >= -near:
            return Verdict(PARTLY, "guarantees_less", margin)
        return Verdict(NOT_MET, "misses", margin)
    if form == "about":
        if not _at_most(want, low):
            return Verdict(NOT_MET, "misses", margin)
        if margin is not None and margin < ABOUT and not math.isclose(margin, ABOUT):
            return Verdict(PARTLY, "approximate", margin)
        return Verdict(MET, "reaches", margin)
    if _at_most(want, low):
        return Verdict(MET, "reaches", margin)
    if _at_most(want, high):
        return Verdict(PARTLY, "overlaps", margin)
    return Verdict(NOT_MET, "misses", _relative(high - want, target))


def _against_range(low: float, high: float, offer: Span, *, spans: bool) -> Verdict:
    width = max(abs(low), abs(high))
    if spans:
        if offer.form in ("point", "about"):
            # One figure for a span is its far end: the near end has not been said.
            if _at_most(high, offer.low):
                return Verdict(PARTLY, "one_end_stated", _relative(offer.low - high, width))
            if _at_most(low, offer.low):
                return Verdict(PARTLY, "overlaps", _relative(offer.low - high, width))
            return Verdict(NOT_MET, "does_not_cover", _relative(offer.low - low, width))
        if offer.form == "upper":
            return _one_end(offer.high, low, high, width)
        if offer.form == "lower":
            return _one_end(-offer.low, -high, -low, width)
        if _at_most(offer.low, low) and _at_most(high, offer.high):
            return Verdict(MET, "covers", _relative(min(low - offer.low, offer.high - high), width))
        if _at_most(low, offer.high) and _at_most(offer.low, high):
            return Verdict(PARTLY, "covers_part", _relative(min(low - offer.low, offer.high - high), width))
        return Verdict(NOT_MET, "does_not_cover", _relative(min(offer.high - low, high - offer.low), width))
    if _at_most(low, offer.low) and _at_most(offer.high, high):
        return Verdict(MET, "inside", _relative(min(offer.low - low, high - offer.high), width))
    if _at_most(low, offer.high) and _at_most(offer.low, high):
        return Verdict(PARTLY, "overlaps")
    return Verdict(NOT_MET, "outside", _relative(min(offer.high - low, high - offer.low), width))


def _one_end(end: float, low: float, high: float, width: float) -> Verdict:
    margin = _relative(end - high, width)
    if _at_most(high, end):
        return Verdict(PARTLY, "one_end_stated", margin)
    return Verdict(PARTLY, "covers_part", margin) if _at_most(low, end) else Verdict(NOT_MET, "does_not_cover", margin)


def _against_value(target: float, offer: Span, *, spans: bool, wanted: int) -> Verdict:
    if spans and offer.form == "range":
        inside = _at_most(offer.low, target) and _at_most(target, offer.high)
        return Verdict(MET, "covers", 0.0) if inside else Verdict(NOT_MET, "does_not_cover")
    if offer.form in ("lower", "upper"):
        if wanted == (1 if offer.form == "lower" else -1):
            return _against_bound(target, offer, wanted, spans=False, temperature=False)
        return (
            Verdict(NOT_STATED, "only_other_bound")
            if _at_most(offer.low, target) and _at_most(target, offer.high)
            else Verdict(NOT_MET, "differs")
        )
    if wanted and _at_most(0, wanted * ((offer.low if wanted > 0 else offer.high) - target)):
        edge = offer.low if wanted > 0 else offer.high
        return Verdict(MET, "better", _relative(wanted * (edge - target), target))
    if offer.form == "range":
        inside = _at_most(offer.low, target) and _at_most(target, offer.high)
        return Verdict(PARTLY, "overlaps") if inside else Verdict(NOT_MET, "differs")
    distance = abs(offer.low - target)
    off = distance / abs(target) if target else (0.0 if distance == 0 else math.inf)
    margin = None if math.isinf(off) else -off
    if off <= EQUAL or math.isclose(off, EQUAL):
        return Verdict(MET, "equals", margin)
    if off <= NEARLY_EQUAL or math.isclose(off, NEARLY_EQUAL):
        return Verdict(PARTLY, "nearly_equals", margin)
    return Verdict(NOT_MET, "differs", margin)


def judge(required: Span, offer: Span, *, spans: bool = False, temperature: bool = False, wanted: int = 0) -> Verdict:
    """The verdict of an offered interval against a required one, both in the same base unit.

    `spans`: the requirement is a span to cover. `wanted`: +1/-1 when more/less than the target is better still.
    """
    if required.form == "lower":
        return _against_bound(required.low, offer, 1, spans=spans, temperature=temperature)
    if required.form == "upper":
        if spans and not (temperature and required.high < FREEZING):
            # 介质温度 ≤ 180 ℃ tells how far the product must reach, unlike 最低温度 ≤ -40 ℃.
            return _against_bound(required.high, offer, 1, spans=True, temperature=temperature)
        return _against_bound(required.high, offer, -1, spans=spans, temperature=temperature)
    if required.form == "range":
        return _against_range(required.low, required.high, offer, spans=spans)
    return _against_value(required.low, offer, spans=spans, wanted=wanted)
