"""What to ask about a pair, of the team and of the demand's owner, and where a room above offers to ask."""

from collections.abc import Callable

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.demands.models import Demand
from matchmaking.listings.disclosure import as_public
from matchmaking.matching.finding_wording import question
from matchmaking.matching.models import Match

# The address of a form in which a viewer asks a demand's owner, with the text filled in; None where they may not.
Way = Callable[[Viewer, Demand, str], str | None]
_ways: list[Way] = []


def register_way_to_ask(way: Way) -> None:
    """Have a room above say where a viewer asks the owner of a demand."""
    if way not in _ways:
        _ways.append(way)


def way_to_ask(viewer: Viewer, demand: Demand, text: str) -> str | None:
    """Where this viewer asks the owner of the demand; None where nobody offers it."""
    return next((address for way in _ways if (address := way(viewer, demand, text))), None)


def team_questions(match: Match, demand: Demand, achievement: Achievement) -> list[str]:
    """What to ask the team of the achievement, the musts first."""
    codes = match.reasons["codes"]
    ordered = sorted(match.findings, key=lambda one: (one.importance != "must", one.position))
    found = [asked for one in ordered if (asked := question(one))]
    if codes.get("field") == "other_industry":
        found.append(_("在别的产业用过的做法，能不能用到我们这个产业？"))
    if codes.get("readiness") == "readiness_unknown":
        found.append(_("样机做到哪一步，试用过没有？"))
    known = as_public(achievement)
    if codes.get("price") == "price_open" and known.price_low is None and "price" not in known.locked:
        found.append(_("合作方式和价格怎么定？"))
    return list(dict.fromkeys(found))


def owner_questions(match: Match, demand: Demand) -> list[str]:
    """What the demand leaves open, so that nobody can say whether an achievement fits."""
    known, found = as_public(demand), []
    if not known.criteria and "criteria" not in known.locked:
        found.append(_("必须达到哪些指标，各要多少，在什么工况下？"))
    if demand.needs_readiness is None:
        found.append(_("要做到哪一步：样品、样机，还是能直接上产线？"))
    if known.budget_low is None and known.budget_high is None and "money" not in known.locked:
        found.append(_("预算大概在什么范围？"))
    return found
