"""Whom a demand for a chosen few must name before it can be handed in and published."""

from flask_babel import gettext as _

from matchmaking.demands.models import Demand
from matchmaking.demands.modes import DIRECT, INVITED
from matchmaking.demands.queries import invitees_of
from matchmaking.listings.rules import Problem


def invitation_gaps(demand: Demand) -> list[Problem]:
    """An invited demand names at least one institution, a direct one exactly one; all of them are verified."""
    if demand.mode not in (INVITED, DIRECT):
        return []
    invitees = invitees_of(demand.id)
    if not invitees:
        return [Problem("mode", _("请先选好要邀请的单位。"))]
    if demand.mode == DIRECT and len(invitees) > 1:
        return [Problem("mode", _("直接洽谈只能找一家单位，请去掉其他的，或改成定向邀请。"))]
    for one in invitees:
        if not one.organisation.is_verified:
            words = _("“%(name)s”没有通过单位认证，请换一家。", name=one.organisation.name)
            return [Problem("mode", words)]
    return []


def invitation_gate(demand: Demand) -> str | None:
    """The same before it is published: an institution may have lost its verification meanwhile."""
    problems = invitation_gaps(demand)
    return problems[0].message if problems else None
