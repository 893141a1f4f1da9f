"""How both rooms answer a request: the list, the page of a record, and the steps of its life."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, func
from werkzeug.wrappers import Response

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.wording import ClockLine, lines_for
from matchmaking.core.db import session
from matchmaking.core.guards import require
from matchmaking.core.pages import Page, page_number
from matchmaking.core.panels import notes_for, panels_for
from matchmaking.core.records import DRAFT, EXPIRED, HIDDEN, PUBLISHED, SUBMITTED, WITHDRAWN
from matchmaking.listings import permissions, services
from matchmaking.listings.catalogue import facet_boxes, hurdles, pairs
from matchmaking.listings.confirming import is_due
from matchmaking.listings.disclosure import as_shown, name_shown
from matchmaking.listings.forms import ReasonForm
from matchmaking.listings.locks import locks_for
from matchmaking.listings.queries import complete, count_of, in_order
from matchmaking.listings.renewing import keeps_back
from matchmaking.listings.side import Side
from matchmaking.listings.values import row_text
from matchmaking.search.listing import Listing
from matchmaking.search.registry import engine

Answer = str | Response | tuple[str, int]
ROWS = 20


def address(side: Side, verb: str, record: Any, **values: Any) -> str:
    """The address of one of a record's pages."""
    return url_for(f"{side.room}.{verb}_{side.kind}", **{f"{side.kind}_id": record.id}, **values)


def load(side: Side, record_id: int, viewer: Viewer) -> Any:
    """The record with everything that its pages show, or 404; also 404 for who may not know of it."""
    query = complete(side, permissions.visible(side.model, viewer).where(side.model.id == record_id))
    record = session.scalar(query)
    require(record is not None and permissions.can_view_listing(viewer, record), hide=True)
    return record


def show_list(
    side: Side,
    listing: Listing,
    viewer: Viewer,
    row: Callable[[Any, str], Mapping[str, Any]],
    also: Callable[[list[Any]], Mapping[str, Any]] = lambda _records: {},
) -> str:
    """The public list. `row(record, query)` gives what the page's macro needs beside the record.

    `also(records)` gives the template what is asked for all records of the page at once.
    """
    answer = listing.answer(request.args, engine())
    query = permissions.visible(side.model, viewer).where(side.model.state == PUBLISHED)
    records = in_order(side, query, answer.ids, for_list=True)
    endpoint = f"{side.room}.list_{side.room}"
    return render_template(
        f"{side.room}/list_{side.room}.html",
        side=side,
        answer=answer,
        page=answer.page(records),
        rows=[(as_shown(viewer, one), row(one, answer.text)) for one in records],
        boxes=facet_boxes(answer.facets),
        hurdles=hurdles(listing, answer, engine()),
        notes=notes_for(side.kind, viewer, answer.ids),
        panels=panels_for(f"{side.kind}_list", viewer, answer),
        pairs=pairs,
        list_url=lambda arguments: url_for(endpoint, **arguments),
        page_url=lambda number: url_for(endpoint, **answer.page_arguments(number)),
        **also(records),
    )


def show_record(side: Side, record: Any, viewer: Viewer, **context: Any) -> str:
    """The page of one record, with what rooms above hang into it."""
    return render_template(
        f"{side.room}/show_{side.kind}.html",
        side=side,
        viewer=viewer,
        record=as_shown(viewer, record),
        locks=locks_for(viewer, record),
        panels=panels_for(side.kind, viewer, record),
        shown=row_text,
        address=address,
        **{"steps": steps_for(side, record, viewer), **context},
    )


def publish(side: Side, record: Any, viewer: Viewer) -> Response:
    """Publish what was checked."""
    require(permissions.can_publish_listing(viewer, record))
    services.publish_listing(side, record, actor=viewer)
    flash(_("已发布。匹配结果会在几秒内算好。"), "success")
    return redirect(address(side, "show", record), 303)


def send_back(side: Side, record: Any, viewer: Viewer) -> Answer:
    """Ask for the reason, then return the record to its writers."""
    require(permissions.can_publish_listing(viewer, record))
    return _with_reason(
        side, record, "send_back", services.send_back_listing, viewer, url_for(f"{side.room}.desk_queue")
    )


