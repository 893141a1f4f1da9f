"""The page on which the owner of a published demand moves its deadline, with a reason."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.errors import Conflict
from matchmaking.core.filters import iso_day
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.demands.extending import REASONS, extend_deadline, extensions_left
from matchmaking.demands.forms import ExtendForm
from matchmaking.demands.permissions import can_extend_demand
from matchmaking.demands.queries import extensions_of
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.views import Answer, demands
from matchmaking.listings import views


@demands.route("/demands/<int:demand_id>/extend", methods=["GET", "POST"])
@guard(SIGNED_IN)
def extend_demand(demand_id: int) -> Answer:
    """Another deadline; everybody reads the reason, and those concerned are told."""
    demand = views.load(DEMANDS, demand_id, viewer())
    require(can_extend_demand(viewer(), demand))
    form = ExtendForm()
    if form.validate_on_submit():
        if form.seen_version != demand.version:
            return _was_changed(form, demand)
        if form.is_in_order(demand):
            extend_deadline(
                demand, form.deadline_on.data, reason_code=form.reason_code.data, reason=form.reason.data or "",
                actor=viewer(),
            )  # fmt: skip
            flash(_("截止日期已改，原因会公开显示，并通知受邀和关注的单位。"), "success")
            return redirect(url_for("demands.show_demand", demand_id=demand.id), 303)
    form.version.data = form.version.data or str(demand.version)
    page = render_template(
        "demands/extend_demand.html",
        record=demand,
        form=form,
        extensions=extensions_of(demand.id),
        reasons=REASONS,
        left=extensions_left(demand),
    )
    return page, 422 if form.errors else 200


def _was_changed(form: ExtendForm, demand: object) -> Response:
    """The second press of a double click is done already; anything else is a conflict. Raises Conflict."""
    deadline_on = getattr(demand, "deadline_on", None)
    if deadline_on == form.deadline_on.data:
        return redirect(url_for("demands.show_demand", demand_id=getattr(demand, "id", 0)), 303)
    raise Conflict(
        _("您打开这一页之后，别人已经修改过这条需求，截止日期没有改。请打开最新版本再改一次。"),
        theirs=[(_("应答截止"), iso_day(deadline_on))],
        mine=[(_("应答截止"), iso_day(form.deadline_on.data))],
    )
