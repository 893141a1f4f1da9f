"""The desk: the queue of demands, the page of one of them, and who is in charge of it."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role, User
from matchmaking.clocks.wording import lines_for
from matchmaking.core.addresses import own_address
from matchmaking.core.db import session
from matchmaking.core.guards import guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.demands import modes
from matchmaking.demands.completeness import completeness, done_count
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.permissions import organisation_shown
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.gates import closed_gate, is_locked
from matchmaking.listings.permissions import AT_DESK
from matchmaking.listings.values import row_text
from matchmaking.listings.views import address, load
from matchmaking.refinements import charge, permissions, queries
from matchmaking.refinements.asking import open_question
from matchmaking.refinements.duplicates import demands_alike
from matchmaking.refinements.forms import PERSON, AssignForm, ReleaseForm
from matchmaking.refinements.merging import obstacle
from matchmaking.refinements.models import Refinement, Squad
from matchmaking.refinements.pages import charge_words, revision_title, steps_of
from matchmaking.refinements.queries import MINE, MY_SQUADS, NOBODYS, OWNERS, Filters
from matchmaking.refinements.revising import latest, newest_values
from matchmaking.refinements.states import (
    AT_DESK_STATES,
    AWAITING,
    OPEN,
    REFINING,
    REVISION_WORDS,
    STATE_COLOURS,
    STATE_WORDS,
    WATCHED,
)
from matchmaking.refinements.suggestions import suggestions_for
from matchmaking.refinements.values import as_demand
from matchmaking.vocabulary.queries import is_known, label, terms

refinements = Blueprint("refinements", __name__)
Answer = str | Response | tuple[str, int]
ROWS = 20
OWNER_WORDS = {"": _l("全部"), MINE: _l("我负责的"), MY_SQUADS: _l("我的小队"), NOBODYS: _l("没人接手的")}
DESK_ROLES = (Role.BROKER, Role.COUNTY_OFFICER, Role.CITY_OFFICER)


def _filters() -> Filters:
    """What the address asks for; unknown codes are left out."""
    state, owner = request.args.get("state", ""), request.args.get("owner", "")
    return Filters(
        state if state in AT_DESK_STATES else "",
        owner if owner in OWNERS else "",
        tuple(one for one in request.args.getlist("industry") if is_known("industry", one)),
        tuple(one for one in request.args.getlist("county") if is_known("county", one)),
    )


def _address_of(wanted: Filters, **changed: Any) -> str:
    values: dict[str, Any] = {
        "state": wanted.state or None, "owner": wanted.owner or None, "industry": list(wanted.industries),
        "county": list(wanted.counties),
    }  # fmt: skip
    return url_for("refinements.list_refinements", **{**values, **changed})


@refinements.get("/desk/refinements")
@guard(AT_DESK)
def list_refinements() -> str:
    """Demands at the desk, what is due first at the head."""
    person, wanted = viewer(), _filters()
    states, owners = queries.state_counts(person, wanted), queries.owner_counts(person, wanted)
    total = states[wanted.state] if wanted.state else sum(states.values())
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    found = queries.queue_page(person, wanted, limit=ROWS, offset=(number - 1) * ROWS)
    deadlines = lines_for(Demand.__tablename__, [demand.id for demand, _refinement in found])
    return render_template(
        "refinements/list_refinements.html",
        page=Page([_row(one, refinement, deadlines) for one, refinement in found], number, ROWS, total),
        tabs=[
            {"label": _("全部"), "count": sum(states.values()), "url": _address_of(wanted, state=None),
             "current": not wanted.state},
            *({"label": STATE_WORDS[one], "count": states[one], "url": _address_of(wanted, state=one),
               "current": wanted.state == one} for one in AT_DESK_STATES),
        ],
        facets=_facets(wanted, owners),
        keep=[("state", wanted.state)] if wanted.state else [],
        filters=wanted,
        clear_url=url_for("refinements.list_refinements", state=wanted.state or None),
        filtered=len(wanted.industries) + len(wanted.counties) + bool(wanted.owner),
        here=request.full_path.rstrip("?"),
    )  # fmt: skip


def _row(demand: Demand, refinement: Refinement | None, deadlines: Any) -> dict[str, Any]:
    person = viewer()
    items = completeness(DEMANDS.values_of(demand))
    state = refinement.state if refinement and refinement.state in AT_DESK_STATES else OPEN
    free = permissions.is_free(refinement)
    # Said here and not only when the button is pressed. Without a revision nothing but its mode keeps a demand back:
    # those that are open to all are not asked one by one.
    kept = closed_gate(DEMANDS.kind, demand) if demand.mode != modes.OPEN and latest(refinement) is None else None
    return {
        "demand": demand,
        "organisation": organisation_words(demand, person),
        "state": state,
        "word": STATE_WORDS[state],
        "colour": STATE_COLOURS.get(state, ""),
        "clock": deadlines.get(demand.id),
        "charge": charge_words(refinement),
        "done": done_count(items),
        "items": len(items),
        "candidates": refinement.candidate_count if refinement else None,
        "kept": kept,
        "may_claim": free and not (kept and is_locked(demand)),
        "may_publish": (free or permissions.is_in_charge(person, demand))
        and state in (OPEN, REFINING, WATCHED)
        and latest(refinement) is None
        and not kept,
        "review_on": refinement.review_on if refinement else None,
    }


def _facets(wanted: Filters, owners: dict[str, int]) -> list[dict[str, Any]]:
    person = viewer()
    found: list[dict[str, Any]] = [
        {
            "name": "owner", "title": _("谁负责"), "kind": "radio",
            "values": [
                {"value": code, "label": word, "count": owners.get(code), "checked": wanted.owner == code}
                for code, word in OWNER_WORDS.items()
            ],
        },
        {
            "name": "industry", "title": _("产业"),
            "values": _values("industry", queries.industry_counts(person, wanted), wanted.industries),
        },
    ]  # fmt: skip
    if person.is_broker or person.is_city_officer:
        counts = queries.county_counts(person, wanted)
        found.append(
            {"name": "county", "title": _("县（市、区）"), "values": _values("county", counts, wanted.counties)}
        )
    return found


def _values(kind: str, counts: dict[str, int], chosen: Iterable[str]) -> list[dict[str, Any]]:
    codes = [one.code for one in terms(kind) if counts.get(one.code) or one.code in chosen]
    return [
        {"value": one, "label": label(kind, one), "count": counts.get(one, 0), "checked": one in chosen}
        for one in codes
    ]


def load_at_desk(demand_id: int) -> tuple[Demand, Refinement | None]:
    """The demand as the desk may see it, and its way; 404 for who has no desk for its county."""
    demand: Demand = load(DEMANDS, demand_id, viewer())
    require(permissions.has_desk_for(viewer(), demand), hide=True)
    require(permissions.can_view_refinement(viewer(), demand))
    return demand, queries.find_refinement(demand_id)


def back_to(demand_id: int) -> Response:
    """To the page from which a button was pressed, else to the desk's page of the demand."""
    wanted = own_address(request.form.get("back", "")) or url_for("refinements.show_refinement", demand_id=demand_id)
    return redirect(wanted, 303)


