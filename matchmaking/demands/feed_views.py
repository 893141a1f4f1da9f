"""The list of demands to take away."""

from functools import partial
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.filters import iso_day
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.demands.catalogue import CATALOGUE
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.views import demands
from matchmaking.listings import feed_views
from matchmaking.listings.values import row_text
from matchmaking.vocabulary.queries import label


def wanted(demand: Demand) -> str:
    """All criteria in one cell."""
    return "；".join(f"{row.name} {row_text(row)}" for row in demand.criteria)


def columns(person: Viewer) -> dict[Any, Any]:
    """The table as this person may see it."""
    return {
        _l("编号"): lambda one: one.number,
        _l("标题"): lambda one: one.title,
        _l("具体问题"): lambda one: one.problem,
        _l("需求方"): partial(organisation_words, viewer=person),
        _l("县（市、区）"): lambda one: label("county", one.county_code),
        _l("产业"): lambda one: "；".join(label("industry", code) for code in one.industry_codes),
        _l("技术指标"): wanted,
        _l("预算下限（元）"): lambda one: one.budget_low,
        _l("预算上限（元）"): lambda one: one.budget_high,
        _l("应答截止"): lambda one: one.deadline_on,
        _l("合作方式"): lambda one: "；".join(label("cooperation_mode", code) for code in one.cooperation_modes),
        _l("发布日期"): lambda one: iso_day(one.published_at),
    }


@demands.get("/demands.atom")
@guard(PUBLIC)
def feed() -> Response:
    """The newest demands as a feed."""
    author = partial(organisation_words, viewer=viewer())
    return feed_views.feed(DEMANDS, CATALOGUE, viewer(), _("最新技术需求"), author)


@demands.get("/demands.csv")
@guard(PUBLIC)
def export_csv() -> Response:
    """The list as CSV."""
    return feed_views.export(DEMANDS, CATALOGUE, viewer(), columns(viewer()), "csv")


@demands.get("/demands.xlsx")
@guard(PUBLIC)
def export_xlsx() -> Response:
    """The list as a workbook."""
    return feed_views.export(DEMANDS, CATALOGUE, viewer(), columns(viewer()), "xlsx")
