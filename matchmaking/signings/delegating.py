"""Standing in for somebody who is away."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.letters import path_to
from matchmaking.notifications.services import notify
from matchmaking.organisations.queries import member_ids
from matchmaking.signings.models import Approval, ApprovalTurn, Delegation, TurnMember
from matchmaking.signings.permissions import can_set_chain
from matchmaking.signings.states import OPEN


def can_end(viewer: Viewer, found: Delegation) -> bool:
    """Who was away, and the owners."""
    return found.user_id == viewer.user_id or can_set_chain(viewer, found.organisation_id)


def delegate(
    organisation_id: int, *, user_id: int, delegate_id: int, from_on: date, until_on: date, actor: Viewer
) -> Delegation:
    """Let somebody approve in place of another one, both days included. Said twice, it is one.

    The delegate is told of what waits already. Raises RuleBroken for who does not belong to the organisation.
    """
    session = current_session()
    members = member_ids(organisation_id)
    if user_id not in members or delegate_id not in members or user_id == delegate_id:
        raise RuleBroken(_("代批的两个人都要是本单位的成员。"))
    same = select(Delegation).where(
        Delegation.organisation_id == organisation_id, Delegation.user_id == user_id, Delegation.ended_at.is_(None),
        Delegation.delegate_id == delegate_id, Delegation.from_on == from_on, Delegation.until_on == until_on,
    )  # fmt: skip
    before = session.scalar(same)
    if before is not None:
        return before
    found = Delegation(
        organisation_id=organisation_id, user_id=user_id, delegate_id=delegate_id, from_on=from_on, until_on=until_on,
        created_at=now(),
    )  # fmt: skip
    session.add(found)
    session.flush()
    history.record("approval_delegations.begun", found, actor=actor, data={"organisation_id": organisation_id})
    if from_on <= today() <= until_on:
        _tell_waiting(found)
    return found


def end(found: Delegation, *, actor: Viewer) -> None:
    """Somebody is back."""
    if found.ended_at is None:
        found.ended_at = now()
        history.record("approval_delegations.ended", found, actor=actor)


def _tell_waiting(found: Delegation) -> None:
    waiting = (
        select(ApprovalTurn)
        .join(Approval, Approval.id == ApprovalTurn.approval_id)
        .join(TurnMember, TurnMember.turn_id == ApprovalTurn.id)
        .where(
            ApprovalTurn.state == OPEN, Approval.organisation_id == found.organisation_id,
            TurnMember.user_id == found.user_id,
        )
    )  # fmt: skip
    for turn in current_session().scalars(waiting):
        path = path_to("signings.show_signing", deal_id=turn.approval.deal_id)
        notify([found.delegate_id], "signings.turn_open", f"signings:turn:{turn.id}", path, title=turn.title)
