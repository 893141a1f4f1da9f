"""How both rooms answer about a draft: what others will see of it, and away with it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import set_committed_value
from werkzeug.wrappers import Response

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.guards import require
from matchmaking.core.records import PUBLISHED
from matchmaking.listings import permissions
from matchmaking.listings.discarding import discard_listing
from matchmaking.listings.outsiders import AGREED, OUTSIDERS, outsider_for
from matchmaking.listings.side import Side, side_of
from matchmaking.listings.views import Answer, address


def preview(record: Any, viewer: Viewer, show: Callable[..., str]) -> str:
    """The record's own page, made by the same function and the same rules, for somebody from outside.

    `show(record, viewer, **context)` is what answers for the real page. The desk does not look through the eyes of
    those to whom the owner agrees: it would read what the owner keeps from it.
    """
    require(permissions.can_preview_listing(viewer, record))
    offered = [one for one in OUTSIDERS if viewer.belongs_to(record.organisation_id) or one not in AGREED]
    code = request.args.get("as", "")
    code = code if code in offered else offered[0]
    outsider = outsider_for(code, record)
    side = side_of(record)
    links = [(one, OUTSIDERS[one], address(side, "preview", record, **{"as": one})) for one in offered]
    is_known = record.is_published
    back = address(side, "edit" if permissions.can_edit_listing(viewer, record) else "show", record)
    # As if it were published, in memory alone: a committed value is not written, and this request is rolled back.
    set_committed_value(record, "state", PUBLISHED)
    context = {
        "now": code,
        "links": links,
        "back": back,
        "is_published": is_known,
        "is_for_chosen": not permissions.can_view_listing(outsider, record),
    }
    # Nor does the menu above the page know who is really there.
    return show(record, outsider, preview=context, acting_choices=[], unread_count=0, workspace_links=[])


def discard(side: Side, record: Any, viewer: Viewer) -> Answer:
    """Ask once more, then delete the draft."""
    require(permissions.can_discard_listing(viewer, record))
    if request.method == "POST":
        title = record.title
        discard_listing(side, record, actor=viewer)
        flash(_("已删除草稿“%(title)s”。", title=title), "success")
        answer: Response = redirect(url_for(f"{side.room}.my_{side.room}"), 303)
        return answer
    return render_template("listings/discard.html", side=side, record=record, address=address)