def withdraw(side: Side, record: Any, viewer: Viewer) -> Answer:
    """Ask for the reason, then take the record out of sight."""
    require(permissions.can_withdraw_listing(viewer, record))
    return _with_reason(side, record, "withdraw", services.withdraw_listing, viewer, address(side, "show", record))


def _with_reason(side: Side, record: Any, verb: str, act: Callable[..., None], viewer: Viewer, target: str) -> Answer:
    form = ReasonForm()
    if form.validate_on_submit():
        act(side, record, actor=viewer, reason=form.reason.data)
        words = {"send_back": _("已退回，对方会看到理由。"), "withdraw": _("已撤回，公开页面不再显示。")}
        flash(words[verb], "success")
        return redirect(target, 303)
    page = render_template(f"listings/{verb}.html", side=side, record=record, form=form, address=address)
    return page, 422 if form.errors else 200


def reopen(side: Side, record: Any, viewer: Viewer) -> Response:
    """Turn it into a draft again."""
    require(permissions.can_reopen_listing(viewer, record))
    services.reopen_listing(side, record, actor=viewer)
    flash(_("已转为草稿，修改后请重新提交。"), "success")
    return redirect(address(side, "edit", record), 303)


def steps_for(side: Side, record: Any, viewer: Viewer) -> Mapping[str, bool]:
    """What this viewer may do with the record now; the page shows exactly these buttons."""
    return {
        "edit": permissions.can_edit_listing(viewer, record),
        "preview": permissions.can_preview_listing(viewer, record),
        "discard": permissions.can_discard_listing(viewer, record),
        "submit": permissions.can_submit_listing(viewer, record),
        "publish": permissions.can_publish_listing(viewer, record),
        "withdraw": permissions.can_withdraw_listing(viewer, record),
        "reopen": permissions.can_reopen_listing(viewer, record),
        "confirm": permissions.can_confirm_listing(viewer, record)
        and (is_due(record) or (record.state == HIDDEN and not keeps_back(side, record))),
        "renew": permissions.can_renew_listing(viewer, record),
    }


def my_records(side: Side, viewer: Viewer) -> str:
    """The records of the organisation that the viewer acts for, by state."""
    state = request.args.get("state")
    states = (DRAFT, SUBMITTED, PUBLISHED, HIDDEN, *((EXPIRED,) if side.dates else ()), WITHDRAWN)
    model = side.model
    own = permissions.visible(model, viewer).where(model.organisation_id == (viewer.organisation_id or 0))
    counted = dict(
        session.execute(own.with_only_columns(model.state, func.count(model.id)).group_by(model.state)).all()
    )
    counts = {one: counted.get(one, 0) for one in states}
    query = own.where(model.state == state) if state in states else own
    page = _page(side, query.order_by(model.updated_at.desc(), model.id.desc()))
    return render_template(
        "listings/mine.html",
        side=side, page=page, counts=counts, named=partial(name_shown, viewer), deadlines=_deadlines(side, page),
        state=state if state in states else None, address=address, page_url=_page_url,
        may_write=permissions.can_begin(viewer, model),
        confirmable=[one.id for one in page.items if permissions.can_confirm_listing(viewer, one)],
        due=[one.id for one in page.items if is_due(one) or one.state == HIDDEN],
    )  # fmt: skip


def queue(side: Side, viewer: Viewer) -> str:
    """What waits for the viewer's check, the longest waiting first."""
    query = permissions.to_check(side.model, viewer).order_by(side.model.submitted_at, side.model.id)
    page = _page(side, query)
    return render_template(
        "listings/queue.html",
        side=side, page=page, named=partial(name_shown, viewer), address=address, page_url=_page_url,
        deadlines=_deadlines(side, page),
    )  # fmt: skip


def _deadlines(side: Side, page: Page) -> dict[int, ClockLine]:
    """The running clocks of the records of a page."""
    return lines_for(side.model.__tablename__, [one.id for one in page.items])


def _page_url(number: int) -> str:
    """Another page of the present list."""
    return url_for(request.endpoint or "", **{**request.args.to_dict(), "page": number})


def _page(side: Side, query: Select[Any]) -> Page:
    number = page_number(request.args)
    total = count_of(query)
    number = min(number, max(1, -(-total // ROWS)))
    found = session.scalars(complete(side, query, for_list=True).limit(ROWS).offset((number - 1) * ROWS))
    return Page(list(found), number, ROWS, total)
