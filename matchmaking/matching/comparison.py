"""What a demand requires against what an achievement measured: one finding per criterion, each with its reason."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matchmaking.matching import intervals
from matchmaking.matching.conditions import Doubt, conditions, doubts
from matchmaking.matching.figures import ranged
from matchmaking.matching.grades import Grade, grades, holds
from matchmaking.matching.intervals import MET, NOT_MET, NOT_STATED, PARTLY, RANK, Span, Verdict
from matchmaking.matching.names import Synonyms, likeness, similarity
from matchmaking.matching.quantities import Quantity, quantities
from matchmaking.matching.sentences import Reason, question_for, sentence_for
from matchmaking.matching.units import Unit, fold, parse_unit

VERDICTS = (MET, PARTLY, NOT_MET, NOT_STATED)
STATED_NAME, TEXT_NAME, SURE_NAME = 0.6, 0.7, 0.8


@dataclass(frozen=True, slots=True)
class Requirement:
    """One criterion of a demand. `condition` holds the circumstances and the test method as they were written."""

    id: int | str
    name: str
    importance: str = "must"
    operator: str = ">="
    low: float | None = None
    high: float | None = None
    text: str = ""
    unit: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One figure of an achievement: `source` is "stated" for a measurement, "text" when it was read out of its text."""

    id: int | str | None
    name: str
    operator: str = "="
    low: float | None = None
    high: float | None = None
    text: str = ""
    unit: str = ""
    condition: str = ""
    evidence_kind: str = ""
    source: str = "stated"
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome for one requirement.

    `reason` is a code with parameters, worded by the caller; `sentence_zh` words it in Chinese. `question` is what to
    ask the team, with the same parameters, empty when nothing is open. `margin` is the relative distance to the target:
    positive beyond it, negative short of it.
    """

    requirement_id: int | str
    offer_id: int | str | None
    verdict: str
    importance: str
    name: str
    requirement_text: str
    offer_text: str
    reason: Reason
    sentence_zh: str
    question: str
    margin: float | None
    source: str
    sentence: str
    evidence_kind: str


@dataclass(frozen=True, slots=True)
class _Side:
    """One side made ready: its spans in base units by reading, grades, circumstances and words."""

    unit: Unit
    span: Span | None
    parts: tuple[tuple[str, Span, str], ...]
    grades: tuple[Grade, ...]
    text: str
    condition: str
    shown: str
    roughness: str


_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_PER = {
    "套": "套",
    "台": "台",
    "件": "件",
    "双": "双",
    "只": "只",
    "个": "个",
    "吨": "t",
    "米": "m",
    "片": "片",
    "副": "副",
    "支": "支",
    "公斤": "kg",
}
_PER_NAME = re.compile(r"(?:单|每|/)(套|台|件|双|只|个|吨|米|片|副|支|公斤)|(吨)(?=成本|价|能耗|电耗|水耗)")
_ROUGHNESS = re.compile(r"(?<![A-Za-z])(R[azqyt]|S[az])(?![A-Za-z])")
_NEGATED = re.compile(r"未通过|不能|无法|不支持|不具备|没有通过|不满足|不可|不含该")
_PENDING = re.compile(r"正在|计划|拟|待|预计|申请中|筹备|未测|未检|尚未|暂无|没有数据")
_NO_DATA = re.compile(r"^(?:暂无|未测|未检测|待测|无|无数据|没有数据|—|-|/|不详|未知)$")


def _context_unit(unit: str, name: str) -> str:
    """The unit with what the name adds: 单套成本 in 元 is 元/套, 循环 in 周 is 次, 寿命（万次） without a unit is 万次."""
    spelled = unit.strip()
    if not spelled:
        for inner in _BRACKET.findall(name):
            if parse_unit(inner).known and parse_unit(inner).dimension:
                spelled = inner
        bare = re.search(r"(HRC|HRA|HRB|HBW|HB|HV|pH)\s*$", name)
        if not spelled and bare:
            spelled = bare.group(1)
    if spelled == "周" and "循环" in name:
        return "次"
    if spelled == "度":
        return "℃" if re.search("温|热|寒|冷", name) else "邵氏A" if "硬度" in name else "°"
    per = _PER_NAME.search(name)
    if per and "/" not in spelled and parse_unit(spelled).dimension in ("money^1", "money_usd^1"):
        return f"{spelled}/{_PER[per.group(1) or per.group(2)]}"
    return spelled


@lru_cache(maxsize=16384)
def _side(
    operator: str, low: float | None, high: float | None, text: str, unit: str, name: str, condition: str,
    difference: bool, limit: bool,
) -> _Side:  # fmt: skip
    """Read one side once: figures from the fields, or else from the words that were written instead of them.

    `limit`: a deviation ±a is a limit (a requirement), otherwise it is the value itself (an offer).
    """
    spelled = _context_unit(unit, name)
    parsed = parse_unit(spelled, difference)
    tolerance = intervals.is_tolerance(name) and not intervals.covers(name)
    around = "，".join(part for part in [condition, *_BRACKET.findall(name)] if part)
    parts: list[tuple[str, Span, str]] = []
    figures = tuple(one for one in quantities(text) if one.operator != "text") if text else ()
    value = None
    shown = ""
    if operator != "text" or low is not None or high is not None:
        value = intervals.span(operator, low, high, tolerance=tolerance, limit=limit)
        if value is not None:
            shown = ranged(operator, low, high, parsed.text or spelled)
            if text:
                around = f"{around}，{text}".strip("，")
    stated = [one for one in figures if not one.is_condition]
    if value is None and len(stated) == 1 and not _mixed(stated[0], figures):
        one = stated[0]
        parsed = parse_unit(one.unit or spelled, difference)
        value = intervals.span(one.operator, one.low, one.high, tolerance=tolerance or one.operator == "±", limit=limit)
        around = "，".join(part for part in (around, one.condition, *_around(text, one)) if part)
    elif value is None:
        for one in figures:
            reading = parse_unit(one.unit, difference)
            interval = intervals.span(one.operator, one.low, one.high, tolerance=tolerance, limit=limit)
            if interval is not None:
                parts.append((reading.dimension, _based(interval, reading), text[one.start : one.end].strip()))
    if value is not None:
        value = _based(value, parsed)
    roughness = _ROUGHNESS.search(f"{name} {unit} {text}")
    found = grades(text, name) if text else ()
    words = text.strip()
    if operator != "text" and value is None and not words:
        shown = ""
    elif not shown or value is None:
        shown = words
    elif words and words not in shown:
        shown = f"{shown}；{words}" if quantities(words) else f"{shown}（{words}）"
    return _Side(
        parsed, value, tuple(parts), found, words, around, shown, roughness.group(1) if roughness else parsed.variant
    )


def _mixed(one: Quantity, figures: Sequence[Quantity]) -> bool:
    return any(other.is_condition and other.unit != one.unit and not one.condition for other in figures)


def _around(text: str, one: Quantity) -> list[str]:
    """The words around the only figure of a text: what they say of circumstances counts."""
    return [part for part in (text[: one.start], text[one.end :]) if re.search(r"\d|温|态|载|真空", part)]


def _based(value: Span, unit: Unit) -> Span:
    return Span(value.form, unit.base(value.low), unit.base(value.high))


def _requirement_side(requirement: Requirement, difference: bool) -> _Side:
    return _side(
        requirement.operator, requirement.low, requirement.high, requirement.text or "", requirement.unit or "",
        requirement.name or "", requirement.condition or "", difference, True,
    )  # fmt: skip


def _offer_side(offer: Offer, difference: bool) -> _Side:
    return _side(
        offer.operator, offer.low, offer.high, offer.text or "", offer.unit or "", offer.name or "",
        offer.condition or "", difference, False,
    )  # fmt: skip


def requirement_text(requirement: Requirement) -> str:
    """What is required, as a line: ≥ 1100 HV0.3（450 ℃）."""
    shown = _requirement_side(requirement, intervals.is_difference(requirement.name or "")).shown
    return f"{shown}（{requirement.condition}）" if requirement.condition and shown else shown or requirement.condition


def offer_text(offer: Offer) -> str:
    """What is offered, as a line, in its own unit."""
    shown = _offer_side(offer, intervals.is_difference(offer.name or "")).shown
    return f"{shown}（{offer.condition}）" if offer.condition and shown else shown or offer.condition


def _compound(required: _Side, offered: _Side) -> Verdict:
    """Words with several figures (450 ℃，200 h 无剥落): each must be reached by a figure of the same dimension."""
    have = list(offered.parts)
    if offered.span is not None:
        have.append((offered.unit.dimension, offered.span, offered.shown))
    for dimension, low, high, text in conditions(offered.condition).intervals:
        have.append((dimension, Span("point" if low == high else "range", low, high), text))
    results = []
    for dimension, want, text in required.parts:
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


def _words(required: _Side, offered: _Side) -> Verdict:
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


def _graded(required: _Side, offered: _Side) -> Verdict | None:
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


def _numbers(requirement: Requirement, required: _Side, offered: _Side, name: str) -> Verdict:
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
        outcome = intervals.judge(plain, given, **options)
        code = "unit_missing" if missing else "basis_differs"
        return Verdict(PARTLY if outcome.verdict == MET else NOT_STATED, code)
    if one.dimension == "length^1" and required.roughness and offered.roughness not in ("", required.roughness):
        return Verdict(NOT_STATED, "scale_differs")
    outcome = intervals.judge(required.span, offered.span, **options)
    if outcome.verdict == MET and one.variant and other.variant and one.variant != other.variant:
        return Verdict(PARTLY, "variant_differs", outcome.margin)
    return outcome


def _judge(requirement: Requirement, offer: Offer, name_score: float) -> tuple[Verdict, list[Doubt], _Side, _Side]:
    difference = intervals.is_difference(requirement.name) or intervals.is_difference(offer.name or "")
    required, offered = _requirement_side(requirement, difference), _offer_side(offer, difference)
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
        open_doubts = doubts(wanted, given, price=price)
    elif outcome.verdict == MET:
        open_doubts = doubts(conditions(required.condition), conditions(f"{offered.condition}；{offered.text}"))
    if (
        outcome.verdict == MET
        and not open_doubts
        and name_score < SURE_NAME
        and _more_general(offer.name, requirement.name)
    ):
        open_doubts = [Doubt("name_uncertain", requirement.name, offer.name)]
    return outcome, open_doubts, required, offered


def _circumstances(required: _Side) -> str:
    return "；".join(part for part in (required.condition, required.text) if part)


def _more_general(offered: str, required: str) -> bool:
    """Whether the offer's name says less than the requirement's: 寿命 for 电寿命 does, 显微硬度 for 硬度 does not."""
    return fold(required or "").strip() not in fold(offered or "")


def _finding(requirement: Requirement, offer: Offer, name_score: float) -> Finding:
    outcome, open_doubts, required, offered = _judge(requirement, offer, name_score)
    verdict = PARTLY if outcome.verdict == MET and open_doubts else outcome.verdict
    own = offer_text(offer)
    if (
        offered.span is not None
        and required.span is not None
        and required.unit.dimension == offered.unit.dimension
        and (required.unit.factor, required.unit.offset) != (offered.unit.factor, offered.unit.offset)
    ):
        own = f"{own}（= {_converted(offered.span, required.unit)}）"
    doubt = open_doubts[0] if open_doubts else None
    code = doubt.code if doubt and outcome.verdict == MET else outcome.code
    reason = Reason(
        code,
        name=requirement.name,
        required=requirement_text(requirement),
        offered=own,
        offer_name=offer.name,
        wanted=doubt.required if doubt else "",
        given=doubt.offered if doubt else "",
        unit=required.unit.text,
        margin=abs(outcome.margin) if outcome.margin is not None else None,
    )
    return Finding(
        requirement.id, offer.id, verdict, requirement.importance, requirement.name, requirement_text(requirement),
        own, reason, sentence_for(reason), question_for(reason, verdict), outcome.margin, offer.source, offer.sentence,
        offer.evidence_kind,
    )  # fmt: skip


def _converted(value: Span, unit: Unit) -> str:
    low, high = unit.from_base(value.low), unit.from_base(value.high)
    operator = {"lower": ">=", "upper": "<=", "range": "range"}.get(value.form, "=")
    return ranged(operator, low, high, unit.text)


def _fitting(requirement: Requirement, offers: Iterable[Offer], floor: float, synonyms: Synonyms | None):
    scored = [(similarity(requirement.name, offer.name, synonyms), offer) for offer in offers if offer.name]
    kept = [(score, offer) for score, offer in scored if score >= floor]
    if not kept:
        return []
    best = max(score for score, _ in kept)
    return [(score, offer) for score, offer in kept if score >= best - 0.15]


def _silent(requirement: Requirement) -> Finding:
    required = requirement_text(requirement)
    reason = Reason("not_stated", name=requirement.name, required=required)
    return Finding(
        requirement.id, None, NOT_STATED, requirement.importance, requirement.name, required, "", reason,
        sentence_for(reason), question_for(reason, NOT_STATED), None, "", "", "",
    )  # fmt: skip


@lru_cache(maxsize=32768)
def _cached_finding(requirement: Requirement, offer: Offer, name_score: float) -> Finding:
    return _finding(requirement, offer, name_score)


def compare_one(requirement: Requirement, offers: Sequence[Offer], synonyms: Synonyms | None = None) -> Finding:
    """The finding for one requirement from the offer that answers it best.

    Figures read from the text are used only when no stated measurement answers, and are marked by their source.
    """
    answer: Finding | None = None
    for source, floor in (("stated", STATED_NAME), ("text", TEXT_NAME)):
        fitting = _fitting(requirement, (one for one in offers if one.source == source), floor, synonyms)
        found = [(_cached_finding(requirement, offer, round(score, 3)), score) for score, offer in fitting]
        if not found:
            continue
        best, _ = max(found, key=lambda one: (RANK[one[0].verdict], one[1], one[0].margin or 0.0))
        if answer is None or RANK[best.verdict] > RANK[NOT_STATED]:
            answer = best
        if answer.verdict != NOT_STATED:
            return answer
    return answer or _silent(requirement)


def compare(
    requirements: Sequence[Requirement], offers: Sequence[Offer], synonyms: Synonyms | None = None
) -> list[Finding]:
    """One finding per requirement, in the order of the requirements."""
    return [compare_one(requirement, offers, synonyms) for requirement in requirements]


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings have each verdict, and how many musts are met, missed or open."""
    counts = dict.fromkeys((*VERDICTS, "must", "must_met", "must_missed"), 0)
    for finding in findings:
        counts[finding.verdict] += 1
        if finding.importance == "must":
            counts["must"] += 1
            counts["must_met"] += finding.verdict == MET
            counts["must_missed"] += finding.verdict == NOT_MET
    return counts


def offers_in_text(text: str, prefix: str = "text") -> list[Offer]:
    """The figures of an achievement's text as offers marked `text`, each with its sentence."""
    found = []
    for number, one in enumerate(quantities(text)):
        if one.is_condition or not one.name_hint:
            continue
        offer = Offer(
            f"{prefix}-{number}", one.name_hint, one.operator, one.low, one.high, one.text, one.unit, one.condition,
            "own_statement", "text", one.sentence,
        )  # fmt: skip
        found.append(offer)
    return found
