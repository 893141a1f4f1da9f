"""The documents that the index knows of a side's records, and their parts: text, bands of money."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.listings import queries
from matchmaking.listings.audiences import is_public
from matchmaking.listings.side import Side
from matchmaking.listings.values import row_text
from matchmaking.organisations.models import Organisation
from matchmaking.search.engine import Document
from matchmaking.search.registry import register

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


@dataclass(frozen=True, eq=False)
class Documents:
    """What the index knows of a side: the text beside the title, the values to filter by, the numbers to order by."""

    side: Side
    body: Callable[[Any], str]
    facets: Callable[[Any], Mapping[str, tuple[str, ...]]]
    sorts: Callable[[Any], Mapping[str, float]]

    def describe(self, record: Any) -> Document | None:
        """The document of a published record that everybody may see."""
        if not is_public(record):
            return None
        return Document(
            kind=self.side.kind,
            id=record.id,
            title=record.title,
            body=self.body(record),
            facets=self.facets(record),
            sorts=self.sorts(record),
            revision=queries.revision_of(record),
            group=copy_group(record),
        )

    def load(self, ids: Sequence[int]) -> list[Any]:
        """Records with everything that `describe` reads."""
        return queries.load_for_index(self.side, ids)

    def register(self) -> None:
        """Have the index follow the records."""
        register(
            self.side.kind,
            model=self.side.model,
            describe=self.describe,
            all_ids=lambda: queries.revisions(self.side),
            load=self.load,
            related={Organisation: lambda organisation: queries.ids_of_organisation(self.side, organisation.id)},
        )
