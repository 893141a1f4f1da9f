"""Under which circumstances a figure holds, and whether those of an offer are at least as hard as those required."""

import re
from dataclasses import dataclass
from functools import lru_cache

from matchmaking.matching.quantities import quantities
from matchmaking.matching.quantity_patterns import SIZE, STANDARD
from matchmaking.matching.units import fold, parse_unit

_ROOM, _FREEZING = (283.15, 308.15), 273.15
_STATE_WORDS = """
常温:room 室温:room 高温:hot 低温:cold 深冷:cold 湿态:wet 浸水:wet 干态:dry 满载:loaded 额定负载:loaded
带载:loaded 空载:idle 真空:vacuum 动态:moving 静态:still 含砂:sand 含颗粒:sand 老化后:aged
"""
_STATES = dict(pair.split(":") for pair in _STATE_WORDS.split())
_OPPOSITE = {"hot": "room", "cold": "room", "wet": "dry", "loaded": "idle", "moving": "still"}
_VOLTAGE = "current^-1 length^2 mass^1 time^-3"
_PRESSURE = "length^-1 mass^1 time^-2"
# Kinds of figures that are circumstances when they stand beside another figure; numbers of pieces and parts are not.
_FORCE, _FLOW = "length^1 mass^1 time^-2", "length^3 time^-1"
_CIRCUMSTANCES = frozenset(
    (
        "temperature", _VOLTAGE, _PRESSURE, _FORCE, _FLOW, "current^1", "time^1", "time^-1", "length^1",
        "length^1 time^-1", "cycle_count^1", "time^-1 turn_count^1", "humidity",
    )
)  # fmt: skip
# At another temperature these are other figures, whichever of both is the harder case.
_AT_ITS_TEMPERATURE = re.compile(r"粘度|黏度|稠度|流动度|流动性|熔指|熔融指数|锥入度|饱和蒸气压|溶解度|折射率|密度")
_MEDIUM_WORDS = """
氦气:氦气 氦检:氦气 氢气:氢气 氮气:氮气 氧气:氧气 压缩空气:空气 空气:空气 蒸汽:蒸汽 天然气:天然气
海水:海水 清水:水 水压:水 水介质:水 液压油:油 润滑油:油 油介质:油
"""
_MEDIA = dict(pair.split(":") for pair in _MEDIUM_WORDS.split())
# Without these a figure says nothing about the required case.
_MUST_BE_STATED = frozenset(("temperature", _VOLTAGE, "current^1"))
_BATCH = re.compile(r"\d+\s*(?:套|台|件|个|只|双|吨|批)\s*(?:以上|起|批量)|批量|量产后|起订")
_NOT_TESTED = re.compile(r"未测|未检|待测|未做|尚未|没有数据|暂无")


@dataclass(frozen=True, slots=True)
class Conditions:
    """The circumstances of a figure: intervals by dimension (base units), sizes, standards, states, batch prices."""

    text: str
    intervals: tuple[tuple[str, float, float, str, str], ...] = ()
    sizes: frozenset[str] = frozenset()
    standards: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    batch: str = ""
    media: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a figure may not count under the circumstances required: a reason code with both sides' words."""

    code: str
    required: str = ""
    offered: str = ""


@lru_cache(maxsize=8192)
def conditions(text: str | None) -> Conditions:
    """What a text says about circumstances; clauses that say something was not tested are left out."""
    plain = "；".join(part for part in re.split(r"[；;]", fold(text or "")) if not _NOT_TESTED.search(part))
    if not plain.strip():
        return Conditions("")
    intervals = []
    for one in quantities(plain):
        unit = parse_unit(one.unit)
        if one.operator == "text" or (one.low is None and one.high is None) or not unit.dimension:
            continue
        low = unit.base(one.low if one.low is not None else one.high)
        high = unit.base(one.high if one.high is not None else one.low)
        shown = plain[one.start : one.end].strip().replace("°C", "℃")
        dimension = "humidity" if unit.variant == "humidity" else unit.dimension
        intervals.append((dimension, low, high, shown, one.operator))
    states = frozenset(state for word, state in _STATES.items() if word in plain)
    batch = _BATCH.search(plain)
    return Conditions(
        plain.strip(),
        tuple(intervals),
        frozenset(re.sub(r"[\s-]", "", match.group()) for match in SIZE.finditer(plain)),
        frozenset(_standard(match.group()) for match in STANDARD.finditer(plain)),
        states,
        batch.group() if batch else "",
        frozenset(medium for word, medium in _MEDIA.items() if word in plain),
    )


