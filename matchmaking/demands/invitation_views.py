"""The pages of invited and direct demands: whom to ask, what the invited say, and another way of publishing."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.core.panels import panels_for
from matchmaking.demands import inviting, permissions
from matchmaking.demands.forms import WILLING, InvitationForm, ModeForm
from matchmaking.demands.modes import DECLINE_REASONS, DIRECT, INVITED, mode_word
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.queries import invitations_of, invitee_of, invitees_of
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.views import Answer, demands
from matchmaking.listings import views
from matchmaking.listings.permissions import can_list_for
from matchmaking.listings.queries import count_of
from matchmaking.organisations.labels import KINDS
from matchmaking.organisations.models import Organisation

ROWS = 20
MOST_INVITATIONS = 100


@demands.get("/demands/<int:demand_id>/invitees")
@guard(SIGNED_IN)
def list_invitees(demand_id: int) -> Answer:
    """Choose whom to ask: those chosen so far, suggestions, and a search."""
    demand = views.load(DEMANDS, demand_id, viewer())
    require(permissions.can_choose_invitees(viewer(), demand))
    text, kind = request.args.get("q", "").strip()[:100], request.args.get("kind", "")
    query = inviting.suppliers(demand, text, kind if kind in inviting.SUPPLIERS else "")
    total = count_of(query)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    chosen = invitees_of(demand.id)
    return render_template(
        "demands/list_invitees.html",
        record=demand,
        chosen=chosen,
        chosen_ids={one.organisation_id for one in chosen},
        page=Page(list(session.scalars(query.limit(ROWS).offset((number - 1) * ROWS))), number, ROWS, total),
        text=text,
        kind=kind,
        kinds=[(one.value, KINDS[one]) for one in inviting.SUPPLIERS],
        kind_words=KINDS,
        panels=panels_for("demand_invitees", viewer(), demand),
    )


@demands.post("/demands/<int:demand_id>/invitees/<int:organisation_id>")
@guard(SIGNED_IN)
def invite(demand_id: int, organisation_id: int) -> Response:
    """Choose an institution."""
    demand = views.load(DEMANDS, demand_id, viewer())
    require(permissions.can_choose_invitees(viewer(), demand))
    organisation = _public_organisation(organisation_id)
    inviting.invite(demand, organisation, actor=viewer())
    name = organisation.name
    if demand.is_published:
        flash(_("已邀请“%(name)s”，对方会收到消息。", name=name), "success")
    else:
        flash(_("已选“%(name)s”，发布时通知对方。", name=name), "success")
    return redirect(url_for("demands.list_invitees", demand_id=demand.id), 303)


def _public_organisation(organisation_id: int) -> Organisation:
    """The organisation, or 404 also for one that the public does not know of."""
    found = session.get(Organisation, organisation_id)
    require(found is not None and found.is_public, hide=True)
    assert found is not None
    return found


@demands.post("/demands/<int:demand_id>/invitees/<int:organisation_id>/remove")
@guard(SIGNED_IN)
def uninvite(demand_id: int, organisation_id: int) -> Response:
    """Take an institution out again before it is told."""
    demand = views.load(DEMANDS, demand_id, viewer())
    require(permissions.can_choose_invitees(viewer(), demand))
    inviting.uninvite(demand, organisation_id, actor=viewer())
    flash(_("已去掉这家单位。"), "success")
    return redirect(url_for("demands.list_invitees", demand_id=demand.id), 303)


@demands.get("/demands/invitations")
@guard(SIGNED_IN)
def list_invitations() -> str:
    """The demands to which the organisation that the viewer acts for is invited."""
    person = viewer()
    found = session.execute(invitations_of(person.organisation_id or 0).limit(MOST_INVITATIONS))
    rows = [(invitee, demand, organisation_words(demand, person)) for invitee, demand in found]
    return render_template("demands/list_invitations.html", rows=rows, reasons=DECLINE_REASONS)


@demands.route("/demands/<int:demand_id>/invitation", methods=["GET", "POST"])
@guard(SIGNED_IN)
def answer_invitation(demand_id: int) -> Answer:
    """Say whether the invited institution will answer, or why not."""
    demand = views.load(DEMANDS, demand_id, viewer())
    require(permissions.can_answer_invitation(viewer(), demand))
    invitee = invitee_of(demand.id, viewer().organisation_id)
    assert invitee is not None
    form = InvitationForm().fit(demand)
    if form.validate_on_submit() and form.is_in_order():
        inviting.answer_invitation(
            invitee,
            is_willing=form.reply.data == WILLING,
            reason_code=form.reason_code.data or "",
            reason=form.reason.data or "",
            actor=viewer(),
        )
        flash(_("答复已送达，截止前还可以改。"), "success")
        return redirect(url_for("demands.show_demand", demand_id=demand.id), 303)
    page = render_template("demands/answer_invitation.html", record=demand, form=form, is_direct=demand.mode == DIRECT)
    return page, 422 if form.errors else 200


@demands.route("/demands/<int:demand_id>/mode", methods=["GET", "POST"])
@guard(SIGNED_IN)
def change_mode(demand_id: int) -> Answer:
    """Publish a published demand in another way."""
    demand = views.load(DEMANDS, demand_id, viewer())
    require(permissions.can_change_mode(viewer(), demand))
    form = ModeForm().fit(demand)
    if request.method == "POST" and form.mode.data == demand.mode:
        # The second press of a double click.
        return redirect(url_for("demands.show_demand", demand_id=demand.id), 303)
    if form.validate_on_submit():
        if form.seen_version != demand.version:
            raise Conflict(_("您打开这一页之后，别人已经修改过这条需求，发布方式没有改。请打开最新版本再改一次。"))
        inviting.change_mode(demand, form.mode.data, actor=viewer())
        flash(_("发布方式已改为“%(mode)s”。", mode=mode_word(demand.mode)), "success")
        if demand.mode == INVITED:
            flash(_("现在只有受邀单位看得到，请选好要邀请的单位。"), "info")
            return redirect(url_for("demands.list_invitees", demand_id=demand.id), 303)
        return redirect(url_for("demands.show_demand", demand_id=demand.id), 303)
    form.version.data = form.version.data or str(demand.version)
    refused = [words for code, _label in form.mode.choices if (words := inviting.mode_refusal(demand, code))]
    page = render_template("demands/change_mode.html", record=demand, form=form, refused=refused)
    return page, 422 if form.errors else 200


@demands.post("/organisations/<int:organisation_id>/direct")
@guard(SIGNED_IN)
def start_direct(organisation_id: int) -> Response:
    """A draft for talking to one institution alone, from its page."""
    person = viewer()
    target = _public_organisation(organisation_id)
    require(can_list_for(person, person.organisation_id) and not person.belongs_to(organisation_id))
    owner = session.get_one(Organisation, person.organisation_id)
    demand = inviting.start_direct(target, owner=owner, title=_("技术合作洽谈"), values={}, actor=person)
    flash(_("这是直接洽谈的草稿，只发给“%(name)s”。写好提交，核验后通知对方。", name=target.name), "info")
    return redirect(url_for("demands.edit_demand", demand_id=demand.id), 303)
