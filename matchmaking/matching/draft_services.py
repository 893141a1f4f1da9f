"""Takes over into a draft what was read out of its own text."""

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings import services
from matchmaking.matching.draft_aids import proposals_for, research_words

MOST_CRITERIA, MOST_KEYWORDS = 20, 10


def accept_criterion(demand: Demand, key: str, seen_version: int | None, *, actor: Viewer) -> str | None:
    """Add the proposed criterion to the draft; return its name, or None when it is no longer proposed.

    What was accepted already is no longer proposed, so that a second click does nothing. Raises Conflict when the draft
    was changed since the page was shown, RuleBroken when there is no room or the row may not stand there.
    """
    proposal = next((one for one in proposals_for(demand) if one.key == key), None)
    if proposal is None:
        return None
    _check_version(demand, seen_version)
    values = DEMANDS.values_of(demand)
    if len(values["criteria"]) >= MOST_CRITERIA:
        raise RuleBroken(_("指标最多 %(most)d 项，请先删去一项。", most=MOST_CRITERIA))
    values["criteria"].append(dict(proposal.values))
    place = f"criteria-{len(values['criteria']) - 1}"
    names = services.names_of(demand.organisation)
    for problem in DEMANDS.contradictions(values, values, names):
        if problem.field.startswith(place):
            raise RuleBroken(problem.message)
    services.change_listing(DEMANDS, demand, {"criteria": values["criteria"]}, actor=actor)
    return str(proposal.values["name"])


def add_keyword(demand: Demand, word: str, seen_version: int | None, *, actor: Viewer) -> bool:
    """Add a suggested research word to the keywords of the draft; False when it is not suggested (any more).

    Raises Conflict when the draft was changed since the page was shown, RuleBroken when there are ten already.
    """
    if word not in {one for _problem, words in research_words(demand) for one in words}:
        return False
    _check_version(demand, seen_version)
    if len(demand.keywords) >= MOST_KEYWORDS:
        raise RuleBroken(_("关键词最多 %(most)d 个，请先删去一个。", most=MOST_KEYWORDS))
    services.change_listing(DEMANDS, demand, {"keywords": [*demand.keywords, word]}, actor=actor)
    return True


def _check_version(demand: Demand, seen_version: int | None) -> None:
    if seen_version != demand.version:
        raise Conflict(_("您打开这一页之后，草稿已经改过，这一条没有加上。请回到核对页再看一次。"))
