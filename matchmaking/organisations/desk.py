"""The officers' desk for organisations: the queue, one organisation, verify or refuse."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role
from matchmaking.accounts.queries import names_of
from matchmaking.core.db import session
from matchmaking.core.guards import guard, require, role
from matchmaking.core.history import history_of
from matchmaking.core.pages import Page, page_number
from matchmaking.core.panels import notes_for, panels_for
from matchmaking.organisations import credit_code, permissions, queries, services
from matchmaking.organisations.forms import RefuseForm
from matchmaking.organisations.labels import KINDS, STATES
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.states import SUBMITTED
from matchmaking.vocabulary.queries import terms

desk = Blueprint("organisation_desk", __name__, url_prefix="/desk/organisations")
OFFICER = role(Role.COUNTY_OFFICER, Role.CITY_OFFICER)
SHOWN = 30
LONGEST_QUERY = 100


@desk.get("")
@guard(OFFICER)
def list_queue() -> str:
    """Organisations that this officer may check; those that wait unless another state is asked for."""
    number, text = page_number(request.args), request.args.get("q", "").strip()[:LONGEST_QUERY]
    counties = {entry.code: entry.label() for entry in terms("county")}
    county = request.args.get("county", "")
    county = county if county in counties else ""
    state = request.args.get("state", SUBMITTED)
    state = state if state in STATES or state == "all" else SUBMITTED
    rows, total = queries.organisations_at_desk(
        viewer(),
        state="" if state == "all" else state,
        county_code=county,
        text=text,
        limit=SHOWN,
        offset=(number - 1) * SHOWN,
    )
    return render_template(
        "organisations/list_queue.html",
        page=Page(rows, number, SHOWN, total),
        text=text,
        county=county,
        counties=counties,
        state=state,
        states=STATES,
        kinds=KINDS,
        deadlines=notes_for("organisation_queue", viewer(), [one.id for one in rows]),
    )


@desk.get("/<int:organisation_id>")
@guard(OFFICER)
def show_organisation(organisation_id: int) -> str:
    """Everything about an organisation that an officer needs to decide."""
    return _page(_load(organisation_id), RefuseForm())


@desk.post("/<int:organisation_id>/verify")
@guard(OFFICER)
def verify(organisation_id: int) -> Response:
    """Vouch for an organisation."""
    organisation = _load(organisation_id)
    require(permissions.can_check_organisation(viewer(), organisation) and not viewer().belongs_to(organisation.id))
    services.verify_organisation(organisation, actor=viewer())
    flash(_("%(organisation)s已通过核验，成员会收到消息。", organisation=organisation.name), "success")
    return redirect(url_for("organisation_desk.list_queue"), 303)


@desk.post("/<int:organisation_id>/refuse")
@guard(OFFICER)
def refuse(organisation_id: int) -> Response | tuple[str, int]:
    """Send an organisation back with a reason."""
    organisation = _load(organisation_id)
    require(permissions.can_check_organisation(viewer(), organisation) and not viewer().belongs_to(organisation.id))
    form = RefuseForm()
    if not form.validate():
        return _page(organisation, form), 422
    services.refuse_organisation(organisation, form.reason.data or "", actor=viewer())
    flash(_("已退回%(organisation)s，成员会收到您写的原因。", organisation=organisation.name), "success")
    return redirect(url_for("organisation_desk.list_queue"), 303)


def _load(organisation_id: int) -> Organisation:
    """An organisation of the officer's county; those of other counties are refused."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        abort(404)
    require(permissions.can_check_organisation(viewer(), organisation))
    return organisation


def _page(organisation: Organisation, form: RefuseForm) -> str:
    events = list(reversed(history_of(organisation)))
    return render_template(
        "organisations/check_organisation.html",
        organisation=organisation,
        form=form,
        kinds=KINDS,
        states=STATES,
        reading=credit_code.read(organisation.credit_code) if organisation.credit_code else None,
        memberships=queries.members_of(organisation.id),
        events=events,
        names=names_of({event.actor_id for event in events if event.actor_id}),
        panels=panels_for("organisation", viewer(), organisation),
        may_verify=permissions.can_verify_organisation(viewer(), organisation),
    )
