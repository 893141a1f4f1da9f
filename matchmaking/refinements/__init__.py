"""The room `refinements`: the desk at which submitted demands are made so that somebody can answer them."""

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.clocks.rules import CENTRE, Charge, Kind, register_charge, register_kind
from matchmaking.core.panels import register_panel
from matchmaking.demands.permissions import register_in_charge
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.gates import register_gate
from matchmaking.refinements import desk, enterprise_views, jobs, joint_views, receivers, revision_views, squad_views
from matchmaking.refinements.gates import unapproved_text
from matchmaking.refinements.panels import demand_panels
from matchmaking.refinements.permissions import is_in_charge
from matchmaking.refinements.queries import people_in_charge, taken_by_others
from matchmaking.refinements.triage import ANSWER, APPROVAL, REVIEW
from matchmaking.refinements.views import refinements

__all__ = ["desk", "enterprise_views", "init_app", "jobs", "joint_views", "receivers", "revision_views", "squad_views"]


def _kinds() -> list[Kind]:
    progress = "refinements.show_progress"
    return [
        Kind(
            ANSWER, _l("答复凝练提问"), lambda title: _("答复技术经理人对“%(title)s”的提问", title=title), None,
            goes_up=True, endpoint=progress,
        ),
        Kind(
            APPROVAL, _l("确认修改稿"), lambda title: _("确认“%(title)s”的修改稿", title=title), None,
            goes_up=True, endpoint=progress,
        ),
        Kind(REVIEW, _l("长期跟踪"), lambda title: _("再看一次“%(title)s”", title=title), CENTRE),
    ]  # fmt: skip


def init_app(app: Flask) -> None:
    """Attach the pages, the gate, the clocks and the panel, and say who took charge of what."""
    app.register_blueprint(refinements)
    register_in_charge(is_in_charge)
    register_gate(DEMANDS.kind, unapproved_text)
    for kind in _kinds():
        register_kind(kind)
    for code in (f"{DEMANDS.kind}_check", REVIEW):
        register_charge(code, Charge(people_in_charge, taken_by_others, "refinements.show_refinement"))
    register_panel(DEMANDS.kind, demand_panels)
    register_panel(DEMANDS.kind, joint_views.linked_panels)
    register_panel(f"{DEMANDS.kind}_pair", joint_views.pair_panels)
