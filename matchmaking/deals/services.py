"""What happens to deals: opened, moved, ended, logged, and what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.deals import conditions, logs, queries
from matchmaking.deals.models import Deal, DealEvent, DealOrigin
from matchmaking.deals.signals import deal_moved, deal_opened
from matchmaking.deals.states import DEAL_STATES, DONE, ENDED, HAND, SIDES, STAGES, STATE_WORDS
from matchmaking.demands.models import Demand


@dataclass(frozen=True)
class Opening:
    """What a deal begins with. `buyer_id` needs, `seller_id` offers; amounts in yuan.

    `kind` is a code of `states.ORIGINS`; `subject` the record that it comes from, `words` what is to be said of it.
    """

    title: str
    buyer_id: int
    seller_id: int
    kind: str = HAND
    subject: Any = None
    words: str = ""
    demand: Demand | None = None
    achievement: Achievement | None = None
    broker_id: int | None = None
    centre_id: int | None = None
    hides_buyer: bool = False
    county_code: str | None = None
    amount: Decimal | None = None
    form_key: str | None = None
    is_sample: bool = False


def open_deal(opening: Opening, *, actor: Viewer | None) -> Deal:
    """Open a deal. While one runs between the same parties about the same records, that one gets the origin instead.

    Raises RuleBroken when both parties are the same organisation.
    """
    if opening.buyer_id == opening.seller_id:
        raise RuleBroken(_("需求方和成果方不能是同一家单位。"))
    before = queries.deal_with_key(opening.form_key) if opening.form_key else None
    if before is not None:
        return before
    key = _open_key(opening)
    before = queries.running_deal(key)
    if before is not None:
        _add_origin(before, opening, actor)
        return before
    deal = Deal(
        title=opening.title, stage_since=now(), buyer_id=opening.buyer_id, seller_id=opening.seller_id,
        broker_id=opening.broker_id, centre_id=opening.centre_id, demand=opening.demand,
        achievement=opening.achievement, hides_buyer=opening.hides_buyer, county_code=opening.county_code,
        amount=opening.amount, form_key=opening.form_key, open_key=key, is_sample=opening.is_sample,
        created_by_id=actor.user_id if actor else None,
    )  # fmt: skip
    current_session().add(deal)
    current_session().flush()
    logs.keep(deal, "deals.opened", actor=actor, kind=opening.kind)
    _add_origin(deal, opening, actor)
    deal_opened.send(deal, actor=actor)
    return deal


def _open_key(opening: Opening) -> str:
    demand_id = opening.demand.id if opening.demand else 0
    achievement_id = opening.achievement.id if opening.achievement else 0
    # Without any record two parties may well talk about several things at once: then the title tells them apart.
    about = f"{demand_id}:{achievement_id}" if demand_id or achievement_id else opening.title[:120]
    return f"{opening.buyer_id}:{opening.seller_id}:{about}"


def _add_origin(deal: Deal, opening: Opening, actor: Viewer | None) -> None:
    subject_type = opening.subject.__tablename__ if opening.subject is not None else None
    subject_id = opening.subject.id if opening.subject is not None else None
    known = {(one.kind, one.subject_type, one.subject_id) for one in deal.origins}
    if (opening.kind, subject_type, subject_id) in known:
        return
    deal.origins.append(
        DealOrigin(
            kind=opening.kind, subject_type=subject_type, subject_id=subject_id, words=opening.words, at=now(),
            user_id=actor.user_id if actor else None,
        )
    )  # fmt: skip
    current_session().flush()
    logs.keep(deal, "deals.origin", actor=actor, kind=opening.kind, subject_type=subject_type, subject_id=subject_id)


def move_deal(deal: Deal, target: str, *, actor: Viewer | None) -> str:
    """Move a deal to a stage; return the stage before. Raises RuleBroken, naming every condition that is missing."""
    before = deal.state
    if before == target:
        return before
    if target not in STAGES:
        raise RuleBroken(_("没有这个阶段。"))
    if not conditions.is_due(target, deal):
        raise RuleBroken(_("这一单不需要“%(stage)s”这一步，可以直接进入后面的阶段。", stage=STAGES[target]))
    lacking = conditions.missing(deal, target)
    if lacking:
        words = _("；").join(one.words for one in lacking)
        raise RuleBroken(_("还不能进入“%(stage)s”，缺少：%(words)s。", stage=STAGES[target], words=words))
    _put(deal, target, actor)
    return before


def advance(deal: Deal, target: str, *, actor: Viewer | None) -> bool:
    """Move a deal forward to `target` where it stands before it and every condition is met; say whether it moved.

    For rooms above, when what they wait for has happened (a contract was registered).
    """
    order: list[Any] = list(STAGES)
    if deal.state not in order or order.index(deal.state) >= order.index(target):
        return False
    if conditions.missing(deal, target):
        return False
    _put(deal, target, actor)
    return True


def end_deal(deal: Deal, *, reason_code: str, words: str, actor: Viewer | None) -> None:
    """End a running deal: `reason_code` of `states.REASONS`, `words` for both sides."""
    deal.ended_in, deal.reason_code, deal.reason = deal.state, reason_code, words
    _put(deal, ENDED, actor, reason=reason_code)


def _put(deal: Deal, target: str, actor: Viewer | None, reason: str | None = None) -> None:
    before = deal.state
    DEAL_STATES.move(deal, target, actor=actor, reason=reason)
    deal.stage_since = now()
    is_over = target in (DONE, ENDED)
    deal.closed_at = now() if is_over else None
    if is_over:
        deal.open_key = None
    deal_moved.send(deal, actor=actor, before=before, after=target)


def set_next_step(
    deal: Deal, *, words: str, on: date | None, side: str | None, user_id: int | None = None, actor: Viewer | None
) -> None:
    """Say what is next: what, by which day, who does it (a side, perhaps one person of it)."""
    deal.next_step, deal.next_on, deal.next_side, deal.next_user_id = words, on, side, user_id
    logs.keep(deal, "deals.next_step", actor=actor, on=on.isoformat() if on else None, side=side)


def log_event(
    deal: Deal, kind: str, words: str, *, actor: Viewer, side: str, sides: Sequence[str] = tuple(SIDES),
    form_key: str | None = None,
) -> DealEvent:  # fmt: skip
    """Keep what somebody did: `kind` of `states.EVENT_KINDS`; `sides` may read it besides the author's own."""
    event = DealEvent(
        deal=deal, kind=kind, words=words, side=side, sides=list(sides), user_id=actor.user_id, at=now(),
        form_key=form_key,
    )  # fmt: skip
    current_session().add(event)
    current_session().flush()
    logs.keep(deal, "deals.event", actor=actor, kind=kind, event_id=event.id)
    return event


def reveal_buyer(deal: Deal, *, actor: Viewer) -> None:
    """Tell the seller who the buyer is."""
    deal.hides_buyer = False
    logs.keep(deal, "deals.revealed", actor=actor)


def stage_name(code: str) -> str:
    """A stage in words."""
    return str(STATE_WORDS.get(code, code))
