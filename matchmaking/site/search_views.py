"""Search over achievements, demands, experts, service bases and organisations at once."""

from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaking.accounts.current import viewer
from matchmaking.achievements import catalogue as achievement_catalogue
from matchmaking.achievements.pages import in_list as achievement_in_list
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.core.records import PUBLISHED
from matchmaking.demands import catalogue as demand_catalogue
from matchmaking.demands.pages import in_list as demand_in_list
from matchmaking.demands.side import DEMANDS
from matchmaking.experts import catalogue as expert_catalogue
from matchmaking.experts.pages import in_list as expert_in_list
from matchmaking.experts.side import EXPERTS
from matchmaking.facilities import catalogue as facility_catalogue
from matchmaking.facilities.pages import in_list as facility_in_list
from matchmaking.facilities.side import FACILITIES
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.permissions import visible
from matchmaking.listings.queries import in_order
from matchmaking.listings.side import Side
from matchmaking.organisations.labels import KINDS
from matchmaking.search.listing import LONGEST_QUERY, Listing
from matchmaking.search.registry import engine
from matchmaking.site.queries import organisations_with
from matchmaking.site.views import site

SHOWN = 5


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
    experts, expert_total, some_experts = _listed(EXPERTS, expert_catalogue.CATALOGUE, text)
    facilities, facility_total, some_facilities = _listed(FACILITIES, facility_catalogue.CATALOGUE, text)
    organisations, organisation_total = organisations_with(text, SHOWN)
    return [
        {
            "kind": "achievement",
            "title": _("科技成果"),
            "total": achievement_total,
            "loosened": some_achievements,
            "rows": [(as_shown(viewer(), one), achievement_in_list(one, text, viewer())) for one in achievements],
            "url": url_for("achievements.list_achievements", q=text),
        },
        {
            "kind": "demand",
            "title": _("技术需求"),
            "total": demand_total,
            "loosened": some_demands,
            "rows": [(as_shown(viewer(), one), demand_in_list(one, text, viewer())) for one in demands],
            "url": url_for("demands.list_demands", q=text),
        },
        {
            "kind": "expert",
            "title": _("专家"),
            "total": expert_total,
            "loosened": some_experts,
            "rows": [(as_shown(viewer(), one), expert_in_list(one, text, viewer())) for one in experts],
            "url": url_for("experts.list_experts", q=text),
        },
        {
            "kind": "facility",
            "title": _("服务基地"),
            "total": facility_total,
            "loosened": some_facilities,
            "rows": [(as_shown(viewer(), one), facility_in_list(one, text, viewer())) for one in facilities],
            "url": url_for("facilities.list_facilities", q=text),
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
    answer = replace(catalogue, facets=(), size=SHOWN).answer(MultiDict({"q": text}), engine())
    query = visible(side.model, viewer()).where(side.model.state == PUBLISHED)
    return in_order(side, query, answer.ids), answer.results.total, answer.results.loosened
