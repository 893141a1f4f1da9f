"""Suggested rewrites of a text: research words for what the enterprise says, and criteria that stand in its prose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.demands.models import Demand
from matchmaking.matching.draft_aids import Proposal, proposals_for, research_words
from matchmaking.matching.draft_services import MOST_CRITERIA, MOST_KEYWORDS
from matchmaking.refinements.queries import find_refinement
from matchmaking.refinements.revising import newest_values, write
from matchmaking.refinements.values import as_demand, row_values

# Where a phrase is looked for; a title has no room for a second word.
PROSE = ("problem", "context", "summary", "tried")


@dataclass(frozen=True)
class Suggestions:
    """What could be taken over into the newest text. `words`: (what is said, the research words for it)."""

    words: list[tuple[str, list[str]]]
    proposals: list[Proposal]

    @property
    def count(self) -> int:
        """How many lines there are to look at."""
        return len(self.words) + len(self.proposals)


def suggestions_for(demand: Demand, values: Mapping[str, Any]) -> Suggestions:
    """What the vocabulary and the figures of a text (kept data) suggest."""
    text = as_demand(values, demand)
    return Suggestions(research_words(text), proposals_for(text))


def accept_word(demand: Demand, word: str, *, beside: bool, seen_version: int | None, actor: Viewer) -> bool:
    """Take a research word over: into the keywords, or in brackets beside the phrase. False: no longer suggested.

    Raises Conflict when the text changed since the page was shown, RuleBroken when there are ten keywords already.
    """
    values = newest_values(demand, find_refinement(demand.id))
    said = next((said for said, words in suggestions_for(demand, values).words if word in words), None)
    if said is None:
        return False
    _check(demand, seen_version)
    changed = _beside(values, said, word) if beside else None
    if changed is None:
        keywords = list(values.get("keywords") or [])
        if len(keywords) >= MOST_KEYWORDS:
            raise RuleBroken(_("关键词最多 %(most)d 个，请先删去一个。", most=MOST_KEYWORDS))
        changed = {"keywords": [*keywords, word]}
    write(demand, changed, actor=actor)
    return True


def _beside(values: Mapping[str, Any], said: str, word: str) -> dict[str, Any] | None:
    """The first text that holds the phrase, with the word in brackets behind it; None where it stands in none."""
    for name in PROSE:
        text = values.get(name) or ""
        place = text.casefold().find(said)
        if place >= 0:
            end = place + len(said)
            if text[end : end + 1] == "（":
                return {name: f"{text[: end + 1]}{word}、{text[end + 1 :]}"}
            return {name: f"{text[:end]}（{word}）{text[end:]}"}
    return None


def accept_criterion(demand: Demand, key: str, *, seen_version: int | None, actor: Viewer) -> str | None:
    """Make a criterion of a figure in the prose; return its name, or None when it is no longer suggested.

    Raises Conflict when the text changed since the page was shown, RuleBroken when there is no room.
    """
    values = newest_values(demand, find_refinement(demand.id))
    proposal = next((one for one in suggestions_for(demand, values).proposals if one.key == key), None)
    if proposal is None:
        return None
    _check(demand, seen_version)
    rows = row_values(values, "criteria")
    if len(rows) >= MOST_CRITERIA:
        raise RuleBroken(_("指标最多 %(most)d 项，请先删去一项。", most=MOST_CRITERIA))
    write(demand, {"criteria": [*rows, dict(proposal.values)]}, actor=actor)
    return str(proposal.values["name"])


def _check(demand: Demand, seen_version: int | None) -> None:
    refinement = find_refinement(demand.id)
    if seen_version != (refinement.text_version if refinement else 0):
        raise Conflict(_("您打开这一页之后，修改稿已经变了，这一条没有加上。请打开最新内容再看一次。"))
