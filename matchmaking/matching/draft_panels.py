"""What hangs in the page on which a draft is checked before it is handed in."""

from collections.abc import Mapping, Sequence
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements import completeness as achievements
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.panels import FIRST, MAIN, SIDE, Panel
from matchmaking.core.records import PUBLISHED
from matchmaking.demands import completeness as demands
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.completeness import Item, done_count
from matchmaking.listings.side import Side
from matchmaking.listings.steps import OfferedRow
from matchmaking.matching.draft_aids import (
    Trial,
    proposals_beside,
    proposals_for,
    records_alike,
    research_words,
    try_out,
)
from matchmaking.matching.draft_services import MOST_KEYWORDS
from matchmaking.search.engine import IndexUnavailable


def demand_draft_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """For a demand: records like it, what to take over from its text, what to add, and what it would find."""
    found = _alike(DEMANDS, demand, viewer)
    proposals = proposals_for(demand)
    words = research_words(demand) if len(demand.keywords) < MOST_KEYWORDS else []
    if proposals or words:
        found.append(Panel("matching/_draft_aids.html", {"proposals": proposals, "words": words}, MAIN))
    found.append(_meter(demands.completeness(DEMANDS.values_of(demand))))
    if demand.problem:
        found.append(Panel("matching/_trial.html", {"trial": _trial(demand)}, SIDE))
    return found


def achievement_draft_panels(viewer: Viewer, achievement: Achievement) -> Sequence[Panel]:
    """For an achievement: records like it, and what to add."""
    items = achievements.completeness(ACHIEVEMENTS.values_of(achievement))
    return [*_alike(ACHIEVEMENTS, achievement, viewer), _meter(items)]


def _meter(items: Sequence[Item]) -> Panel:
    return Panel("listings/_completeness.html", {"items": items, "done": done_count(items)}, SIDE)


def criteria_in_text(demand: Demand, rows: Sequence[Mapping[str, Any]]) -> Sequence[OfferedRow]:
    """Criteria that the texts of a demand state beside the rows that its form holds now."""
    return [OfferedRow(one.key, one.values, one.clause) for one in proposals_beside(demand, rows)]


def _trial(demand: Demand) -> Trial | None:
    """What the draft would find; None while the index is not there, for the page does not need it."""
    try:
        return try_out(demand)
    except IndexUnavailable:
        return None


def _alike(side: Side, record: Any, viewer: Viewer) -> list[Panel]:
    try:
        found = records_alike(side, record)
    except IndexUnavailable:
        return []
    rows = [
        {
            "record": one,
            "is_own": one.organisation_id == record.organisation_id,
            "is_public": one.state == PUBLISHED,
            "organisation": organisation_words(one, viewer) if side is DEMANDS else one.organisation.display_name,
        }
        for one in found
    ]
    return [Panel("matching/_records_alike.html", {"rows": rows}, FIRST)] if rows else []
