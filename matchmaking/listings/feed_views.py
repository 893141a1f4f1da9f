"""The public list of a side to take away: an Atom feed and tables, with the filters of the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Response, current_app, render_template, request
from werkzeug.datastructures import MultiDict

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now
from matchmaking.core.downloads import WORKBOOK
from matchmaking.core.filters import today
from matchmaking.core.records import PUBLISHED
from matchmaking.core.tables import write_csv, write_xlsx
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.permissions import visible
from matchmaking.listings.queries import in_order
from matchmaking.listings.side import Side
from matchmaking.listings.views import address
from matchmaking.search.listing import Listing
from matchmaking.search.registry import engine

MOST_ROWS = 1000
FEED_ENTRIES = 50
# Heading → what stands in the cell.
Columns = Mapping[Any, Callable[[Any], Any]]


def listed(side: Side, listing: Listing, viewer: Viewer, most: int, **fixed: str) -> list[Any]:
    """The records of the list as filtered by the address, the first `most` of them, as the viewer may read them."""
    arguments = MultiDict(request.args)
    arguments.setlist("page", [])
    arguments.update(fixed)
    answer = replace(listing, size=most).answer(arguments, engine())
    found = in_order(side, visible(side.model, viewer).where(side.model.state == PUBLISHED), answer.ids)
    return [as_shown(viewer, one) for one in found]


def feed(side: Side, listing: Listing, viewer: Viewer, title: str, author: Callable[[Any], str]) -> Response:
    """The newest records as an Atom feed."""
    records = listed(side, listing, viewer, FEED_ENTRIES, sort="newest")
    updated = max((one.updated_at for one in records), default=now())
    body = render_template(
        "listings/_feed.xml",
        side=side, title=title, records=records, updated=updated, author=author,
        public_url=current_app.config["PUBLIC_URL"].rstrip("/"),
        path=lambda record: address(side, "show", record), here=request.full_path.rstrip("?"),
    )  # fmt: skip
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def export(side: Side, listing: Listing, viewer: Viewer, columns: Columns, form: str) -> Response:
    """The list as a table, at most 1,000 rows, in the order of the page."""
    records = listed(side, listing, viewer, MOST_ROWS)
    header = [str(heading) for heading in columns]
    rows: Sequence[Sequence[Any]] = [[cell(record) for cell in columns.values()] for record in records]
    name = f"{side.room}-{today().isoformat()}.{form}"
    if form == "xlsx":
        response = Response(write_xlsx(str(side.name), header, rows), content_type=WORKBOOK)
    else:
        response = Response(write_csv(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
