"""The desk of brokers and officers: what follows all projects, what is overdue first; and who looks after which."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.addresses import own_address
from matchmaking.core.db import session
from matchmaking.core.guards import guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.interests import queries, services
from matchmaking.interests.permissions import can_take_charge
from matchmaking.interests.queries import Chosen
from matchmaking.interests.states import KINDS, STATE_WORDS
from matchmaking.interests.views import deadlines, interests
from matchmaking.listings.permissions import AT_DESK
from matchmaking.listings.queries import count_of
from matchmaking.listings.views import load
from matchmaking.projects.models import Project
from matchmaking.projects.side import PROJECTS

ROWS = 20
WHOSE = ("mine", "free")


def _chosen() -> Chosen:
    """What the address asks for; unknown codes mean all."""
    kind, state, whose = (request.args.get(name, "") for name in ("kind", "state", "whose"))
    return Chosen(
        kind if kind in KINDS else "",
        state if state in STATE_WORDS else "",
        whose if whose in WHOSE else "",
        request.args.get("late") == "1",
    )


@interests.get("/desk/interests")
@guard(AT_DESK)
def list_desk() -> str:
    """All interest that this desk looks after."""
    person, chosen = viewer(), _chosen()
    query = queries.at_desk(person, chosen)
    total = count_of(query)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    rows = list(session.scalars(queries.complete(query).limit(ROWS).offset((number - 1) * ROWS)))
    brokers = queries.brokers_of({one.project_id for one in rows})
    keep = {"kind": chosen.kind, "state": chosen.state, "whose": chosen.whose, "late": "1" if chosen.late else ""}
    return render_template(
        "interests/list_desk.html",
        page=Page(rows, number, ROWS, total), deadlines=deadlines(rows), chosen=chosen, facets=_facets(chosen),
        brokers={one: broker.user.name for one, broker in brokers.items()},
        mine={one for one, broker in brokers.items() if broker.user_id == person.user_id},
        may_take={one.project_id for one in rows if can_take_charge(person, one.project)},
        page_url=lambda number: url_for("interests.list_desk", page=number, **{k: v for k, v in keep.items() if v}),
    )  # fmt: skip


def _facets(chosen: Chosen) -> list[dict[str, object]]:
    """What the list can be narrowed to, with how many there are."""
    person = viewer()
    rows = queries.counts_at_desk(person)
    kinds = {code: sum(row[4] for row in rows if row[0] == code) for code in KINDS}
    states = {code: sum(row[4] for row in rows if row[1] == code) for code in STATE_WORDS}
    late = sum(row[4] for row in rows if row[2])
    mine, free = (sum(row[4] for row in rows if row[3] == code) for code in WHOSE)

    def values(rows: list[tuple[str, object, int]], present: str) -> list[dict[str, object]]:
        return [{"value": code, "label": str(words), "count": count, "checked": code == present}
                for code, words, count in rows if count or code == present]  # fmt: skip

    found = [
        ("late", _("时限"), [("1", _("已逾期"), late)], "1" if chosen.late else ""),
        ("kind", _("想要什么"), [(one, KINDS[one], kinds[one]) for one in KINDS], chosen.kind),
        ("state", _("进展"), [(one, STATE_WORDS[one], states[one]) for one in STATE_WORDS], chosen.state),
        ("whose", _("谁在跟"), [("mine", _("我跟进的"), mine), ("free", _("还没有人跟"), free)], chosen.whose),
    ]
    return [
        {"kind": "radio", "shown": 6, "name": name, "title": title, "values": values(rows, present)}
        for name, title, rows, present in found
        if values(rows, present)
    ]


@interests.post("/desk/interests/projects/<int:project_id>/take")
@guard(AT_DESK)
def take_project(project_id: int) -> Response:
    """Look after what follows a project."""
    project = _load(project_id)
    require(can_take_charge(viewer(), project))
    services.take_charge(project, actor=viewer())
    flash(_("已由您跟进，新的意向会通知您。"), "success")
    return _back()


@interests.post("/desk/interests/projects/<int:project_id>/let-go")
@guard(AT_DESK)
def let_go_project(project_id: int) -> Response:
    """Look after it no more."""
    project = _load(project_id)
    require(can_take_charge(viewer(), project))
    services.let_go(project, actor=viewer())
    flash(_("已不再由您跟进。"), "success")
    return _back()


def _load(project_id: int) -> Project:
    project: Project = load(PROJECTS, project_id, viewer())
    return project


def _back() -> Response:
    return redirect(own_address(request.form.get("next")) or url_for("interests.list_desk"), 303)
