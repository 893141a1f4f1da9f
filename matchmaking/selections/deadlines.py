"""The clocks of choosing: the promised decision, which goes up when it is late, and the reviews that are asked for."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import select

from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.demands.models import Demand
from matchmaking.selections.models import Reviewer, Selection

DECISION, SCORE = "proposal_decision", "review_score"


def register_deadlines() -> None:
    """Tell the mechanism of clocks. The words hold the demand's title only: its organisation may hide its name."""
    register_kind(
        Kind(DECISION, _l("决定应答"), _decision_words, None, goes_up=True, whose=lazy_pgettext("actor", "需求方"))
    )
    register_kind(Kind(SCORE, _l("评审应答"), _score_words, None, whose=_l("评审人")))
    title = select(Demand.title).where(Demand.id == Selection.demand_id).scalar_subquery()
    register_subject("selections", Selection.id, title, "selections.show_selection", "selection_id")
    asked = (
        select(Demand.title)
        .join(Selection, Selection.demand_id == Demand.id)
        .where(Selection.id == Reviewer.selection_id)
        .scalar_subquery()
    )
    register_subject("selection_reviewers", Reviewer.id, asked, "selections.show_review", "reviewer_id")


def _decision_words(title: str) -> str:
    return _("就“%(title)s”的应答作出决定", title=title)


def _score_words(title: str) -> str:
    return _("评审“%(title)s”的应答", title=title)


def start_decision(selection: Selection) -> None:
    """Somebody waits for an answer: the demand's organisation has promised a moment."""
    demand = selection.demand
    open_clock(
        DECISION, selection, organisation_id=demand.organisation_id, county_code=demand.county_code,
        due_at=selection.decides_at,
    )  # fmt: skip


def end_decision(selection: Selection, *, was_answered: bool = True) -> None:
    """The decision is confirmed, or nobody waits for it any more."""
    close_clock(DECISION, selection, was_answered=was_answered)


def restart_decision(selection: Selection) -> None:
    """Another moment was promised, or a confirmed decision was taken back."""
    end_decision(selection, was_answered=False)
    start_decision(selection)


def start_review(reviewer: Reviewer) -> None:
    """A person with an account is asked to review: it is that person's turn, nobody can act in the place of it."""
    if reviewer.user_id is not None:
        open_clock(SCORE, reviewer, user_id=reviewer.user_id)


def end_review(reviewer: Reviewer, *, was_answered: bool = True) -> None:
    """Everything is reviewed, or there is nothing to review any more."""
    close_clock(SCORE, reviewer, was_answered=was_answered)
