"""What was learned from other judgments, in words beside a pair, as far as a viewer may know whence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.permissions import can_view_achievement
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import can_view_demand, organisation_shown
from matchmaking.matching.judgment_models import BROKER, CURRENT, LEVELS, Judgment
from matchmaking.matching.judgment_wording import LEVEL_WORDS, note_of, reason_word
from matchmaking.matching.learning import Progress
from matchmaking.matching.models import Match
from matchmaking.matching.permissions import sees_lessons
from matchmaking.matching.repeating import remembered_rows

Notes = dict[int, list[dict[str, Any]]]
_WORD_OF_GRADE = {grade: LEVEL_WORDS[code] for code, grade in LEVELS.items()}
MOST_REMEMBERED = 2
# More look-alikes are no better explanation.
MOST_ALIKE = 2


def learned_notes(viewer: Viewer, matches: Sequence[Match], moved: Sequence[Match], *, remembers: bool = True) -> Notes:
    """match id → what is remembered of it, and what moved those of `moved`; for pairs of which the viewer may read
    what was said.

    At most three queries, one where nothing was learned, none when nothing is remembered either.
    """
    found: Notes = defaultdict(list)
    for match_id, lines in learned_lines(viewer, moved).items():
        match = next(one for one in matches if one.id == match_id)
        why = _("；").join(lines)
        is_good = match.parts.get("learned", 0.0) > 0
        text = _("排前一些：%(why)s", why=why) if is_good else _("排后一些：%(why)s", why=why)
        found[match_id].append(_note(text, is_good))
    for match, line in _remembered(viewer, matches) if remembers else ():
        found[match.id].append(line)
    return found


def learned_lines(viewer: Viewer, matches: Sequence[Match]) -> dict[int | None, list[str]]:
    """match id → what moved it, for those that judgments moved; in at most two queries.

    From which judgments, only the demand's own people and the desk are told: the other side would learn what was said
    of its competitors.
    """
    taught = [one for one in matches if one.parts.get("learned")]
    judgments = _judgments({one.reasons["alike"] for one in taught if one.reasons.get("alike")})
    titles = _titles({each[0] for one in taught for each in one.reasons.get("learned", ())}, viewer)
    found = {}
    for match in taught:
        lines = []
        if sees_lessons(viewer, match.demand):
            lines = [*_by_grades(match, titles), *_by_copy(match, judgments, viewer)]
        found[match.id] = lines or [_("参考了对这条需求的已有评价")]
    return found


def progress_words(progress: Progress, left: int | None = None, *, is_learning: bool = False) -> str:
    """How far a demand is from being ordered by its judgments, in a sentence; empty before the first one.

    `left` is how many candidates nobody has graded yet; `is_learning` says that the last ones are not counted yet.
    """
    counts = {"own": progress.own, "remembered": progress.remembered, "missing": progress.missing}
    if not progress.own and not progress.remembered:
        return ""
    if not progress.missing and is_learning:
        return _("已评 %(own)s 条，正在按评价重排，稍后刷新本页。", **counts)
    if not progress.missing and progress.remembered:
        return _("已按 %(own)s 条评价和以前相同需求的 %(remembered)s 条评价排列。", **counts)
    if not progress.missing:
        return _("已按 %(own)s 条评价排列。", **counts)
    if left is not None and left < progress.missing:
        return _("已评 %(own)s 条；候选不多，评不满 10 条，次序不变。", **counts)
    if progress.remembered:
        return _("已评 %(own)s 条，另有以前相同需求的 %(remembered)s 条；再评 %(missing)s 条就会按评价重排。", **counts)
    return _("已评 %(own)s 条，再评 %(missing)s 条就会按评价重排。", **counts)


def _note(text: str, is_good: bool, icon: str = "sort", sentence: str = "") -> dict[str, Any]:
    return {"text": text, "sentence": sentence, "is_good": is_good, "is_own": False, "icon": icon}


def _by_copy(match: Match, judgments: dict[int, Judgment], viewer: Viewer) -> list[str]:
    """Which judgment of something nearly the same lowered a pair; nothing when it was taken back meanwhile."""
    said = judgments.get(match.reasons.get("alike", 0))
    if said is None or not can_view_achievement(viewer, said.achievement):
        return []
    words = {"title": said.achievement.title, "reason": reason_word(said, viewer)}
    if viewer.belongs_to(match.demand.organisation_id):
        return [_("与您标为不相关的《%(title)s》相近（原因：%(reason)s）", **words)]
    return [_("与需求方标为不相关的《%(title)s》相近（原因：%(reason)s）", **words)]


def _by_grades(match: Match, titles: dict[int, str]) -> list[str]:
    """Which graded achievements moved a pair."""
    return [
        _("与评为“%(level)s”的《%(title)s》相近", level=str(_WORD_OF_GRADE[grade]), title=titles[one])
        for one, grade in match.reasons.get("learned", ())[:MOST_ALIKE]
        if one in titles
    ]


def _remembered(viewer: Viewer, matches: Sequence[Match]) -> Iterable[tuple[Match, dict[str, Any]]]:
    """What was said of the same achievement for an earlier demand that the viewer may see, with where it comes from."""
    if not matches:
        return
    by_pair = {(one.demand_id, one.achievement_id): one for one in matches}
    query = remembered_rows(list({one.demand_id for one in matches}), Judgment).where(
        Judgment.achievement_id.in_({one.achievement_id for one in matches})
    )
    query = query.order_by(Judgment.id.desc())
    options = (joinedload(Judgment.demand), joinedload(Judgment.achievement))
    count: dict[int, int] = defaultdict(int)
    for said, demand_id in current_session().execute(query.options(*options)):
        match = by_pair.get((demand_id, said.achievement_id))
        if match is None or count[match.id] == MOST_REMEMBERED or not _may_know(viewer, said, match.demand):
            continue
        count[match.id] += 1
        line = note_of(said, viewer)
        text = _("来自需求《%(title)s》的评价：%(said)s", title=said.demand.title, said=line["text"])
        yield match, _note(text, line["is_good"], "clock", line["sentence"])


def _may_know(viewer: Viewer, said: Judgment, demand: Demand) -> bool:
    """Whether a viewer may learn that something was said for an earlier demand: who sees that demand.

    What is remembered only because both are of one enterprise would give a hidden name away.
    """
    if not can_view_demand(viewer, said.demand):
        return False
    if said.side == BROKER and said.demand.is_for_everybody:
        return True
    return organisation_shown(viewer, demand) and organisation_shown(viewer, said.demand)


def _judgments(ids: set[int]) -> dict[int, Judgment]:
    """The judgments that still count, with their records."""
    if not ids:
        return {}
    query = select(Judgment).where(Judgment.id.in_(ids), Judgment.state == CURRENT)
    options = (joinedload(Judgment.achievement), joinedload(Judgment.demand))
    return {one.id: one for one in current_session().scalars(query.options(*options))}


def _titles(ids: set[int], viewer: Viewer) -> dict[int, str]:
    """The titles of the achievements that the viewer may see."""
    if not ids:
        return {}
    rows = current_session().scalars(select(Achievement).where(Achievement.id.in_(ids)))
    return {one.id: one.title for one in rows if can_view_achievement(viewer, one)}
