"""Who belongs to an organisation: inviting, joining, changing roles, leaving. Rights follow the rows at once."""

from datetime import timedelta

from flask_babel import gettext as _

from matchmaking.accounts.limits import Limit, check, count
from matchmaking.accounts.models import User
from matchmaking.accounts.queries import fold_email, user_by_email
from matchmaking.accounts.tokens import digest, new_token
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.history import record
from matchmaking.core.jobs import enqueue
from matchmaking.organisations import signals
from matchmaking.organisations.models import Invitation, Membership, Organisation
from matchmaking.organisations.queries import invitation_to, membership_of, owner_count

LIFETIME = timedelta(days=7)
INVITATIONS_A_DAY = 50


def invite_member(organisation: Organisation, *, email: str, role: str, actor: Viewer) -> Invitation:
    """Invite whoever owns this address; inviting again sends a new letter and the link before stops working.

    Nothing that comes back says whether the address has an account. Raises RuleBroken for somebody who belongs to the
    organisation already, and TooManyTries.
    """
    email = fold_email(email)
    limits = [Limit(f"invite:{organisation.id}", INVITATIONS_A_DAY, timedelta(days=1))]
    check(limits)
    count(limits)
    user = user_by_email(email)
    if user is not None and membership_of(organisation.id, user.id) is not None:
        raise RuleBroken(_("这个邮箱的主人已经是成员。要调整权限，请在成员列表里修改。"))
    invitation = invitation_to(organisation.id, email)
    if invitation is None:
        invitation = Invitation(organisation_id=organisation.id, email=email)
        session.add(invitation)
    invitation.role, invitation.invited_by_id = role, actor.user_id or 0
    invitation.created_at, invitation.expires_at = now(), now() + LIFETIME
    invitation.accepted_at = invitation.ended_at = None
    # The letter makes the link; until then there is none that works.
    invitation.token_hash = digest(new_token())
    record("organisations.member_invited", organisation, actor=actor, data={"role": role})
    if user is not None and user.is_active and user.email_confirmed_at is not None:
        signals.member_invited.send("organisations", organisation=organisation, invitation=invitation, user_id=user.id)
    else:
        enqueue("organisations.write_invitation", invitation_id=invitation.id)
    return invitation


def accept_invitation(invitation: Invitation, user: User) -> Membership:
    """Join an organisation. Raises RuleBroken when the invitation is for another address or over."""
    if invitation.email != user.email or user.email_confirmed_at is None:
        raise RuleBroken(_("这份邀请是发给另一个邮箱的。请用收到邀请的邮箱登录后再接受。"))
    # Accepted twice at the same moment, or taken back meanwhile: one waits for the other.
    session.refresh(invitation, with_for_update=True)
    if invitation.accepted_at or invitation.ended_at or invitation.expires_at <= now():
        raise RuleBroken(_("这份邀请已经失效。请机构的管理员重新邀请。"))
    invitation.accepted_at = now()
    membership = membership_of(invitation.organisation_id, user.id)
    if membership is None:
        membership = Membership(
            organisation_id=invitation.organisation_id, user_id=user.id, role=invitation.role, created_at=now()
        )
        session.add(membership)
        record("organisations.member_joined", invitation.organisation, actor=user, data={"role": invitation.role})
        signals.member_joined.send(
            "organisations", organisation=invitation.organisation, user=user, role=invitation.role
        )
    return membership


def end_invitation(invitation: Invitation, *, actor: Viewer) -> None:
    """Decline an invitation, or take it back; a second time changes nothing."""
    if invitation.ended_at is None and invitation.accepted_at is None:
        invitation.ended_at = now()
        record("organisations.invitation_ended", invitation.organisation, actor=actor)


def change_member_role(membership: Membership, role: str, *, actor: Viewer) -> None:
    """Change what a member may do. Raises RuleBroken for the last owner."""
    if membership.role == role:
        return
    _keep_an_owner(membership)
    before, membership.role = membership.role, role
    record(
        "organisations.member_role_changed", membership.organisation, actor=actor,
        data={"user_id": membership.user_id, "from": before, "to": role},
    )  # fmt: skip
    signals.member_role_changed.send(
        "organisations", organisation=membership.organisation, user=membership.user, role=role
    )


def remove_member(membership: Membership, *, actor: Viewer) -> None:
    """End a membership, one's own included. Raises RuleBroken for the last owner."""
    _keep_an_owner(membership)
    organisation, user = membership.organisation, membership.user
    session.delete(membership)
    record("organisations.member_removed", organisation, actor=actor, data={"user_id": user.id})
    signals.member_removed.send("organisations", organisation=organisation, user=user, actor=actor)


def _keep_an_owner(membership: Membership) -> None:
    if membership.role == "owner" and membership.user.is_active and owner_count(membership.organisation_id) <= 1:
        raise RuleBroken(_("机构至少要有一位管理员。请先让另一位成员成为管理员，再做这一步。"))
