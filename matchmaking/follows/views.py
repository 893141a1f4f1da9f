"""What a person follows: organisations and industries."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.follows import queries, services
from matchmaking.follows.records import followed_with_records, record_to_follow
from matchmaking.follows.watched import WATCHED
from matchmaking.organisations.models import Organisation
from matchmaking.vocabulary.queries import terms

follows = Blueprint("follows", __name__)


def user_id() -> int:
    """The person who is looking; the guard has seen to it that there is one."""
    return viewer().user_id or 0


@follows.get("/notices/following")
@guard(SIGNED_IN)
def list_follows() -> str:
    """Followed organisations and industries."""
    return render_template(
        "follows/list_follows.html",
        organisations=queries.followed_organisations(user_id()),
        records=followed_with_records(viewer()),
        panel={"industries": terms("industry"), "chosen": queries.followed_industries(user_id())},
    )


@follows.post("/organisations/<int:organisation_id>/follow")
@guard(SIGNED_IN)
def follow_organisation(organisation_id: int) -> Response:
    """Follow a public organisation that one does not belong to."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        abort(404)
    require(organisation.is_public and not viewer().belongs_to(organisation.id), hide=not organisation.is_public)
    services.follow_organisation(user_id(), organisation.id)
    flash(
        _("已关注%(organisation)s。它公开发布新的成果或需求时，会告诉您。", organisation=organisation.display_name),
        "success",
    )
    return redirect(url_for("organisations.show_organisation", organisation_id=organisation.id), 303)


@follows.post("/organisations/<int:organisation_id>/unfollow")
@guard(SIGNED_IN)
def unfollow_organisation(organisation_id: int) -> Response:
    """No longer follow it; back to where the button was."""
    require(queries.follows_organisation(user_id(), organisation_id), hide=True)
    services.unfollow_organisation(user_id(), organisation_id)
    flash(_("已取消关注。"), "success")
    if request.form.get("back") == "organisation":
        return redirect(url_for("organisations.show_organisation", organisation_id=organisation_id), 303)
    return redirect(url_for("follows.list_follows"), 303)


@follows.post("/notices/following/<kind>/<int:record_id>")
@guard(SIGNED_IN)
def follow_record(kind: str, record_id: int) -> Response:
    """Follow one published record of somebody else."""
    record = record_to_follow(kind, record_id, viewer())
    if record is None:
        abort(404)
    require(record.is_published and not viewer().belongs_to(record.organisation_id))
    services.follow_record(user_id(), kind, record.id)
    flash(_("已关注。有新的公开答疑、延期、快截止或公布结果时，会告诉您。"), "success")
    return redirect(_page_of(kind, record_id), 303)


@follows.post("/notices/following/<kind>/<int:record_id>/end")
@guard(SIGNED_IN)
def unfollow_record(kind: str, record_id: int) -> Response:
    """No longer follow it; back to where the button was."""
    require(queries.follows_record(user_id(), kind, record_id), hide=True)
    services.unfollow_record(user_id(), kind, record_id)
    flash(_("已取消关注。"), "success")
    if request.form.get("back") == "record":
        return redirect(_page_of(kind, record_id), 303)
    return redirect(url_for("follows.list_follows"), 303)


def _page_of(kind: str, record_id: int) -> str:
    side = WATCHED[kind].side
    return url_for(f"{side.room}.show_{kind}", **{f"{kind}_id": record_id})


@follows.post("/notices/following/industries")
@guard(SIGNED_IN)
def choose_industries() -> Response:
    """Follow exactly the ticked industries."""
    known = {entry.code for entry in terms("industry")}
    services.choose_industries(user_id(), [code for code in request.form.getlist("industry") if code in known])
    flash(_("关注的产业已保存。"), "success")
    return redirect(url_for("follows.list_follows"), 303)
