"""The page 匹配质量: figures with their intervals, what is missing, the fitted models and their switch."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role
from matchmaking.core.db import session
from matchmaking.core.downloads import WORKBOOK
from matchmaking.core.filters import today
from matchmaking.core.guards import guard, require, role
from matchmaking.core.jobs import enqueue
from matchmaking.core.tables import write_csv, write_xlsx
from matchmaking.listings.permissions import AT_DESK
from matchmaking.matching.fitted_models import (
    KINDS,
    LEVELS,
    RANKER,
    FittedModel,
    ModelSwitch,
    active_model,
    last_switch,
    models_of,
)
from matchmaking.matching.fitting import is_proven, switch_model
from matchmaking.matching.quality_forms import SwitchForm
from matchmaking.matching.quality_jobs import FIT, MEASURE
from matchmaking.matching.quality_models import CITY, figures_of, report_of
from matchmaking.matching.quality_pages import HEADER, exported, page_parts
from matchmaking.matching.quality_wording import KIND_WORDS, missing_words, proof_words, switch_reason, switch_words
from matchmaking.matching.views import Answer, matching
from matchmaking.vocabulary.queries import is_known, terms

ADMINISTRATOR = role(Role.ADMINISTRATOR)
DECISIONS = 10


def _scope() -> str:
    """Whose figures: a county officer's own county, for everybody else the city or the county of the address."""
    person = viewer()
    if not (person.is_broker or person.is_city_officer):
        return person.county_code or "-"
    county = request.args.get("county", "")
    return county if is_known("county", county) else CITY


@matching.get("/desk/matching-quality")
@guard(AT_DESK)
def show_quality() -> str:
    """How well matching orders what brokers judged, how much was judged, and what that unlocked."""
    person, scope = viewer(), _scope()
    report = report_of(scope)
    figures = figures_of(report)
    return render_template(
        "matching/show_quality.html",
        report=report if figures else None,
        scope=scope,
        counties=[(one.code, one.label()) for one in terms("county")],
        chooses_county=person.is_broker or person.is_city_officer,
        parts=page_parts(figures, active_model(LEVELS)) if figures else None,
        missing=missing_words(figures["usable"]) if figures else missing_words({"judgments": 0, "demands": 0}),
        kinds=[_kind(kind) for kind in KINDS],
        decisions=[{"switch": one, "words": switch_words(one), "reason": switch_reason(one)} for one in _decisions()],
    )


def _kind(kind: str) -> dict[str, Any]:
    """The versions of one kind of model, with which one is used and which may be switched on."""
    active = active_model(kind)
    return {
        "kind": kind,
        "name": str(KIND_WORDS[kind]),
        "active": active,
        "rows": [
            {
                "model": one,
                "words": proof_words(one),
                "is_active": active is not None and active.id == one.id,
                "is_offered": is_proven(one),
            }
            for one in models_of(kind)
        ],
    }


def _decisions() -> list[ModelSwitch]:
    query = select(ModelSwitch).options(joinedload(ModelSwitch.model), joinedload(ModelSwitch.by))
    return list(session.scalars(query.order_by(ModelSwitch.id.desc()).limit(DECISIONS)))


@matching.post("/desk/matching-quality/measure")
@guard(AT_DESK)
def measure_again() -> Response:
    """Have the figures computed anew; however often it is pressed, one computation waits."""
    enqueue(MEASURE, key=f"asked:{MEASURE}")
    flash(_("正在重新计算，几秒后刷新本页即可看到。"), "success")
    return redirect(url_for("matching.show_quality", county=request.form.get("county") or None), 303)


@matching.post("/desk/matching-quality/fit")
@guard(ADMINISTRATOR)
def fit_again() -> Response:
    """Have the models fitted on what was judged until now, before the month is over."""
    enqueue(FIT, key=FIT)
    flash(_("正在拟合，几秒后刷新本页即可看到。评价没有变化时不会产生新版本。"), "success")
    return redirect(url_for("matching.show_quality", _anchor="models"), 303)


@matching.route("/desk/matching-quality/models/<kind>", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def switch_fitted_model(kind: str) -> Answer:
    """Use another version of a model, or none; with a reason that stays."""
    require(kind in KINDS, hide=True)
    asked = request.values.get("model", "0")
    model = session.get(FittedModel, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    require(asked == "0" or (model is not None and model.kind == kind), hide=True)
    present = last_switch(kind)
    form = SwitchForm()
    if form.validate_on_submit():
        switch = switch_model(kind, model, reason=form.reason.data or "", seen=form.seen_version or 0, actor=viewer())
        words = _("全部匹配正在后台重新计算。") if kind == RANKER else ""
        flash(f"{switch_words(switch)}{_('。')}{words}", "success")
        return redirect(url_for("matching.show_quality", _anchor="models"), 303)
    form.version.data = form.version.data or str(present.id if present else 0)
    form.model.data = asked
    page = render_template(
        "matching/switch_fitted_model.html",
        form=form,
        kind=kind,
        name=str(KIND_WORDS[kind]),
        model=model,
        words=proof_words(model) if model else "",
        is_refused=model is not None and not is_proven(model),
        active=active_model(kind),
    )
    return (page, 422) if form.errors else page


def _rows() -> list[list[Any]]:
    figures = figures_of(report_of(_scope()))
    return exported(figures) if figures else []


@matching.get("/desk/matching-quality.csv")
@guard(AT_DESK)
def export_quality_csv() -> Response:
    """The figures of the page as a table."""
    return _file(write_csv([str(one) for one in HEADER], _rows()), "csv", "text/csv; charset=utf-8")


@matching.get("/desk/matching-quality.xlsx")
@guard(AT_DESK)
def export_quality_xlsx() -> Response:
    """The figures of the page as a workbook."""
    body = write_xlsx(_("匹配质量"), [str(one) for one in HEADER], _rows())
    return _file(body, "xlsx", WORKBOOK)


def _file(body: bytes, form: str, media_type: str) -> Response:
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="matching-quality-{today().isoformat()}.{form}"'
    return response
