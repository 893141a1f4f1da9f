"""The times that a person opens for a record: a series at once, and taking single ones back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.meetings import queries, services
from matchmaking.meetings.forms import SeriesForm
from matchmaking.meetings.subjects import subject_of
from matchmaking.meetings.views import Answered, load_subject, meetings


@meetings.route("/meetings/slots/<subject_type>/<int:subject_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def list_slots(subject_type: str, subject_id: int) -> Answered:
    """The open times of a record with the meetings in them, and the form for more."""
    subject, record = load_subject(subject_type, subject_id)
    person = viewer()
    require(subject.sees(person, record), hide=True)
    require(subject.speaks(person, record))
    form, error = SeriesForm(), ""
    if form.validate_on_submit() and form.is_in_order():
        try:
            found = services.open_slots(record, form.series(), form.form.data, form.place.data, actor=person)
        except RuleBroken as broken:
            error = broken.message
        else:
            flash(ngettext("已开放 %(num)s 个时段。", "已开放 %(num)s 个时段。", len(found)), "success")
            return redirect(url_for("meetings.list_slots", subject_type=subject_type, subject_id=subject_id), 303)
    page = render_template(
        "meetings/list_slots.html",
        record=record, page_url=subject.page(subject_id), form=form, error=error,
        rows=queries.coming_slots(subject_type, subject_id),
    )  # fmt: skip
    return (page, 422) if form.errors or error else page


@meetings.post("/meetings/slots/<int:slot_id>/shut")
@guard(SIGNED_IN)
def shut_slot(slot_id: int) -> Response:
    """Take an open time back."""
    slot, person = queries.slot_with(slot_id), viewer()
    subject = subject_of(slot.subject_type) if slot else None
    record = subject.load(slot.subject_id) if slot and subject else None
    require(record is not None and subject is not None and subject.speaks(person, record), hide=True)
    assert slot is not None
    services.shut_slot(slot, actor=person)
    flash(_("已收回这个时段。"), "success")
    return redirect(url_for("meetings.list_slots", subject_type=slot.subject_type, subject_id=slot.subject_id), 303)
