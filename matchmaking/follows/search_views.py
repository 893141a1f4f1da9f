"""The saved searches of a person."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import SIGNED_IN, guard
from matchmaking.follows import queries, services
from matchmaking.follows.alerts import ALERTS
from matchmaking.follows.forms import SearchForm
from matchmaking.follows.models import SavedSearch
from matchmaking.follows.searches import cleaned, described
from matchmaking.follows.views import follows, user_id
from matchmaking.follows.watched import WATCHED
from matchmaking.notifications.queries import delivery_in, preferences_of
from matchmaking.notifications.topics import DELIVERY_NAMES, calmest

Answer = str | Response | tuple[str, int]


@follows.get("/notices/searches")
@guard(SIGNED_IN)
def list_searches() -> str:
    """All of them, with what they look for and how one is told: never louder than the preference."""
    wanted = delivery_in(preferences_of([user_id()]), user_id(), ALERTS)
    rows = [
        (
            one,
            WATCHED[one.kind].side,
            described(WATCHED[one.kind], one.arguments),
            _list_of(one),
            DELIVERY_NAMES[calmest(one.delivery, wanted)],
        )
        for one in queries.searches_of(user_id())
        if one.kind in WATCHED
    ]
    return render_template("follows/list_searches.html", rows=rows)


@follows.post("/notices/searches/add/<kind>")
@guard(SIGNED_IN)
def save_search(kind: str) -> Response:
    """Save the search of a list page; one that is saved already is only shown."""
    if kind not in WATCHED:
        abort(404)
    search, is_new = services.save_search(user_id(), WATCHED[kind], cleaned(WATCHED[kind], request.form))
    if is_new:
        flash(_("已订阅“%(name)s”。有新发布的符合时，会告诉您；可以在这里改名和改频率。", name=search.name), "success")
    else:
        flash(_("您已经订阅过这个搜索：“%(name)s”。", name=search.name), "info")
    return redirect(url_for("follows.list_searches"), 303)


@follows.route("/notices/searches/<int:search_id>/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_search(search_id: int) -> Answer:
    """Rename it, and change how one is told."""
    search = _own(search_id)
    form = SearchForm(obj=search)
    if form.validate_on_submit():
        if form.seen_version != search.version:
            raise Conflict(_("您打开这一页之后，这个订阅已经改过。请回到“已订阅的搜索”再改一次。"))
        services.change_search(search, name=form.name.data or "", delivery=form.delivery.data)
        flash(_("订阅已保存。"), "success")
        return redirect(url_for("follows.list_searches"), 303)
    form.version.data = form.version.data or str(search.version)
    words = described(WATCHED[search.kind], search.arguments)
    page = render_template("follows/edit_search.html", form=form, search=search, words=words)
    return (page, 422) if request.method == "POST" else page


@follows.post("/notices/searches/<int:search_id>/pause")
@guard(SIGNED_IN)
def pause_search(search_id: int) -> Response:
    """Tell nothing for the time being."""
    search = _own(search_id)
    services.pause_search(search)
    flash(_("已暂停“%(name)s”。", name=search.name), "success")
    return redirect(url_for("follows.list_searches"), 303)


@follows.post("/notices/searches/<int:search_id>/resume")
@guard(SIGNED_IN)
def resume_search(search_id: int) -> Response:
    """Tell again, from now on."""
    search = _own(search_id)
    services.resume_search(search)
    flash(_("“%(name)s”已继续。暂停期间发布的不再补发。", name=search.name), "success")
    return redirect(url_for("follows.list_searches"), 303)


@follows.post("/notices/searches/<int:search_id>/delete")
@guard(SIGNED_IN)
def delete_search(search_id: int) -> Response:
    """Forget it."""
    search = _own(search_id)
    services.delete_search(search)
    flash(_("已删除“%(name)s”。", name=search.name), "success")
    return redirect(url_for("follows.list_searches"), 303)


def _own(search_id: int) -> SavedSearch:
    """A saved search of the viewer; those of others do not exist."""
    search = session.get(SavedSearch, search_id)
    if search is None or search.user_id != viewer().user_id or search.kind not in WATCHED:
        abort(404)
    return search


def _list_of(search: SavedSearch) -> str:
    """The address of the list that was saved."""
    room = WATCHED[search.kind].side.room
    return url_for(f"{room}.list_{room}", **search.arguments)
