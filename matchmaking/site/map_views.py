"""What crawlers read: robots.txt and the site map of the public records."""

from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from matchmaking.achievements.models import Achievement
from matchmaking.core.filters import iso_day
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project
from matchmaking.roadshows.models import Roadshow
from matchmaking.site import queries
from matchmaking.site.views import site

# The protocol allows 50,000 addresses and 50 MB for one file.
SIZE = 10_000
RECORDS: dict[str, tuple[Any, str, str]] = {
    "achievements": (Achievement, "achievements.show_achievement", "achievement_id"),
    "demands": (Demand, "demands.show_demand", "demand_id"),
    "projects": (Project, "projects.show_project", "project_id"),
    "roadshows": (Roadshow, "roadshows.show_roadshow", "roadshow_id"),
    "organisations": (Organisation, "organisations.show_organisation", "organisation_id"),
}
PAGES = (
    "site.home", "achievements.list_achievements", "demands.list_demands", "experts.list_experts",
    "facilities.list_facilities", "projects.list_projects", "investors.list_investors",
    "organisations.list_organisations", "roadshows.list_roadshows",
    "channels.show_channel", "calls.list_calls", "contests.list_contests",
    "site.help", "site.about", "site.privacy", "site.terms", "site.accessibility",
    "vocabulary.show_vocabulary",
)  # fmt: skip
# Pages for people who are signed in, and searches without end.
CLOSED = (
    "/accounts/", "/desk/", "/workspace", "/search", "/notices", "/achievements/mine", "/demands/mine",
    "/experts/mine", "/facilities/mine", "/projects/mine", "/investors/mine", "/enquiries", "/deals",
    "/interests", "/meetings", "/organisations/invitations",
)  # fmt: skip


@site.get("/robots.txt")
@guard(PUBLIC)
def robots() -> Response:
    """What crawlers may read."""
    lines = ["User-agent: *", *[f"Disallow: {prefix}{path}" for prefix in ("", "/en") for path in CLOSED]]
    lines.append(f"Sitemap: {request.host_url}sitemap.xml")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@site.get("/sitemap.xml")
@guard(PUBLIC)
def sitemap() -> Response:
    """The list of the site maps: one of the fixed pages, and as many for each kind of record as it needs."""
    maps = [url_for("site.sitemap_part", name="pages", number=1)]
    for name, (model, _endpoint, _argument) in RECORDS.items():
        parts = -(-queries.public_count(model) // SIZE)
        maps += [url_for("site.sitemap_part", name=name, number=number) for number in range(1, parts + 1)]
    return _xml("site/sitemap.xml", maps=maps)


@site.get("/sitemap-<any(pages, achievements, demands, projects, roadshows, organisations):name>-<int:number>.xml")
@guard(PUBLIC)
def sitemap_part(name: str, number: int) -> Response:
    """One site map: addresses with the day of their last change."""
    if name == "pages":
        rows = [(url_for(endpoint), None) for endpoint in PAGES]
    else:
        model, endpoint, argument = RECORDS[name]
        found = queries.public_addresses(model, (number - 1) * SIZE, SIZE) if 0 < number < 100_000 else []
        rows = [(url_for(endpoint, **{argument: one}), iso_day(changed)) for one, changed in found]
    if not rows or (name == "pages" and number != 1):
        abort(404)
    return _xml("site/sitemap_part.xml", rows=rows)


def _xml(template: str, **context: Any) -> Response:
    host = request.host_url.rstrip("/")
    return Response(render_template(template, host=host, **context), mimetype="application/xml")
