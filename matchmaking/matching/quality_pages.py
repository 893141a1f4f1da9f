"""Turns a stored report into what the page 匹配质量 and its exports show."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matchmaking.matching.fitted_models import FittedModel
from matchmaking.matching.quality_charts import line, step
from matchmaking.matching.quality_wording import (
    FIGURE_WORDS,
    FURTHER_FIGURES,
    figure_rows,
    interval,
    number,
    share,
)
from matchmaking.matching.wording import BANDS
from matchmaking.vocabulary.queries import label

HEADER = (_l("范围"), _l("指标"), _l("数值"), _l("区间下限"), _l("区间上限"), _l("需求数"))
SHOWN = "ndcg10"


def page_parts(figures: dict[str, Any], levels: FittedModel | None) -> dict[str, Any]:
    """Rows, charts and counts of one report."""
    counts, months = figures["judgments"], figures["months"]
    drawn = [one for one in months if one["figures"]]
    return {
        "counts": counts,
        "figures": figure_rows(figures["figures"]),
        "measured": figures["figures"]["demands"] if figures["figures"] else 0,
        "coverage": _coverage(figures["coverage"]),
        "published": figures["coverage"]["demands"],
        "months": [{"name": one["month"], **_row(one)} for one in reversed(months)],
        "month_chart": line([(one["month"], *_ends(one["figures"][SHOWN])) for one in drawn])
        if len(drawn) > 1
        else None,
        "industries": [{"name": label("industry", one["code"]), **_row(one)} for one in figures["industries"]],
        "bands": [
            {
                "name": str(BANDS[one["band"]]),
                "count": one["count"],
                "share": share(one["observed"]) if one["observed"] is not None else None,
            }
            for one in figures["bands"]
        ],
        "band_steps": [
            step(str(BANDS[one["band"]]), None, one["observed"], share(one["observed"]))
            for one in figures["bands"]
            if one["observed"] is not None
        ],
        "level_steps": [
            step(
                ngettext("%(num)s 对", "%(num)s 对", one["cases"]),
                one["predicted"],
                one["observed"],
                share(one["observed"]),
            )
            for one in reversed(levels.figures["bands"])
        ]
        if levels
        else [],
        "versions": [(name or _("未记录"), count) for name, count in figures["versions"].items()]
        if any(figures["versions"])
        else [],
    }


def _ends(figure: dict[str, Any]) -> tuple[float, float, float]:
    return figure["value"], figure["low"], figure["high"]


def _row(one: dict[str, Any]) -> dict[str, Any]:
    """Counts and the leading figures of a month or an industry; None where the sample is too small."""
    found = one["figures"]
    return {
        "judgments": one["judgments"],
        "demands": one["demands"],
        "order": f"{number(found[SHOWN]['value'])}" if found else None,
        "interval": interval(found[SHOWN]) if found else "",
        "recall": number(found["recall20"]["value"]) if found else None,
        "kept": share(one["kept"]) if one["kept"] is not None else None,
        "coverage": one["coverage"],
    }


def _coverage(counts: dict[str, int]) -> list[dict[str, Any]]:
    total = counts["demands"]
    return [
        {"label": words, "count": counts[name], "share": round(100 * counts[name] / total) if total else 0}
        for name, words in (
            ("matched", _("至少有一条匹配")),
            ("fair", _("至少有一条较吻合或很吻合的匹配")),
            ("judged", _("至少有一条匹配被技术经理人评价过")),
        )
    ]


def exported(figures: dict[str, Any]) -> list[list[Any]]:
    """Every figure of a report as rows of `HEADER`; too small samples have no value."""
    rows = list(_exported(_("全部"), figures["figures"], figures["judgments"]["demands"]))
    counts, coverage = figures["judgments"], figures["coverage"]
    for words, count in (
        (_("技术经理人的评价"), counts["total"]),
        (_("供需双方的评价"), counts["sides"]),
        (_("已发布需求"), coverage["demands"]),
        (_("有匹配的需求"), coverage["matched"]),
        (_("有较吻合以上匹配的需求"), coverage["fair"]),
        (_("评价过的需求"), coverage["judged"]),
    ):
        rows.append([_("全部"), words, count, None, None, None])
    for one in figures["bands"]:
        rows.append([str(BANDS[one["band"]]), _("评为合适的比例"), one["observed"], None, None, None])
    for one in figures["months"]:
        rows += _exported(one["month"], one["figures"], one["demands"])
        rows += _more(one["month"], one)
    for one in figures["industries"]:
        rows += _exported(label("industry", one["code"]), one["figures"], one["demands"])
        rows += _more(label("industry", one["code"]), one)
    return rows


def _exported(scope: str, figures: dict[str, Any] | None, demands: int) -> Iterator[list[Any]]:
    if figures is None:
        yield [scope, _("样本太少"), None, None, None, demands]
        return
    for name, words in {**{name: one[0] for name, one in FIGURE_WORDS.items()}, **FURTHER_FIGURES}.items():
        found = figures[name]
        yield [scope, str(words), found["value"], found["low"], found["high"], found["count"]]


def _more(scope: str, one: dict[str, Any]) -> Iterator[list[Any]]:
    """What a month or an industry has beside its figures."""
    yield [scope, _("写着吻合、评为合适的比例"), one["kept"], None, None, None]
    yield [scope, _("已发布需求"), one["coverage"]["demands"], None, None, None]
    yield [scope, _("有较吻合以上匹配的需求"), one["coverage"]["fair"], None, None, None]