def _standard(text: str) -> str:
    """A standard without its year, part numbers kept: GB/T 13927-2022 is GB/T13927."""
    return re.sub(r"-(?:19|20)\d{2}$", "", re.sub(r"\s", "", text)).rstrip(".-")


def _hard_enough(dimension: str, required: tuple[float, float], offered: tuple[float, float]) -> bool:
    if dimension == "temperature":
        if required[0] >= _ROOM[0] and required[1] <= _ROOM[1]:
            return True
        if required[1] > _ROOM[1]:
            return offered[1] >= required[1] - 2
        return offered[0] <= required[0] + 2
    slack = 0.01 * max(abs(required[0]), abs(required[1]))
    if dimension in ("length^1", "time^-1", _FLOW):
        return offered[0] - slack <= required[0] and required[1] <= offered[1] + slack
    return offered[1] >= required[1] - slack


def doubts(
    required: Conditions, offered: Conditions, *, name: str = "", itself: str = "", price: bool = False
) -> list[Doubt]:
    """What keeps an offer's figure from counting under the required circumstances; empty when nothing does.

    A harder test counts (hotter than required, longer, under more pressure); sizes, frequencies and media must be the
    same, and so must the temperature of what depends on it both ways (粘度). `name` is the quantity, `itself` the
    dimension of its figure: what a temperature was tested at is no circumstance of the temperature.
    """
    found = []
    for dimension, low, high, text, operator in required.intervals:
        if dimension == itself or dimension not in _CIRCUMSTANCES:
            continue
        same = [one for one in offered.intervals if one[0] == dimension]
        if dimension == "temperature" and same and _AT_ITS_TEMPERATURE.search(name):
            if not any(one[1] - 2 <= low and high <= one[2] + 2 for one in same):
                found.append(Doubt("condition_differs", text, same[0][3]))
            continue
        if any(_hard_enough(dimension, (low, high), (one[1], one[2])) for one in same):
            continue
        if operator == "<=" and any(one[1] <= high for one in same):
            continue
        if same:
            found.append(Doubt("condition_differs", text, same[0][3]))
        elif dimension == "temperature":
            if low >= _ROOM[0] and high <= _ROOM[1]:
                continue
            if "room" in offered.states:
                found.append(Doubt("condition_differs", text, "常温"))
            elif not ("hot" in offered.states and high > _ROOM[1]):
                found.append(Doubt("condition_not_stated", text))
        elif dimension in _MUST_BE_STATED:
            found.append(Doubt("condition_not_stated", text))
    if required.sizes and offered.sizes and not required.sizes & offered.sizes:
        found.append(Doubt("condition_differs", "、".join(sorted(required.sizes)), "、".join(sorted(offered.sizes))))
    for word, state in _STATES.items():
        if state in ("room", "idle", "still", "dry") or state not in required.states or word not in required.text:
            continue
        if itself == "temperature" and state in ("hot", "cold"):
            continue
        hot = any(one[0] == "temperature" and one[2] > 333 for one in offered.intervals)
        cold = any(one[0] == "temperature" and one[1] < 273.15 for one in offered.intervals)
        if state in offered.states or (state == "hot" and hot) or (state == "cold" and cold):
            continue
        opposite = _OPPOSITE.get(state)
        if opposite in offered.states:
            found.append(Doubt("condition_differs", word, next(w for w, s in _STATES.items() if s == opposite)))
        elif not any(one[0] == "temperature" for one in required.intervals):
            found.append(Doubt("condition_not_stated", word))
    # In the cold most things keep, hold and last otherwise than at room temperature.
    wants_room = "room" in required.states or any(
        one[0] == "temperature" and one[1] >= _ROOM[0] and one[2] <= _ROOM[1] for one in required.intervals
    )
    cold_only = [one for one in offered.intervals if one[0] == "temperature"]
    if (
        wants_room
        and itself != "temperature"
        and "room" not in offered.states
        and cold_only
        and all(one[2] < _FREEZING for one in cold_only)
        and not any(one.code == "condition_differs" for one in found)
    ):
        found.append(Doubt("condition_differs", "常温", cold_only[0][3]))
    if required.media and offered.media and not required.media & offered.media:
        found.append(Doubt("condition_differs", "、".join(sorted(required.media)), "、".join(sorted(offered.media))))
    elif required.media and not offered.media and "漏" in name:
        found.append(Doubt("condition_not_stated", "、".join(sorted(required.media))))
    if price and offered.batch and not required.batch:
        found.append(Doubt("only_in_batches", "", offered.batch))
    return found
