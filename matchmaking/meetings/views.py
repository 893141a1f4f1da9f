"""Asking for a meeting, the own meetings, answering, another time, calling off, the calendar file, the outcome."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import now, session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import can_view_demand
from matchmaking.listings.audiences import public
from matchmaking.listings.queries import count_of
from matchmaking.meetings import permissions, queries, services
from matchmaking.meetings.calendar import calendar_of
from matchmaking.meetings.forms import OWN_TIME, AnswerForm, AskForm, CancelForm, ProposeForm, ReportForm
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import When
from matchmaking.meetings.sessions import session_in_address
from matchmaking.meetings.states import ACCEPTED, AGREED, ASKER_SIDE, OVER, OWNER_SIDE
from matchmaking.meetings.subjects import Subject, subject_of
from matchmaking.meetings.times import A_YEAR
from matchmaking.meetings.wording import form_words, when_words

meetings = Blueprint("meetings", __name__)
Answered = str | Response | tuple[str, int]
ROWS = 20
RECEIVED, SENT = "received", "sent"


def load_subject(subject_type: str, subject_id: int) -> tuple[Subject, Any]:
    """What meetings can be about, or 404."""
    subject = subject_of(subject_type)
    record = subject.load(subject_id) if subject else None
    if subject is None or record is None:
        abort(404)
    return subject, record


@meetings.route("/meetings/new/<subject_type>/<int:subject_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_meeting(subject_type: str, subject_id: int) -> Answered:
    """Ask for a meeting at one of the open times, or at a time of one's own. `roadshow` says at which session."""
    subject, record = load_subject(subject_type, subject_id)
    person = viewer()
    require(subject.sees(person, record), hide=True)
    require(subject.may_ask(person, record))
    form = AskForm()
    made = queries.by_form_key(form.form_key.data or "", person.user_id or 0)
    if made is not None:
        return redirect(url_for("meetings.show_meeting", meeting_id=made.id), 303)
    waiting = queries.with_open_key(services.open_key(subject_type, subject_id, person.user_id or 0))
    if waiting is not None and request.method != "POST":
        flash(_("您对这个项目的约谈还在等答复。"), "info")
        return redirect(url_for("meetings.show_meeting", meeting_id=waiting.id), 303)
    slots = queries.free_slots(subject_type, subject_id)
    form.slot_id.choices = [
        *((str(one.id), f"{when_words(one)}{_('，')}{form_words(one.form)}") for one in slots),
        (OWN_TIME, _("都不合适，我另提一个时间") if slots else _("我提一个时间")),
    ]
    demands = _own_demands(person.organisation_id)
    form.demand_id.choices = [("", _("与已发布的需求无关")), *((one.id, one.title) for one in demands)]
    error = ""
    if request.method != "POST":
        form.new_key()
        form.slot_id.data = str(slots[0].id) if slots else OWN_TIME
    elif form.validate() and (form.chosen_slot() is not None or form.time_in_order()):
        slot = next((one for one in slots if one.id == form.chosen_slot()), None)
        when = When(slot.starts_at, slot.ends_at, slot.form, slot.place) if slot else form.when()
        demand = next((one for one in demands if one.id == form.demand_id.data), None)
        try:
            meeting = services.ask_for_meeting(
                record, form.reason.data, when, actor=person, slot=slot, demand=demand,
                roadshow_id=session_in_address(request.args.get("roadshow", "")),
                form_key=form.form_key.data,
            )  # fmt: skip
        except RuleBroken as broken:
            error = broken.message
        else:
            flash(_("已送达，对方会在限期内答复。没有答复的会自动失效，时段另让给别人。"), "success")
            return redirect(url_for("meetings.show_meeting", meeting_id=meeting.id), 303)
    if form.slot_id.errors:
        form.slot_id.errors = [_("这个时段刚被别人约走了，请选别的时段。")]
    page = render_template(
        "meetings/new_meeting.html",
        record=record, subject=subject, who=subject.who(person, record), form=form, error=error, slots=slots,
    )  # fmt: skip
    return (page, 422) if form.errors or error else page


