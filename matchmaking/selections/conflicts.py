"""Interests that the platform knows of: who belongs or belonged to a team, wrote its answer, or stands in its text."""

from collections.abc import Mapping

from matchmaking.accounts.models import User
from matchmaking.selections.models import Candidate, Reviewer, Selection
from matchmaking.selections.queries import people_of, standing

# Shorter names stand in too many texts.
SHORTEST_NAME = 2


class Interests:
    """Who is close to which candidate of one selection; read once, asked for many people."""

    def __init__(self, selection: Selection) -> None:
        self._candidates = standing(selection)
        self._people = people_of(sorted({one.proposal.organisation_id for one in self._candidates}))

    def of(self, user: User | None) -> list[Candidate]:
        """The candidates that this person must not judge."""
        if user is None:
            return []
        return [one for one in self._candidates if self._is_close(user, one)]

    def _is_close(self, user: User, candidate: Candidate) -> bool:
        proposal = candidate.proposal
        if user.id in self._people[proposal.organisation_id] or user.id == proposal.created_by_id:
            return True
        if any(one.by_id == user.id for one in proposal.revisions):
            return True
        name = user.name.strip()
        return len(name) >= SHORTEST_NAME and name in proposal.team


def is_excluded(reviewer: Reviewer, candidate: Candidate) -> bool:
    """Whether the reviewer has declared an interest in this one."""
    return str(candidate.proposal_id) in (reviewer.excluded or {})


def barred(selection: Selection) -> Mapping[int, list[Candidate]]:
    """reviewer id → the candidates for which the platform itself bars the reviewer."""
    interests = Interests(selection)
    return {one.id: interests.of(one.user) for one in selection.reviewers}
