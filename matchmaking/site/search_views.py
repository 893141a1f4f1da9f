"""Search over achievements, demands, projects, experts, service bases and organisations at once."""

from collections.abc import Callable
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
from matchmaking.projects import catalogue as project_catalogue
from matchmaking.projects.pages import in_list as project_in_list
from matchmaking.projects.side import PROJECTS
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
    organisations, organisation_total = organisations_with(text, SHOWN)
    return [
        _listed(ACHIEVEMENTS, _("科技成果"), achievement_catalogue.CATALOGUE, achievement_in_list, text),
        _listed(DEMANDS, _("技术需求"), demand_catalogue.CATALOGUE, demand_in_list, text),
        _listed(PROJECTS, _("展厅里的项目"), project_catalogue.CATALOGUE, project_in_list, text),
        _listed(EXPERTS, _("专家"), expert_catalogue.CATALOGUE, expert_in_list, text),
        _listed(FACILITIES, _("服务基地"), facility_catalogue.CATALOGUE, facility_in_list, text),
        {
            "kind": "organisation",
            "title": _("机构"),
            "total": organisation_total,
            "loosened": False,
            "rows": [(one, {"kind": KINDS.get(one.kind, one.kind)}) for one in organisations],
            "url": url_for("organisations.list_organisations", q=text),
        },
    ]


def _listed(side: Side, title: str, catalogue: Listing, in_list: Callable[..., Any], text: str) -> dict[str, Any]:
    """The first records of a public list, how many it has, and whether they have only some of the words."""
    answer = replace(catalogue, facets=(), size=SHOWN).answer(MultiDict({"q": text}), engine())
    query = visible(side.model, viewer()).where(side.model.state == PUBLISHED)
    found = in_order(side, query, answer.ids, for_list=True)
    return {
        "kind": side.kind,
        "title": title,
        "total": answer.results.total,
        "loosened": answer.results.loosened,
        "rows": [(as_shown(viewer(), one), in_list(one, text, viewer())) for one in found],
        "url": url_for(f"{side.room}.list_{side.room}", q=text),
    }
