"""The page of figures on 先用后转, and its workbook."""

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.downloads import send_sheet
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.organisations.labels import KINDS
from matchmaking.trials.figures import COUNTS, FEWEST, Line, lines_for, sum_of
from matchmaking.trials.permissions import sees_figures
from matchmaking.trials.views import trials


def _lines() -> list[Line]:
    """What the viewer may know; the kinds of institutions in words."""
    require(sees_figures(viewer()))
    lines = lines_for(viewer())
    if viewer().is_officer:
        for line in lines:
            line.label = str(KINDS.get(line.label, line.label))
    return lines


@trials.get("/trials/figures")
@guard(SIGNED_IN)
def show_figures() -> str:
    """How many are in the pool, applied for, on trial, converted."""
    lines = _lines()
    return render_template(
        "trials/show_figures.html", lines=lines, total=sum_of(lines, _("合计")), by_kind=viewer().is_officer
    )


@trials.get("/trials/figures.xlsx")
@guard(SIGNED_IN)
def export_figures() -> Response:
    """The same as a workbook."""
    lines = _lines()
    header = [
        _("单位类型") if viewer().is_officer else _("成果单位"), _("在池成果"), _("申请试用"), _("试用中"), _("转有偿"),
        _("退回"), _("转化率（%）"), _("已登记合同"), _("样品验证"), _("样品通过"), _("样品未通过"),
    ]  # fmt: skip
    rows = [_row(one, f"<{FEWEST}") for one in lines] + [_row(sum_of(lines, _("合计")), None)]
    return send_sheet("trials.xlsx", _("先用后转统计"), header, rows)


def _row(line: Line, covered: str | None) -> list[object]:
    """The cells of a line; `covered` stands for a number that is not told."""
    counts = {name: covered if getattr(line, name) is None else getattr(line, name) for name in COUNTS}
    shares = [counts.pop(name) for name in ("pooled", "applied", "on_trial", "converted", "returned")]
    return [line.label, *shares, line.rate, *counts.values()]
