"""The figures of an achievement's text as offers, each with its sentence and with how far it is reached."""

import re

from matchmaking.matching.claims import MISSED, OTHERS, at_best, standing
from matchmaking.matching.quantities import Quantity, quantities
from matchmaking.matching.sides import Offer
from matchmaking.matching.units import parse_unit

_ENDS = "。！？!?；;\n"
_LAST_PART = re.compile(r"[,，、\d]")
# Percentage points are a gain, whatever is said of its name.
_GAIN = re.compile(r"提高|提升|增|降|减|改善|变化")
_NAMELESS = re.compile(
    r"(?:(?:本|该|我们的?)?(?:成果|项目|技术|产品|涂层|材料|样品|样机|系统|团队|工艺)?)?(?:的|可|能|已|实测|达到|做到|目前)*"
)


def offers_in_text(text: str, prefix: str = "text") -> list[Offer]:
    """The figures of an achievement's text as offers marked `text`.

    What others reach, what somebody requires and what was missed is no offer. A figure without a name of its own
    (…，本成果达到 76 MPa) has the name of the one before it in its sentence, where both have one dimension.
    """
    found: list[Offer] = []
    named: tuple[str, str, str] = ("", "", "")
    for number, one in enumerate(quantities(text)):
        if one.is_condition:
            continue
        name, dimension = one.name_hint, parse_unit(one.unit).dimension
        if _NAMELESS.fullmatch(name) and named[1:] == (dimension, one.sentence):
            name = named[0]
        named = (name, dimension, one.sentence)
        before, after = _around(text, one)
        status = standing(before, after)
        is_gain = "百分点" in one.unit and not _GAIN.search(name)
        if not name or is_gain or status in (OTHERS, MISSED):
            continue
        offer = Offer(
            f"{prefix}-{number}", name, one.operator, one.low, one.high, one.text, one.unit, one.condition,
            "own_statement", "text", one.sentence, status or at_best(_LAST_PART.split(before)[-1]),
        )  # fmt: skip
        found.append(offer)
    return found


def _around(text: str, one: Quantity) -> tuple[str, str]:
    """The sentence of a quantity before it and after it."""
    start = max(text.rfind(mark, 0, one.start) for mark in _ENDS) + 1
    end = min((place for mark in _ENDS if (place := text.find(mark, one.end)) >= 0), default=len(text))
    return text[start : one.start], text[one.end : end]
