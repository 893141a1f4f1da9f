"""Starts public notices, ends them to the second, stops and restarts them. None is ever changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.jobs import enqueue
from matchmaking.core.letters import path_to
from matchmaking.core.records import number_for
from matchmaking.notifications.services import notify
from matchmaking.public_notices.kinds import KINDS
from matchmaking.public_notices.models import PublicNotice
from matchmaking.public_notices.periods import closes_at, last_day
from matchmaking.public_notices.queries import key_of, open_objections, running_notice
from matchmaking.public_notices.signals import notice_ended, notice_stopped
from matchmaking.public_notices.states import ENDED, LAPSED, NOTICE_STATES, OBJECTION_STATES, RESTARTED, STOPPED

PREFIX = "GS"
# Of an objection: the officers' turn, or that of the organisation whose notice it is.
CLOCK, OWN_CLOCK = "objection", "notice_objection"


@dataclass(frozen=True)
class Contact:
    """Where objections are taken besides this site."""

    office: str
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Period:
    """How many days, counted as "calendar" or "working" ones; the day of the start does not count."""

    days: int
    counting: str


def start_notice(
    kind: str,
    subject: Any,
    *,
    title: str,
    fields: Sequence[tuple[str, str]],
    period: Period,
    contact: Contact,
    county_code: str | None,
    actor: Viewer | None,
    organisation_id: int | None = None,
    basis: str = "",
    previous: PublicNotice | None = None,
    is_sample: bool = False,
) -> PublicNotice:
    """Show everybody the `fields` (label, value) of a stored record from today on.

    They are copied as they are: whose name is hidden must be worded by the caller for the public. With an
    `organisation_id` it is that organisation's notice, and its owners handle objections. Raises RuleBroken while a
    notice of this kind runs for the record, LookupError for a kind that nobody registered.
    """
    if kind not in KINDS:
        raise LookupError(f"no kind of public notice is called {kind}: call register_notice_kind")
    if running_notice(kind, subject) is not None:
        raise RuleBroken(_("这条记录正在公示，不能重复发起。"))
    starts_on = today()
    notice = PublicNotice(
        kind=kind,
        title=title,
        fields=[{"label": label, "value": value} for label, value in fields],
        basis=basis,
        starts_on=starts_on,
        ends_on=last_day(starts_on, period.days, period.counting),
        days=period.days,
        counting=period.counting,
        office=contact.office,
        phone=contact.phone or None,
        email=contact.email or None,
        county_code=county_code,
        organisation_id=organisation_id,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        running_key=key_of(kind, subject),
        previous_id=previous.id if previous else None,
        created_by_id=actor.user_id if actor else None,
        is_sample=is_sample,
    )
    current_session().add(notice)
    # The number and the job that ends it need the id.
    current_session().flush()
    notice.number = number_for(PREFIX, notice.id, starts_on)
    data = {"ends_on": notice.ends_on.isoformat(), "fingerprint": notice.fingerprint}
    history.record("public_notices.started", notice, actor=actor, to_state=notice.state, data=data)
    left = (closes_at(notice.ends_on) - now()).total_seconds()
    enqueue("public_notices.end", key=f"public_notices.end:{notice.id}", delay=left, notice_id=notice.id)
    return notice


def end_notice(notice: PublicNotice) -> bool:
    """Close a notice whose last day is over; not while an objection is open. True when it has just ended."""
    if not notice.is_running or not notice.is_over or open_objections(notice):
        return False
    NOTICE_STATES.move(notice, ENDED, actor=None)
    _close(notice)
    notice_ended.send(notice)
    return True


def stop_notice(notice: PublicNotice, *, actor: Viewer, reason: str) -> None:
    """Break a notice off; everybody reads the reason. Raises RuleBroken when it no longer runs."""
    NOTICE_STATES.move(notice, STOPPED, actor=actor, reason=reason)
    notice.state_reason = reason
    _close(notice)
    _drop_objections(notice, actor)
    notice_stopped.send(notice, actor=actor, reason=reason)


def restart_notice(
    notice: PublicNotice, subject: Any, *, title: str, fields: Sequence[tuple[str, str]], actor: Viewer, reason: str
) -> PublicNotice:
    """Show changed content for a whole period anew; the old notice stays readable and the new one names it."""
    NOTICE_STATES.move(notice, RESTARTED, actor=actor, reason=reason)
    notice.state_reason = reason
    _close(notice)
    _drop_objections(notice, actor)
    # The old one must have given its key back before the new one takes it.
    current_session().flush()
    return start_notice(
        notice.kind, subject, title=title, fields=fields, period=Period(notice.days, notice.counting),
        contact=Contact(notice.office, notice.phone, notice.email), county_code=notice.county_code, actor=actor,
        organisation_id=notice.organisation_id, basis=notice.basis, previous=notice, is_sample=notice.is_sample,
    )  # fmt: skip


def clock_of(notice: PublicNotice) -> str:
    """The kind of clock that an objection to a notice gets."""
    return CLOCK if notice.organisation_id is None else OWN_CLOCK


def _close(notice: PublicNotice) -> None:
    notice.closed_at, notice.running_key = now(), None


def _drop_objections(notice: PublicNotice, actor: Viewer) -> None:
    """What is still open has lost its object; its writers hear it."""
    for objection in open_objections(notice):
        OBJECTION_STATES.move(objection, LAPSED, actor=actor)
        objection.handled_at = now()
        close_clock(clock_of(notice), objection, was_answered=False)
        path = path_to("public_notices.show_objection", objection_id=objection.id)
        once = f"objections:{objection.id}:{LAPSED}"
        notify([objection.user_id], "public_notices.objection_lapsed", once, path, title=notice.title)
