"""Registering, changing and verifying organisations."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.history import record
from matchmaking.core.records import changed_values
from matchmaking.organisations import credit_code, signals
from matchmaking.organisations.models import Membership, Organisation
from matchmaking.organisations.queries import organisation_by_code, organisation_created_by
from matchmaking.organisations.states import ORGANISATION_STATES, REFUSED, SUBMITTED, VERIFIED

# What an officer vouches for. When one of these changes, somebody looks again.
CORE_FACTS = {"name", "kind", "credit_code", "county_code"}


class CodeTaken(RuleBroken):
    """Another organisation has this credit code. The words say how to join it, and its name only if that is public."""

    def __init__(self, other: Organisation | None) -> None:
        public_name = other.name if other is not None and other.is_public else None
        what = (
            _("这个代码已由“%(name)s”登记。", name=public_name)
            if public_name
            else _("这个代码已有机构登记，正等待核验。")
        )
        super().__init__(
            what + _("如果那就是您所在的机构，请它的管理员在“成员”页用您的邮箱邀请您加入；联系不上，请找主管部门。")
        )


def create_organisation(values: Mapping[str, Any], *, actor: Viewer) -> Organisation:
    """Register an organisation with the actor as its owner; the same form sent twice gives the same organisation.

    Raises CodeTaken.
    """
    before = organisation_created_by(actor.user_id or 0, values["name"])
    if before is not None:
        return before
    organisation = Organisation(**_with_code_check(values), created_by_id=actor.user_id)
    _refuse_taken_code(organisation.credit_code, None)
    organisation.members.append(Membership(user_id=actor.user_id, role="owner", created_at=now()))
    try:
        with session.begin_nested():
            session.add(organisation)
            # Two forms at the same moment: the database decides.
            session.flush()
    except IntegrityError:
        before = organisation_created_by(actor.user_id or 0, values["name"])
        if before is None:
            raise CodeTaken(organisation_by_code(values["credit_code"] or "")) from None
        return before
    record("organisations.created", organisation, actor=actor)
    return organisation


def change_organisation(organisation: Organisation, values: Mapping[str, Any], *, actor: Viewer) -> None:
    """Change the facts. A verified organisation whose core facts change waits for an officer again, still public.

    Raises CodeTaken.
    """
    changed = changed_values(organisation, dict(values))
    if not changed:
        return
    if "credit_code" in changed:
        _refuse_taken_code(changed["credit_code"], organisation.id)
        changed = _with_code_check(changed)
    for name, value in changed.items():
        setattr(organisation, name, value)
    record("organisations.changed", organisation, actor=actor, data={"fields": sorted(changed)})
    if organisation.state == VERIFIED and CORE_FACTS & changed.keys():
        _submit(organisation, actor=actor)


def submit_for_verification(organisation: Organisation, *, actor: Viewer) -> None:
    """Ask an officer to look. Raises RuleBroken while it is being looked at or stands already."""
    _submit(organisation, actor=actor)


def verify_organisation(organisation: Organisation, *, actor: Viewer | None) -> None:
    """Vouch for an organisation: it becomes public and may publish. Raises RuleBroken unless it was submitted."""
    ORGANISATION_STATES.move(organisation, VERIFIED, actor=actor)
    organisation.verified_at = now()
    organisation.refusal_reason = None
    # A person has looked at the code.
    organisation.credit_code_needs_check = False
    signals.organisation_verified.send("organisations", organisation=organisation)


def refuse_organisation(organisation: Organisation, reason: str, *, actor: Viewer) -> None:
    """Send an organisation back with a reason for its members; it is not public until it is verified again."""
    ORGANISATION_STATES.move(organisation, REFUSED, actor=actor, reason=reason)
    organisation.verified_at = None
    organisation.refusal_reason = reason
    signals.organisation_refused.send("organisations", organisation=organisation, reason=reason)


def _submit(organisation: Organisation, *, actor: Viewer) -> None:
    ORGANISATION_STATES.move(organisation, SUBMITTED, actor=actor)
    organisation.submitted_at = now()
    signals.organisation_submitted.send("organisations", organisation=organisation)


def _with_code_check(values: Mapping[str, Any]) -> dict[str, Any]:
    code = values.get("credit_code")
    return {**values, "credit_code_needs_check": bool(code) and not credit_code.read(code or "").passes}


def _refuse_taken_code(code: str | None, own_id: int | None) -> None:
    other = organisation_by_code(code) if code else None
    if other is not None and other.id != own_id:
        raise CodeTaken(other)
