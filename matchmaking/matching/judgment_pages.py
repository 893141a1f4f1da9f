"""What pages show beside a match: what was said of it, and the buttons of those who may judge it."""

from collections.abc import Sequence
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.matching.intervals import MET, NOT_MET, NOT_STATED, PARTLY
from matchmaking.matching.judgment_forms import criterion_value, criterion_words
from matchmaking.matching.judgment_models import BROKER, Judgment
from matchmaking.matching.judgment_queries import current_judgments, own_keys
from matchmaking.matching.judgment_wording import REASON, notes_of
from matchmaking.matching.judgments import Ranking
from matchmaking.matching.learned_wording import learned_notes
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.permissions import sees_judgments, sides_to_judge
from matchmaking.vocabulary.queries import choices

Box = dict[str, Any]
# On the page of one pair every feature is explained, this one too.
PAIR = "pair"


def judge_boxes(
    viewer: Viewer, name: str, matches: Sequence[Match], first: int = 1, *, remembers: bool = True
) -> dict[int, Box | None]:
    """match id → what the macro `judge_box` needs; None for who may know nothing of it. Two queries for all, two more
    where judgments moved a pair. `remembers=False`: it is known that no earlier demand was judged.

    `name` is the list in which they stand and `first` the place of the first one; both come back with a judgment.
    The records of a match have to be loaded, or they are read one by one.
    """
    if not viewer.is_signed_in or not matches:
        return {match.id: None for match in matches}
    said = current_judgments((match.demand_id, match.achievement_id) for match in matches)
    shown = Ranking.of(name, list(matches), first).seal()
    reasons = [(one.value, one.label) for one in choices(REASON)]
    boxes = {
        match.id: _box(viewer, match, said.get((match.demand_id, match.achievement_id), []), shown, reasons)
        for match in matches
    }
    seen = [one for one in matches if boxes[one.id] is not None]
    # What the viewer judged stands where they want it: that something else would move it is nothing to tell them.
    moved = [one for one in seen if boxes[one.id]["own"] is None] if name != PAIR else []
    for match_id, notes in learned_notes(viewer, seen, moved, remembers=remembers).items():
        boxes[match_id]["notes"] += notes
    return boxes


def _box(
    viewer: Viewer, match: Match, said: Sequence[Judgment], shown: str, reasons: Sequence[tuple[str, str]]
) -> Box | None:
    demand, achievement = match.demand, match.achievement
    if not sees_judgments(viewer, demand, achievement):
        return None
    sides = sides_to_judge(viewer, demand, achievement)
    side = next(iter(sides), "")
    keys = own_keys(viewer)
    own = next((one for one in said if one.judge_key in keys and one.side == side), None)
    return {
        "demand_id": match.demand_id,
        "achievement_id": match.achievement_id,
        "side": side,
        "is_broker": side == BROKER,
        "own": own,
        "notes": notes_of(said, viewer),
        "shown": shown,
        "reasons": reasons,
        "criteria": [(criterion_value(one.name), criterion_words(one.name)) for one in _likeliest_first(match)],
    }


def _likeliest_first(match: Match) -> list[Finding]:
    """One finding for each criterion; what is not met is the likeliest reason."""
    named = {one.name: one for one in reversed(match.findings)}
    order = (NOT_MET, PARTLY, NOT_STATED, MET)
    return sorted(named.values(), key=lambda one: (order.index(one.verdict), one.position))
