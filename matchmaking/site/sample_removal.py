"""Takes the invented sample data out again, with everything that hangs on it and nothing else."""

from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update

from matchmaking.accounts.models import User
from matchmaking.achievements.models import Achievement
from matchmaking.calls.models import Call
from matchmaking.contests.models import Contest, Heat, Round
from matchmaking.core.db import session, unit_of_work
from matchmaking.core.history import record
from matchmaking.deals.models import Deal
from matchmaking.demands.models import Demand
from matchmaking.experts.models import Expert
from matchmaking.facilities.models import Facility
from matchmaking.juries.models import Jury
from matchmaking.organisations.models import Invitation, Organisation
from matchmaking.projects.models import Project
from matchmaking.public_notices.models import PublicNotice
from matchmaking.refinements.models import Squad
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.site.sample import REMOVED, Loaded
from matchmaking.watching.models import WatchSpan, WatchTotal


@dataclass(frozen=True)
class Removed(Loaded):
    """How many records were removed, records that others wrote for a sample organisation included."""


def remove_sample() -> Removed:
    """Remove every sample record in one transaction; call it outside of one.

    Records are deleted through the session, so that the index follows; their matches, notices, files and memberships
    go with them by the database's own rules. The history stays: it is append-only and names nobody.
    """
    with unit_of_work():
        sample_places = select(Organisation.id).where(Organisation.is_sample)
        sample_people = select(User.id).where(User.is_sample)
        counts: dict[str, int] = {}
        _remove_what_names_no_table()
        # A deal outlives its records, but not its parties.
        parties = or_(Deal.buyer_id.in_(sample_places), Deal.seller_id.in_(sample_places))
        for deal in session.scalars(select(Deal).where(or_(Deal.is_sample, parties))):
            session.delete(deal)
        session.flush()
        for model in (Achievement, Demand, Expert, Facility, Project):
            listings = session.scalars(
                select(model).where(or_(model.is_sample, model.organisation_id.in_(sample_places)))
            ).all()
            for listing in listings:
                session.delete(listing)
            counts[model.__tablename__] = len(listings)
        # What was shown to the public stands by itself, because notices outlive the records that they are about.
        session.execute(update(PublicNotice).where(PublicNotice.is_sample).values(previous_id=None))
        session.execute(delete(PublicNotice).where(PublicNotice.is_sample))
        # An invitation is not sample data when somebody real is invited, but who invited is going away.
        session.execute(delete(Invitation).where(Invitation.invited_by_id.in_(sample_people)))
        session.execute(delete(Squad).where(Squad.is_sample))
        session.flush()
        organisations = session.scalars(select(Organisation).where(Organisation.is_sample)).all()
        people = session.scalars(select(User).where(User.is_sample)).all()
        # The people last: an organisation remembers who registered it.
        for group in (organisations, people):
            for one in group:
                session.delete(one)
            session.flush()
        removed = Removed(
            len(organisations),
            len(people),
            *(counts[name] for name in ("achievements", "demands", "experts", "facilities", "projects")),
        )
        record(REMOVED, "sample", data=vars(removed))
    return removed


def _remove_what_names_no_table() -> None:
    """Juries and times of watching name their record by a word and a number, so that the database does not follow."""
    calls = select(Call.id).where(Call.is_sample)
    heats = select(Heat.id).join(Round, Round.id == Heat.round_id).join(Contest, Contest.id == Round.contest_id)
    for subject_type, ids in (("calls", calls), ("contest_heats", heats.where(Contest.is_sample))):
        session.execute(delete(Jury).where(Jury.subject_type == subject_type, Jury.subject_id.in_(ids)))
    sessions = select(Roadshow.id).where(Roadshow.is_sample)
    items = select(Pitch.id).where(Pitch.roadshow_id.in_(sessions))
    projects = select(Project.id).where(Project.is_sample)
    for subject_type, ids in (("roadshow", sessions), ("pitch", items), ("project", projects)):
        for table in (WatchTotal, WatchSpan):
            session.execute(delete(table).where(table.subject_type == subject_type, table.subject_id.in_(ids)))
