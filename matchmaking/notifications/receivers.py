"""Turns what happens in the rooms below into notices."""

from datetime import datetime
from typing import Any

from matchmaking.accounts.models import User
from matchmaking.accounts.signals import role_granted, role_refused
from matchmaking.core.db import now, session
from matchmaking.core.letters import path_to
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.organisations import signals
from matchmaking.organisations.models import Invitation, Organisation
from matchmaking.organisations.queries import member_ids, officer_ids


def _stamp(moment: datetime | None = None) -> str:
    """Makes the key of something that can happen again different each time."""
    return (moment or now()).isoformat()


def _page(organisation: Organisation) -> str:
    return path_to("organisations.show_organisation", organisation_id=organisation.id)


@signals.organisation_submitted.connect
def tell_officers(_sender: Any, *, organisation: Organisation) -> None:
    """An organisation waits: its officers are told."""
    key = f"organisation_submitted:{organisation.id}:{_stamp(organisation.submitted_at)}"
    path = _desk_page(organisation)
    notify(officer_ids(organisation.county_code), "organisations.submitted", key, path, organisation=organisation.name)


def _desk_page(organisation: Organisation) -> str:
    return path_to("organisation_desk.show_organisation", organisation_id=organisation.id)


def _untell_officers(organisation: Organisation) -> None:
    """Officers who have not read yet that it waits need not any more."""
    withdraw_about(officer_ids(organisation.county_code), "organisations.submitted", _desk_page(organisation))


@signals.organisation_verified.connect
def tell_members_verified(_sender: Any, *, organisation: Organisation) -> None:
    """The members hear that their organisation stands."""
    _untell_officers(organisation)
    key = f"organisation_verified:{organisation.id}:{_stamp(organisation.verified_at)}"
    notify(
        member_ids(organisation.id), "organisations.verified", key, _page(organisation), organisation=organisation.name
    )


@signals.organisation_refused.connect
def tell_members_refused(_sender: Any, *, organisation: Organisation, reason: str) -> None:
    """The members hear why not."""
    _untell_officers(organisation)
    key = f"organisation_refused:{organisation.id}:{_stamp(organisation.submitted_at)}"
    notify(
        member_ids(organisation.id), "organisations.refused", key, _page(organisation),
        organisation=organisation.name, reason=reason,
    )  # fmt: skip


@signals.member_invited.connect
def tell_invited(_sender: Any, *, organisation: Organisation, invitation: Invitation, user_id: int) -> None:
    """Somebody with an account is invited."""
    key = f"member_invited:{organisation.id}:{_stamp(invitation.created_at)}"
    inviter = session.get_one(User, invitation.invited_by_id)
    notify(
        [user_id], "organisations.invited", key, path_to("organisations.list_invitations"),
        organisation=organisation.name, inviter=inviter.name,
    )  # fmt: skip


@signals.member_joined.connect
def tell_owners_joined(_sender: Any, *, organisation: Organisation, user: User, role: str) -> None:
    """The owners hear who joined."""
    key = f"member_joined:{organisation.id}:{user.id}:{_stamp(user.updated_at)}"
    owners = [one for one in member_ids(organisation.id, "owner") if one != user.id]
    path = path_to("organisations.list_members", organisation_id=organisation.id)
    notify(owners, "organisations.joined", key, path, organisation=organisation.name, name=user.name)


@signals.member_role_changed.connect
def tell_role_changed(_sender: Any, *, organisation: Organisation, user: User, role: str) -> None:
    """A member hears what the new role allows."""
    key = f"member_role:{organisation.id}:{_stamp()}"
    notify([user.id], "organisations.role_changed", key, _page(organisation), organisation=organisation.name, role=role)


@signals.member_removed.connect
def tell_removed(_sender: Any, *, organisation: Organisation, user: User, actor: Any) -> None:
    """Who was removed hears it; who left knows."""
    if user.id != actor.user_id:
        key = f"member_removed:{organisation.id}:{_stamp()}"
        notify([user.id], "organisations.removed", key, "/", organisation=organisation.name)


@role_granted.connect
def tell_role_granted(_sender: Any, *, user: User, role: str) -> None:
    """A person hears of the new role."""
    notify([user.id], "accounts.role_granted", f"role_granted:{_stamp()}", path_to("accounts.settings"), role=str(role))


@role_refused.connect
def tell_role_refused(_sender: Any, *, user: User, role: str, reason: str) -> None:
    """A person hears why the role was not granted."""
    notify(
        [user.id], "accounts.role_refused", f"role_refused:{_stamp()}", path_to("accounts.settings"),
        role=str(role), reason=reason,
    )  # fmt: skip
