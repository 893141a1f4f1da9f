"""Reads selections, their candidates, reviewers and remarks."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.models import User
from matchmaking.core.db import current_session, now
from matchmaking.core.history import HistoryEntry
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Membership
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.states import HANDED_IN
from matchmaking.selections.models import Candidate, Review, Reviewer, Selection, SelectionComment
from matchmaking.selections.states import DECIDED, INVITED, OPEN, SIGNED


def complete(query: Select[tuple[Selection]]) -> Select[tuple[Selection]]:
    """Load everything that the pages of a selection show: one query each, however many answers there are."""
    proposal = selectinload(Selection.candidates).joinedload(Candidate.proposal)
    return query.options(
        joinedload(Selection.demand, innerjoin=True).joinedload(Demand.organisation, innerjoin=True),
        selectinload(Selection.criteria),
        proposal.joinedload(Proposal.organisation, innerjoin=True),
        proposal.selectinload(Proposal.promises),
        proposal.selectinload(Proposal.achievements),
        proposal.selectinload(Proposal.revisions),
        selectinload(Selection.reviewers).joinedload(Reviewer.user),
        selectinload(Selection.reviewers).selectinload(Reviewer.reviews).selectinload(Review.scores),
    )


def selection_with(selection_id: int) -> Selection | None:
    """One selection with its candidates; ask `permissions` before showing it."""
    return current_session().scalar(complete(select(Selection).where(Selection.id == selection_id)))


def running_of(demand_id: int) -> Selection | None:
    """The selection of a demand that has not been delivered."""
    return current_session().scalar(select(Selection).where(Selection.running_key == str(demand_id)))


def decision_moments(demand_ids: Collection[int]) -> dict[int, datetime]:
    """For those demands for which somebody is choosing: when the decision is delivered."""
    query = select(Selection.demand_id, Selection.decides_at).where(
        Selection.demand_id.in_(list(demand_ids)), Selection.running_key.is_not(None)
    )
    return dict(current_session().execute(query).all())


def latest_of(demand_id: int) -> Selection | None:
    """The newest selection of a demand."""
    query = select(Selection).where(Selection.demand_id == demand_id).order_by(Selection.id.desc()).limit(1)
    return current_session().scalar(query)


def has_decision(demand: Demand) -> bool:
    """Whether the choice among the answers is made, or promised for a day that is still to come."""
    latest = latest_of(demand.id)
    return latest is not None and (not latest.is_open or latest.decides_at > now())


def candidate_of(proposal_id: int) -> Candidate | None:
    """Where a proposal stands, with its selection."""
    query = select(Candidate).where(Candidate.proposal_id == proposal_id)
    return current_session().scalar(query.options(joinedload(Candidate.selection).joinedload(Selection.demand)))


def standing(selection: Selection) -> list[Candidate]:
    """Its candidates whose proposals are handed in: drafts and withdrawn ones are none."""
    return [one for one in selection.candidates if one.proposal.state in HANDED_IN]


def due(moment: datetime, limit: int) -> list[Selection]:
    """Confirmed decisions whose moment has come, the longest waiting first."""
    query = select(Selection).where(Selection.state == DECIDED, Selection.decides_at <= moment)
    return list(current_session().scalars(query.order_by(Selection.decides_at, Selection.id).limit(limit)))


def comments_on(selection: Selection) -> list[SelectionComment]:
    """The remarks with their authors, oldest first."""
    query = select(SelectionComment).where(SelectionComment.selection_id == selection.id)
    query = query.options(joinedload(SelectionComment.author), joinedload(SelectionComment.candidate))
    return list(current_session().scalars(query.order_by(SelectionComment.id)))


def comment_by_key(key: str) -> SelectionComment | None:
    """The remark that this form has already made."""
    return current_session().scalar(select(SelectionComment).where(SelectionComment.form_key == key))


def reviewers_of(user_id: int) -> list[Reviewer]:
    """Where a person is asked to review: by account, or by an address that nobody has used yet."""
    address = select(User.email).where(User.id == user_id).scalar_subquery()
    query = (
        select(Reviewer)
        .where(or_(Reviewer.user_id == user_id, Reviewer.user_id.is_(None) & (Reviewer.email == address)))
        .where(Reviewer.state.in_((INVITED, SIGNED)))
        .options(joinedload(Reviewer.selection).joinedload(Selection.demand).joinedload(Demand.organisation))
        .options(joinedload(Reviewer.selection).selectinload(Selection.candidates).joinedload(Candidate.proposal))
        .options(selectinload(Reviewer.reviews))
    )
    return list(current_session().scalars(query.order_by(Reviewer.id.desc())))


def reviewer_in(selection: Selection, user_id: int | None) -> Reviewer | None:
    """The person's own part in a selection."""
    return next((one for one in selection.reviewers if user_id is not None and one.user_id == user_id), None)


