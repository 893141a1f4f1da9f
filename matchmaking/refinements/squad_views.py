"""The pages of the squads."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import guard
from matchmaking.listings.forms import described, differences
from matchmaking.listings.permissions import AT_DESK
from matchmaking.refinements.forms import SquadForm
from matchmaking.refinements.models import Squad
from matchmaking.refinements.permissions import AT_SQUADS, can_manage_squads
from matchmaking.refinements.queries import people_of_roles, squads
from matchmaking.refinements.squads import save_squad
from matchmaking.refinements.views import Answer, refinements

MEMBERS = (Role.BROKER, Role.RESEARCHER, Role.COUNTY_OFFICER, Role.CITY_OFFICER)


@refinements.get("/desk/squads")
@guard(AT_DESK)
def list_squads() -> str:
    """All squads and their people."""
    return render_template("refinements/list_squads.html", squads=squads(), may_change=can_manage_squads(viewer()))


@refinements.route("/desk/squads/new", methods=["GET", "POST"])
@guard(AT_SQUADS)
def new_squad() -> Answer:
    """Make a squad."""
    return _write(None)


@refinements.route("/desk/squads/<int:squad_id>/edit", methods=["GET", "POST"])
@guard(AT_SQUADS)
def edit_squad(squad_id: int) -> Answer:
    """Change a squad."""
    return _write(session.get(Squad, squad_id) or abort(404))


def _write(squad: Squad | None) -> str | Response | tuple[str, int]:
    form = SquadForm(obj=squad) if squad else SquadForm()
    form.offer(people_of_roles(*MEMBERS))
    if squad is not None and request.method != "POST":
        form.members.data = [one.user_id for one in squad.members]
    if form.validate_on_submit() and form.is_in_order(squad.id if squad else None):
        if squad is not None and form.seen_version != squad.version:
            _refuse_stale(form, squad)
        save_squad(
            squad,
            name=form.name.data,
            about=form.about.data or "",
            industry_codes=form.industry_codes.data or [],
            county_code=form.county_code.data,
            member_ids=form.members.data or [],
            is_active=form.is_active.data,
            actor=viewer(),
        )
        flash(_("小队“%(name)s”已保存。", name=form.name.data), "success")
        return redirect(url_for("refinements.list_squads"), 303)
    if squad is not None:
        form.version.data = form.version.data or str(squad.version)
    page = render_template("refinements/edit_squad.html", form=form, squad=squad)
    return (page, 422) if form.errors else page


def _refuse_stale(form: SquadForm, squad: Squad) -> None:
    """Somebody else was faster: show both versions. Raises Conflict."""
    stored = SquadForm(formdata=None, obj=squad).offer(people_of_roles(*MEMBERS))
    stored.members.data = [one.user_id for one in squad.members]
    theirs, mine = differences(described(stored), described(form))
    message = _("您打开这一页之后，别人已经修改过这支小队，您的修改没有保存。请打开最新内容再改一次。")
    raise Conflict(message, theirs=theirs, mine=mine)
