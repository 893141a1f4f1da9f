"""Open questions after the session: whose turn it is, until when, and who is told of the answer."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import select

from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.notifications.topics import Topic
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.queries import writer_ids
from matchmaking.projects.models import Project
from matchmaking.roadshows.models import Roadshow
from matchmaking.stages.models import StageQuestion
from matchmaking.stages.queries import open_questions

ANSWER = "stage_answer"
LONGEST_EXCERPT = 60
TOPIC = Topic(
    "stages",
    _l("路演提问"),
    _l("路演结束后还有人等您回答；您的提问有了回答。"),
    ("stages.",),
    place=37,
)


def responsible(question: StageQuestion) -> Organisation:
    """Who has to answer after the session: the project's organisation, else the organiser of the session."""
    session = current_session()
    project = session.get(Project, question.project_id) if question.project_id else None
    return project.organisation if project is not None else question.roadshow.organisation


def route_question(question: StageQuestion) -> None:
    """Start the clock of an open question and tell who has to answer."""
    organisation = responsible(question)
    # The clock names the record by its id.
    current_session().flush()
    open_clock(ANSWER, question, organisation_id=organisation.id, county_code=organisation.county_code)
    words = {"title": question.roadshow.title, "question": excerpt(question.text)}
    notify(writer_ids(organisation.id), "stages.asked", f"stages:{question.id}:asked", page_of(question), **words)


def unroute_question(question: StageQuestion, *, was_answered: bool = True) -> None:
    """Stop the clock; who has not read that there is a question need not."""
    close_clock(ANSWER, question, was_answered=was_answered)
    withdraw_about(writer_ids(responsible(question).id), "stages.asked", page_of(question))


def route_all(roadshow: Roadshow) -> int:
    """Start the clocks of everything that is open when a session ends; how many."""
    found = open_questions(roadshow.id)
    for question in found:
        route_question(question)
    return len(found)


def unroute_all(roadshow: Roadshow) -> None:
    """Stop them again when the session goes on."""
    for question in open_questions(roadshow.id):
        unroute_question(question, was_answered=False)


def tell_asker(question: StageQuestion, step: str, **data: str) -> None:
    """Tell who asked that there is an answer, or that the question was hidden."""
    people = [question.user_id] if question.user_id else []
    once = f"stages:{question.id}:{step}:{question.version}"
    words = {"title": question.roadshow.title, "question": excerpt(question.text), **data}
    notify(people, f"stages.{step}", once, page_of(question), **words)


def page_of(question: StageQuestion) -> str:
    """The page of one question."""
    return path_to("stage_questions.show_question", question_id=question.id)


def excerpt(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_EXCERPT else line[:LONGEST_EXCERPT] + "…"


def register_clock() -> None:
    """Tell the mechanism of clocks: the project's organisation answers, and it goes up when it does not."""
    register_kind(Kind(ANSWER, _l("回答路演提问"), _todo, None, goes_up=True, whose=lazy_pgettext("actor", "项目方")))
    title = select(Roadshow.title).where(Roadshow.id == StageQuestion.roadshow_id).scalar_subquery()
    register_subject("stage_questions", StageQuestion.id, title, "stage_questions.show_question", "question_id")


def _todo(title: str) -> str:
    return _("回答“%(title)s”上的提问", title=title)
