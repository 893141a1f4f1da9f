"""The hall to take away: a feed and tables, with the filters of the page."""

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.current import viewer
from matchmaking.core.filters import iso_day
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.listings import feed_views
from matchmaking.projects.catalogue import CATALOGUE
from matchmaking.projects.pages import landing_words, whose
from matchmaking.projects.side import PROJECTS
from matchmaking.projects.views import projects
from matchmaking.vocabulary.queries import label

COLUMNS = {
    _l("编号"): lambda one: one.number,
    _l("项目名称"): lambda one: one.title,
    _l("一句话"): lambda one: one.sentence,
    _l("单位"): lambda one: whose(one, viewer()),
    _l("产业"): lambda one: "；".join(label("industry", code) for code in one.industry_codes),
    _l("阶段"): lambda one: label("stage", one.stage),
    _l("成熟度"): lambda one: one.readiness_level,
    _l("资金需求（元）"): lambda one: one.funding_need,
    _l("落地意向"): landing_words,
    _l("展出截止"): lambda one: iso_day(one.shown_until) if one.shown_until else "",
    _l("展出日期"): lambda one: iso_day(one.published_at),
}


@projects.get("/projects.atom")
@guard(PUBLIC)
def feed() -> Response:
    """The newest projects as a feed."""
    return feed_views.feed(PROJECTS, CATALOGUE, viewer(), _("常设展厅新项目"), lambda one: whose(one, viewer()))


@projects.get("/projects.csv")
@guard(PUBLIC)
def export_csv() -> Response:
    """The list as CSV."""
    return feed_views.export(PROJECTS, CATALOGUE, viewer(), COLUMNS, "csv")


@projects.get("/projects.xlsx")
@guard(PUBLIC)
def export_xlsx() -> Response:
    """The list as a workbook."""
    return feed_views.export(PROJECTS, CATALOGUE, viewer(), COLUMNS, "xlsx")
