"""The private range finder: rounds in which both sides enter first, and only then both hear one coarse answer.

What keeps the numbers private: nothing is answered until both have entered, a range cannot be changed within a round,
each side enters at most PRICE_RANGE_TRIES times in a deal, a new round waits PRICE_RANGE_HOURS, an overlap ends the
rounds, answers are found on the steps of `scale`, and the numbers are erased as soon as nothing needs them.
"""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, database, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import moment
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BUYER, RUNNING, SELLER
from matchmaking.pricing import clocks, queries
from matchmaking.pricing.models import PriceRange, PriceRound
from matchmaking.pricing.scale import Range, compare, middle
from matchmaking.pricing.states import ANSWERED, LAPSED, OPEN, OVERLAP, ROUND_STATES
from matchmaking.pricing.telling import PARTIES, other_party, tell


def enter_range(deal: Deal, side: str, found: Range, *, actor: Viewer) -> PriceRound:
    """Enter the range of a side (yuan) in the open round, or in a new one. The second entry answers the round.

    Raises RuleBroken when this side has entered already, has no tries left, or a new round would be too early.
    """
    refused = why_closed(deal, side)
    if refused:
        raise RuleBroken(refused)
    if found.low > found.high or found.high <= 0:
        raise RuleBroken(_("区间的下限不能高于上限，上限应大于 0。"))
    current = queries.open_round(deal) or _new_round(deal)
    current.ranges.append(
        PriceRange(side=side, user_id=actor.user_id, at=now(), low=found.low, high=found.high)
    )  # fmt: skip
    current.entered += 1
    try:
        current_session().flush()
    except IntegrityError:
        raise RuleBroken(_("刚有同事替您方填写了这一轮，请刷新页面。")) from None
    logs.keep(deal, "pricing.range_entered", actor=actor, round=current.number, side=side)
    clocks.stop(clocks.RANGE, deal, side)
    if current.entered < len(PARTIES):
        other = other_party(side)
        clocks.start(clocks.RANGE, deal, other)
        tell(deal, "range_waiting", f"{current.number}", (other,), actor=actor)
        return current
    _answer(current, actor)
    return current


def why_closed(deal: Deal, side: str) -> str:
    """Why this side cannot enter a range now, in words; empty when it can."""
    if deal.state not in RUNNING:
        return _("这一单已经结束。")
    if queries.agreed_price(deal) is not None:
        return _("价格已经商定，不用再试探。")
    rounds = queries.rounds_of(deal)
    last = rounds[0] if rounds else None
    if last is not None and last.state == OPEN and any(one.side == side for one in last.ranges):
        return _("您方这一轮已经填写，等对方填写后一起出结果。")
    if any(one.answer == OVERLAP for one in rounds):
        return _("双方已有交集，不再比较，请直接报价。")
    if queries.entries_of(deal)[side] >= most_tries():
        return _("您方的填写次数已用完。")
    opens_at = next_round_at(last)
    if opens_at is not None and opens_at > now():
        return _("%(moment)s 以后可以开始下一轮。", moment=moment(opens_at))
    return ""


def next_round_at(last: PriceRound | None) -> datetime | None:
    """When a round may follow the last one, whatever became of that."""
    if last is None or last.state == OPEN:
        return None
    hours = timedelta(hours=current_app.config["PRICE_RANGE_HOURS"])
    return (last.answered_at or last.updated_at) + hours


def most_tries() -> int:
    """How often a side may enter in one deal."""
    return int(current_app.config["PRICE_RANGE_TRIES"])


def _new_round(deal: Deal) -> PriceRound:
    rounds = queries.rounds_of(deal)
    made = PriceRound(deal=deal, number=rounds[0].number + 1 if rounds else 1, open_key=str(deal.id), entered=0)
    current_session().add(made)
    return made


def _range_of(one: PriceRange) -> Range:
    assert one.low is not None
    assert one.high is not None
    return Range(one.low, one.high)