def signed_places(user_id: int) -> list[tuple[Reviewer, Selection]]:
    """Where a person has signed the declaration, with the selections."""
    mine = select(Reviewer.selection_id).where(Reviewer.user_id == user_id, Reviewer.state == SIGNED)
    found = current_session().scalars(complete(select(Selection).where(Selection.id.in_(mine)))).unique()
    return [(one, selection) for selection in found if (one := reviewer_in(selection, user_id)) is not None]


def blind_selection_ids(organisation_ids: Iterable[int]) -> Select[tuple[int]]:
    """The proposals whose teams these organisations' own people may not know yet."""
    return (
        select(Candidate.proposal_id)
        .join(Candidate.selection)
        .join(Selection.demand)
        .where(
            Selection.state == OPEN,
            Selection.is_blind,
            Selection.is_blind_for_owner,
            Demand.organisation_id.in_(list(organisation_ids)),
        )
    )


def people_of(organisation_ids: Sequence[int]) -> dict[int, set[int]]:
    """organisation → the ids of everybody who belongs to it or once did, as far as the platform knows."""
    found: dict[int, set[int]] = {one: set() for one in organisation_ids}
    if not found:
        return found
    members = select(Membership.organisation_id, Membership.user_id).where(Membership.organisation_id.in_(found))
    for organisation_id, user_id in current_session().execute(members):
        found[organisation_id].add(user_id)
    events = select(HistoryEntry).where(
        HistoryEntry.subject_type == "organisations",
        HistoryEntry.subject_id.in_(found),
        HistoryEntry.action.in_(
            ("organisations.member_joined", "organisations.member_removed", "organisations.created")
        ),
    )
    for entry in current_session().scalars(events):
        gone = entry.data.get("user_id")
        user_id = gone if entry.action == "organisations.member_removed" else entry.actor_id
        if user_id is not None:
            found[entry.subject_id or 0].add(user_id)
    return found


def names_of_people(user_ids: Iterable[int]) -> list[str]:
    """The names of these people."""
    ids = set(user_ids)
    return list(current_session().scalars(select(User.name).where(User.id.in_(ids)))) if ids else []


def writers_of(proposals: Iterable[Proposal]) -> dict[int, User]:
    """Who wrote each of these proposals, by its id, where they still have an account."""
    ids = {one.id: one.created_by_id for one in proposals if one.created_by_id}
    query = select(User).where(User.id.in_(set(ids.values())), User.is_active)
    found = {one.id: one for one in current_session().scalars(query)} if ids else {}
    return {proposal: found[person] for proposal, person in ids.items() if person in found}


def handed_in_proposals(demand_id: int) -> list[Proposal]:
    """The answers to a demand that have no place in a selection yet, in the order of their arrival."""
    placed = select(Candidate.proposal_id)
    query = select(Proposal).where(
        Proposal.demand_id == demand_id, Proposal.state.in_(HANDED_IN), Proposal.id.not_in(placed)
    )
    return list(current_session().scalars(query.order_by(Proposal.submitted_at, Proposal.id)))


def running_selections(viewer_query: Select[tuple[int]]) -> Select[tuple[Selection]]:
    """Selections of the demands that a query names, those that are due first at the head, delivered ones last."""
    return (
        select(Selection)
        .where(Selection.demand_id.in_(viewer_query))
        .order_by(Selection.delivered_at.is_not(None), Selection.decides_at, Selection.id)
    )


def review_counts(selection_ids: Iterable[int]) -> dict[int, int]:
    """selection → how many reviews have been handed in."""
    query = (
        select(Reviewer.selection_id, func.count(Review.id))
        .join(Review.reviewer)
        .where(Reviewer.selection_id.in_(list(selection_ids)), Review.handed_in_at.is_not(None))
        .group_by(Reviewer.selection_id)
    )
    return dict(current_session().execute(query).all())
