"""Two demands side by side at the desk: link them as one possible order, or merge the one into the other."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.guards import guard, require
from matchmaking.core.panels import FIRST, SIDE, Panel
from matchmaking.core.records import PUBLISHED, SUBMITTED
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.permissions import can_view_demand, organisation_shown
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.permissions import AT_DESK, works_at_desk_for
from matchmaking.listings.views import load
from matchmaking.refinements import merging
from matchmaking.refinements.permissions import can_join, can_work_on
from matchmaking.refinements.queries import find_link, find_refinement, joint_demands
from matchmaking.refinements.views import refinements


def pair_panels(person: Viewer, pair: tuple[Demand, Demand]) -> Sequence[Panel]:
    """Below two demands side by side: the buttons for what the desk may do with both."""
    one, other = pair
    if not can_join(person, one, other):
        return []
    context: dict[str, Any] = {"one": one, "other": other, "is_linked": find_link(one.id, other.id) is not None}
    # That two demands are of one enterprise says whose the hidden one is.
    is_same = one.organisation_id == other.organisation_id and all(organisation_shown(person, each) for each in pair)
    context["is_same"] = is_same
    context["merges"] = [
        (own, target)
        for own, target in (pair, (other, one))
        if is_same
        and own.state == SUBMITTED
        and target.state in (SUBMITTED, PUBLISHED)
        and can_work_on(person, own, find_refinement(own.id))
        and merging.obstacle(target, person) is None
    ]
    return [Panel("refinements/_pair.html", context, FIRST)]


def linked_panels(person: Viewer, demand: Demand) -> Sequence[Panel]:
    """Beside a public demand, for the desk: those that it was linked with, or nobody would find the link again."""
    if not demand.is_published or not works_at_desk_for(person, demand.county_code):
        return []
    records = [one for one in joint_demands(demand.id) if can_view_demand(person, one)]
    rows = [{"record": one, "organisation": organisation_words(one, person)} for one in records]
    return [Panel("refinements/_linked.html", {"demand": demand, "rows": rows}, SIDE)] if rows else []


def _load_pair(one_id: int, other_id: int) -> tuple[Demand, Demand]:
    require(one_id != other_id, hide=True)
    one, other = load(DEMANDS, one_id, viewer()), load(DEMANDS, other_id, viewer())
    require(can_join(viewer(), one, other))
    return one, other


def _back(one: Demand, other: Demand) -> Response:
    return redirect(url_for("matching.compare_alike", kind=DEMANDS.kind, one_id=one.id, other_id=other.id), 303)


@refinements.post("/desk/joint/<int:one_id>/<int:other_id>")
@guard(AT_DESK)
def join_demands(one_id: int, other_id: int) -> Response:
    """Note that two demands, at the desk or public, could be one order."""
    one, other = _load_pair(one_id, other_id)
    merging.link(one, other, actor=viewer())
    flash(_("已标为可联合，两条需求的页面上有记录，只有办理人员看得到。"), "success")
    return _back(one, other)


@refinements.post("/desk/joint/<int:one_id>/<int:other_id>/part")
@guard(AT_DESK)
def part_demands(one_id: int, other_id: int) -> Response:
    """They could not, after all."""
    one, other = _load_pair(one_id, other_id)
    merging.unlink(one, other, actor=viewer())
    flash(_("已取消可联合。"), "success")
    return _back(one, other)
