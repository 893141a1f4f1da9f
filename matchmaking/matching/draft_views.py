"""Buttons on the page on which a draft is checked: take over a criterion, add a research word to the keywords."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import can_submit_demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.views import load
from matchmaking.matching import draft_services
from matchmaking.matching.views import matching


@matching.post("/demands/<int:demand_id>/criteria/accept")
@guard(SIGNED_IN)
def accept_criterion(demand_id: int) -> Response:
    """Make a criterion of a figure in the text."""
    demand = _draft(demand_id)
    key = request.form.get("proposal", "")
    name = draft_services.accept_criterion(demand, key, _seen_version(), actor=viewer())
    if name is None:
        flash(_("这一条已经在指标里，或者文字已经改过。"), "info")
    else:
        flash(_("已加入指标“%(name)s”。不合适就到编辑页修改或删去。", name=name), "success")
    return redirect(url_for("demands.submit_demand", demand_id=demand_id), 303)


@matching.post("/demands/<int:demand_id>/keywords/add")
@guard(SIGNED_IN)
def add_keyword(demand_id: int) -> Response:
    """Add a word of research for a problem word to the keywords."""
    demand = _draft(demand_id)
    word = request.form.get("word", "")
    if draft_services.add_keyword(demand, word, _seen_version(), actor=viewer()):
        flash(_("已把“%(word)s”加入关键词。不合适就到编辑页删去。", word=word), "success")
    else:
        flash(_("这个词已经在需求里，或者文字已经改过。"), "info")
    return redirect(url_for("demands.submit_demand", demand_id=demand_id), 303)


def _draft(demand_id: int) -> Demand:
    demand: Demand = load(DEMANDS, demand_id, viewer())
    require(can_submit_demand(viewer(), demand))
    return demand


def _seen_version() -> int | None:
    sent = request.form.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None