def _own_demands(organisation_id: int | None) -> list[Demand]:
    """The demands that can be named to the other side: public ones that say whose they are."""
    query = select(Demand).where(
        Demand.organisation_id == (organisation_id or 0), public(Demand), Demand.hides_name.is_(False)
    )
    return list(session.scalars(query.order_by(Demand.id.desc()).limit(50)))


@meetings.get("/meetings")
@guard(SIGNED_IN)
def list_meetings() -> str:
    """The meetings about own records, and those that one asked for."""
    person = viewer()
    found = {RECEIVED: queries.received(person), SENT: queries.sent(person)}
    counts = {name: count_of(query) for name, query in found.items()}
    box = request.args.get("box")
    if box not in found:
        box = RECEIVED if counts[RECEIVED] or not counts[SENT] else SENT
    number = min(page_number(request.args), max(1, -(-counts[box] // ROWS)))
    rows = list(session.scalars(queries.complete(found[box]).limit(ROWS).offset((number - 1) * ROWS)))
    return render_template(
        "meetings/list_meetings.html",
        page=Page(rows, number, ROWS, counts[box]), counts=counts, box=box,
        deadlines=lines_for("meetings", [one.id for one in rows]),
        page_url=lambda number: url_for("meetings.list_meetings", box=box, page=number),
    )  # fmt: skip


@meetings.get("/meetings/<int:meeting_id>")
@guard(SIGNED_IN)
def show_meeting(meeting_id: int) -> str:
    """One meeting, with what the viewer can do about it now."""
    return _page(_load(meeting_id), {})


@meetings.get("/meetings/<int:meeting_id>/meeting.ics")
@guard(SIGNED_IN)
def show_calendar(meeting_id: int) -> Response:
    """The meeting for the own calendar."""
    meeting = _load(meeting_id)
    answer = FlaskResponse(calendar_of(meeting), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="meeting-{meeting.id}.ics"'
    return answer


@meetings.post("/meetings/<int:meeting_id>/answer")
@guard(SIGNED_IN)
def answer_meeting(meeting_id: int) -> Answered:
    """Accept, or decline with a reason."""
    meeting, person = _load(meeting_id), viewer()
    require(permissions.side_of(person, meeting) is not None)
    if not permissions.can_answer_meeting(person, meeting):
        raise RuleBroken(_("这次约谈已经答复过，或者在等对方答复。请刷新页面看最新状态。"))
    form = AnswerForm()
    if not (form.validate() and form.is_in_order(meeting.place)):
        return _page(meeting, {"answer": form}), 422
    if form.decision.data == ACCEPTED:
        services.accept_meeting(meeting, words=form.words.data or "", place=form.where.data or "", actor=person)
        flash(_("已约定，双方都会收到通知，可以加到日历。"), "success")
    else:
        services.decline_meeting(
            meeting, reason_code=form.reason_code.data or "", words=form.words.data or "", actor=person
        )
        flash(_("已谢绝，对方会看到理由。"), "success")
    return _back(meeting)


@meetings.post("/meetings/<int:meeting_id>/time")
@guard(SIGNED_IN)
def propose_time(meeting_id: int) -> Answered:
    """Name another time."""
    meeting, person = _load(meeting_id), viewer()
    require(permissions.side_of(person, meeting) is not None)
    if not permissions.can_propose_time(person, meeting):
        raise RuleBroken(_("现在不能改时间。请刷新页面看最新状态。"))
    form = ProposeForm()
    if not (form.validate() and form.time_in_order()):
        return _page(meeting, {"propose": form}), 422
    services.propose_time(meeting, form.when(), words=form.message.data or "", actor=person)
    flash(_("已把新的时间发给对方，等对方确认。"), "success")
    return _back(meeting)


@meetings.post("/meetings/<int:meeting_id>/withdraw")
@guard(SIGNED_IN)
def withdraw_meeting(meeting_id: int) -> Response:
    """Take a request or a proposal back."""
    meeting, person = _load(meeting_id), viewer()
    require(permissions.side_of(person, meeting) is not None)
    if not permissions.can_withdraw_meeting(person, meeting):
        raise RuleBroken(_("现在不能撤回。请刷新页面看最新状态。"))
    services.withdraw_meeting(meeting, actor=person)
    flash(_("已撤回，时段让出来了。"), "success")
    return _back(meeting)


@meetings.post("/meetings/<int:meeting_id>/cancel")
@guard(SIGNED_IN)
def cancel_meeting(meeting_id: int) -> Answered:
    """Call off what was agreed."""
    meeting, person = _load(meeting_id), viewer()
    require(permissions.side_of(person, meeting) is not None)
    form = CancelForm()
    if not form.validate():
        return _page(meeting, {"cancel": form}), 422
    services.cancel_meeting(meeting, words=form.cause.data, actor=person)
    flash(_("已取消，对方会看到原因。"), "success")
    return _back(meeting)


@meetings.post("/meetings/<int:meeting_id>/report")
@guard(SIGNED_IN)
def report_meeting(meeting_id: int) -> Answered:
    """Say what came of it."""
    meeting, person = _load(meeting_id), viewer()
    require(permissions.side_of(person, meeting) is not None)
    if not permissions.can_report_meeting(person, meeting):
        raise RuleBroken(_("这次约谈现在不用填结果，或者你们这边已经填过。"))
    form = ReportForm()
    if not (form.validate() and form.is_in_order()):
        return _page(meeting, {"report": form}), 422
    services.report_meeting(meeting, form.report(), actor=person)
    flash(_("已记下。写了下一步的，到期前会提醒。"), "success")
    return _back(meeting)


def _load(meeting_id: int) -> Meeting:
    meeting = queries.meeting_with(meeting_id)
    require(meeting is not None and permissions.can_view_meeting(viewer(), meeting), hide=True)
    assert meeting is not None
    return meeting


def _back(meeting: Meeting) -> Response:
    return redirect(url_for("meetings.show_meeting", meeting_id=meeting.id), 303)


def _page(meeting: Meeting, forms: Mapping[str, Any]) -> str:
    person = viewer()
    subject = subject_of(meeting.subject_type)
    record = subject.load(meeting.subject_id) if subject else None
    new = {
        "answer": AnswerForm, "propose": ProposeForm, "cancel": CancelForm, "report": ReportForm,
    }  # fmt: skip
    side = permissions.side_of(person, meeting)
    demand = meeting.demand
    attended, absent = (0, 0)
    if side is not None and side != ASKER_SIDE:
        attended, absent = queries.absences_of(meeting.organisation_id, meeting.user_id, now() - A_YEAR)
    return render_template(
        "meetings/show_meeting.html",
        meeting=meeting,
        forms_of={name: forms.get(name) or make(formdata=None) for name, make in new.items()},
        wrong=next(iter(forms.values()), None),
        who=subject.who(person, record) if subject and record is not None else "",
        record_url=subject.page(meeting.subject_id)
        if subject and record is not None and subject.sees(person, record)
        else "",
        demand=demand if demand is not None and can_view_demand(person, demand) else None,
        clock=lines_for("meetings", [meeting.id]).get(meeting.id),
        side=side,
        # A team that hides its name is not given away by a person before it has agreed to meet.
        names_host=side == OWNER_SIDE or meeting.state in AGREED,
        attended=attended,
        absent=absent,
        may_answer=permissions.can_answer_meeting(person, meeting),
        may_propose=permissions.can_propose_time(person, meeting),
        may_withdraw=permissions.can_withdraw_meeting(person, meeting),
        may_cancel=permissions.can_cancel_meeting(person, meeting),
        may_report=permissions.can_report_meeting(person, meeting),
        is_over=meeting.state == OVER,
    )
