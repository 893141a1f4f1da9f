"""Showing what an acceptance measured on the achievement: what both sides agreed to, as long as they do."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.signals import verified_removed
from matchmaking.achievements.verified import publish_verified, remove_verified
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.records import WITHDRAWN as LISTING_WITHDRAWN
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import deal_by_id
from matchmaking.listings.values import RANGE, TEXT
from matchmaking.milestones import queries
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.accords import Handling, register_accord
from matchmaking.milestones.states import ACCORD_STATES, AGREED, PUBLICATION, WITHDRAWN

Row = Mapping[str, Any]


def shown_on(deal: Deal) -> Achievement | None:
    """The achievement that may carry the values: that of the deal, when it is the seller's own and not withdrawn."""
    one = deal.achievement
    if one is None or one.organisation_id != deal.seller_id or one.state == LISTING_WITHDRAWN:
        return None
    return one


def publication_content(acceptance: Accord, places: Iterable[int]) -> dict[str, Any]:
    """What is to be shown: the chosen lines of the confirmed report, and the day of the acceptance."""
    rows = acceptance.content["rows"]
    assert acceptance.agreed_at is not None
    names = ("name", "value_low", "value_high", "text", "unit", "condition", "measured")
    return {
        "values": [{name: rows[place][name] for name in names} for place in places],
        "on": acceptance.agreed_at.astimezone(SHANGHAI).date().isoformat(),
        "acceptance": acceptance.sha256,
    }


def origin_of(accord: Accord) -> str:
    """How the achievement remembers what published its values."""
    return f"deal:{accord.deal_id}"


def is_shown(accord: Accord) -> bool:
    """Whether the values stand on the achievement now."""
    achievement = accord.deal.achievement
    return achievement is not None and any(one.origin == origin_of(accord) for one in achievement.verified)


def take_down(accord: Accord, *, actor: Viewer, side: str) -> None:
    """Stop showing the values: either party may, at any time."""
    if accord.state != AGREED:
        raise RuleBroken(_("这些结果现在没有公开。"))
    achievement = accord.deal.achievement
    logs.keep(accord.deal, "milestones.unpublished", actor=actor, accord_id=accord.id, side=side)
    if achievement is None or not remove_verified(achievement, actor=actor, origin=origin_of(accord)):
        ACCORD_STATES.move(accord, WITHDRAWN, actor=actor)


def _check(accord: Accord) -> None:
    if queries.acceptance_of(accord.deal) is None:
        raise RuleBroken(_("双方确认最终验收以后，才能公开验收结果。"))
    if shown_on(accord.deal) is None:
        raise RuleBroken(_("这一单没有成果方自己的成果条目，或条目已撤回，没有地方公开。"))
    if not accord.content["values"]:
        raise RuleBroken(_("请至少选一项要公开的结果。"))


def _apply(accord: Accord, actor: Any) -> None:
    deal, content = accord.deal, accord.content
    achievement = shown_on(deal)
    assert achievement is not None
    for before in queries.accords_of(deal, PUBLICATION):
        if before.state == AGREED and before.id != accord.id:
            ACCORD_STATES.move(before, WITHDRAWN, actor=actor)
    is_named = bool((content.get("answer") or {}).get("shows_name")) and not deal.hides_buyer
    publish_verified(
        achievement, [_value(one) for one in content["values"]], verified_on=date.fromisoformat(content["on"]),
        origin=origin_of(accord), actor=actor, source_name=deal.buyer.name if is_named else "",
    )  # fmt: skip
    logs.keep(
        deal, "milestones.published", actor=actor, accord_id=accord.id, achievement_id=achievement.id,
        sha256=accord.sha256, shows_name=is_named,
    )  # fmt: skip


def _value(row: Row) -> dict[str, Any]:
    low, high = row["value_low"], row["value_high"]
    operator = RANGE if low is not None and high is not None else "=" if low is not None else TEXT
    return {**row, "operator": operator}


@verified_removed.connect
def note_removal(achievement: Achievement, origin: str = "", actor: Any = None, **_more: Any) -> None:
    """The values went, from the deal or from the achievement itself: nothing is shown by agreement any more."""
    room, _colon, number = origin.partition(":")
    deal = deal_by_id(int(number)) if room == "deal" and number.isdigit() else None
    accord = queries.publication_of(deal) if deal is not None else None
    if accord is not None:
        ACCORD_STATES.move(accord, WITHDRAWN, actor=actor)
        logs.keep(accord.deal, "milestones.taken_down", actor=actor, accord_id=accord.id)


def register_publication() -> None:
    """Say what confirming does."""
    register_accord(PUBLICATION, Handling(_check, _apply))
