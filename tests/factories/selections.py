"""Selections for tests: answers to a demand with their letters, and reviewers who have signed."""

from typing import Any

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.selections.models import Review, Reviewer, Score, Selection
from matchmaking.selections.services import ensure_selection, move


def make_selection(demand: Demand, *, stage: str = "submitted", **values: Any) -> Selection:
    """The running selection of a demand with all its answers, taken to a stage; stored."""
    with unit_of_work() as session:
        selection = ensure_selection(session.get_one(Demand, demand.id), actor=None)
        for name, value in values.items():
            setattr(selection, name, value)
        for one in selection.candidates:
            move(one, stage, actor=Viewer.nobody())
    return selection


def make_reviewer(selection: Selection, user: User, *, state: str = "signed", **values: Any) -> Reviewer:
    """Somebody who reviews, with the declaration signed unless told otherwise; stored."""
    with unit_of_work() as session:
        reviewer = Reviewer(
            **{
                "selection_id": selection.id,
                "email": user.email,
                "user_id": user.id,
                "state": state,
                "declaration": "none" if state == "signed" else None,
                "declared_at": now() if state == "signed" else None,
                "excluded": {},
                **values,
            }
        )
        session.add(reviewer)
    return reviewer


def make_review(reviewer: Reviewer, candidate_id: int, points: int | list[int], *, handed_in: bool = True) -> Review:
    """A review with these points for the criteria of its selection."""
    with unit_of_work() as session:
        selection = session.get_one(Selection, reviewer.selection_id)
        values = points if isinstance(points, list) else [points] * len(selection.criteria)
        review = Review(reviewer_id=reviewer.id, candidate_id=candidate_id, handed_in_at=now() if handed_in else None)
        review.scores = [
            Score(criterion_id=one.id, points=value) for one, value in zip(selection.criteria, values, strict=True)
        ]
        session.add(review)
    return review
