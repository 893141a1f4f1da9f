"""Members of an organisation and invitations to join it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import session_id, viewer
from matchmaking.accounts.models import User
from matchmaking.accounts.services import act_for as act_in_session_for
from matchmaking.accounts.tokens import digest
from matchmaking.core.db import session
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.organisations import members, permissions, queries
from matchmaking.organisations.forms import InviteForm
from matchmaking.organisations.labels import MEMBER_ROLES
from matchmaking.organisations.models import Invitation, Membership, Organisation
from matchmaking.organisations.views import Answer, load, organisations


@organisations.route("/<int:organisation_id>/members", methods=["GET", "POST"])
@guard(SIGNED_IN)
def list_members(organisation_id: int) -> Answer:
    """Members and open invitations; owners invite by e-mail here."""
    organisation = load(organisation_id)
    require(permissions.can_view_members(viewer(), organisation), hide=True)
    form = InviteForm()
    if request.method == "POST":
        require(permissions.can_manage_members(viewer(), organisation))
        if form.validate():
            members.invite_member(organisation, email=form.email.data or "", role=form.role.data, actor=viewer())
            flash(_("邀请已发到 %(email)s，7 天内有效。", email=form.email.data), "success")
            return redirect(url_for("organisations.list_members", organisation_id=organisation.id), 303)
    manages = permissions.can_manage_members(viewer(), organisation)
    page = render_template(
        "organisations/list_members.html",
        organisation=organisation,
        form=form,
        memberships=queries.members_of(organisation.id),
        invitations=queries.open_invitations(organisation.id) if manages else [],
        roles=MEMBER_ROLES,
        manages=manages,
    )
    return (page, 422) if request.method == "POST" else page


@organisations.post("/<int:organisation_id>/members/<int:user_id>/role")
@guard(SIGNED_IN)
def change_member_role(organisation_id: int, user_id: int) -> Response:
    """Change what a member may do."""
    membership = _membership(organisation_id, user_id)
    require(permissions.can_manage_members(viewer(), membership.organisation))
    role = request.form.get("role", "")
    if role not in MEMBER_ROLES:
        abort(422)
    members.change_member_role(membership, role, actor=viewer())
    flash(_("%(name)s的权限已改为%(role)s。", name=membership.user.name, role=MEMBER_ROLES[role]), "success")
    return redirect(url_for("organisations.list_members", organisation_id=organisation_id), 303)


@organisations.route("/<int:organisation_id>/members/<int:user_id>/remove", methods=["GET", "POST"])
@guard(SIGNED_IN)
def remove_member(organisation_id: int, user_id: int) -> Answer:
    """Remove a member, or leave; asked once more, because the rights end at once."""
    membership = _membership(organisation_id, user_id)
    organisation, is_self = membership.organisation, user_id == viewer().user_id
    require(is_self or permissions.can_manage_members(viewer(), organisation))
    if request.method != "POST":
        return render_template(
            "organisations/remove_member.html", organisation=organisation, person=membership.user, is_self=is_self
        )
    name = membership.user.name
    members.remove_member(membership, actor=viewer())
    if is_self:
        flash(_("您已退出%(organisation)s。", organisation=organisation.name), "success")
        return redirect(request.script_root + "/", 303)
    flash(_("%(name)s已不再是成员，权限马上失效。", name=name), "success")
    return redirect(url_for("organisations.list_members", organisation_id=organisation_id), 303)


@organisations.post("/<int:organisation_id>/invitations/<int:invitation_id>/take-back")
@guard(SIGNED_IN)
def take_back_invitation(organisation_id: int, invitation_id: int) -> Response:
    """Take an invitation back."""
    organisation = load(organisation_id)
    require(permissions.can_manage_members(viewer(), organisation))
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.organisation_id != organisation_id:
        abort(404)
    members.end_invitation(invitation, actor=viewer())
    flash(_("邀请已撤回，链接不再有效。"), "success")
    return redirect(url_for("organisations.list_members", organisation_id=organisation_id), 303)


@organisations.get("/invitations")
@guard(SIGNED_IN)
def list_invitations() -> str:
    """Open invitations of the person who is signed in."""
    rows = queries.invitations_for(_own_account().email)
    return render_template("organisations/list_invitations.html", rows=rows, roles=MEMBER_ROLES)


@organisations.post("/invitations/<int:invitation_id>/accept")
@guard(SIGNED_IN)
def join(invitation_id: int) -> Response:
    """Accept an invitation from the list; the confirmed address is proof enough."""
    return _join(_own_invitation(invitation_id))


@organisations.post("/invitations/<int:invitation_id>/decline")
@guard(SIGNED_IN)
def decline_invitation(invitation_id: int) -> Response:
    """Decline an invitation."""
    members.end_invitation(_own_invitation(invitation_id), actor=viewer())
    flash(_("已谢绝邀请。"), "success")
    return redirect(url_for("organisations.list_invitations"), 303)


@organisations.route("/invitations/<token>", methods=["GET", "POST"])
@guard(PUBLIC)
def accept_invitation(token: str) -> Answer:
    """The link of an invitation: says who invites, and lets the person with that address accept."""
    invitation = queries.open_invitation(digest(token))
    if invitation is None:
        return render_template("organisations/invitation_over.html"), 410
    if request.method == "POST":
        require(viewer().is_signed_in)
        return _join(invitation)
    return render_template(
        "organisations/accept_invitation.html",
        invitation=invitation,
        roles=MEMBER_ROLES,
        fits=viewer().is_signed_in and _own_account().email == invitation.email,
    )


def _join(invitation: Invitation) -> Response:
    organisation: Organisation = invitation.organisation
    members.accept_invitation(invitation, _own_account())
    act_in_session_for(session_id() or 0, organisation.id)
    flash(_("您已加入%(organisation)s，现在代表它操作。", organisation=organisation.name), "success")
    return redirect(url_for("organisations.show_organisation", organisation_id=organisation.id), 303)


def _own_account() -> User:
    return session.get_one(User, viewer().user_id)


def _own_invitation(invitation_id: int) -> Invitation:
    """An invitation of the viewer's address; those of others do not exist."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.email != _own_account().email:
        abort(404)
    return invitation


def _membership(organisation_id: int, user_id: int) -> Membership:
    """A membership of an organisation whose members the viewer may know, else 404."""
    organisation = load(organisation_id)
    require(permissions.can_view_members(viewer(), organisation), hide=True)
    membership = queries.membership_of(organisation_id, user_id)
    if membership is None:
        abort(404)
    return membership
