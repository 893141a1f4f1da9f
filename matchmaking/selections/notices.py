"""Who is told of what in a selection. No notice holds the demand's organisation, and to reviewers none holds a team."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.notifications.topics import Topic
from matchmaking.organisations.queries import writer_ids
from matchmaking.selections.models import Candidate, Reviewer, Selection, SelectionComment
from matchmaking.selections.queries import standing
from matchmaking.selections.states import SIGNED

SELECTIONS = Topic(
    "selections",
    _l("选择应答与评审"),
    _l("您应答的需求有了决定或改了决定时间；您被邀请评审，或者您的需求有评审进展和讨论。"),
    ("selections.",),
    place=24,
)


def selection_page(selection: Selection) -> str:
    """The page of a selection."""
    return path_to("selections.show_selection", selection_id=selection.id)


def tell_owner(selection: Selection, step: str, once: str, actor: Viewer | None, **data: Any) -> None:
    """Tell those who write for the demand's organisation, except who did it."""
    people = [one for one in writer_ids(selection.demand.organisation_id) if not _is(actor, one)]
    notify(people, f"selections.{step}", once, selection_page(selection), title=selection.demand.title, **data)


def tell_team(candidate: Candidate, step: str, once: str, **data: Any) -> None:
    """Tell those who write for the answering organisation."""
    path = path_to("proposals.show_proposal", proposal_id=candidate.proposal_id)
    people = writer_ids(candidate.proposal.organisation_id)
    notify(people, f"selections.{step}", once, path, title=candidate.selection.demand.title, **data)


def tell_date_changed(selection: Selection, reason: str, actor: Viewer | None) -> None:
    """Everybody who waits for the decision or works on it hears of another moment."""
    once = f"selections:{selection.id}:date:{selection.decides_at.isoformat()}"
    data = {"moment": selection.decides_at.isoformat(), "reason": reason}
    for one in standing(selection):
        tell_team(one, "date_changed", once, **data)
    for reviewer in _signed(selection):
        tell_reviewer(reviewer, "date_changed", once, **data)
    tell_owner(selection, "date_changed", once, actor, **data)


def tell_reviewer(reviewer: Reviewer, step: str, once: str, **data: Any) -> None:
    """Tell a reviewer who has an account."""
    if reviewer.user_id is not None:
        path = path_to("selections.show_review", reviewer_id=reviewer.id)
        notify([reviewer.user_id], f"selections.{step}", once, path, title=reviewer.selection.demand.title, **data)


def untell_reviewer(reviewer: Reviewer) -> None:
    """Take an unread invitation back."""
    if reviewer.user_id is not None:
        path = path_to("selections.show_review", reviewer_id=reviewer.id)
        withdraw_about([reviewer.user_id], "selections.invited", path)


def tell_comment(comment: SelectionComment, selection: Selection, actor: Viewer) -> None:
    """The demand's people and the active reviewers hear that something was said, not what."""
    once = f"selections:{selection.id}:comment:{comment.id}"
    tell_owner(selection, "commented", once, actor)
    for reviewer in _signed(selection):
        if not _is(actor, reviewer.user_id):
            tell_reviewer(reviewer, "commented", once)


def _signed(selection: Selection) -> Iterable[Reviewer]:
    return [one for one in selection.reviewers if one.state == SIGNED]


def _is(actor: Viewer | None, user_id: int | None) -> bool:
    return actor is not None and actor.user_id == user_id
