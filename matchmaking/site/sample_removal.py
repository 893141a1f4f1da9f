"""Takes the invented sample data out again, with everything that hangs on it and nothing else."""

from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update

from matchmaking.accounts.models import User
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import session, unit_of_work
from matchmaking.core.history import record
from matchmaking.demands.models import Demand
from matchmaking.experts.models import Expert
from matchmaking.facilities.models import Facility
from matchmaking.organisations.models import Invitation, Organisation
from matchmaking.projects.models import Project
from matchmaking.public_notices.models import PublicNotice
from matchmaking.refinements.models import Squad
from matchmaking.site.sample import REMOVED, Loaded


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
