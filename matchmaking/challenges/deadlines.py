"""The clocks of challenges: whose turn it is at each step, and until when."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaking.challenges.models import Challenge, ChallengeExpert
from matchmaking.challenges.states import OPEN
from matchmaking.challenges.steps import ANNOUNCE, ARGUE, CHECK, PUBLICISE, RESULT, REVISION, SCORE
from matchmaking.clocks.queries import watched
from matchmaking.clocks.rules import COUNTY, Kind, Open, register_kind
from matchmaking.clocks.subjects import register_subject
from matchmaking.core.db import current_session
from matchmaking.demands.deadlines import not_over
from matchmaking.demands.models import Demand

Words = Callable[[str], str]


def register_clocks() -> None:
    """Tell the mechanism; the words hold the title of the demand and nothing of the enterprise."""
    county: list[tuple[str, Any, Words]] = [
        (CHECK, _l("揭榜形式审查"), lambda title: _("形式审查揭榜“%(title)s”", title=title)),
        (ARGUE, _l("揭榜专家论证"), lambda title: _("组织论证“%(title)s”", title=title)),
        (PUBLICISE, _l("揭榜榜单公示"), lambda title: _("公示榜单“%(title)s”", title=title)),
        (ANNOUNCE, _l("发榜"), lambda title: _("发榜“%(title)s”", title=title)),
    ]
    for code, name, words in county:
        register_kind(Kind(code, name, words, COUNTY))
    register_kind(
        Kind(RESULT, _l("揭榜评审结果"), lambda title: _("评榜并公示结果“%(title)s”", title=title), COUNTY, _unjudged)
    )
    register_kind(
        Kind(REVISION, _l("补充揭榜资料"), lambda title: _("按意见补充揭榜资料“%(title)s”", title=title), None)
    )
    score = Kind(SCORE, _l("揭榜论证评分"), lambda title: _("为“%(title)s”论证评分", title=title), None, goes_up=True)
    register_kind(score)
    title = select(Demand.title).where(Demand.id == Challenge.demand_id).scalar_subquery()
    register_subject("challenges", Challenge.id, title, "challenges.show_challenge", "challenge_id")
    of_expert = (
        select(Demand.title)
        .join(Challenge, Challenge.demand_id == Demand.id)
        .where(Challenge.id == ChallengeExpert.challenge_id)
        .scalar_subquery()
    )
    register_subject("challenge_experts", ChallengeExpert.id, of_expert, "challenges.score_challenge", "expert_id")


def _unjudged(limit: int) -> list[Open]:
    """Announced challenges whose deadline has passed: from now on their answers wait to be judged."""
    query = select(Challenge).join(Challenge.demand).where(
        Challenge.state == OPEN, ~not_over(Demand.deadline_on), Challenge.id.not_in(watched(RESULT))
    )  # fmt: skip
    found = current_session().scalars(query.order_by(Challenge.id).limit(limit))
    return [Open(one, one.demand.county_code) for one in found]
