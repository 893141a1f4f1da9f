"""How both rooms answer while a record is written: its steps, the list of what is still to do, handing in."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import require
from matchmaking.core.panels import panels_for
from matchmaking.core.records import DRAFT
from matchmaking.listings import permissions, services
from matchmaking.listings.forms import ListingForm, SubmitForm, described, differences
from matchmaking.listings.rules import Problem, is_blank
from matchmaking.listings.side import Side
from matchmaking.listings.steps import Step, Writing, digest, offered_rows
from matchmaking.listings.values import row_text
from matchmaking.listings.views import Answer, address
from matchmaking.organisations.models import Organisation

CHECK = "check"


def step_address(writing: Writing, step: Step, record: Any, field: str = "", *, then: str = "") -> str:
    """The address of a step, at one of its fields; `then="check"` comes back to the check page after saving."""
    there = {"then": then} if then else {}
    place = {"_anchor": field} if field else {}
    return address(writing.side, "write", record, step=step.code, **there, **place)


def field_address(writing: Writing, record: Any, field: str) -> str:
    """Where a field is filled in: its step, from which saving leads back to the check page."""
    step = writing.step_of(field)
    if step is None:
        return address(writing.side, "edit", record)
    return step_address(writing, step, record, field, then=CHECK if record.state == DRAFT else "")


def write_first(writing: Writing, viewer: Viewer, refusals: Sequence[Problem] = ()) -> Answer:
    """The first step of a new record, for who writes for an organisation; who belongs to none is led there first.

    With `refusals` nothing is stored: they are shown at their fields, and what was typed stays.
    """
    if viewer.organisation_id is None:
        flash(_("请先登记或加入一个单位，再以单位名义发布%(name)s。", name=writing.side.name), "info")
        return redirect(url_for("organisations.new_organisation"), 303)
    require(permissions.can_begin(viewer, writing.side.model))
    return _write(writing, writing.steps[0], None, viewer, refusals)


def write_step(writing: Writing, record: Any, code: str, viewer: Viewer) -> Answer:
    """One step of a record that is there already."""
    require(permissions.can_edit_listing(viewer, record))
    step = writing.step(code)
    if step is None:
        abort(404)
    return _write(writing, step, record, viewer)


def _write(
    writing: Writing, step: Step, record: Any | None, viewer: Viewer, refusals: Sequence[Problem] = ()
) -> Answer:
    """Show a step, or store what was sent of it."""
    form, status = writing.form_of(step, record), 200
    elsewhere: list[Problem] = []
    if request.method != "POST":
        if record is None:
            form.new_key()
        else:
            form.seen.data = digest(writing.stored_form(step, record))
        for field in form.row_fields:
            if not field.entries:
                field.append_entry()
    elif not (form.row_button_pressed(request.form) or _row_taken(writing, form, record)):
        is_sound, elsewhere = _examine(writing, step, form, record, viewer)
        if is_sound and not form.show_problems(refusals):
            return _store(writing, step, form, record, viewer)
        status = 422
    others = [(field_address(writing, record, one.field), one.message) for one in elsewhere]
    return (
        render_template(
            "listings/write_step.html",
            side=writing.side, writing=writing, step=step, form=form, record=record, elsewhere=others,
            then=_then(), address=address, shown=row_text, **_aids(writing, record, viewer),
            offers=offered_rows(writing.side.kind, record, form) if record is not None and record.is_draft else [],
            below=panels_for(f"{writing.side.kind}_{step.code}_step", viewer, record) if record is not None else {},
        ),
        status,
    )  # fmt: skip


def _row_taken(writing: Writing, form: ListingForm, record: Any | None) -> bool:
    """Put an offered row behind the others when its button was pressed; True then, for nothing is stored yet."""
    key = request.form.get("take")
    if key is None or record is None:
        return False
    for name, offer in offered_rows(writing.side.kind, record, form):
        field = form[name]
        if offer.key == key:
            while field.entries and is_blank(field.entries[-1].data):
                field.pop_entry()
            if len(field.entries) < field.most:
                field.append_entry(dict(offer.values))
    return True


def _aids(writing: Writing, record: Any | None, viewer: Viewer) -> dict[str, Any]:
    """What stands beside every page on which a record is written."""
    if record is None:
        return {"panels": None, "progress": None, "step_url": None, "change": None}
    is_draft = record.state == DRAFT
    return {
        "panels": panels_for(f"{writing.side.kind}_draft", viewer, record) if is_draft else None,
        "progress": writing.progress(record),
        "step_url": lambda step: step_address(writing, step, record),
        "change": lambda field: field_address(writing, record, field),
    }


def _then() -> str:
    """Where saving leads, when the writer came from the check page."""
    return CHECK if request.values.get("then") == CHECK else ""


def _examine(
    writing: Writing, step: Step, form: ListingForm, record: Any | None, viewer: Viewer
) -> tuple[bool, list[Problem]]:
    """Whether the step can be stored, and what it would break in other steps.

    A draft is refused only what is wrong within the step. What others read already must also stay complete and
    unmistakable, and a step must not spoil another one.
    """
    side, sound = writing.side, form.validate()
    organisation = record.organisation if record else session.get_one(Organisation, viewer.organisation_id)
    stored = side.values_of(record) if record else {}
    values = {**stored, **form.values()}
    if record is None or record.state == DRAFT:
        found = side.contradictions(values, stored, services.names_of(organisation))
        known = found
    else:
        found = services.contradictions_in(side, values, organisation, record.id, stored) + services.gaps_in(
            side, values
        )
        known = services.problems_of(side, record)
    here = [one for one in found if writing.step_of(one.field) is step]
    elsewhere = [one for one in found if writing.step_of(one.field) is not step and one not in known]
    has_problems = form.show_problems(here)
    return sound and not has_problems and not elsewhere, elsewhere


def _store(writing: Writing, step: Step, form: ListingForm, record: Any | None, viewer: Viewer) -> Response:
    side = writing.side
    if record is None:
        record = _create(writing, step, form, viewer)
    else:
        stored = digest(writing.stored_form(step, record))
        # Sent twice, or equal to what somebody else has just saved: nothing to store, nobody to overwrite.
        if digest(form) != stored:
            if form.seen.data != stored:
                _refuse_stale(writing, step, form, record)
            services.change_listing(side, record, form.values(), actor=viewer)
        services.note_step(record, step.code)
    if record.state != DRAFT:
        flash(_("修改已保存。"), "success")
        return redirect(address(side, "show", record), 303)
    action = request.form.get("action")
    if action == "save":
        flash(_("草稿已保存，可以随时回来继续写。"), "success")
        return redirect(address(side, "edit", record), 303)
    if action == "back" and (before := writing.beside(step, -1)):
        return redirect(step_address(writing, before, record), 303)
    following = None if _then() else writing.beside(step, 1)
    if following is None:
        return redirect(address(side, "submit", record), 303)
    return redirect(step_address(writing, following, record), 303)


def _create(writing: Writing, step: Step, form: ListingForm, viewer: Viewer) -> Any:
    """The record of a first step; the same form sent again changes the record that it made."""
    organisation = session.get_one(Organisation, viewer.organisation_id)
    record = services.create_listing(
        writing.side,
        form.values(),
        organisation=organisation,
        actor=viewer,
        form_key=form.form_key.data,
        step=step.code,
    )
    # The next address needs the id.
    session.flush()
    if record.state != DRAFT or digest(form) != digest(writing.stored_form(step, record)):
        # Back in the browser and typed anew: fine as long as nobody has gone on with the record.
        if record.version != 1:
            _refuse_stale(writing, step, form, record)
        services.change_listing(writing.side, record, form.values(), actor=viewer)
    return record


def _refuse_stale(writing: Writing, step: Step, form: ListingForm, record: Any) -> None:
    """Somebody else was faster with this step: show both versions of it. Raises Conflict."""
    theirs, mine = differences(described(writing.stored_form(step, record)), described(form))
    raise Conflict(
        _("您打开这一页之后，这一步已经被修改过，您的修改没有保存。下面列出不同之处，请打开最新版本再改一次。"),
        theirs=theirs,
        mine=mine,
    )


def task_list(writing: Writing, record: Any, viewer: Viewer) -> str:
    """Every step of a record with its state, and where to go on."""
    require(permissions.can_edit_listing(viewer, record))
    aids = _aids(writing, record, viewer)
    return render_template(
        "listings/task_list.html",
        side=writing.side, writing=writing, record=record, address=address, shown=row_text,
        may_preview=permissions.can_preview_listing(viewer, record),
        may_discard=permissions.can_discard_listing(viewer, record),
        next_step=next((one.step for one in aids["progress"] if one.state != "done"), None), **aids,
    )  # fmt: skip


def submit(writing: Writing, record: Any, viewer: Viewer) -> Answer:
    """Check the answers, declare, hand in."""
    side: Side = writing.side
    require(permissions.can_submit_listing(viewer, record))
    problems = writing.in_order(services.problems_of(side, record))
    form, status = SubmitForm(), 200
    if request.method == "POST":
        if form.validate() and not problems:
            services.submit_listing(side, record, actor=viewer, not_secret=form.not_secret.data)
            flash(_("已提交核验，编号 %(number)s。核验通过后发布，结果会通知您。", number=record.number), "success")
            return redirect(address(side, "show", record), 303)
        status = 422
    return (
        render_template(
            "listings/submit.html",
            side=side, writing=writing, record=record, form=form, problems=problems, address=address, shown=row_text,
            **_aids(writing, record, viewer),
        ),
        status,
    )  # fmt: skip