@refinements.get("/desk/refinements/<int:demand_id>")
@guard(AT_DESK)
def show_refinement(demand_id: int) -> Answer:
    """One demand with all that the desk can do about it; one that has left the desk shows its own page."""
    person = viewer()
    left: Demand = load(DEMANDS, demand_id, person)
    if permissions.has_desk_for(person, left) and not permissions.can_view_refinement(person, left):
        flash(_("这条需求已经办完，不在凝练台上了。"), "info")
        return redirect(address(DEMANDS, "show", left), 303)
    demand, refinement = load_at_desk(demand_id)
    values = newest_values(demand, refinement)
    text, revision = as_demand(values, demand), latest(refinement)
    works = permissions.can_work_on(person, demand, refinement)
    state = refinement.state if refinement else OPEN
    waits = state == AWAITING
    items = completeness(DEMANDS.values_of(text))
    alike = demands_alike(demand, person) if demand.state == "submitted" else []
    return render_template(
        "refinements/show_refinement.html",
        demand=demand,
        text=text,
        refinement=refinement,
        version=refinement.text_version if refinement else 0,
        organisation=organisation_words(demand, person),
        is_named=organisation_shown(person, demand),
        state=state,
        word=STATE_WORDS[state],
        colour=STATE_COLOURS.get(state, ""),
        clock=lines_for(Demand.__tablename__, [demand.id]).get(demand.id),
        charge=charge_words(refinement),
        kept=closed_gate(DEMANDS.kind, demand) if revision is None else None,
        is_locked=is_locked(demand),
        revision=revision,
        revisions=[
            {"revision": one, "title": revision_title(one), "state": REVISION_WORDS[one.state]}
            for one in (refinement.revisions if refinement else [])
        ],
        question=open_question(refinement),
        items=items,
        done=done_count(items),
        suggestions=suggestions_for(demand, values) if works and not waits else None,
        alike=alike,
        unmergeable={one.demand.id: words for one in alike if one.is_own and (words := obstacle(one.demand, person))},
        organisation_of=lambda one: organisation_words(one, person),
        steps=steps_of(refinement),
        shown=row_text,
        address=address,
        side=DEMANDS,
        may={
            "claim": permissions.can_claim(person, demand, refinement),
            "work": works and not waits,
            "call_back": works and waits,
            "assign": permissions.can_assign(person, demand, refinement),
        },
    )


