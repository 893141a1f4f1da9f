"""What a deal costs: the private range finder, payment structures, how the price was made, and its public notice."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.pricing import jobs, notice_views, offer_views, receivers, wording
from matchmaking.pricing.archive import register_archive
from matchmaking.pricing.clocks import register_clocks
from matchmaking.pricing.conditions import register_conditions
from matchmaking.pricing.papers import register_papers
from matchmaking.pricing.publicity import KIND
from matchmaking.pricing.structures import yuan_words
from matchmaking.pricing.tabs import register_tabs
from matchmaking.pricing.views import pricing
from matchmaking.public_notices.kinds import NoticeKind, register_notice_kind

__all__ = ["init_app", "jobs", "notice_views", "offer_views", "receivers"]


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clocks, the conditions and the tabs."""
    app.register_blueprint(pricing)
    app.add_template_filter(wording.structure_words, "price_structure")
    app.add_template_filter(wording.mode_words, "price_mode")
    app.add_template_filter(wording.answer_words, "range_answer")
    app.add_template_filter(wording.state_words, "price_state")
    app.add_template_filter(wording.paper_words, "price_paper")
    app.add_template_filter(wording.price_words, "price_words")
    app.add_template_filter(wording.fen, "fen")
    app.add_template_filter(yuan_words, "exact_wan")
    app.add_template_global(wording.file_name, "price_file_name")
    register_clocks()
    register_conditions()
    register_archive()
    register_papers()
    register_tabs()
    # The page of a deal is for its sides only, so there is none to lead everybody to.
    register_notice_kind(NoticeKind(KIND, _l("成果转化协议定价")))
