"""What the sample experts worked on, and who asked them and the sample bases for a talk."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, session
from matchmaking.demands.models import Demand
from matchmaking.enquiries.models import Enquiry
from matchmaking.enquiries.services import answer_enquiry, enquire
from matchmaking.enquiries.states import ACCEPTED
from matchmaking.enquiries.subjects import asked_for
from matchmaking.experts.models import Expert, ExpertAchievement
from matchmaking.experts.states import CONFIRMED
from matchmaking.organisations.models import Organisation


def link_sample(number: str, achievements: Sequence[str]) -> None:
    """Link a sample expert with sample achievements, by their numbers in the files."""
    expert = session.scalars(select(Expert).where(Expert.is_sample, Expert.external_number == number)).one()
    query = select(Achievement).where(Achievement.is_sample, Achievement.external_number.in_(achievements))
    for achievement in session.scalars(query.order_by(Achievement.id)):
        if achievement.organisation_id == expert.organisation_id:
            row = ExpertAchievement(
                expert_id=expert.id, achievement_id=achievement.id, state=CONFIRMED, decided_at=now()
            )
            session.add(row)


def load_enquiries(rows: Sequence[Mapping[str, Any]], authors: Mapping[int, Viewer]) -> None:
    """Ask and answer as people would; nothing when there are sample enquiries already."""
    if session.scalar(select(Enquiry.id).where(Enquiry.is_sample).limit(1)) is not None:
        return
    for row in rows:
        asked = asked_for(row["kind"])
        place = session.scalar(select(Organisation).where(Organisation.is_sample, Organisation.name == row["by"]))
        if asked is None or place is None:
            continue
        model = asked.side.model
        record = session.scalar(select(model).where(model.is_sample, model.external_number == row["to"]))
        demand = session.scalar(select(Demand).where(Demand.is_sample, Demand.external_number == (row["demand"] or "")))
        if record is None or not record.is_published:
            continue
        actor = replace(authors.get(place.id, Viewer.nobody()), organisation_id=place.id)
        enquiry = enquire(asked, record, row["text"], actor=actor, demand=demand, hides_asker=False, form_key=None)
        enquiry.is_sample = True
        # The answer moves what is stored.
        session.flush()
        if row["answer"]:
            decision, *rest = row["answer"]
            accepts = decision == ACCEPTED
            who = authors.get(record.organisation_id, Viewer.nobody())
            answer_enquiry(enquiry, accepts=accepts, text=rest[-1], reason_code=None if accepts else rest[0], actor=who)
