"""What answers hang into the page of a demand: how many there are, the way to answer or why not, and what came in."""

from collections.abc import Sequence

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.panels import ACTIONS, BAR, FIRST, Panel
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import accepts_answers_until
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.pages import answer_rows, shown_state
from matchmaking.proposals.permissions import answering_organisations, is_demand_side, is_sealed, takes_changes
from matchmaking.proposals.queries import answer_count, own_answers
from matchmaking.proposals.states import DRAFT

SHOWN = 8


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """The button, or the sentence that says why there is none; for the demand's side the answers."""
    count = answer_count(demand.id)
    if not demand.is_published and not count:
        return []
    reads = is_demand_side(viewer, demand)
    own = _own(viewer, demand)
    context = {
        "demand": demand,
        "count": count,
        "reads": reads,
        "own": [(one, shown_state(one, viewer)) for one in own],
        "may_start": demand.is_published and bool(set(answering_organisations(viewer, demand)) - _answered(own)),
        "why_not": (why_not := _why_not(viewer, demand)),
        "may_sign_in": demand.is_published and not viewer.is_signed_in and not why_not,
        "is_open": takes_changes(demand),
        "sealed": is_sealed(demand),
    }
    found = [Panel("proposals/_answer_actions.html", context, ACTIONS)]
    if context["may_start"] or context["may_sign_in"] or own:
        found.append(Panel("proposals/_answer_bar.html", context, BAR))
    if reads and count:
        rows = answer_rows(demand, viewer)
        clocks = lines_for(Proposal.__tablename__, [row["proposal"].id for row in rows])
        parts = {**context, "rows": rows[:SHOWN], "more": len(rows) > SHOWN, "clocks": clocks,
                 "until": accepts_answers_until(demand)}  # fmt: skip
        found.append(Panel("proposals/_received.html", parts, FIRST))
    return found


def _own(viewer: Viewer, demand: Demand) -> list[Proposal]:
    """The answers of the viewer's organisations that are not withdrawn; drafts only for who may write them."""
    if not viewer.memberships:
        return []
    found = own_answers(demand.id, list(viewer.memberships))
    return [one for one in found if one.open_key and (one.state != DRAFT or viewer.edits_for(one.organisation_id))]


def _answered(own: Sequence[Proposal]) -> set[int]:
    return {one.organisation_id for one in own}


def _why_not(viewer: Viewer, demand: Demand) -> str:
    """Why this viewer cannot answer, in one sentence with the next step; empty for who needs none."""
    if is_over(demand.deadline_on):
        return _("应答已截止。")
    if not viewer.is_signed_in or viewer.belongs_to(demand.organisation_id):
        return ""
    if viewer.organisation_id is None:
        return _("应答要以单位的名义，请先登记或加入一个单位。")
    if not viewer.edits_for(viewer.organisation_id):
        return _("您在本单位只能查看，请本单位的编辑人来应答。")
    if not demand.is_for_everybody:
        return _("这条需求只接受受邀单位的应答。")
    return ""
