"""The public pages of the site itself: home, search over everything, help and the texts about the platform."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaking.accounts.current import viewer
from matchmaking.accounts.services import CONSENT_VERSION
from matchmaking.achievements import catalogue as achievement_catalogue
from matchmaking.achievements.pages import in_list as achievement_in_list
from matchmaking.achievements.pages import mode_words
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.core.records import PUBLISHED
from matchmaking.demands import catalogue as demand_catalogue
from matchmaking.demands.pages import in_list as demand_in_list
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.permissions import visible
from matchmaking.listings.queries import in_order
from matchmaking.listings.side import Side
from matchmaking.organisations.labels import KINDS
from matchmaking.search.listing import LONGEST_QUERY, Listing
from matchmaking.search.registry import engine
from matchmaking.site import queries
from matchmaking.vocabulary.queries import label, terms

site = Blueprint("site", __name__)

DEMANDS_AT_HOME, ACHIEVEMENTS_AT_HOME, HINTS = 4, 3, 5
# The industries that are not among the ten are many; the home page shows those where there is something.
COLUMNS = (("traditional",), ("emerging",), ("future", "open"))
FOUND_SHOWN = 5


@site.get("/")
@guard(PUBLIC)
def home() -> str:
    """What there is: open demands, new achievements, industries, and how it works."""
    demands = queries.newest_open_demands(DEMANDS_AT_HOME)
    achievements = queries.newest_achievements(ACHIEVEMENTS_AT_HOME)
    words = [word for record in [*(one for one, _n in demands), *achievements] for word in record.keywords[:1]]
    return render_template(
        "site/home.html",
        counts=queries.public_counts(),
        demands=[
            (
                one,
                {
                    "organisation": organisation_words(one, viewer()),
                    "county": label("county", one.county_code),
                    "tags": [label("industry", code) for code in one.industry_codes[:2]],
                    "criteria": criteria,
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
    )


def _industry_columns() -> list[dict[str, Any]]:
    """Three columns of industries with their counts on both sides."""
    counts = queries.industry_counts()
    found = []
    for groups in COLUMNS:
        entries = [entry for entry in terms("industry") if entry.parent in groups]
        if "open" in groups:
            entries = [entry for entry in entries if any(counts.get(entry.code, ()))]
        rows = [(entry.code, entry.label(), *counts.get(entry.code, (0, 0))) for entry in entries]
        found.append({"title": _column_title(groups), "rows": rows})
    return found


def _column_title(groups: tuple[str, ...]) -> str:
    return label("industry_group", groups[0]) if len(groups) == 1 else _("未来产业和其他特色产业")


@site.get("/search")
@guard(PUBLIC)
def search() -> str:
    """Find achievements, demands and organisations with the same words."""
    text = " ".join(request.args.get("q", "").split())[:LONGEST_QUERY].strip()
    groups = _found(text) if text else []
    return render_template("site/search.html", text=text, groups=groups, total=sum(one["total"] for one in groups))


def _found(text: str) -> list[dict[str, Any]]:
    """The best of each kind, with how many there are and where all of them are."""
    achievements, achievement_total, some_achievements = _listed(ACHIEVEMENTS, achievement_catalogue.CATALOGUE, text)
    demands, demand_total, some_demands = _listed(DEMANDS, demand_catalogue.CATALOGUE, text)
    organisations, organisation_total = queries.organisations_with(text, FOUND_SHOWN)
    return [
        {
            "kind": "achievement",
            "title": _("科技成果"),
            "total": achievement_total,
            "loosened": some_achievements,
            "rows": [(one, achievement_in_list(one, text)) for one in achievements],
            "url": url_for("achievements.list_achievements", q=text),
        },
        {
            "kind": "demand",
            "title": _("技术需求"),
            "total": demand_total,
            "loosened": some_demands,
            "rows": [(one, demand_in_list(one, text, viewer())) for one in demands],
            "url": url_for("demands.list_demands", q=text),
        },
        {
            "kind": "organisation",
            "title": _("机构"),
            "total": organisation_total,
            "loosened": False,
            "rows": [(one, {"kind": KINDS.get(one.kind, one.kind)}) for one in organisations],
            "url": url_for("organisations.list_organisations", q=text),
        },
    ]


def _listed(side: Side, catalogue: Listing, text: str) -> tuple[list[Any], int, bool]:
    """The first records of a public list, how many it has, and whether they have only some of the words."""
    answer = replace(catalogue, facets=(), size=FOUND_SHOWN).answer(MultiDict({"q": text}), engine())
    query = visible(side.model, viewer()).where(side.model.state == PUBLISHED)
    return in_order(side, query, answer.ids), answer.results.total, answer.results.loosened


@site.get("/help")
@guard(PUBLIC)
def help() -> str:
    """How to use the platform, and what a verdict means."""
    return render_template("site/help.html")


@site.get("/about")
@guard(PUBLIC)
def about() -> str:
    """What the platform is, and what it is not."""
    return render_template("site/about.html", counts=queries.public_counts())


@site.get("/privacy")
@guard(PUBLIC)
def privacy() -> str:
    """What is done with personal data, in the version that people agree to at sign-up."""
    return render_template("site/privacy.html", version=CONSENT_VERSION)


@site.get("/terms", endpoint="terms")
@guard(PUBLIC)
def terms_of_use() -> str:
    """The rules of use."""
    return render_template("site/terms.html", version=CONSENT_VERSION)


@site.get("/accessibility")
@guard(PUBLIC)
def accessibility() -> str:
    """What is done for people with disabilities, and whom to tell about a barrier."""
    return render_template("site/accessibility.html")
