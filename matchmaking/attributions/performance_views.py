"""Performance of brokers and centres, and its workbook."""

from datetime import date

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.attributions.performance import Line, Period, performance_for, sees_performance
from matchmaking.attributions.views import attributions
from matchmaking.core.downloads import send_sheets
from matchmaking.core.guards import SIGNED_IN, guard, require


def _period() -> Period:
    """The days of the address, for officers the whole years; what is no day is left open."""
    period = Period(_day("from"), _day("to"))
    return period.in_whole_years() if viewer().is_officer else period


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


@attributions.get("/deals/performance")
@guard(SIGNED_IN)
def show_performance() -> str:
    """Own figures, those of the centre, or sums for officers."""
    require(sees_performance(viewer()))
    period = _period()
    found = performance_for(viewer(), period)
    return render_template("attributions/show_performance.html", found=found, period=period)


@attributions.get("/deals/performance.xlsx")
@guard(SIGNED_IN)
def export_performance() -> Response:
    """The same as a workbook."""
    require(sees_performance(viewer()))
    found = performance_for(viewer(), _period())
    heads = [
        _("凝练需求"), _("引荐匹配"), _("开出对接"), _("在谈"), _("签订合同"), _("完成"), _("终止"),
        _("合同成交额（元）"), _("技术交易额（元）"), _("到账额（元）"), _("从对接到签约的天数（中位数）"),
    ]  # fmt: skip
    total = found.total
    total.label = _("合计")
    brokers = [_row(one, True) for one in [*found.brokers, total]]
    return send_sheets(
        "performance.xlsx",
        [
            (
                _("按技术经理人"),
                [_("技术经理人"), _("机构"), *heads],
                brokers,
            ),
            (_("按机构"), [_("机构"), *heads], [_row(one, False) for one in [*found.centres, total]]),
        ],
    )


def _row(line: Line, with_centre: bool) -> list[object]:
    return [
        line.label, *([line.centre] if with_centre else []), line.refined, line.introduced, line.opened, line.running,
        line.signed, line.done, line.ended, *line.amounts, line.days,
    ]  # fmt: skip
