"""What happens to deals: opened, moved, ended, logged, and what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.deals import conditions, logs, queries
from matchmaking.deals.clocks import follow_step
from matchmaking.deals.models import Deal, DealEvent, DealOrigin
from matchmaking.deals.signals import deal_moved, deal_opened
from matchmaking.deals.states import CONTACT, DEAL_STATES, DONE, ENDED, HAND, SIDES, STAGES, STATE_WORDS, WORD
from matchmaking.demands.models import Demand

# So long after a step its author may take it back; so long after its end a deal may be opened again.
UNDO_WITHIN, REOPEN_WITHIN = timedelta(minutes=10), timedelta(days=7)


class Lacking(RuleBroken):
    """A deal may not enter `target` yet: `lacking` are the conditions that are not met, with where to meet them."""

    def __init__(self, target: str, lacking: Sequence[conditions.Condition]) -> None:
        words = _("；").join(one.words for one in lacking)
        super().__init__(_("还不能进入“%(stage)s”，缺少：%(words)s。", stage=STAGES[target], words=words))
        self.target, self.lacking = target, list(lacking)


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
    key = open_key(
        opening.buyer_id, opening.seller_id, opening.demand.id if opening.demand else None,
        opening.achievement.id if opening.achievement else None, opening.title,
    )  # fmt: skip
    before = queries.running_deal(key)
    if before is not None:
        _add_origin(before, opening, actor)
        return before
    deal = Deal(
        title=opening.title, stage_since=now(), buyer_id=opening.buyer_id, seller_id=opening.seller_id,
        broker_id=opening.broker_id, centre_id=opening.centre_id, demand=opening.demand,
        achievement=opening.achievement, hides_buyer=opening.hides_buyer, county_code=opening.county_code,
        amount=opening.amount, form_key=opening.form_key, open_key=key,
        # Parties that are invented make an invented deal: it goes with them, its ledger included.
        is_sample=opening.is_sample or queries.is_sample_party(opening.buyer_id, opening.seller_id),
        created_by_id=actor.user_id if actor else None,
    )  # fmt: skip
    current_session().add(deal)
    current_session().flush()
    history.record("deals.opened", deal, actor=actor, to_state=CONTACT, data={"kind": opening.kind})
    _add_origin(deal, opening, actor)
    deal_opened.send(deal, actor=actor)
    return deal


def open_key(buyer_id: int, seller_id: int, demand_id: int | None, achievement_id: int | None, title: str) -> str:
    """What only one running deal can carry."""
    # Without any record two parties may well talk about several things at once: then the title tells them apart.
    about = f"{demand_id or 0}:{achievement_id or 0}" if demand_id or achievement_id else title[:120]
    return f"{buyer_id}:{seller_id}:{about}"


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
        raise Lacking(target, lacking)
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


def reopen_deal(deal: Deal, *, actor: Viewer) -> None:
    """Go on where it ended. Raises RuleBroken after a week, and where the same two began anew meanwhile."""
    if not can_reopen(deal):
        raise RuleBroken(_("终止超过 7 天的对接不能恢复，请重新开一单。"))
    key = open_key(deal.buyer_id, deal.seller_id, deal.demand_id, deal.achievement_id, deal.title)
    if queries.running_deal(key) is not None:
        raise RuleBroken(_("双方已经就同一件事另开了一单，请在那一单里继续。"))
    target = deal.ended_in or CONTACT
    deal.open_key, deal.ended_in, deal.reason_code, deal.reason = key, None, None, ""
    _put(deal, target, actor)


def can_reopen(deal: Deal) -> bool:
    """Whether a deal that ended may go on: within seven days."""
    return deal.state == ENDED and deal.closed_at is not None and deal.closed_at >= now() - REOPEN_WITHIN


def can_undo(deal: Deal, actor: Viewer) -> bool:
    """Whether the last move was this person's own, is not older than ten minutes, and no undo itself."""
    last = queries.last_move(deal.id)
    if last is None or last.actor_id != actor.user_id or last.at < now() - UNDO_WITHIN:
        return False
    is_step = last.from_state is not None and last.from_state != ENDED and last.to_state not in (None, ENDED)
    return is_step and last.to_state == deal.state and "undone" not in last.data


def undo_move(deal: Deal, *, actor: Viewer) -> None:
    """Take one's own last move back within ten minutes: the days in the stage before go on as if nothing had been.

    Raises RuleBroken where it was somebody else's, too long ago, or where it has moved on since.
    """
    last = queries.last_move(deal.id)
    if last is None or last.from_state is None or not can_undo(deal, actor):
        raise RuleBroken(_("这一步已经不能撤销：超过了 10 分钟，或者之后又有人移动过。请用“移动”改回来。"))
    before = queries.begun_at(deal, last.from_state, last.id)
    _put(deal, last.from_state, actor, undone=last.id)
    deal.stage_since = before