def _both(current: PriceRound) -> tuple[Range, Range]:
    found = {one.side: _range_of(one) for one in current.ranges}
    return found[BUYER], found[SELLER]


def _answer(current: PriceRound, actor: Viewer) -> None:
    """Both have entered: the one coarse answer, for both at once."""
    current.answer = compare(*_both(current))
    current.answered_at, current.open_key = now(), None
    ROUND_STATES.move(current, ANSWERED, actor=actor)
    if current.answer != OVERLAP:
        _erase(current)
    logs.keep(current.deal, "pricing.range_answered", actor=actor, round=current.number)
    tell(current.deal, "range_answered", current.number)


def agree_on_middle(current: PriceRound, side: str, *, agrees: bool, actor: Viewer) -> None:
    """Say whether the rounded middle of the overlap may be shown. Only two agreements have it computed at all."""
    if not asks_for_middle(current) or agreement_of(current, side) is not None:
        raise RuleBroken(_("这个问题已经有结论了，请刷新页面。"))
    setattr(current, f"{side}_agrees", agrees)
    logs.keep(current.deal, "pricing.middle_agreed" if agrees else "pricing.middle_refused", actor=actor, side=side)
    if not agrees:
        _erase(current)
        tell(current.deal, "middle_refused", current.number, actor=actor)
    elif current.buyer_agrees and current.seller_agrees:
        current.middle = middle(*_both(current))
        _erase(current)
        tell(current.deal, "middle_shown", current.number)
    else:
        tell(current.deal, "middle_asked", current.number, (other_party(side),), actor=actor)


def asks_for_middle(current: PriceRound) -> bool:
    """Whether the two sides can still agree to have the middle shown."""
    return current.answer == OVERLAP and any(one.high is not None for one in current.ranges)


def agreement_of(current: PriceRound, side: str) -> bool | None:
    """What a side has said about the middle; None: nothing yet."""
    return current.buyer_agrees if side == BUYER else current.seller_agrees


def withdraw_range(deal: Deal, side: str, *, actor: Viewer) -> None:
    """Take the own range back before the other side has entered: the round is over, the try counts."""
    current = queries.open_round(deal)
    if current is None or not any(one.side == side for one in current.ranges):
        raise RuleBroken(_("没有可以撤回的区间。"))
    lapse(current, actor=actor)


def lapse(current: PriceRound, *, actor: Viewer | None) -> None:
    """End a round without an answer."""
    ROUND_STATES.move(current, LAPSED, actor=actor)
    current.open_key = None
    _erase(current)
    logs.keep(current.deal, "pricing.range_lapsed", actor=actor, round=current.number)
    for side in PARTIES:
        clocks.stop(clocks.RANGE, current.deal, side, was_answered=False)


def forget_ranges(deal: Deal) -> None:
    """A price is agreed, or the deal is over: nothing needs the numbers any more."""
    for current in queries.rounds_of(deal):
        if current.state == OPEN:
            lapse(current, actor=None)
        else:
            _erase(current)


def forget_old(limit: int) -> None:
    """Erase what has waited for longer than PRICE_RANGE_DAYS."""
    oldest = now() - timedelta(days=current_app.config["PRICE_RANGE_DAYS"])
    for current in queries.rounds_with_numbers(limit):
        if current.state == OPEN and current.created_at < oldest:
            lapse(current, actor=None)
        elif current.answered_at is not None and current.answered_at < oldest:
            _erase(current)


def _erase(current: PriceRound) -> None:
    """Overwrite the numbers; SQLite is told to write zeros over them instead of leaving them in a free place."""
    session = current_session()
    is_sqlite = database().engine.dialect.name == "sqlite"
    if is_sqlite:
        session.execute(text("PRAGMA secure_delete = ON"))
    for one in current.ranges:
        one.low = one.high = None
    session.flush()
    if is_sqlite:
        session.execute(text("PRAGMA secure_delete = OFF"))
