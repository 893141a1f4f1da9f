"""The verdict of one offer against one requirement: by grades, by figures, by several figures, or by words."""

import re

from matchmaking.matching import intervals
from matchmaking.matching.claims import BRIEF, FLATTERS, PLANNED, is_only_planned
from matchmaking.matching.conditions import Doubt, conditions, doubts
from matchmaking.matching.grades import holds
from matchmaking.matching.intervals import MET, NOT_MET, NOT_STATED, PARTLY, RANK, Span, Verdict
from matchmaking.matching.names import likeness
from matchmaking.matching.sides import Offer, Requirement, Side, offer_side, requirement_side
from matchmaking.matching.units import fold

SURE_NAME = 0.8

_ONE_MEANING = re.compile("重量|厚度|密度|硬度|噪声|噪音|温升|孔隙率|粘度|纯度|转速|流量|扬程|幅宽|克重")
_NEGATED = re.compile(r"未通过|不能|无法|不支持|不具备|没有通过|不满足|不可|不含该")
_PENDING = re.compile(r"正在|计划|拟|待|预计|申请中|筹备|未测|未检|尚未|暂无|没有数据")
_NO_DATA = re.compile(r"^(?:暂无|未测|未检测|待测|无|无数据|没有数据|—|-|/|不详|未知)$")


def _compound(required: Side, offered: Side) -> Verdict:
    """Words with several figures (450 ℃，200 h 无剥落): each must be reached by a figure of the same dimension."""
    have = list(offered.parts)
    if offered.span is not None:
        have.append((offered.unit.dimension, offered.span, offered.shown))
    for dimension, low, high, text, _ in conditions(offered.condition).intervals:
        have.append((dimension, Span("point" if low == high else "range", low, high), text))
    results = []
    for dimension, want, _ in required.parts:
        target = want if want.form in ("lower", "upper", "range") else Span("lower", want.low, float("inf"))
        if want.form in ("point", "about") and dimension == "temperature" and want.low < 273.15:
            target = Span("upper", -float("inf"), want.high)
        same = [intervals.judge(target, one, spans=dimension == "temperature") for d, one, _ in have if d == dimension]
        results.append(max(same, key=lambda one: RANK[one.verdict]) if same else Verdict(NOT_STATED, "part_not_stated"))
    if not results or all(one.verdict == NOT_STATED for one in results):
        return Verdict(NOT_STATED, "text_to_read")
    if all(one.verdict == MET for one in results):
        margins = [one.margin for one in results if one.margin is not None]
        return Verdict(MET, "parts_reached", min(margins) if margins else None)
    if all(one.verdict == NOT_MET for one in results):
        return Verdict(NOT_MET, "parts_missed", min((one.margin for one in results if one.margin), default=None))
    return Verdict(PARTLY, "parts_open")


def _words(required: Side, offered: Side) -> Verdict:
    """Words against words: the same, denied, pending, or for a person to read."""
    want, have = _plain(required.text), _plain(offered.text or offered.condition)
    if not want or not have or _NO_DATA.match(have):
        return Verdict(NOT_STATED, "nothing_said")
    if _NEGATED.search(have):
        return Verdict(NOT_MET, "denied")
    tokens = set(re.findall(r"[a-z0-9./-]{2,}", want))
    same = want in have or (bool(tokens) and all(token in have for token in tokens) and likeness(want, have) >= 0.5)
    if same or likeness(want, have) >= 0.8:
        return Verdict(PARTLY, "pending") if _PENDING.search(have) else Verdict(MET, "same_words")
    return Verdict(NOT_STATED, "text_to_read")


def _plain(text: str) -> str:
    plain = re.sub(r"[\s,;:。，、；：（）()]+", "", fold(text).lower())
    plain = re.sub(r"零|没有|无可见|不得有|不允许有|不出现|不发生", "无", plain)
    return re.sub(r"已|须|需要|应|必须|要求|具备|达到|符合|满足|取得|获得|通过了", "", plain)


def _graded(required: Side, offered: Side) -> Verdict | None:
    """The verdict by grades; None when either side names none on a common ladder."""
    outcomes = [
        outcome for want in required.grades for have in offered.grades if (outcome := holds(want, have)) is not None
    ]
    if not outcomes:
        return None
    best = max(outcomes, key=("unknown", "missed", "partly", "met").index)
    return {
        "met": Verdict(MET, "grade_reached"),
        "partly": Verdict(PARTLY, "grade_partly"),
        "missed": Verdict(NOT_MET, "grade_missed"),
        "unknown": Verdict(NOT_STATED, "grade_unclear"),
    }[best]


