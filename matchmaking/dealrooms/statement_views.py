"""Signing the confidentiality statement on screen, and the signed paper."""

import io

from flask import Response, abort, flash, redirect, send_file, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.dealrooms import queries, statements
from matchmaking.dealrooms.forms import SignForm
from matchmaking.dealrooms.permissions import can_read_statement
from matchmaking.dealrooms.views import Answered, dealrooms
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import side_of
from matchmaking.deals.views import load_deal


@dealrooms.route("/deals/<int:deal_id>/room/statement", methods=["GET", "POST"])
@guard(SIGNED_IN)
def show_statement(deal_id: int) -> Answered:
    """The statement, who has signed it, and for whom has not the form to sign it."""
    deal, person = load_deal(deal_id), viewer()
    text, form = statements.current_text(), SignForm()
    side = side_of(person, deal) or ""
    if not form.is_submitted():
        form.seen.data = text.sha256
    elif form.validate():
        try:
            statements.sign(
                deal, side=side, name=form.name.data or "", role=form.role.data or "", seen=form.seen.data or "",
                actor=person,
            )  # fmt: skip
        except Conflict:
            raise
        except RuleBroken as broken:
            form.name.errors = [broken.message]
        else:
            flash(_("已签署。签署的文件可以在这里下载。"), "success")
            return redirect(url_for("dealrooms.show_statement", deal_id=deal.id), 303)
    page = deal_page(
        "dealrooms/show_statement.html", deal, person, form=form, text=text,
        organisation=statements.organisation_of(person, deal, side),
        signed=[(one, can_read_statement(person, one)) for one in queries.statements_of(deal)],
        mine=queries.signed_by(person.user_id, deal.id, text.sha256),
    )  # fmt: skip
    return (page, 422) if form.errors else page


@dealrooms.get("/deals/<int:deal_id>/room/statement/<int:statement_id>.pdf")
@guard(SIGNED_IN)
def download_statement(deal_id: int, statement_id: int) -> Response:
    """A signed statement on paper."""
    deal = load_deal(deal_id)
    signed = queries.statement_with(deal, statement_id) or abort(404)
    require(can_read_statement(viewer(), signed), hide=True)
    name = f"{deal.number}-保密承诺-{signed.id}.pdf"
    paper = io.BytesIO(statements.statement_pdf(signed))
    response = send_file(paper, mimetype="application/pdf", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
