"""Reads enquiries."""

from datetime import datetime, time

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.demands.models import Demand
from matchmaking.enquiries.models import Enquiry
from matchmaking.enquiries.states import ACCEPTED, ASKED
from matchmaking.listings.audiences import public


def complete(query: Select[tuple[Enquiry]]) -> Select[tuple[Enquiry]]:
    """Load what pages show along."""
    return query.options(joinedload(Enquiry.organisation), joinedload(Enquiry.owner), joinedload(Enquiry.demand))


def enquiry_with(enquiry_id: int) -> Enquiry | None:
    """One enquiry, whoever may see it; ask `can_view_enquiry` before showing it."""
    return current_session().scalar(complete(select(Enquiry).where(Enquiry.id == enquiry_id)))


def received(viewer: Viewer) -> Select[tuple[Enquiry]]:
    """What this person is to answer or has answered: its own, and those of organisations that it writes for."""
    places = [one for one in viewer.memberships if viewer.edits_for(one)]
    theirs = (Enquiry.owner_id.in_(places)) & Enquiry.holder_id.is_(None)
    query = select(Enquiry).where(or_(Enquiry.holder_id == (viewer.user_id or 0), theirs))
    return query.order_by(Enquiry.state != ASKED, Enquiry.id.desc())


def sent(viewer: Viewer) -> Select[tuple[Enquiry]]:
    """What the organisation that the viewer acts for has asked."""
    query = select(Enquiry).where(Enquiry.organisation_id == (viewer.organisation_id or 0))
    return query.order_by(Enquiry.state != ASKED, Enquiry.id.desc())


def by_form_key(key: str, user_id: int) -> Enquiry | None:
    """The enquiry that this form has already made."""
    return current_session().scalar(select(Enquiry).where(Enquiry.form_key == key, Enquiry.user_id == user_id))


def open_enquiry(key: str) -> Enquiry | None:
    """The one that waits for an answer."""
    return current_session().scalar(select(Enquiry).where(Enquiry.open_key == key))


def count_this_month(subject_type: str, subject_id: int) -> int:
    """How many enquiries a record has taken or is asked since the first of this month in the city."""
    since = datetime.combine(today().replace(day=1), time(), SHANGHAI)
    query = select(func.count(Enquiry.id)).where(
        Enquiry.subject_type == subject_type,
        Enquiry.subject_id == subject_id,
        Enquiry.created_at >= since,
        Enquiry.state.in_([ASKED, ACCEPTED]),
    )
    return current_session().scalar(query) or 0


def own_public_demands(organisation_id: int) -> list[Demand]:
    """The demands that an enquiry may be about: those that everybody may read, the newest first."""
    query = select(Demand).where(Demand.organisation_id == organisation_id, public(Demand))
    return list(current_session().scalars(query.order_by(Demand.id.desc()).limit(50)))
