"""Who may ask, read, answer and decline."""

from sqlalchemy import ColumnElement, or_

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.records import PUBLISHED
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import can_view_demand, is_in_charge
from matchmaking.listings.permissions import works_at_desk_for
from matchmaking.questions.models import Question
from matchmaking.questions.states import ANSWERED, ASKED, DECLINED


def can_ask(viewer: Viewer, demand: Demand) -> bool:
    """Ask while the demand is open; its own people need not."""
    open_now = demand.state == PUBLISHED and not is_over(demand.deadline_on)
    return viewer.is_signed_in and open_now and not viewer.belongs_to(demand.organisation_id)


def reads_open_questions(viewer: Viewer, demand: Demand) -> bool:
    """Read questions before they are answered: the demand's people and the desk, so that no nonsense is public."""
    return viewer.belongs_to(demand.organisation_id) or works_at_desk_for(viewer, demand.county_code)


def can_view_question(viewer: Viewer, question: Question) -> bool:
    """An answered question is as public as its demand; before, it is for who asked and who must act."""
    if not can_view_demand(viewer, question.demand):
        return False
    own = viewer.is_signed_in and question.user_id == viewer.user_id
    return question.state == ANSWERED or own or reads_open_questions(viewer, question.demand)


def shown_questions(viewer: Viewer, demand: Demand) -> ColumnElement[bool]:
    """`can_view_question` in SQL, for the questions of a demand that the viewer may see."""
    if reads_open_questions(viewer, demand):
        return Question.id.is_not(None)
    return or_(Question.state == ANSWERED, Question.user_id == (viewer.user_id or 0))


def speaks_for(viewer: Viewer, demand: Demand) -> bool:
    """Answer in public: those who write for the demand's organisation, and the broker who took charge of it."""
    return viewer.edits_for(demand.organisation_id) or (viewer.is_broker and is_in_charge(viewer, demand))


def can_answer_question(viewer: Viewer, question: Question) -> bool:
    """Answer, or word an answer anew; also after the deadline."""
    return question.demand.state == PUBLISHED and speaks_for(viewer, question.demand)


def can_decline_question(viewer: Viewer, question: Question) -> bool:
    """Decline what is not answered yet."""
    return question.state == ASKED and speaks_for(viewer, question.demand)


def sees_reason(viewer: Viewer, question: Question) -> bool:
    """Learn why a question was declined."""
    return question.state == DECLINED and can_view_question(viewer, question)
