"""Deals (对接跟进): from first contact to the last payment, one record for both parties and the broker."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.core.panels import register_panel
from matchmaking.deals import act_views, broker_views, opening_views, receivers, wording
from matchmaking.deals.clocks import register_clocks
from matchmaking.deals.conditions import register_condition
from matchmaking.deals.panels import buyer_is_named, interest_panels, match_panels, record_panels
from matchmaking.deals.states import STAGES, TALKS
from matchmaking.deals.tabs import DealTab, register_tab
from matchmaking.deals.views import deals
from matchmaking.notifications.topics import Topic, register_topic

# The pages below the overview.
OVERVIEW = frozenset(
    f"deals.{one}"
    for one in ("move_deal", "end_deal", "change_deal", "hand_over", "ask_broker", "log_event", "set_step")
)  # fmt: skip
TOPIC = Topic(
    "deals",
    _l("对接跟进"),
    _l("您参与的对接有了进展：阶段、下一步、文件、价格、合同、登记和履约。"),
    ("deals.", "dealrooms.", "pricing.", "trials.", "contracts.", "signings.", "registrations.", "milestones.",
     "attributions."),
    place=24,
)  # fmt: skip

__all__ = ["act_views", "broker_views", "init_app", "opening_views", "receivers"]


def init_app(app: Flask) -> None:
    """Attach the pages and the words."""
    app.register_blueprint(deals)
    app.add_template_filter(wording.stage_words, "deal_stage")
    app.add_template_filter(wording.side_words, "deal_side")
    app.add_template_filter(wording.origin_words, "deal_origin")
    app.add_template_filter(wording.event_words, "deal_event")
    app.add_template_filter(wording.reason_words, "deal_reason")
    app.add_template_filter(wording.wan, "wan")
    app.add_template_global(lambda: list(STAGES.items()), "deal_stages")
    app.add_template_global(wording.owner_words, "deal_owner")
    app.add_template_global(wording.party_name, "deal_party")
    app.add_template_global(wording.person_name, "deal_person")
    register_topic(TOPIC)
    register_clocks()
    register_tab(DealTab("deals.show_deal", _l("概况"), 0, further=OVERVIEW))
    register_condition(TALKS, buyer_is_named)
    register_panel("match", match_panels)
    register_panel("interest", interest_panels)
    register_panel("demand", record_panels)
    register_panel("achievement", record_panels)
