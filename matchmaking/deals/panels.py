"""What deals hang into pages of other records: the way to open one, and those that are kept about a record."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.core.panels import FIRST, SIDE, Panel
from matchmaking.deals.conditions import Condition
from matchmaking.deals.models import Deal, DealOrigin
from matchmaking.deals.permissions import can_open_of_interest, can_open_pair
from matchmaking.deals.queries import seen_by
from matchmaking.interests.models import Interest
from matchmaking.matching.models import Match

MOST_SHOWN = 5


def buyer_is_named(deal: Deal) -> Iterable[Condition]:
    """Nobody sits down to talk with somebody who has no name."""
    if deal.hides_buyer:
        path = path_to("deals.show_deal", deal_id=deal.id) + "#reveal"
        yield Condition(_("需求方已告诉成果方自己是谁"), False, path)


def match_panels(viewer: Viewer, match: Match) -> Sequence[Panel]:
    """On the page of a pair: the deal that runs about it, or the button that opens one."""
    demand, achievement = match.demand, match.achievement
    if not viewer.is_signed_in or demand.organisation_id == achievement.organisation_id:
        return []
    rows = _deals(viewer, Deal.demand_id == demand.id, Deal.achievement_id == achievement.id)
    may_open = can_open_pair(viewer, demand, achievement)
    may_open = may_open and not any(one.is_running for one in rows)
    if not rows and not may_open:
        return []
    context = {"rows": rows, "may_open": may_open, "demand_id": demand.id, "achievement_id": achievement.id}
    return [Panel("deals/_of_match.html", context, FIRST)]


def interest_panels(viewer: Viewer, interest: Interest) -> Sequence[Panel]:
    """On the page of interest in a project: the deal that came of it, or the button that opens one."""
    came = select(DealOrigin.deal_id).where(
        DealOrigin.subject_type == Interest.__tablename__, DealOrigin.subject_id == interest.id
    )
    rows = _deals(viewer, Deal.id.in_(came))
    is_free = interest.organisation_id is not None and not any(one.is_running for one in rows)
    may_open = is_free and can_open_of_interest(viewer, interest)
    if not rows and not may_open:
        return []
    return [Panel("deals/_of_match.html", {"rows": rows, "may_open": may_open, "interest_id": interest.id}, FIRST)]


def record_panels(viewer: Viewer, record: Any) -> Sequence[Panel]:
    """On the page of a demand or an achievement: the deals about it in which the viewer takes part."""
    if not viewer.is_signed_in or not (viewer.memberships or viewer.is_broker):
        return []
    column = Deal.demand_id if record.__tablename__ == "demands" else Deal.achievement_id
    rows = _deals(viewer, column == record.id)
    return [Panel("deals/_of_record.html", {"rows": rows}, SIDE)] if rows else []


def _deals(viewer: Viewer, *conditions: Any) -> list[Deal]:
    query = select(Deal).where(seen_by(viewer), *conditions).order_by(Deal.id.desc()).limit(MOST_SHOWN)
    return list(current_session().scalars(query))