def _put(deal: Deal, target: str, actor: Viewer | None, reason: str | None = None, **data: Any) -> None:
    before = deal.state
    DEAL_STATES.move(deal, target, actor=actor, reason=reason, **data)
    deal.stage_since = now()
    is_over = target in (DONE, ENDED)
    deal.closed_at = now() if is_over else None
    if is_over:
        deal.open_key = None
    if deal.step_is_made or target == DONE:
        _write_step(deal, "", None, None)
    follow_step(deal)
    deal_moved.send(deal, actor=actor, before=before, after=target)


def set_next_step(
    deal: Deal, *, words: str, on: date | None, side: str | None, user_id: int | None = None, actor: Viewer | None
) -> None:
    """Say what is next: what, by which day, who does it (a side, perhaps one person of it)."""
    _write_step(deal, words, on, side, user_id)
    logs.keep(deal, "deals.next_step", actor=actor, on=on.isoformat() if on else None, side=side)
    follow_step(deal)


def suggest_step(deal: Deal, *, words: str, on: date | None, side: str | None, actor: Viewer | None) -> bool:
    """Propose what is next, for rooms above; say whether it stands. What a person wrote is never replaced, and a
    proposed step goes by itself when the deal moves to another stage."""
    if deal.next_step and not deal.step_is_made:
        return False
    set_next_step(deal, words=words, on=on, side=side, actor=actor)
    deal.step_is_made = True
    return True


def _write_step(deal: Deal, words: str, on: date | None, side: str | None, user_id: int | None = None) -> None:
    deal.next_step, deal.next_on, deal.next_side, deal.next_user_id = words, on, side, user_id
    deal.step_is_made = False


def finish_step(deal: Deal, *, actor: Viewer, side: str) -> DealEvent:
    """The next step is done: it goes into the log, and what is next is open. Raises RuleBroken where there is none."""
    if not deal.next_step:
        raise RuleBroken(_("现在没有约定的下一步。请刷新页面。"))
    event = log_event(deal, WORD, _("办好了：%(words)s", words=deal.next_step), actor=actor, side=side)
    set_next_step(deal, words="", on=None, side=None, actor=actor)
    return event


def change_deal(deal: Deal, *, title: str, amount: Decimal | None, actor: Viewer) -> None:
    """Another title or another expected amount (yuan)."""
    deal.title, deal.amount = title, amount
    logs.keep(deal, "deals.changed", actor=actor)


def log_event(
    deal: Deal, kind: str, words: str, *, actor: Viewer, side: str, sides: Sequence[str] = tuple(SIDES),
    form_key: str | None = None,
) -> DealEvent:  # fmt: skip
    """Keep what somebody did: `kind` of `states.EVENT_KINDS`; `sides` may read it besides the author's own."""
    before = queries.event_with_key(form_key) if form_key else None
    if before is not None and before.deal_id == deal.id:
        return before
    event = DealEvent(
        deal=deal, kind=kind, words=words, side=side, sides=list(sides), user_id=actor.user_id, at=now(),
        form_key=form_key,
    )  # fmt: skip
    current_session().add(event)
    current_session().flush()
    logs.keep(deal, "deals.event", actor=actor, kind=kind, event_id=event.id, side=side, sides=sorted({*sides, side}))
    return event


def is_fresh(event: DealEvent, actor: Viewer) -> bool:
    """Whether its author may still complete it or take it back."""
    return event.user_id == actor.user_id and event.taken_back_at is None and event.at >= now() - UNDO_WITHIN


def complete_event(event: DealEvent, words: str, *, actor: Viewer) -> None:
    """Add the words to what was logged with two clicks. Raises RuleBroken after ten minutes, and where words stand."""
    if not is_fresh(event, actor) or event.words:
        raise RuleBroken(_("这一笔已经定下来了，不能再补。请另记一笔。"))
    event.words = words
    logs.keep(event.deal, "deals.event_completed", actor=actor, event_id=event.id)


def take_event_back(event: DealEvent, *, actor: Viewer) -> None:
    """Take it back within ten minutes; a second time changes nothing. Raises RuleBroken later."""
    if event.taken_back_at is not None and event.user_id == actor.user_id:
        return
    if not is_fresh(event, actor):
        raise RuleBroken(_("超过 10 分钟的记录不能撤回。请另记一笔说明。"))
    event.taken_back_at = now()
    logs.keep(event.deal, "deals.event_taken_back", actor=actor, event_id=event.id)


def reveal_buyer(deal: Deal, *, actor: Viewer) -> None:
    """Tell the seller who the buyer is."""
    deal.hides_buyer = False
    logs.keep(deal, "deals.revealed", actor=actor)


def stage_name(code: str) -> str:
    """A stage in words."""
    return str(STATE_WORDS.get(code, code))
