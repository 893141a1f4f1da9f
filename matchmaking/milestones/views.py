"""The plan of a deal, one milestone, and the workbook of both."""

from typing import Any

from flask import Blueprint, abort
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.downloads import send_sheets
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side, can_see_deal
from matchmaking.deals.views import load_deal
from matchmaking.milestones import queries
from matchmaking.milestones.delivering import CAN_DELIVER, waiting_delivery
from matchmaking.milestones.models import Milestone
from matchmaking.milestones.pages import file_rows, overview
from matchmaking.milestones.permissions import goes_on
from matchmaking.milestones.sheets import sheets_of

milestones = Blueprint("milestones", __name__)
Answer = str | Response | tuple[str, int]


def own_deal(found: Any) -> Any:
    """A record of a deal that the viewer may read; 404 for everybody else, also where there is none."""
    if found is None:
        abort(404)
    deal = getattr(found, "deal", None) or found.milestone.deal
    require(can_see_deal(viewer(), deal), hide=True)
    return found


def must_act(deal: Deal, *sides: str) -> str:
    """The side for which the viewer acts, one of `sides`; 403 for others."""
    side = acting_side(viewer(), deal)
    require(side is not None and (not sides or side in sides))
    assert side is not None
    if not goes_on(deal):
        raise RuleBroken(_("这一单已终止，不能再写履约记录。"))
    return side


def load_milestone(milestone_id: int) -> Milestone:
    """A milestone, or 404."""
    return own_deal(queries.milestone_by_id(milestone_id))


@milestones.get("/deals/<int:deal_id>/performance")
@guard(SIGNED_IN)
def show_plan(deal_id: int) -> str:
    """Where the performance stands: milestones, payments, whose turn it is, what both sides agreed to."""
    deal, person = load_deal(deal_id), viewer()
    return deal_page(
        "milestones/show_plan.html", deal, person, **overview(deal, queries.plan_of(deal), person)
    )  # fmt: skip


@milestones.get("/deals/milestones/<int:milestone_id>")
@guard(SIGNED_IN)
def show_milestone(milestone_id: int) -> str:
    """One milestone: what is asked, what was handed in, what was said of it."""
    milestone, person = load_milestone(milestone_id), viewer()
    deal = milestone.deal
    side = acting_side(person, deal) if goes_on(deal) else None
    waiting = waiting_delivery(milestone)
    return deal_page(
        "milestones/show_milestone.html", deal, person, milestone=milestone,
        deliveries=[
            (one, file_rows(person, deal, "milestone_deliveries", one.id)) for one in reversed(milestone.deliveries)
        ],
        clock=lines_for("milestones", [milestone.id]).get(milestone.id),
        accords=[one for one in queries.accords_of(deal) if one.milestone_id == milestone.id],
        acting=side,
        may_deliver=side == "seller" and milestone.state in CAN_DELIVER,
        may_take_back=side == "seller" and waiting is not None,
        may_check=side == "buyer" and waiting is not None,
        may_delay=side is not None and milestone.state in ("locked", "open", "sent_back"),
        may_waive=side is not None and milestone.holds_back,
    )  # fmt: skip


@milestones.get("/deals/<int:deal_id>/performance/export.xlsx")
@guard(SIGNED_IN)
def export_plan(deal_id: int) -> Response:
    """Milestones, payments and everything written of them as a workbook, for the sides."""
    deal = load_deal(deal_id)
    plan = queries.plan_of(deal)
    if plan is None:
        abort(404)
    return send_sheets(f"performance-{deal.number}.xlsx", sheets_of(deal, plan, viewer()))
