"""The list of achievements to take away."""

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.current import viewer
from matchmaking.achievements.catalogue import CATALOGUE
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.pages import mode_words
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.achievements.views import achievements
from matchmaking.core.filters import iso_day
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.listings import feed_views
from matchmaking.listings.values import row_text
from matchmaking.vocabulary.queries import label


def measured(achievement: Achievement) -> str:
    """All measured values in one cell."""
    return "；".join(f"{row.name} {row_text(row)}" for row in achievement.measurements)


COLUMNS = {
    _l("编号"): lambda one: one.number,
    _l("标题"): lambda one: one.title,
    _l("一句话说明"): lambda one: one.summary,
    _l("单位"): lambda one: one.organisation.name,
    _l("县（市、区）"): lambda one: label("county", one.county_code),
    _l("产业"): lambda one: "；".join(label("industry", code) for code in one.industry_codes),
    _l("成熟度"): lambda one: one.readiness_level,
    _l("转化方式"): mode_words,
    _l("参考价下限（元）"): lambda one: one.price_low,
    _l("参考价上限（元）"): lambda one: one.price_high,
    _l("实测值"): measured,
    _l("发布日期"): lambda one: iso_day(one.published_at),
}


@achievements.get("/achievements.atom")
@guard(PUBLIC)
def feed() -> Response:
    """The newest achievements as a feed."""
    return feed_views.feed(ACHIEVEMENTS, CATALOGUE, viewer(), _("最新科技成果"), lambda one: one.organisation.name)


@achievements.get("/achievements.csv")
@guard(PUBLIC)
def export_csv() -> Response:
    """The list as CSV."""
    return feed_views.export(ACHIEVEMENTS, CATALOGUE, viewer(), COLUMNS, "csv")


@achievements.get("/achievements.xlsx")
@guard(PUBLIC)
def export_xlsx() -> Response:
    """The list as a workbook."""
    return feed_views.export(ACHIEVEMENTS, CATALOGUE, viewer(), COLUMNS, "xlsx")
