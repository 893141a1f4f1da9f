"""Performance (履约验收): milestones one behind the other, proofs, payments, changes, disputes, final acceptance."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.conditions import register_condition
from matchmaking.deals.models import Deal
from matchmaking.deals.records import register_records
from matchmaking.deals.states import DONE, PERFORMANCE
from matchmaking.deals.tabs import DealTab, register_tab
from matchmaking.milestones import (
    acceptance_views,
    accord_views,
    dispute_views,
    payment_views,
    plan_views,
    proof_views,
    receivers,
    wording,
)
from matchmaking.milestones.accepting import conditions_for_done, register_acceptance
from matchmaking.milestones.changing import register_changes
from matchmaking.milestones.clocks import register_clocks
from matchmaking.milestones.file_rules import register_files
from matchmaking.milestones.pages import side_sentence
from matchmaking.milestones.publishing import register_publication
from matchmaking.milestones.queries import has_plan, waiting_accord
from matchmaking.milestones.records import records_of
from matchmaking.milestones.states import PLAN
from matchmaking.milestones.verdicts import measured_text, wanted_text
from matchmaking.milestones.views import milestones

__all__ = [
    "acceptance_views", "accord_views", "dispute_views", "init_app", "payment_views", "plan_views", "proof_views",
    "receivers",
]  # fmt: skip
PAGES = frozenset(
    f"milestones.{name}"
    for name in (
        "show_milestone", "deliver_milestone", "check_delivery", "show_payment", "claim_payment", "report_paid",
        "confirm_receipt", "deny_receipt", "show_accord", "answer_accord", "propose_delay", "propose_waiver",
        "propose_settlement", "propose_going_on", "write_plan", "propose_change", "show_version", "open_dispute",
        "show_dispute", "add_dispute_step", "propose_acceptance", "propose_publication",
    )
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clocks and the conditions."""
    app.register_blueprint(milestones)
    for name, make in (
        ("yuan", wording.yuan), ("yuan_number", wording.yuan_number),
        ("milestone_state", wording.milestone_words), ("payment_state", wording.payment_words),
        ("payment_entry", wording.entry_words), ("delivery_state", wording.delivery_words),
        ("accord_kind", wording.accord_words), ("accord_state", wording.accord_state),
        ("dispute_state", wording.dispute_words), ("performance_verdict", wording.verdict_words),
        ("performance_colour", wording.colour), ("late_words", wording.late_words),
        ("plan_origin", wording.origin_words), ("wanted_text", wanted_text), ("measured_text", measured_text),
        ("turn_side", side_sentence),
    ):  # fmt: skip
        app.add_template_filter(make, name)
    register_clocks()
    register_files()
    register_changes()
    register_acceptance()
    register_publication()
    register_condition(DONE, conditions_for_done)
    register_records("performance", _l("履约验收"), records_of, place=60)
    register_tab(DealTab("milestones.show_plan", _l("履约验收"), 60, _has_tab, PAGES))


def _has_tab(viewer: Viewer, deal: Deal) -> bool:
    """Once there is something to perform."""
    if deal.state in (PERFORMANCE, DONE):
        return True
    return has_plan(deal) or waiting_accord(deal, PLAN) is not None
