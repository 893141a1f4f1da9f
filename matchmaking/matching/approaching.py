"""Starts a direct demand from an achievement, keeps the two together, and suggests whom else to ask."""

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.demands.inviting import SUPPLIERS, start_direct
from matchmaking.demands.models import Demand
from matchmaking.listings.audiences import public
from matchmaking.listings.permissions import can_list_for, visible
from matchmaking.listings.rules import LONGEST_TITLE
from matchmaking.matching.approach_models import Approach
from matchmaking.matching.draft_aids import try_out
from matchmaking.organisations.models import Organisation
from matchmaking.search.engine import IndexUnavailable

MOST_SHOWN, MOST_SUGGESTED = 5, 6
LONGEST_QUESTIONS = 2000


def can_approach(viewer: Viewer, achievement: Achievement) -> bool:
    """Write to the organisation of a public achievement alone, in the name of another one."""
    if not achievement.is_published or achievement.organisation.kind not in SUPPLIERS:
        return False
    is_own = viewer.belongs_to(achievement.organisation_id)
    return achievement.organisation.is_verified and not is_own and can_list_for(viewer, viewer.organisation_id)


def approach(achievement: Achievement, *, owner: Organisation, actor: Viewer, questions: str = "") -> Demand:
    """A draft that only the organisation of this achievement will read. Raises RuleBroken.

    `questions`, one on each line, are what the draft begins with; a draft that was started before stays as it is.
    """
    title = _("就“%(title)s”洽谈合作", title=achievement.title)[:LONGEST_TITLE]
    values = {
        "industry_codes": list(achievement.industry_codes),
        "technical_field": achievement.technical_field,
        "keywords": list(achievement.keywords)[:10],
    }
    if asked := [line.strip() for line in questions.splitlines() if line.strip()]:
        values["problem"] = "\n".join([_("想先问清："), *asked])[:LONGEST_QUESTIONS]
    demand = start_direct(achievement.organisation, owner=owner, title=title, values=values, actor=actor)
    if approach_of(demand.id) is None:
        current_session().add(Approach(demand_id=demand.id, achievement_id=achievement.id))
    return demand


def approach_of(demand_id: int) -> Approach | None:
    """From which achievement a demand was started."""
    return current_session().scalar(select(Approach).where(Approach.demand_id == demand_id))


def approaches_to(viewer: Viewer, achievement_id: int) -> list[Demand]:
    """The demands that were started from an achievement and that this viewer may see, the latest first."""
    started = select(Approach.demand_id).where(Approach.achievement_id == achievement_id)
    query = visible(Demand, viewer).where(Demand.id.in_(started)).order_by(Demand.id.desc())
    return list(current_session().scalars(query.limit(MOST_SHOWN)))


def suggested_suppliers(demand: Demand) -> list[tuple[Organisation, str]]:
    """(organisation, title of its achievement) of the achievements that fit a demand best, each organisation once."""
    try:
        best = try_out(demand, most=2 * MOST_SUGGESTED).best
    except IndexUnavailable:
        return []
    query = select(Achievement).where(Achievement.id.in_([one.id for one in best]), public(Achievement))
    achievements = {one.id: one for one in current_session().scalars(query)}
    found: dict[int, tuple[Organisation, str]] = {}
    for candidate in best:
        achievement = achievements.get(candidate.id)
        if achievement is None:
            continue
        organisation = achievement.organisation
        if organisation.is_verified and organisation.kind in SUPPLIERS:
            found.setdefault(organisation.id, (organisation, achievement.title))
    return list(found.values())[:MOST_SUGGESTED]
