"""The desk of curators: pins, skips and theme days."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import Viewer
from matchmaking.channels import queries, services
from matchmaking.channels.forms import PinForm, SkipForm, ThemeForm
from matchmaking.channels.models import ThemeDay
from matchmaking.channels.views import channels
from matchmaking.core.db import now, session
from matchmaking.core.filters import today
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import guard, role
from matchmaking.core.pages import Page, page_number
from matchmaking.media.queries import ready_videos
from matchmaking.projects.models import Project
from matchmaking.projects.queries import shown_projects

CURATOR = role(Role.CITY_OFFICER)
Answer = str | Response | tuple[str, int]
ROWS = 30


def load(project_id: int) -> Project:
    """A project that everybody may see and that has a video, or 404."""
    project = session.scalar(shown_projects(Viewer.nobody()).where(Project.id == project_id))
    return project if project is not None and ready_videos("project", [project_id]) else abort(404)


@channels.get("/desk/channel")
@guard(CURATOR)
def curate_channel() -> str:
    """The projects that the channel plays or could play, what was marked, and the theme days."""
    clips = queries.playable_clips()
    number = page_number(request.args)
    query = shown_projects(Viewer.nobody()).where(Project.id.in_({one.project_id for one in clips}))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(Project.id.desc()).limit(ROWS).offset((number - 1) * ROWS))
    return render_template(
        "channels/curate_channel.html",
        page=Page(list(rows), number, ROWS, total),
        marks={one.project_id: one for one in queries.marks_on(today())},
        seconds={one.project_id: one.seconds for one in clips},
        themes=queries.themes_from(today()),
        playing=next(iter(queries.films_from(now(), 1)), None),
        form=EmptyForm(),
    )


@channels.route("/desk/channel/<int:project_id>/pin", methods=["GET", "POST"])
@guard(CURATOR)
def pin_project(project_id: int) -> Answer:
    """Have a project played first in every round."""
    project, form = load(project_id), PinForm()
    if form.validate_on_submit():
        services.pin_project(project, until_on=form.until_on.data, actor=viewer())
        flash(_("已置顶：从下一个节目起，每一轮先播它。"), "success")
        return redirect(url_for("channels.curate_channel"), 303)
    page = render_template("channels/pin_project.html", project=project, form=form)
    return (page, 422) if form.errors else page


@channels.route("/desk/channel/<int:project_id>/skip", methods=["GET", "POST"])
@guard(CURATOR)
def skip_project(project_id: int) -> Answer:
    """Leave a project out for a while; its team is told the reason."""
    project, form = load(project_id), SkipForm()
    if form.validate_on_submit():
        services.skip_project(project, until_on=form.until_on.data, reason=form.reason.data or "", actor=viewer())
        flash(_("已暂停播放，并把原因告诉了项目方。"), "success")
        return redirect(url_for("channels.curate_channel"), 303)
    page = render_template("channels/skip_project.html", project=project, form=form)
    return (page, 422) if form.errors else page


@channels.post("/desk/channel/<int:project_id>/unmark")
@guard(CURATOR)
def unmark_project(project_id: int) -> Response:
    """Take a pin or a skip away."""
    services.unmark_project(load(project_id), actor=viewer())
    flash(_("已取消，和其他项目一样播放。"), "success")
    return redirect(url_for("channels.curate_channel"), 303)


@channels.route("/desk/channel/theme", methods=["GET", "POST"])
@guard(CURATOR)
def set_theme() -> Answer:
    """Give a day a theme; a day that has one gets the new one."""
    form = ThemeForm()
    if form.validate_on_submit():
        services.set_theme(
            form.on.data, title=form.title.data or "", industry_codes=form.industry_codes.data or [], actor=viewer()
        )
        flash(_("主题日已保存。"), "success")
        return redirect(url_for("channels.curate_channel"), 303)
    page = render_template("channels/set_theme.html", form=form)
    return (page, 422) if form.errors else page


@channels.post("/desk/channel/theme/<int:theme_id>/drop")
@guard(CURATOR)
def drop_theme(theme_id: int) -> Response:
    """Make it a day like any other."""
    services.drop_theme(session.get(ThemeDay, theme_id) or abort(404), actor=viewer())
    flash(_("主题日已取消。"), "success")
    return redirect(url_for("channels.curate_channel"), 303)
