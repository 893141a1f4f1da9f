"""The pages of an organisation on which it says who approves contracts, and who stands in for whom."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.filters import today
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.queries import members_of
from matchmaking.signings import chains, delegating, permissions, queries
from matchmaking.signings.forms import ChainForm, DelegationForm
from matchmaking.signings.models import Delegation

chain_pages = Blueprint("approval_chains", __name__)
Answer = str | Response | tuple[str, int]


def load_place(organisation_id: int) -> Organisation:
    """An organisation, for its members; how it approves is nobody else's business."""
    require(permissions.can_delegate_in(viewer(), organisation_id), hide=True)
    return session.get(Organisation, organisation_id) or abort(404)


def _people(organisation_id: int) -> list[tuple[int, str]]:
    return [(one.user_id, one.user.name) for one in members_of(organisation_id) if one.user.is_active]


@chain_pages.get("/organisations/<int:organisation_id>/approval")
@guard(SIGNED_IN)
def show_chain(organisation_id: int) -> str:
    """Who approves, and who is away."""
    place = load_place(organisation_id)
    return _chain_page(place, _delegation_form(organisation_id))


def _chain_page(place: Organisation, form: DelegationForm) -> str:
    return render_template(
        "signings/show_chain.html", place=place, chain=queries.chain_of(place.id), names=dict(_people(place.id)),
        delegations=queries.delegations_in(place.id), form=form, person=viewer(),
        may_set=permissions.can_set_chain(viewer(), place.id),
    )  # fmt: skip


def _delegation_form(organisation_id: int) -> DelegationForm:
    form = DelegationForm()
    people = [SelectChoice(value, name) for value, name in _people(organisation_id)]
    form.delegate_id.choices = people
    # Owners say it for everybody, because whoever is suddenly away cannot.
    owns = permissions.can_set_chain(viewer(), organisation_id)
    form.user_id.choices = people if owns else [one for one in people if one.value == viewer().user_id]
    if request.method != "POST":
        form.user_id.data, form.from_on.data = viewer().user_id, today()
    return form


@chain_pages.route("/organisations/<int:organisation_id>/approval/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_chain(organisation_id: int) -> Answer:
    """Set the chain."""
    place = load_place(organisation_id)
    require(permissions.can_set_chain(viewer(), organisation_id))
    chain, people = queries.chain_of(organisation_id), _people(organisation_id)
    if request.method != "POST":
        rows = [
            {"name": one.name, "from_amount": one.from_amount, "user_ids": [person.user_id for person in one.members]}
            for one in (chain.steps if chain is not None else ())
        ]
        form = ChainForm(data={"steps": rows or [{}]})
        form.version.data = str(chain.version) if chain is not None else ""
    else:
        form = ChainForm()
    form.with_people(people)
    if request.method == "POST":
        if form.steps.handle_buttons(request.form):
            return render_template("signings/edit_chain.html", place=place, form=form.with_people(people))
        if form.validate() and form.is_in_order():
            links = [
                chains.Link(row["name"], tuple(row["user_ids"]), row["from_amount"]) for row in form.steps.filled()
            ]
            chains.write_chain(organisation_id, links, seen_version=form.seen_version, actor=viewer())
            flash(_("审批流程已保存，以后送审的合同按它走。"), "success")
            return redirect(url_for("approval_chains.show_chain", organisation_id=place.id), 303)
        return render_template("signings/edit_chain.html", place=place, form=form), 422
    return render_template("signings/edit_chain.html", place=place, form=form)


@chain_pages.post("/organisations/<int:organisation_id>/approval/delegations")
@guard(SIGNED_IN)
def add_delegation(organisation_id: int) -> Answer:
    """Say who approves while somebody is away."""
    place = load_place(organisation_id)
    form = _delegation_form(organisation_id)
    if not (form.validate() and form.is_in_order()):
        return _chain_page(place, form), 422
    delegating.delegate(
        organisation_id, user_id=form.user_id.data, delegate_id=form.delegate_id.data, from_on=form.from_on.data,
        until_on=form.until_on.data, actor=viewer(),
    )  # fmt: skip
    flash(_("代批人已定。"), "success")
    return redirect(url_for("approval_chains.show_chain", organisation_id=place.id), 303)


@chain_pages.post("/organisations/approval-delegations/<int:delegation_id>/end")
@guard(SIGNED_IN)
def end_delegation(delegation_id: int) -> Response:
    """Somebody is back."""
    found = session.get(Delegation, delegation_id)
    require(found is not None and permissions.can_delegate_in(viewer(), found.organisation_id), hide=True)
    assert found is not None
    require(delegating.can_end(viewer(), found))
    delegating.end(found, actor=viewer())
    flash(_("代批已结束。"), "success")
    return redirect(url_for("approval_chains.show_chain", organisation_id=found.organisation_id), 303)
