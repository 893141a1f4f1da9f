"""Asks, answers, words anew and declines."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.demands.models import Demand
from matchmaking.follows.records import tell_followers_of
from matchmaking.listings.services import names_of
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.notifications.topics import Topic
from matchmaking.organisations.queries import writer_ids
from matchmaking.questions.models import Answer, Question
from matchmaking.questions.queries import by_form_key, open_count, same_question
from matchmaking.questions.states import ANSWERED, ASKED, DECLINED, QUESTION_STATES

ANSWER = "question_answer"
MOST_OPEN = 5
LONGEST_EXCERPT = 60
QUESTIONS = Topic(
    "questions",
    _l("公开答疑"),
    _l("您的需求有人提问；您的提问有了答复。"),
    ("questions.",),
    place=24,
)


def ask(demand: Demand, text: str, *, actor: Viewer, hides_asker: bool, form_key: str | None) -> Question:
    """Put a question to the demand's side. The same form, or the same words once more, give what is there already.

    Raises RuleBroken for who has too many questions waiting.
    """
    user_id = actor.user_id or 0
    present = by_form_key(form_key, user_id) if form_key else None
    present = present or same_question(demand.id, user_id, text)
    if present is not None:
        return present
    if open_count(demand.id, user_id) >= MOST_OPEN:
        raise RuleBroken(_("您在这条需求下已有 %(most)d 个提问等待答复，请等答复后再问。", most=MOST_OPEN))
    question = Question(
        demand=demand,
        user_id=user_id,
        organisation_id=actor.organisation_id,
        form_key=form_key or None,
        text=text,
        hides_asker=hides_asker,
    )
    current_session().add(question)
    # Neither the words nor who asked: both may be hidden.
    history.record("questions.asked", question, actor=actor, to_state=ASKED)
    open_clock(ANSWER, question, organisation_id=demand.organisation_id, county_code=demand.county_code)
    people = writer_ids(demand.organisation_id)
    notify(people, "questions.asked", f"questions:{question.id}:asked", page_of(question), title=demand.title)
    return question


def answer_question(question: Question, text: str, *, actor: Viewer) -> bool:
    """Answer for everybody to read, or word the answer anew; False when it reads the same. Raises RuleBroken."""
    if question.answer is not None and question.answer.text == text:
        return False
    if gives_name_away(question, question.text):
        raise RuleBroken(_("提问里写了贵单位的名称，公开后会泄露。请选“不予答复”，或先公开单位名称再答复。"))
    is_first = question.state != ANSWERED
    if is_first:
        QUESTION_STATES.move(question, ANSWERED, actor=actor)
        question.answered_at, question.reason_code, question.declined_at = now(), None, None
        close_clock(ANSWER, question)
    else:
        history.record("questions.reworded", question, actor=actor, data={"number": len(question.answers) + 1})
        # The wording is a row of its own; the question's version must rise with it.
        question.updated_at = now()
    by_broker = not actor.belongs_to(question.demand.organisation_id)
    number = len(question.answers) + 1
    question.answers.append(Answer(number=number, text=text, at=now(), by_id=actor.user_id, by_broker=by_broker))
    _untell(question)
    _tell_asker(question, "answered" if is_first else "reworded", number)
    if is_first:
        tell_followers_of(
            "demand", question.demand, "question", f"questions:{question.id}:answered", public_place(question),
            except_ids=[question.user_id or 0], question=excerpt(question.text),
        )  # fmt: skip
    return True


def decline_question(question: Question, code: str, *, actor: Viewer) -> None:
    """Not answer, for a reason that who asked reads."""
    QUESTION_STATES.move(question, DECLINED, actor=actor, reason=code)
    question.reason_code, question.declined_at = code, now()
    close_clock(ANSWER, question)
    _untell(question)
    _tell_asker(question, "declined", 0, reason=code)


def gives_name_away(question: Question, text: str) -> bool:
    """Whether a text holds a name of an organisation that hides it."""
    demand = question.demand
    return demand.hides_name and any(name in text for name in names_of(demand.organisation) if len(name) > 1)


def page_of(question: Question) -> str:
    """The page on which it is answered."""
    return path_to("questions.show_question", question_id=question.id)


def public_place(question: Question) -> str:
    """Where everybody reads it."""
    return path_to("questions.list_questions", demand_id=question.demand_id) + f"#question-{question.id}"


def excerpt(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_EXCERPT else line[:LONGEST_EXCERPT] + "…"


def _untell(question: Question) -> None:
    withdraw_about(writer_ids(question.demand.organisation_id), "questions.asked", page_of(question))


def _tell_asker(question: Question, step: str, number: int, **data: str) -> None:
    people = [question.user_id] if question.user_id else []
    once = f"questions:{question.id}:{step}:{number}"
    words = {"title": question.demand.title, "question": excerpt(question.text), **data}
    notify(people, f"questions.{step}", once, page_of(question), **words)


def register_clock() -> None:
    """Tell the mechanism of clocks: the demand's organisation answers, and it goes up when it does not."""
    register_kind(Kind(ANSWER, _l("答复提问"), _todo, None, goes_up=True, whose=lazy_pgettext("actor", "需求方")))
    title = select(Demand.title).where(Demand.id == Question.demand_id).scalar_subquery()
    register_subject("questions", Question.id, title, "questions.show_question", "question_id")


def _todo(title: str) -> str:
    return _("答复对“%(title)s”的提问", title=title)
