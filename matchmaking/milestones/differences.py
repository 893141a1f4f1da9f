"""A plan in lines, and what a change makes of it, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from matchmaking.listings.values import value_text
from matchmaking.milestones.plans import Content, total_of
from matchmaking.milestones.wording import yuan


@dataclass(frozen=True)
class Line:
    """What is said under a label, before and after; equal where nothing changes."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def lines_of(content: Content) -> list[Line]:
    """A new plan: every line is new."""
    return [Line(label, "", words) for label, words in _said(content).values()]


def differences(before: Content, after: Content) -> list[Line]:
    """Every line of either, in the order of the new plan; what is gone stands at the end."""
    old, new = _said(before), _said(after)
    found = [Line(label, old[key][1] if key in old else "", words) for key, (label, words) in new.items()]
    return found + [Line(label, words, "") for key, (label, words) in old.items() if key not in new]


def _said(content: Content) -> dict[tuple[str, Any], tuple[str, str]]:
    """(kind, id or place) → label and words."""
    names = {place: row["title"] for place, row in enumerate(content["milestones"], 1)}
    found: dict[tuple[str, Any], tuple[str, str]] = {}
    for place, row in enumerate(content["milestones"], 1):
        parts = [row["title"], row["due_on"], row["content"]]
        found["milestone", row["id"] or f"new-{place}"] = (_("里程碑 %(n)s", n=place), _joined(parts))
    for place, row in enumerate(content["payments"], 1):
        found["payment", row["id"] or f"new-{place}"] = (_("款项 %(n)s", n=place), _payment(row, names))
    for place, row in enumerate(content["criteria"], 1):
        wanted = value_text(row["operator"], row["low"], row["high"], row["text"] or None, row["unit"] or None)
        parts = [row["name"], wanted, row["method"], names.get(row["milestone"])]
        found["criterion", row["id"] or f"new-{place}"] = (_("指标 %(n)s", n=place), _joined(parts))
    found["total", 0] = (_("款项合计"), yuan(total_of(content)))
    return found


def _payment(row: Mapping[str, Any], names: Mapping[int, str]) -> str:
    return _joined([row["title"], yuan(row["amount"]), names.get(row["milestone"]), row["due_on"]])


def _joined(parts: list[Any]) -> str:
    return _("，").join(str(one) for one in parts if one)
