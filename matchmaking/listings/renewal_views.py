"""How both rooms answer who confirms that records still hold, or renews hidden and expired ones."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.addresses import own_address
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import require
from matchmaking.listings import permissions, renewing
from matchmaking.listings.forms import CHANGED, RenewForm
from matchmaking.listings.queries import complete
from matchmaking.listings.side import Side
from matchmaking.listings.views import Answer, address

MOST_AT_ONCE = 200


def confirm(side: Side, record: Any, viewer: Viewer) -> Response:
    """One press: it still holds."""
    require(permissions.can_confirm_listing(viewer, record))
    if renewing.confirm_listing(side, record, actor=viewer):
        flash(_("已确认，这条记录恢复公开。"), "success")
    else:
        flash(_("已确认仍然有效。"), "success")
    return redirect(own_address(request.form.get("next")) or address(side, "show", record), 303)


def confirm_many(side: Side, viewer: Viewer) -> Response:
    """The records that were ticked on the list of one's own still hold."""
    chosen = {int(one) for one in request.form.getlist("ids")[:MOST_AT_ONCE] if one.isascii() and one.isdigit()}
    # Larger numbers are no ids, and the database would refuse them.
    ids = [one for one in chosen if one < 2**31]
    query = permissions.visible(side.model, viewer).where(side.model.id.in_(ids))
    records = list(session.scalars(complete(side, query.order_by(side.model.id))))
    require(all(permissions.can_confirm_listing(viewer, one) for one in records))
    done = renewing.confirm_listings(side, records, actor=viewer)
    if not records:
        flash(_("请先勾选要确认的记录。"), "warning")
    if done.confirmed:
        flash(ngettext("已确认 %(num)s 条仍然有效。", "已确认 %(num)s 条仍然有效。", done.confirmed), "success")
    if done.kept_back:
        words = ngettext(
            "有 %(num)s 条还不能恢复公开，请逐条打开看原因。",
            "有 %(num)s 条还不能恢复公开，请逐条打开看原因。",
            done.kept_back,
        )
        flash(words, "warning")
    return redirect(own_address(request.form.get("next")) or url_for(f"{side.room}.my_{side.room}"), 303)


def renew(side: Side, record: Any, viewer: Viewer, make_form: Callable[..., RenewForm]) -> Answer:
    """Bring a hidden or expired record back, or make a draft of it when its content has changed."""
    if request.method == "POST" and permissions.can_confirm_listing(viewer, record) and record.is_published:
        # The second press of a double click.
        return redirect(address(side, "show", record), 303)
    require(permissions.can_renew_listing(viewer, record))
    form = make_form(data={name: getattr(record, name) for name in side.dates})
    dates = {name: form[name].data for name in side.dates}
    if form.validate_on_submit() and form.is_in_order():
        if form.seen_version != record.version:
            raise Conflict(_("您打开这一页之后，别人已经处理过这条记录。请回到它的页面看最新的状态。"))
        if form.content.data == CHANGED:
            renewing.rework_listing(side, record, actor=viewer)
            flash(_("已转为草稿，修改后请重新提交。"), "success")
            return redirect(address(side, "edit", record), 303)
        problems = renewing.date_problems(side, {**side.values_of(record), **dates})
        if not problems:
            renewing.renew_listing(side, record, actor=viewer, **dates)
            flash(_("已恢复公开。匹配结果会在几秒内算好。"), "success")
            return redirect(address(side, "show", record), 303)
        for problem in problems:
            form[problem.field].errors = [problem.message]
    form.version.data = form.version.data or str(record.version)
    page = render_template(
        "listings/renew.html",
        side=side,
        record=record,
        form=form,
        address=address,
        dates=side.dates,
        keeps_back=None if side.dates else renewing.keeps_back(side, record),
    )
    return page, 422 if form.errors else 200
