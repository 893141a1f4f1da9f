"""Parts of the documents that the index knows: text, bands of money, moments."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.listings.values import row_text

LOW_END, HIGH_END = Decimal(500_000), Decimal(2_000_000)
AMOUNT_BANDS = {
    "to_50": _l("50 万元以下"),
    "50_200": _l("50–200 万元"),
    "over_200": _l("200 万元以上"),
    "negotiable": _l("面议"),
}
READINESS_BANDS = {
    "1_3": _l("TRL 1–3 原理到概念"),
    "4_6": _l("TRL 4–6 样品到样机"),
    "7_9": _l("TRL 7–9 试用到量产"),
    "unknown": _l("未说明"),
}


def amount_band(end: Decimal | None, other: Decimal | None) -> str:
    """The band of a range: by the `end` that counts, or the other one; without any it is to be negotiated.

    A price counts by its lower end and a budget by its upper one: that is where the two sides meet.
    """
    amount = end if end is not None else other
    if amount is None:
        return "negotiable"
    if amount < LOW_END:
        return "to_50"
    return "50_200" if amount <= HIGH_END else "over_200"


def readiness_band(level: int | None) -> str:
    """The band of a readiness level."""
    return "unknown" if level is None else ("1_3" if level <= 3 else "4_6" if level <= 6 else "7_9")


def joined(parts: Iterable[Any]) -> str:
    """Texts, one per line, without the empty ones."""
    return "\n".join(str(part) for part in parts if part)


def rows_text(rows: Iterable[Any], *fields: str) -> str:
    """Value rows as lines of words: name, value, and the further `fields`."""
    return joined(
        " ".join(str(part) for part in (row.name, row_text(row), *(getattr(row, one) for one in fields)) if part)
        for row in rows
    )


def copy_group(record: Any) -> str:
    """Equal for records of one organisation with the same title: most likely one thing, entered twice."""
    return f"{record.organisation_id}:{''.join(record.title.split()).casefold()}"
