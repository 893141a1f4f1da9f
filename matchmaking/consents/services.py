"""Asks, grants, refuses, ends; signs statements; opens what is locked, for a reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.consents.models import Consent, Opening, SignedStatement
from matchmaking.consents.notices import tell_asker, tell_owner, untell_owner
from matchmaking.consents.queries import ALL, NAME, asked_about, forget_access, open_consent, open_key, statement_of
from matchmaking.consents.statements import statement_for
from matchmaking.consents.states import (
    ASKED,
    CONSENT_STATES,
    EXPIRED,
    GRANTED,
    OPEN_STATES,
    REFUSED,
    REVOKED,
    WITHDRAWN,
)
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.organisations.models import Organisation

REQUEST = "consent_request"


def ask(subject: Any, groups: Sequence[str], purpose: str, *, actor: Viewer) -> list[Consent]:
    """Ask the owner of a record to show groups of it to the organisation that the viewer acts for.

    What was asked before and is still open is returned as it is. Raises RuleBroken while the asking organisation is not
    verified, because the owner must be able to rely on its name.
    """
    organisation = current_session().get_one(Organisation, actor.organisation_id)
    if not organisation.is_public:
        raise RuleBroken(_("贵单位还没有通过核验。请先提交机构核验，通过后再申请。"))
    found = []
    # "All" makes the single groups needless, but not the name.
    wanted = [one for one in groups if one in (ALL, NAME)] if ALL in groups else groups
    for group in wanted:
        before = open_consent(subject, group, organisation.id)
        if before is not None:
            found.append(before)
            continue
        consent = _new(subject, group, organisation.id, purpose, actor=actor)
        history.record("consents.asked", consent, actor=actor, to_state=ASKED, data=_data(subject, group))
        clock = open_clock(REQUEST, consent, organisation_id=consent.owner_id, county_code=subject.county_code)
        tell_owner(consent, "asked", organisation=organisation.display_name, by=clock.due_at.isoformat())
        found.append(consent)
    return found


def _new(subject: Any, group: str, organisation_id: int, purpose: str, *, actor: Viewer | None) -> Consent:
    consent = Consent(
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        group=group,
        title=subject.title,
        owner_id=subject.organisation_id,
        organisation_id=organisation_id,
        asked_by_id=actor.user_id if actor else None,
        purpose=purpose,
        state=ASKED,
        open_key=open_key(subject.__tablename__, subject.id, group, organisation_id),
    )
    current_session().add(consent)
    # The clock and the notices need the id.
    current_session().flush()
    return consent


def _data(subject: Any, group: str) -> dict[str, Any]:
    return {"subject_type": subject.__tablename__, "subject_id": subject.id, "group": group}


def grant(
    subject: Any,
    group: str,
    organisation_id: int,
    actor: Viewer | None,
    why: str,
    *,
    until: date | None = None,
) -> Consent:
    """Let an organisation see a group of a record, whether it asked or not; `why` is kept beside it.

    A second time changes nothing. The organisation hears of it. Who may do this is for the caller to decide.
    """
    consent = open_consent(subject, group, organisation_id)
    if consent is None:
        consent = _new(subject, group, organisation_id, why, actor=None)
    if consent.state == ASKED:
        grant_consent(consent, actor=actor, answer=why, until=until)
    return consent


def grant_consent(consent: Consent, *, actor: Viewer | None, answer: str = "", until: date | None = None) -> None:
    """Say yes. Raises RuleBroken for a last day that has passed."""
    if until is not None and until < today():
        raise RuleBroken(_("有效期不能早于今天。请改成今天或以后的日期，或者留空。"))
    _answer(consent, GRANTED, actor=actor, answer=answer)
    consent.until = until
    tell_asker(consent, "granted")


def refuse_consent(consent: Consent, *, actor: Viewer, answer: str) -> None:
    """Say no; the asker reads the reason on the page."""
    _answer(consent, REFUSED, actor=actor, answer=answer)
    tell_asker(consent, "refused")


def revoke_consent(consent: Consent, *, actor: Viewer, answer: str = "") -> None:
    """End what was granted, at once."""
    _answer(consent, REVOKED, actor=actor, answer=answer)
    tell_asker(consent, "revoked")


def take_back_consent(consent: Consent, *, actor: Viewer) -> None:
    """Who asked does not need it any more."""
    _move(consent, WITHDRAWN, actor=actor)
    untell_owner(consent)


def expire_consent(consent: Consent) -> None:
    """The last day is over, or the record is no longer there to be seen."""
    was_granted = consent.state == GRANTED
    _move(consent, EXPIRED, actor=None)
    untell_owner(consent)
    if was_granted:
        tell_asker(consent, "expired")


def drop_requests(subject: Any) -> None:
    """A record leaves the public: nobody must answer any more what was asked about it."""
    for consent in asked_about(subject):
        expire_consent(consent)


def _answer(consent: Consent, state: str, *, actor: Viewer | None, answer: str) -> None:
    _move(consent, state, actor=actor)
    consent.answered_at, consent.answered_by_id = now(), actor.user_id if actor else None
    consent.answer = answer or None
    untell_owner(consent)


def _move(consent: Consent, state: str, *, actor: Viewer | None) -> None:
    """Rights begin and end in this transaction; the clock stops with the first answer."""
    was_asked = consent.state == ASKED
    CONSENT_STATES.move(consent, state, actor=actor, subject_type=consent.subject_type, subject_id=consent.subject_id,
                        group=consent.group)  # fmt: skip
    if was_asked:
        close_clock(REQUEST, consent, was_answered=state in (GRANTED, REFUSED))
    if state not in OPEN_STATES:
        consent.open_key = None
    forget_access()


def sign_statement(subject: Any, *, actor: Viewer, signer_name: str) -> SignedStatement:
    """Sign the present text for the organisation that the viewer acts for; a second time gives the first signature."""
    organisation = current_session().get_one(Organisation, actor.organisation_id)
    statement = statement_for(organisation, subject)
    before = statement_of(subject, organisation.id)
    if before is not None and before.text_version == statement.version:
        return before
    signed = SignedStatement(
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        title=subject.title,
        owner_id=subject.organisation_id,
        organisation_id=organisation.id,
        user_id=actor.user_id,
        signer_name=signer_name,
        text_version=statement.version,
        text=statement.text,
        sha256=statement.sha256,
    )
    current_session().add(signed)
    history.record("consents.signed", signed, actor=actor, data={"version": signed.text_version, "hash": signed.sha256})
    tell_owner(signed, "signed", organisation=organisation.display_name)
    forget_access()
    return signed


def open_for_reason(subject: Any, groups: Sequence[str], reason: str, *, actor: Viewer) -> list[Opening]:
    """Show somebody at the desk what a record keeps back, from now on; the owner reads who, when and why."""
    found = []
    known = set(current_session().scalars(_openings(subject, actor)))
    for group in dict.fromkeys(groups):
        if group in known:
            continue
        opening = Opening(
            subject_type=subject.__tablename__,
            subject_id=subject.id,
            group=group,
            title=subject.title,
            owner_id=subject.organisation_id,
            user_id=actor.user_id,
            role=actor.role,
            reason=reason,
        )
        current_session().add(opening)
        history.record("consents.opened", subject, actor=actor, reason=reason, data={"group": group})
        found.append(opening)
    if found:
        tell_owner(found[0], "opened", role=actor.role)
    forget_access()
    return found


def _openings(subject: Any, actor: Viewer) -> Any:
    return select(Opening.group).where(
        Opening.subject_type == subject.__tablename__,
        Opening.subject_id == subject.id,
        Opening.user_id == actor.user_id,
    )
