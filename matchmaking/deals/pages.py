"""A page of one deal: the head with parties, stage and tabs around what the page itself shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.filters import SHANGHAI
from matchmaking.deals import permissions, queries
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, SELLER, SIDES
from matchmaking.deals.tabs import tabs_for
from matchmaking.deals.wording import party_name
from matchmaking.organisations.queries import member_ids, members_of


def deal_page(template: str, deal: Deal, person: Viewer, **values: Any) -> str:
    """Render a template that extends "deals/frame.html"; it finds deal, person, side, may_act, leads and the names."""
    return render_template(
        template, deal=deal, person=person, side=permissions.side_of(person, deal),
        may_act=permissions.can_act(person, deal), leads=permissions.leads(person, deal),
        buyer=party_name(person, deal, BUYER), seller=party_name(person, deal, SELLER),
        deal_tabs=tabs_for(person, deal), **values,
    )  # fmt: skip


@dataclass(frozen=True)
class Span:
    """A time in one stage: since when, how many days, who put it there, and why it ended there."""

    stage: str
    since: datetime
    days: int
    who: str
    reason: str = ""
    is_now: bool = False


def stage_spans(person: Viewer, deal: Deal) -> list[Span]:
    """The way of a deal through its stages, the newest first. Steps that were taken back do not count."""
    rows = queries.moves_of(deal.id)
    gone = {one.data["undone"] for one in rows if "undone" in one.data} | {
        one.id for one in rows if "undone" in one.data
    }
    kept = [one for one in rows if one.id not in gone]
    names = _names(person, deal, {one.actor_id for one in kept if one.actor_id})
    found = []
    for one, after in zip(kept, [*kept[1:], None][: len(kept)], strict=True):
        is_last = after is None
        since = deal.stage_since if is_last else one.at
        until = after.at if after is not None else now()
        days = (until.astimezone(SHANGHAI).date() - since.astimezone(SHANGHAI).date()).days
        found.append(
            Span(one.to_state or "", since, max(days, 0), names.get(one.actor_id or 0, ""), one.reason or "", is_last)
        )
    return found[::-1]


def _names(person: Viewer, deal: Deal, ids: set[int]) -> dict[int, str]:
    """Who they are; people of a hidden buyer stay unnamed."""
    rows = current_session().execute(select(User.id, User.name).where(User.id.in_(ids))) if ids else []
    people = {one: name for one, name in rows}  # noqa: C416
    if permissions.knows_buyer(person, deal):
        return people
    known = {*member_ids(deal.seller_id), deal.broker_id}
    return {one: name if one in known else str(SIDES[BUYER]) for one, name in people.items()}


def step_choices(person: Viewer, deal: Deal) -> list[SelectChoice]:
    """Who may do the next step: a side, or one of its people where the viewer may know them."""
    found = [SelectChoice(one, str(SIDES[one])) for one in (BUYER, SELLER)]
    if deal.broker_id is not None and deal.broker is not None:
        found.insert(0, SelectChoice(f"{BROKER}:{deal.broker_id}", f"{SIDES[BROKER]} {deal.broker.name}"))
    for side, place in ((BUYER, deal.buyer_id), (SELLER, deal.seller_id)):
        if side == BUYER and not permissions.knows_buyer(person, deal):
            continue
        for one in members_of(place):
            if one.role in ("owner", "editor") and one.user.is_active:
                found.append(SelectChoice(f"{side}:{one.user_id}", f"{SIDES[side]} {one.user.name}"))
    return found
