"""What a viewer may see by consent, loaded once for each request; and the lists of both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.consents.models import Consent, Opening, SignedStatement
from matchmaking.consents.states import ASKED, GRANTED, OPEN_STATES
from matchmaking.core.db import current_session
from matchmaking.core.filters import today

ALL, NAME = "all", "name"
REMEMBERED = "consents.access"
MOST_SHOWN = 200
Key = tuple[str, int]


@dataclass(frozen=True)
class Access:
    """What the organisations of a viewer were granted and have signed, and what the viewer opened at the desk."""

    granted: frozenset[tuple[Key, str, int]] = frozenset()
    signed: frozenset[tuple[Key, int]] = frozenset()
    opened: frozenset[tuple[Key, str]] = frozenset()

    def reaches(self, key: Key, group: str, *, needs_statement: bool = False) -> bool:
        """Whether one of the organisations may see the group now."""
        groups = (group,) if group == NAME else (group, ALL)
        return any(
            found == key and one in groups and (not needs_statement or (key, organisation_id) in self.signed)
            for found, one, organisation_id in self.granted
        )

    def has_opened(self, key: Key, group: str) -> bool:
        """Whether the viewer gave a reason for looking at it."""
        return (key, group) in self.opened


def access_of(viewer: Viewer) -> Access:
    """The access of a viewer, asked of the database once for each request or job."""
    if not viewer.is_signed_in:
        return Access()
    remembered = current_session().info.setdefault(REMEMBERED, {})
    who = (viewer.user_id, tuple(sorted(viewer.memberships)))
    if who not in remembered:
        remembered[who] = _load_access(viewer)
    return remembered[who]


def assume_access(viewer: Viewer, access: Access) -> None:
    """For a preview: within this unit of work the viewer, who does not exist, has this access. Nothing is stored."""
    remembered = current_session().info.setdefault(REMEMBERED, {})
    remembered[viewer.user_id, tuple(sorted(viewer.memberships))] = access


def forget_access() -> None:
    """Something was granted or ended in this unit of work."""
    current_session().info.pop(REMEMBERED, None)


def _load_access(viewer: Viewer) -> Access:
    session, own = current_session(), list(viewer.memberships)
    granted: frozenset[tuple[Key, str, int]] = frozenset()
    signed: frozenset[tuple[Key, int]] = frozenset()
    if own:
        query = select(Consent.subject_type, Consent.subject_id, Consent.group, Consent.organisation_id)
        rows = session.execute(query.where(Consent.organisation_id.in_(own), *_holds_on(today())))
        granted = frozenset(((table, one), group, organisation_id) for table, one, group, organisation_id in rows)
    if granted:
        statement = select(
            SignedStatement.subject_type, SignedStatement.subject_id, SignedStatement.organisation_id
        ).where(SignedStatement.organisation_id.in_(own))
        signed = frozenset(
            ((table, one), organisation_id) for table, one, organisation_id in session.execute(statement)
        )
    opened: frozenset[tuple[Key, str]] = frozenset()
    if viewer.is_broker or viewer.is_officer:
        openings = select(Opening.subject_type, Opening.subject_id, Opening.group)
        rows = session.execute(openings.where(Opening.user_id == viewer.user_id))
        opened = frozenset(((table, one), group) for table, one, group in rows)
    return Access(granted, signed, opened)


def _holds_on(day: date) -> tuple[Any, ...]:
    return Consent.state == GRANTED, or_(Consent.until.is_(None), Consent.until >= day)


def open_key(subject_type: str, subject_id: int, group: str, organisation_id: int) -> str:
    """What is unique among requests and grants that hold."""
    return f"{subject_type}:{subject_id}:{group}:{organisation_id}"


def open_consent(subject: Any, group: str, organisation_id: int) -> Consent | None:
    """What this organisation has asked for or been granted."""
    key = open_key(subject.__tablename__, subject.id, group, organisation_id)
    return current_session().scalar(select(Consent).where(Consent.open_key == key))


def latest_by_group(subject: Any, organisation_id: int) -> dict[str, Consent]:
    """group → the newest consent of this organisation for the record."""
    query = select(Consent).where(
        Consent.subject_type == subject.__tablename__,
        Consent.subject_id == subject.id,
        Consent.organisation_id == organisation_id,
    )
    return {one.group: one for one in current_session().scalars(query.order_by(Consent.id))}


def asked_about(subject: Any) -> list[Consent]:
    """Requests about a record that nobody has answered."""
    query = select(Consent).where(
        Consent.subject_type == subject.__tablename__, Consent.subject_id == subject.id, Consent.state == ASKED
    )
    return list(current_session().scalars(query.order_by(Consent.id)))


def consents_about(subject: Any) -> list[Consent]:
    """What was asked and granted about one record, the latest first."""
    query = select(Consent).where(Consent.subject_type == subject.__tablename__, Consent.subject_id == subject.id)
    query = query.options(joinedload(Consent.organisation)).order_by(Consent.id.desc()).limit(MOST_SHOWN)
    return list(current_session().scalars(query))


def consents_for_owner(organisation_id: int) -> list[Consent]:
    """What others asked of an organisation or were granted, what waits first, then what holds, then the rest."""
    return _listed(Consent.owner_id == organisation_id)


def consents_of_asker(organisation_id: int) -> list[Consent]:
    """What an organisation asked for or was granted, in the same order."""
    return _listed(Consent.organisation_id == organisation_id)


def _listed(condition: Any) -> list[Consent]:
    query = select(Consent).where(condition).options(joinedload(Consent.organisation), joinedload(Consent.asked_by))
    order = [Consent.state != one for one in OPEN_STATES]
    return list(current_session().scalars(query.order_by(*order, Consent.id.desc()).limit(MOST_SHOWN)))


def openings_for_owner(organisation_id: int) -> list[Opening]:
    """Who at the desk looked at what of an organisation, the latest first."""
    query = select(Opening).where(Opening.owner_id == organisation_id).options(joinedload(Opening.user))
    return list(current_session().scalars(query.order_by(Opening.id.desc()).limit(MOST_SHOWN)))


def statements_between(owner_id: int | None = None, organisation_id: int | None = None) -> list[SignedStatement]:
    """Signed statements towards an owner, or by an organisation, the latest first."""
    query = select(SignedStatement).options(joinedload(SignedStatement.organisation))
    if owner_id is not None:
        query = query.where(SignedStatement.owner_id == owner_id)
    if organisation_id is not None:
        query = query.where(SignedStatement.organisation_id == organisation_id)
    return list(current_session().scalars(query.order_by(SignedStatement.id.desc()).limit(MOST_SHOWN)))


def statement_of(subject: Any, organisation_id: int) -> SignedStatement | None:
    """The newest statement that this organisation has signed towards a record."""
    query = select(SignedStatement).where(
        SignedStatement.subject_type == subject.__tablename__,
        SignedStatement.subject_id == subject.id,
        SignedStatement.organisation_id == organisation_id,
    )
    return current_session().scalar(query.order_by(SignedStatement.id.desc()).limit(1))


def waiting_count(viewer: Viewer) -> int:
    """How many requests wait for the organisation that the viewer acts for."""
    query = select(Consent.id).where(Consent.owner_id == (viewer.organisation_id or 0), Consent.state == ASKED)
    return len(list(current_session().scalars(query)))


def ended_before(day: date, limit: int) -> Sequence[Consent]:
    """What was granted until a day before this one."""
    query = select(Consent).where(Consent.state == GRANTED, Consent.until < day).order_by(Consent.id).limit(limit)
    return list(current_session().scalars(query))
