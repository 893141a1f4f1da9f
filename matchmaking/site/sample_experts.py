"""What the sample experts worked on, as their organisations confirmed it."""

from collections.abc import Sequence

from sqlalchemy import select

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, session
from matchmaking.experts.models import Expert, ExpertAchievement
from matchmaking.experts.states import CONFIRMED


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
