"""Trials and 先用后转: what was tried, against which criteria, with what result, and what came of it."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import session
from matchmaking.core.letters import path_to
from matchmaking.deals.conditions import register_condition
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import can_see_deal
from matchmaking.deals.records import register_records
from matchmaking.deals.states import CONTACT, NEGOTIATION, TALKS, TRIAL
from matchmaking.deals.tabs import DealTab, register_tab
from matchmaking.files.access import register_reader
from matchmaking.trials import figure_views, judging, pool_views, receivers, step_views, wording
from matchmaking.trials.clocks import register_clocks
from matchmaking.trials.conditions import result_is_there
from matchmaking.trials.models import Trial
from matchmaking.trials.panels import register_panels
from matchmaking.trials.queries import trials_of
from matchmaking.trials.records import trial_records
from matchmaking.trials.views import trials

__all__ = ["figure_views", "init_app", "pool_views", "receivers", "step_views"]

FURTHER = frozenset(
    {"trials.show_trial", "trials.plan_trial", "trials.approve", "trials.change_terms", "trials.edit_results"}
)


def _has_tab(_viewer: Viewer, deal: Deal) -> bool:
    """While a trial may still come, and where there was one."""
    return deal.state in (CONTACT, TALKS, TRIAL) or bool(trials_of(deal))


def _may_read(viewer: Viewer, trial_id: int) -> bool:
    trial = session.get(Trial, trial_id)
    return trial is not None and can_see_deal(viewer, trial.deal)


def _page(trial_id: int) -> str:
    return path_to("trials.open_trial", trial_id=trial_id)


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clocks, the condition, the tab and the mark on achievements."""
    app.register_blueprint(trials)
    app.add_template_filter(wording.state_words, "trial_state")
    app.add_template_filter(wording.kind_words, "trial_kind")
    app.add_template_filter(wording.reason_words, "trial_reason")
    app.add_template_filter(wording.audience_words, "trial_audience")
    app.add_template_filter(wording.conversion_words, "conversion_mode")
    app.add_template_filter(wording.conversion_price, "conversion_price")
    app.add_template_filter(wording.look_of, "trial_look")
    app.add_template_filter(judging.target_text, "trial_target")
    register_clocks()
    register_panels()
    register_condition(NEGOTIATION, result_is_there)
    register_tab(DealTab("trials.list_trials", _l("试用验证"), 20, _has_tab, FURTHER))
    register_reader(Trial.__tablename__, _may_read, page=_page, keeps_downloads=True, lists_downloads=False)
    register_records("trials", _l("试用验证"), trial_records, place=20)
