"""Challenges (揭榜挂帅): a demand that experts argue and the public is shown before it is announced."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.challenges import desk, expert_views, receivers, result_receivers, result_views, rules_views
from matchmaking.challenges.deadlines import register_clocks
from matchmaking.challenges.panels import public_page, register_challenges
from matchmaking.challenges.publicity import LIST_KIND, RESULT_KIND
from matchmaking.challenges.views import challenges
from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.public_notices.kinds import NoticeKind, register_notice_kind

__all__ = [
    "desk", "expert_views", "init_app", "receivers", "result_receivers", "result_views", "rules_views",
]  # fmt: skip

register_topic(
    Topic(
        "challenges",
        _l("揭榜挂帅"),
        _l("您单位的揭榜需求每走一步；请您论证的需求；您负责的揭榜需求等您处理。"),
        ("challenges.",),
        place=38,
    )
)


def init_app(app: Flask) -> None:
    """Attach the pages, hang the procedure into the pages of demands, and bring the kinds of notices and clocks."""
    register_challenges()
    register_clocks()
    register_notice_kind(NoticeKind(LIST_KIND, _l("揭榜榜单公示"), public_page))
    register_notice_kind(NoticeKind(RESULT_KIND, _l("揭榜评审结果公示"), public_page))
    app.register_blueprint(challenges)