@refinements.post("/desk/refinements/<int:demand_id>/claim")
@guard(AT_DESK)
def claim_demand(demand_id: int) -> Response:
    """Take charge oneself."""
    demand, refinement = load_at_desk(demand_id)
    own = refinement is not None and refinement.in_charge_id == viewer().user_id
    require(own or permissions.can_claim(viewer(), demand, refinement))
    charge.claim(demand, actor=viewer())
    flash(_("已由您负责。企业没有公开名称的，您现在也看得到。"), "success")
    return redirect(url_for("refinements.show_refinement", demand_id=demand_id), 303)


@refinements.route("/desk/refinements/<int:demand_id>/assign", methods=["GET", "POST"])
@guard(AT_DESK)
def assign_demand(demand_id: int) -> Answer:
    """Give it to a person or a squad, with a reason."""
    demand, refinement = load_at_desk(demand_id)
    require(permissions.can_assign(viewer(), demand, refinement))
    people = [one for one in queries.people_of_roles(*DESK_ROLES) if _has_desk(one, demand)]
    form = AssignForm().offer(people, queries.squads(active_only=True))
    if form.validate_on_submit():
        kind, number = form.chosen
        person, squad = (session.get(User, number), None) if kind == PERSON else (None, session.get(Squad, number))
        charge.assign(demand, person=person, squad=squad, reason=form.reason.data, actor=viewer())
        flash(_("已交给%(name)s，对方会收到提醒。", name=charge_words(queries.find_refinement(demand_id))), "success")
        return redirect(url_for("refinements.show_refinement", demand_id=demand_id), 303)
    page = render_template(
        "refinements/assign_demand.html", demand=demand, form=form, charge=charge_words(refinement),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _has_desk(user: User, demand: Demand) -> bool:
    """County officers look after their own county only."""
    return user.role != Role.COUNTY_OFFICER or user.county_code == demand.county_code


@refinements.route("/desk/refinements/<int:demand_id>/release", methods=["GET", "POST"])
@guard(AT_DESK)
def release_demand(demand_id: int) -> Answer:
    """No longer be in charge, with a reason."""
    demand, refinement = load_at_desk(demand_id)
    require(permissions.can_assign(viewer(), demand, refinement))
    form = ReleaseForm()
    if form.validate_on_submit():
        charge.release(demand, reason=form.reason.data, actor=viewer())
        flash(_("这条需求现在没有人负责，别人可以接手。"), "success")
        return redirect(url_for("refinements.list_refinements"), 303)
    page = render_template("refinements/release_demand.html", demand=demand, form=form, charge=charge_words(refinement))
    return page, 422 if form.errors else 200
