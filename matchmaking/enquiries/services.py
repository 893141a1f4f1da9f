"""Asks, answers, withdraws, and tells who asks."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.demands.models import Demand
from matchmaking.enquiries.models import Enquiry
from matchmaking.enquiries.permissions import is_full
from matchmaking.enquiries.queries import by_form_key, open_enquiry
from matchmaking.enquiries.states import ACCEPTED, ASKED, DECLINED, ENQUIRY_STATES, WITHDRAWN
from matchmaking.enquiries.subjects import Asked
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.notifications.topics import Topic
from matchmaking.organisations.queries import writer_ids

ANSWER = "enquiry_answer"
STILL_WAITING = _l("贵单位已有一次请教在等对方答复，请等答复后再问，或先撤回那一次。")
TOPIC = Topic(
    "enquiries",
    _l("请教与预约"),
    _l("有人请教您单位的专家或预约服务基地；您的请教有了答复。"),
    ("enquiries.",),
    place=25,
)


def open_key(record: Any, organisation_id: int) -> str:
    """What only one enquiry that waits can carry: an organisation asks the same record once at a time."""
    return f"{record.__tablename__}:{record.id}:{organisation_id}"


def enquire(
    asked: Asked,
    record: Any,
    text: str,
    *,
    actor: Viewer,
    demand: Demand | None,
    hides_asker: bool,
    form_key: str | None,
) -> Enquiry:
    """Ask for a talk. The same form gives what it made; while one waits, another one is refused with RuleBroken.

    Who hides the name of the demand that it is about stays hidden here as well.
    """
    user_id, organisation_id = actor.user_id or 0, actor.organisation_id or 0
    if form_key and (made := by_form_key(form_key, user_id)):
        return made
    key = open_key(record, organisation_id)
    if open_enquiry(key) is not None:
        raise RuleBroken(str(STILL_WAITING))
    if is_full(asked, record):
        raise RuleBroken(_("本月的名额已经满了，请下个月再来，或者找其他专家和基地。"))
    enquiry = Enquiry(
        subject_type=record.__tablename__,
        subject_id=record.id,
        title=record.title,
        owner_id=record.organisation_id,
        holder_id=asked.holder(record),
        organisation_id=organisation_id,
        user_id=user_id,
        demand_id=demand.id if demand else None,
        text=text,
        hides_asker=hides_asker or (demand is not None and demand.hides_name),
        form_key=form_key or None,
        open_key=key,
    )
    current_session().add(enquiry)
    # Neither the words nor who asked: both may be hidden.
    history.record("enquiries.asked", enquiry, actor=actor, to_state=ASKED)
    place = None if enquiry.holder_id is not None else enquiry.owner_id
    open_clock(ANSWER, enquiry, organisation_id=place, user_id=enquiry.holder_id)
    notify(people_of(enquiry), "enquiries.asked", f"enquiries:{enquiry.id}:asked", page_of(enquiry), title=record.title)
    return enquiry


def answer_enquiry(enquiry: Enquiry, *, accepts: bool, text: str, reason_code: str | None, actor: Viewer) -> None:
    """Accept, or decline with a reason; the asker is told either way."""
    state = ACCEPTED if accepts else DECLINED
    ENQUIRY_STATES.move(enquiry, state, actor=actor, reason=None if accepts else reason_code)
    enquiry.answer, enquiry.answered_at = text, now()
    enquiry.reason_code = None if accepts else reason_code
    enquiry.open_key = None
    close_clock(ANSWER, enquiry)
    _untell(enquiry)
    people = [enquiry.user_id] if enquiry.user_id else writer_ids(enquiry.organisation_id)
    once = f"enquiries:{enquiry.id}:{state}"
    data = {} if accepts else {"reason": reason_code}
    notify(people, f"enquiries.{state}", once, page_of(enquiry), title=enquiry.title, **data)


def withdraw_enquiry(enquiry: Enquiry, *, actor: Viewer) -> None:
    """Take it back; nobody needs to answer any more."""
    ENQUIRY_STATES.move(enquiry, WITHDRAWN, actor=actor)
    enquiry.open_key = None
    close_clock(ANSWER, enquiry, was_answered=False)
    _untell(enquiry)


def reveal_asker(enquiry: Enquiry, *, actor: Viewer) -> None:
    """Tell the other side who asks; that cannot be taken back."""
    enquiry.hides_asker = False
    history.record("enquiries.revealed", enquiry, actor=actor)
    once = f"enquiries:{enquiry.id}:revealed"
    notify(people_of(enquiry), "enquiries.revealed", once, page_of(enquiry), title=enquiry.title)


def people_of(enquiry: Enquiry) -> list[int]:
    """Who answers."""
    return [enquiry.holder_id] if enquiry.holder_id is not None else writer_ids(enquiry.owner_id)


def page_of(enquiry: Enquiry) -> str:
    """Its page."""
    return path_to("enquiries.show_enquiry", enquiry_id=enquiry.id)


def _untell(enquiry: Enquiry) -> None:
    withdraw_about(people_of(enquiry), "enquiries.asked", page_of(enquiry))


def register_clock() -> None:
    """Tell the mechanism of clocks: who was asked answers."""
    register_kind(Kind(ANSWER, _l("答复请教"), _todo, None, whose=_l("被请教的一方")))
    register_subject("enquiries", Enquiry.id, Enquiry.title, "enquiries.show_enquiry", "enquiry_id")


def _todo(title: str) -> str:
    return _("答复对“%(title)s”的请教", title=title)
