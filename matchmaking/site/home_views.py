"""The home page: one real match, what is being looked for, what is new, and all industries."""

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.achievements.pages import mode_words
from matchmaking.core.filters import day, money_range
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.demands.pages import organisation_words
from matchmaking.listings.disclosure import as_shown, shown_groups
from matchmaking.matching.models import Finding, Match
from matchmaking.site import queries
from matchmaking.site.views import site
from matchmaking.vocabulary.queries import label, terms

DEMANDS_SHOWN, ACHIEVEMENTS_SHOWN, ROADSHOWS_SHOWN, HINTS = 4, 3, 3, 5
MATCHES_LOOKED_AT, FINDINGS_SHOWN = 24, 4
# The industries that are not among the ten are many; the home page shows those where there is most.
OTHERS_SHOWN = 6
COLUMNS = (("traditional",), ("emerging",), ("future", "open"))


@site.get("/")
@guard(PUBLIC)
def home() -> str:
    """What there is: open demands, new achievements, industries, and how it works."""
    demands = queries.newest_open_demands(DEMANDS_SHOWN)
    achievements = queries.newest_achievements(ACHIEVEMENTS_SHOWN)
    words = [word for record in [*(one for one, _n in demands), *achievements] for word in record.keywords[:1]]
    return render_template(
        "site/home.html",
        counts=queries.public_counts(),
        roadshows=queries.near_roadshows(ROADSHOWS_SHOWN),
        demands=[
            (
                as_shown(viewer(), one),
                {
                    "organisation": organisation_words(one, viewer()),
                    "county": label("county", one.county_code),
                    "tags": [label("industry", code) for code in one.industry_codes[:2]],
                    "criteria": criteria if "criteria" in shown_groups(viewer(), one) else 0,
                },
            )
            for one, criteria in demands
        ],
        achievements=[
            (
                one,
                {
                    "organisation": one.organisation.display_name,
                    "industries": _("、").join(label("industry", code) for code in one.industry_codes[:2]),
                    "modes": mode_words(one),
                },
            )
            for one in achievements
        ],
        hints=list(dict.fromkeys(words))[:HINTS],
        industries=_industry_columns(),
        pair=_shown_pair(queries.best_matches(MATCHES_LOOKED_AT)),
    )


def _shown_pair(matches: list[Match]) -> dict[str, Any] | None:
    """One real match for the card: the best that shows more than one kind of verdict, as most do."""
    told = [match for match in matches if len(match.findings) >= FINDINGS_SHOWN]
    mixed = [match for match in told if len({finding.verdict for finding in match.findings}) > 1]
    match = next(iter([*mixed, *told]), None)
    if match is None:
        return None
    demand, achievement = match.demand, match.achievement
    known = as_shown(viewer(), demand)
    budget = [] if "money" in known.locked else [money_range(known.budget_low, known.budget_high)]
    level = achievement.readiness_level
    return {
        "demand": {
            "title": demand.title,
            "url": url_for("demands.show_demand", demand_id=demand.id),
            "facts": [organisation_words(demand, viewer()), label("county", demand.county_code), *budget],
        },
        "achievement": {
            "title": achievement.title,
            "url": url_for("achievements.show_achievement", achievement_id=achievement.id),
            "facts": [
                achievement.organisation.display_name,
                *([_("成熟度 TRL %(level)s", level=level)] if level else []),
            ],
        },
        "findings": [
            {
                "name": finding.name,
                "wanted": _short(finding.wanted),
                "measured": _short(finding.offered),
                "verdict": finding.verdict,
            }
            for finding in _telling(match.findings)
        ],
        "foot": _("示例数据，%(day)s 比对", day=day(match.computed_at))
        if demand.is_sample
        else _("%(day)s 比对", day=day(match.computed_at)),
        "url": url_for("matching.show_match", demand_id=demand.id, achievement_id=achievement.id),
    }


def _telling(findings: list[Finding]) -> list[Finding]:
    """The first findings; the last of them gives way to one that is not met, so that the card does not flatter."""
    shown, rest = findings[:FINDINGS_SHOWN], findings[FINDINGS_SHOWN:]
    if len({finding.verdict for finding in shown}) == 1:
        others = [finding for finding in rest if finding.verdict != shown[0].verdict]
        shown = [*shown[: FINDINGS_SHOWN - 1], *others[:1]] if others else shown
    return shown


def _short(words: str) -> str:
    """A value without the circumstances in brackets behind it."""
    return words.partition("（")[0] or words


def _industry_columns() -> list[dict[str, Any]]:
    """Three columns of industries with their counts on both sides."""
    counts = queries.industry_counts()
    found = []
    for groups in COLUMNS:
        entries = [entry for entry in terms("industry") if entry.parent in groups]
        rows = [(entry.code, entry.label(), *counts.get(entry.code, (0, 0))) for entry in entries]
        if "open" in groups:
            rows = sorted((row for row in rows if row[2] + row[3]), key=lambda row: -row[2] - row[3])[:OTHERS_SHOWN]
        found.append({"title": _column_title(groups), "rows": rows})
    return found


def _column_title(groups: tuple[str, ...]) -> str:
    return label("industry_group", groups[0]) if len(groups) == 1 else _("未来产业和其他特色产业")
