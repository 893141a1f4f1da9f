"""The board and the list of deals, and one deal."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.core.panels import panels_for
from matchmaking.deals import board, permissions, queries, services
from matchmaking.deals.board import Wanted
from matchmaking.deals.conditions import conditions_for, is_due
from matchmaking.deals.forms import LogForm, StepForm
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page, stage_spans, step_choices
from matchmaking.deals.permissions import can_see_deal, side_of
from matchmaking.deals.states import (
    BROKER,
    BUYER,
    CONTACT,
    ENDED,
    EVENT_KINDS,
    ORIGINS,
    REASONS,
    SELLER,
    STAGES,
    STATE_WORDS,
)
from matchmaking.deals.tabs import waiting_in
from matchmaking.organisations.queries import members_of

deals = Blueprint("deals", __name__)
ROWS = 25
LOGGED = 30
QUICK_KINDS = tuple(kind for kind in EVENT_KINDS if kind != "word")


def load_deal(deal_id: int) -> Deal:
    """The deal, for every page of it in every room. Answers 404 to everybody outside it."""
    deal = queries.deal_by_id(deal_id)
    if deal is None:
        abort(404)
    require(can_see_deal(viewer(), deal), hide=True)
    return deal


@deals.get("/deals")
@guard(SIGNED_IN)
def list_deals() -> str:
    """The deals of the viewer as a board, or with `view=list` as a list; the rest of the address narrows them."""
    person, wanted = viewer(), board.read_wanted(request.args)
    values = {
        "person": person, "wanted": wanted, "counties": board.counties_of(person), "origins": ORIGINS,
        "stages": STATE_WORDS, "requests": queries.requests_for(person), "toast": _toast(person),
        "leads_centre": person.is_broker and any(person.owns(one) for one in person.memberships),
        "may_open": permissions.can_open_by_hand(person), "keep": _keep(wanted), "kinds": QUICK_KINDS,
        "panels": panels_for("deal_board", person, wanted),
    }  # fmt: skip
    if request.args.get("view") == "list":
        return render_template("deals/list_deals.html", **values, **_rows(person, wanted))
    opened = [one for one in request.args.getlist("open") if one in STAGES]
    found = board.columns(person, wanted, opened)
    shown = request.args.get("at")
    if shown not in STAGES:
        shown = next((one.stage for one in found if one.late), None) or next(
            (one.stage for one in found if one.count), CONTACT
        )
    return render_template(
        "deals/show_board.html",
        columns=found, sums=board.sums_of(found), at=shown, opened=opened, is_empty=not any(one.count for one in found),
        waiting=waiting_in(person, [one.id for column in found for one in column.cards]),
        may_move={one.id for column in found for one in column.cards if permissions.leads(person, one)},
        may_act={one.id for column in found for one in column.cards if permissions.can_act(person, one)},
        log_key=LogForm(formdata=None).new_key().form_key.data, **values,
    )  # fmt: skip


def _rows(person: Viewer, wanted: Wanted) -> dict[str, Any]:
    sums, total = board.sums_of_list(person, wanted)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    rows = list(session.scalars(board.list_of(person, wanted).limit(ROWS).offset((number - 1) * ROWS)))
    keep = {**_keep(wanted), "view": "list"}
    return {
        "page": Page(rows, number, ROWS, total), "sums": sums,
        "page_url": lambda number: url_for("deals.list_deals", **keep, page=number),
    }  # fmt: skip


def _keep(wanted: Wanted) -> dict[str, str]:
    """The filters as they stand in the address."""
    names = ("whose", "county", "stage", "origin", "late", "q", "low", "high")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _toast(person: Viewer) -> dict[str, Any] | None:
    """What the last step did, with its undo: the address names the deal, the history says whether it is so."""
    moved, logged = request.args.get("moved", ""), request.args.get("logged", "")
    if moved.isascii() and moved.isdigit() and len(moved) < 10:
        deal = queries.deal_by_id(int(moved))
        if deal is not None and permissions.leads(person, deal) and services.can_undo(deal, person):
            return {"deal": deal, "stage": deal.state}
    elif logged.isascii() and logged.isdigit() and len(logged) < 10:
        event = queries.event_by_id(int(logged))
        if event is not None and can_see_deal(person, event.deal) and services.is_fresh(event, person):
            return {"deal": event.deal, "event": event}
    return None


@deals.get("/deals/<int:deal_id>")
@guard(SIGNED_IN)
def show_deal(deal_id: int) -> str:
    """One deal: where it stands, what is next, what was done."""
    return deal_overview(load_deal(deal_id))


def deal_overview(deal: Deal, *, step: StepForm | None = None, log: LogForm | None = None) -> str:
    """The overview, perhaps with a form that must be corrected."""
    person = viewer()
    side = side_of(person, deal)
    following = next_stage(deal)
    events = queries.events_of(deal, side or "")
    form = step or StepForm(formdata=None)
    form.who.choices = step_choices(person, deal)
    if step is None and deal.next_side:
        is_person = deal.next_user_id is not None or deal.next_side == BROKER
        form.who.data = f"{deal.next_side}:{deal.next_user_id or deal.broker_id}" if is_person else deal.next_side
    return deal_page(
        "deals/show_deal.html", deal, person,
        events=events if request.args.get("log") == "all" else events[:LOGGED], event_count=len(events),
        fresh={one.id for one in events if services.is_fresh(one, person)},
        spans=stage_spans(person, deal), following=following, shown_stages=_stages_of(deal),
        ahead=conditions_for(deal, following) if following else [],
        panels=panels_for("deal", person, deal), clock=lines_for("deals", [deal.id]).get(deal.id),
        step_form=form, log_form=log or LogForm(formdata=None).new_key(), log_kinds=EVENT_KINDS,
        people={one: people_shown(person, deal, one) for one in (BUYER, SELLER)},
        origins=[(one, origin_path(one)) for one in deal.origins], reasons=REASONS,
        wrong=step or log, may_end=permissions.can_end(person, deal), toast=_toast(person),
        may_reopen=permissions.leads(person, deal) and services.can_reopen(deal),
        may_reveal=permissions.can_reveal(person, deal), may_ask=permissions.can_ask_broker(person, deal),
        may_hand_over=permissions.can_hand_over(person, deal),
    )  # fmt: skip


def next_stage(deal: Deal) -> str | None:
    """The next stage that is due for a running deal."""
    order = list(STAGES)
    if not deal.is_running:
        return None
    return next((one for one in order[order.index(deal.state) + 1 :] if is_due(one, deal)), None)


def previous_stage(deal: Deal) -> str | None:
    """The one before."""
    order = list(STAGES)
    if deal.state not in order:
        return None
    return next((one for one in reversed(order[: order.index(deal.state)]) if is_due(one, deal)), None)


def _stages_of(deal: Deal) -> list[dict[str, str]]:
    """The way of this deal, for `ui.steps`."""
    order = list(STAGES)
    here = (deal.ended_in or CONTACT) if deal.state == ENDED else deal.state
    place = order.index(here)
    return [
        {
            "label": str(STAGES[one]),
            "note": "",
            "state": "now" if one == here and deal.state != "done" else "done" if order.index(one) <= place else "next",
        }
        for one in order
        if one == here or is_due(one, deal)
    ]


def people_shown(person: Viewer, deal: Deal, side: str) -> list[str]:
    """Who acts for a party, for those who may know it."""
    if side == BUYER and not permissions.knows_buyer(person, deal):
        return []
    return [one.user.name for one in members_of(deal.party_id(side) or 0) if one.role in ("owner", "editor")][:5]


def origin_path(origin: Any) -> str:
    """The page of what a deal came from, where it has one."""
    if origin.subject_type == "interests":
        return url_for("interests.show_interest", interest_id=origin.subject_id)
    return ""


Answered = str | Response | tuple[str, int]
__all__ = ["Answered", "deal_overview", "deals", "load_deal", "next_stage", "previous_stage"]
