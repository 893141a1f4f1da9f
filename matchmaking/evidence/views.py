"""The log of a deal, and its archive."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import now, unit_of_work
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import side_of
from matchmaking.deals.views import load_deal
from matchmaking.evidence import archive, log, services
from matchmaking.evidence.log import Teller
from matchmaking.evidence.models import EvidenceExport

evidence = Blueprint("evidence", __name__)
ROWS = 50
HOLDS = timedelta(hours=24)


@evidence.get("/deals/<int:deal_id>/evidence")
@guard(SIGNED_IN)
def show_log(deal_id: int) -> str:
    """Every step of the deal, the latest first, and who exported it."""
    deal, person = load_deal(deal_id), viewer()
    total = log.count_of(deal)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    rows = log.page_of(deal, ROWS, (number - 1) * ROWS)
    exports = services.exports_of(deal)
    return deal_page(
        "evidence/show_log.html", deal, person, page=Page(rows, number, ROWS, total), teller=Teller.of(person, deal),
        exports=exports, fresh={one.id for one in exports if one.user_id == person.user_id and now() - one.at < HOLDS},
    )  # fmt: skip


@evidence.post("/deals/<int:deal_id>/evidence")
@guard(SIGNED_IN)
def export(deal_id: int) -> Response:
    """Write the export into the log; the archive is built when it is fetched."""
    deal, person = load_deal(deal_id), viewer()
    made = services.begin_export(deal, side=side_of(person, deal) or "", actor=person)
    return redirect(url_for("evidence.download", deal_id=deal.id, export_id=made.id), 303)


@evidence.get("/deals/<int:deal_id>/evidence/<int:export_id>.zip")
@guard(SIGNED_IN)
def download(deal_id: int, export_id: int) -> Response:
    """The archive, for who has exported it, for a day: later there is more to export."""
    deal, person = load_deal(deal_id), viewer()
    made = services.export_with(deal, export_id) or abort(404)
    require(made.user_id == person.user_id)
    if now() - made.at > HOLDS:
        flash(_("这次导出已超过 24 小时，请重新导出。"), "error")
        return redirect(url_for("evidence.show_log", deal_id=deal.id), 303)
    file, seal = archive.build(person, made)
    # The request only reads; the hash must be safe before the archive goes out.
    with unit_of_work() as session:
        services.keep_seal(session.get_one(EvidenceExport, made.id), seal, actor=person)
    name = f"{deal.number}-存证包-{made.entry_id}.zip"
    response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)  # type: ignore[arg-type]
    response.headers["Cache-Control"] = "private, no-store"
    return response
