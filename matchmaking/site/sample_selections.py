"""The invented answers to two demands: one choice in the middle of its reviews, one decided with reasons delivered."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.accounts.queries import user_by_email
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, session
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.queries import answers_of
from matchmaking.proposals.services import change_proposal, complete_rows, start_proposal, submit_proposal
from matchmaking.selections.deciding import Outcome, confirm_decision, prepare_decision
from matchmaking.selections.models import Reviewer, Selection
from matchmaking.selections.queries import latest_of, running_of
from matchmaking.selections.reviewing import NO_INTEREST, comment_on, declare, invite_reviewer, write_review
from matchmaking.selections.services import move, usual_decision_moment

TEXTS = ("title", "idea", "basis", "validation", "plan", "team", "duration_months", "readiness_level", "references")
Row = Mapping[str, Any]


def load_selections(rows: Sequence[Row], authors: Mapping[int, Viewer]) -> None:
    """Have the sample teams answer, and the owners choose, as people would; what is there already stays."""
    for row in rows:
        demand = session.scalar(select(Demand).where(Demand.external_number == row["demand"], Demand.is_sample))
        if demand is None or not demand.is_published:
            continue
        begun = latest_of(demand.id)
        # Of a challenge the choice begins with its announcement, before anybody has answered.
        if begun is not None and begun.candidates:
            continue
        owner = authors[demand.organisation_id]
        for answer in row["answers"]:
            _answer(demand, answer, authors)
        selection = running_of(demand.id)
        if selection is not None:
            _choose(selection, row, owner)


def _answer(demand: Demand, row: Row, authors: Mapping[int, Viewer]) -> None:
    organisation = session.scalar(
        select(Organisation).where(Organisation.name == row["organisation"], Organisation.is_sample)
    )
    if organisation is None or answers_of(organisation.id, demand.id) is not None:
        return
    author = authors[organisation.id]
    proposal: Proposal = start_proposal(demand, organisation, actor=author, form_key=None)
    proposal.is_sample = True
    promised = [
        {**one, **promise}
        for one, promise in zip(complete_rows(proposal, proposal.promises, author), row["promises"], strict=True)
    ]
    values = {name: row[name] for name in TEXTS} | {"promises": promised}
    values |= {name: Decimal(row[name]) for name in ("price_low", "price_high")}
    query = select(Achievement).where(Achievement.external_number == row.get("achievement"), Achievement.is_sample)
    change_proposal(proposal, values, list(session.scalars(query)))
    # The number of a submitted answer holds its id.
    session.flush()
    submit_proposal(proposal, actor=author, no_confidential=True)


def _choose(selection: Selection, row: Row, owner: Viewer) -> None:
    selection.is_blind = row["is_blind"]
    selection.decides_at = usual_decision_moment(selection.demand)
    for candidate, answer in zip(selection.candidates, row["answers"], strict=False):
        move(candidate, answer["stage"], actor=owner)
    for one in row["reviewers"]:
        _review(selection, one, owner)
    letters = {one.letter: one for one in selection.candidates}
    for email, letter, text in row["remarks"]:
        author = _account(email)
        comment_on(selection, text, candidate=letters.get(letter or ""), form_key=None, actor=Viewer(user_id=author.id))
    if "decision" in row:
        _decide(selection, row["decision"], owner)


def _review(selection: Selection, row: Row, owner: Viewer) -> None:
    user = _account(row["email"])
    reviewer: Reviewer = invite_reviewer(selection, email=user.email, actor=owner)
    declare(reviewer, NO_INTEREST, user=user)
    letters = {one.letter: one for one in selection.candidates}
    criteria = [one.id for one in selection.criteria]
    for letter, (points, comment) in row["reviews"].items():
        scored = {one: (value, "") for one, value in zip(criteria, points, strict=True)}
        write_review(
            reviewer, letters[letter], scored, comment, hand_in=True, actor=Viewer(user_id=user.id)
        )  # fmt: skip


def _decide(selection: Selection, decision: Row, owner: Viewer) -> None:
    """The answering time is over since yesterday, and the promised day was today."""
    selection.demand.deadline_on = today() - timedelta(days=1)
    selection.decides_at = datetime.combine(today(), time(), SHANGHAI)
    outcomes = {}
    for one in selection.candidates:
        reason = decision[one.letter]
        outcomes[one.id] = (
            Outcome(is_chosen=True) if reason is None else Outcome(reason_code=reason[0], sentence=reason[1])
        )
    prepare_decision(selection, outcomes, actor=owner)
    confirm_decision(selection, at_once=selection.decides_at > now(), decision_key="", actor=owner)


def _account(email: str) -> User:
    user = user_by_email(email)
    if user is None:
        raise LookupError(f"the sample has no account {email}")
    return user
