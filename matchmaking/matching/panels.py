"""What matching hangs into the pages of achievements and demands: why they fit, what else fits, and a comparison."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.panels import FIRST, MAIN, SIDE, Panel
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.listings.permissions import works_at_desk_for
from matchmaking.matching.judgment_pages import judge_boxes
from matchmaking.matching.learned_wording import progress_words
from matchmaking.matching.learning import progress_of
from matchmaking.matching.levels import level_words
from matchmaking.matching.models import Match
from matchmaking.matching.permissions import can_compare_own_demands
from matchmaking.matching.queries import best_with_organisations, matches_of, own_demands, own_notes
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.scoring import LOOK
from matchmaking.matching.wording import band_word, count_sentence, panel_parts, strip

SHOWN = 5


def achievement_panels(viewer: Viewer, achievement: Achievement) -> Sequence[Panel]:
    """On an achievement's page: why it fits the viewer's demand, or else the demand that it fits best."""
    found: list[Panel] = []
    if achievement.is_published:
        found = _fitting_panels(ACHIEVEMENT, viewer, achievement)
    if can_compare_own_demands(viewer) and not viewer.belongs_to(achievement.organisation_id):
        demands = own_demands(viewer)
        if demands:
            found.append(Panel("matching/_compare.html", {"achievement_id": achievement.id, "demands": demands}, SIDE))
    return found


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """On a demand's page: why the viewer's achievement fits it, or else the achievement that fits it best."""
    return _fitting_panels(DEMAND, viewer, demand) if demand.is_published else []


def _fitting_panels(kind: str, viewer: Viewer, record: Any) -> list[Panel]:
    judged = viewer.belongs_to(record.organisation_id) or works_at_desk_for(viewer, record.county_code)
    matches = matches_of(kind, record.id, SHOWN, viewer, judged=judged)
    first = best_with_organisations(kind, record.id, viewer) if viewer.memberships else None
    if first is not None and not _says_something(first):
        first = None
    is_own = first is not None
    if first is None and matches and _says_something(matches[0]):
        first = matches[0]
    others = [one for one in matches if first is None or one.id != first.id]
    boxes = judge_boxes(viewer, f"{kind}_page", [*([first] if first else []), *others])
    panels = []
    if first:
        why = _why(kind, viewer, first, is_own=is_own)
        panels.append(Panel("matching/_panel.html", {**why, "box": boxes[first.id]}, FIRST))
    if others:
        panels.append(
            Panel(
                "matching/_others.html",
                {
                    "kind": kind,
                    "record_id": record.id,
                    "rows": [{**_row(kind, viewer, one), "box": boxes[one.id]} for one in others],
                    "after_first": bool(first),
                    "demand_id": record.id if kind == DEMAND else None,
                    "progress": _progress(viewer, kind, record),
                },
                MAIN,
            )
        )
    elif viewer.is_signed_in:
        context = {"kind": kind, "record_id": record.id, "after_first": bool(first)}
        panels.append(Panel("matching/_no_matches.html", context, MAIN))
    return panels


def _progress(viewer: Viewer, kind: str, record: Any) -> str:
    """For those who review: how far the demand is from being ordered by its judgments."""
    if kind != DEMAND or not works_at_desk_for(viewer, record.county_code):
        return ""
    return progress_words(progress_of([record.id])[record.id])


def _says_something(match: Match) -> bool:
    """Whether a match is worth a panel: it fits, or at least one criterion can be compared."""
    return match.band != LOOK or any(one.verdict in ("MET", "PARTLY", "NOT_MET") for one in match.findings)


def _why(kind: str, viewer: Viewer, match: Match, *, is_own: bool) -> dict[str, Any]:
    """The context of the panel that explains one match on the page of one of its records."""
    if kind == ACHIEVEMENT:
        title = _("为什么与您的需求匹配") if is_own else _("最吻合的需求，为什么匹配")
        heads = {"wanted_head": _("您的要求") if is_own else _("要求"), "measured_head": _("本成果")}
    else:
        title = _("为什么与您的成果匹配") if is_own else _("最吻合的成果，为什么匹配")
        heads = {"wanted_head": _("要求"), "measured_head": _("您的成果") if is_own else _("成果实测")}
    return {
        "title": title,
        "kind": kind,
        "match": match,
        "other": match.demand if kind == ACHIEVEMENT else match.achievement,
        "band": band_word(match),
        "level": level_words(match),
        **heads,
        **panel_parts(match, match.demand, match.achievement),
    }


def _row(kind: str, viewer: Viewer, match: Match) -> dict[str, Any]:
    """One line in the list of further matches."""
    if kind == ACHIEVEMENT:
        other, organisation = match.demand, organisation_words(match.demand, viewer)
    else:
        other, organisation = match.achievement, match.achievement.organisation.display_name
    return {
        "match": match,
        "title": other.title,
        "organisation": organisation,
        "strip": strip(match),
        "count": count_sentence(match),
        "band": band_word(match),
    }


def achievement_notes(viewer: Viewer, ids: Sequence[int]) -> Mapping[int, str]:
    """In the list of achievements: with which of the viewer's demands each one fits."""
    return _notes(viewer, ACHIEVEMENT, ids)


def demand_notes(viewer: Viewer, ids: Sequence[int]) -> Mapping[int, str]:
    """In the list of demands: with which of the viewer's achievements each one fits."""
    return _notes(viewer, DEMAND, ids)


def _notes(viewer: Viewer, kind: str, ids: Sequence[int]) -> dict[int, str]:
    if viewer.organisation_id is None:
        return {}
    found: dict[int, str] = {}
    for match in own_notes(viewer, kind, ids):
        if kind == ACHIEVEMENT:
            words = _("与您的需求“%(title)s”%(band)s，%(count)s", **_note_words(match, match.demand.title))
            found.setdefault(match.achievement_id, words)
        else:
            words = _("与您的成果“%(title)s”%(band)s，%(count)s", **_note_words(match, match.achievement.title))
            found.setdefault(match.demand_id, words)
    return found


def _note_words(match: Match, title: str) -> dict[str, str]:
    return {"title": title, "band": band_word(match), "count": count_sentence(match)}