def _numbers(requirement: Requirement, required: Side, offered: Side, name: str) -> Verdict:
    one, other = required.unit, offered.unit
    spans = intervals.covers(requirement.name)
    options = {"spans": spans, "temperature": one.dimension == "temperature", "wanted": intervals.direction(name)}
    if one.dimension != other.dimension:
        missing = not (requirement.unit and other.text) and ("" in (one.dimension, other.dimension))
        money = "money^1" in one.dimension.split() and "money^1" in other.dimension.split()
        if not missing and not money:
            return Verdict(
                NOT_STATED, "scale_differs" if "scale:" in one.dimension + other.dimension else "unit_differs"
            )
        if missing:
            # One side wrote no unit: compare the bare numbers as they were written.
            plain = Span(required.span.form, one.from_base(required.span.low), one.from_base(required.span.high))
            given = Span(offered.span.form, other.from_base(offered.span.low), other.from_base(offered.span.high))
        else:
            plain, given = required.span, offered.span
        if money and one.dimension == "money^1":
            # A total is required: a price for one piece says nothing about it.
            return Verdict(NOT_STATED, "basis_differs")
        outcome = intervals.judge(plain, given, **options)
        code = "unit_missing" if missing else "basis_differs"
        return Verdict(PARTLY if outcome.verdict == MET else NOT_STATED, code)
    if one.dimension == "length^1" and required.roughness and offered.roughness not in ("", required.roughness):
        return Verdict(NOT_STATED, "scale_differs")
    is_deviation = requirement.operator == "±" or intervals.is_tolerance(name)
    if is_deviation and required.span.form == "upper" and required.span.high >= 0 and one.dimension != "temperature":
        outcome = intervals.judge(required.span, intervals.size_of(offered.span), **options)
    else:
        outcome = intervals.judge(required.span, offered.span, **options)
    if outcome.verdict == MET and one.variant and other.variant and one.variant != other.variant:
        return Verdict(PARTLY, "variant_differs", outcome.margin)
    return outcome


def judge(requirement: Requirement, offer: Offer, name_score: float) -> tuple[Verdict, list[Doubt], Side, Side]:
    """The verdict of an offer, what keeps its figure from counting in full, and both sides as they were read."""
    difference = intervals.is_difference(requirement.name) or intervals.is_difference(offer.name or "")
    required, offered = requirement_side(requirement, difference), offer_side(offer, difference)
    outcome = _graded(required, offered) if required.grades else None
    if outcome is None and required.span is not None:
        if offered.span is not None:
            outcome = _numbers(requirement, required, offered, requirement.name)
        else:
            same = [one for one in offered.parts if one[0] == required.unit.dimension]
            judged = [
                intervals.judge(
                    required.span, one[1], spans=intervals.covers(requirement.name),
                    temperature=required.unit.dimension == "temperature", wanted=intervals.direction(requirement.name),
                )
                for one in same
            ]  # fmt: skip
            outcome = judged[0] if judged else Verdict(NOT_STATED, "no_figure")
    elif outcome is None and required.parts:
        outcome = _compound(required, offered)
    if outcome is None:
        outcome = _words(required, offered) if not required.grades else Verdict(NOT_STATED, "grade_not_stated")
        if required.grades and outcome.verdict == NOT_STATED and _words(required, offered).verdict == MET:
            outcome = Verdict(MET, "same_words")
    open_doubts: list[Doubt] = []
    if outcome.verdict in (MET, PARTLY) and outcome.code not in ("parts_reached", "parts_open"):
        price = "money" in required.unit.dimension
        wanted = conditions(required.condition if required.span is not None else _circumstances(required))
        given = conditions("；".join(part for part in (offered.condition, offered.text) if part))
        open_doubts = doubts(wanted, given, name=requirement.name, itself=required.unit.dimension, price=price)
    elif outcome.verdict == MET:
        open_doubts = doubts(
            conditions(required.condition),
            conditions(f"{offered.condition}；{offered.text}"),
            name=requirement.name,
        )
    if outcome.verdict == MET:
        open_doubts = [*_standing_doubts(requirement, offer, required), *open_doubts]
    if (
        outcome.verdict == MET
        and not open_doubts
        and name_score < SURE_NAME
        and _more_general(offer.name, requirement.name)
    ):
        open_doubts = [Doubt("name_uncertain", requirement.name, offer.name)]
    return outcome, open_doubts, required, offered


def _standing_doubts(requirement: Requirement, offer: Offer, required: Side) -> list[Doubt]:
    """What a figure is worth by the words around it: planned or computed, or reached at best."""
    if offer.standing == PLANNED or is_only_planned(offer.condition):
        return [Doubt("planned")]
    flatters = offer.standing in FLATTERS.get(required.span.form if required.span else "", ())
    # How far a span reaches at best (使用温度最高 500 ℃) is what was asked, unless it is only for moments.
    is_reach = intervals.covers(requirement.name) and offer.standing not in BRIEF
    if (flatters or offer.standing in BRIEF) and offer.standing not in requirement.name and not is_reach:
        return [Doubt("at_best", "", offer.standing)]
    return []


def _circumstances(required: Side) -> str:
    return "；".join(part for part in (required.condition, required.text) if part)


def _more_general(offered: str, required: str) -> bool:
    """Whether the offer's name says less than the requirement's: 寿命 for 电寿命 does, 显微硬度 for 硬度 does not.

    Some quantities have only one meaning for a product: 重量 for 镜架重量 leaves nothing to ask.
    """
    name = fold(offered or "").strip()
    return fold(required or "").strip() not in name and not _ONE_MEANING.fullmatch(name)
