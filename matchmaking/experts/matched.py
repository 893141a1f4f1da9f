"""Experts as matching and enquiries see them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.panels import Panel, register_panel
from matchmaking.demands.models import Demand
from matchmaking.enquiries.panels import offer
from matchmaking.enquiries.subjects import Asked
from matchmaking.experts.documents import body, load
from matchmaking.experts.models import Expert, ExpertAchievement, ExpertFit
from matchmaking.experts.pages import place, who
from matchmaking.experts.permissions import can_read_fits, name_is_shown
from matchmaking.experts.side import EXPERTS
from matchmaking.experts.states import CONFIRMED
from matchmaking.listings.audiences import is_public
from matchmaking.matching import fit_panels
from matchmaking.matching.fit_weighing import Other, OtherKind, register_other_kind
from matchmaking.matching.ranking import DEMAND, Text
from matchmaking.organisations.queries import writer_ids


def describe(expert: Expert) -> Other | None:
    """What matching knows of a public expert."""
    if not is_public(expert):
        return None
    linked = select(ExpertAchievement.achievement_id).where(
        ExpertAchievement.expert_id == expert.id, ExpertAchievement.state == CONFIRMED
    )
    return Other(
        expert.id,
        expert.organisation_id,
        Text(expert.title, body(expert)),
        tuple(expert.industry_codes),
        expert.technical_field,
        expert.county_code,
        tuple(current_session().scalars(linked)),
        # An achievement says whose it is.
        names_achievements=not expert.hides_name,
    )


def people_of(expert: Expert) -> Sequence[int]:
    """Who is told: the person, or for people without an account who writes for the organisation."""
    return [expert.holder_id] if expert.holder_id is not None else writer_ids(expert.organisation_id)


KIND = OtherKind(EXPERTS, ExpertFit, load, describe, people_of, "experts.fits")
ASKED = Asked(
    EXPERTS,
    takes=lambda expert: expert.takes_requests,
    limit=lambda expert: expert.monthly_limit,
    holder=lambda expert: expert.holder_id,
    who=who,
    act=_l("请教或约谈"),
    lead=_l("写清问题，专家在限期内答复可以谈还是谢绝。怎样联系由对方在答复里告诉您。"),
)


def in_panel(expert: Expert, viewer: Viewer) -> dict[str, Any]:
    """An expert on the page of a demand."""
    return {
        "who": who(expert, viewer),
        "place": place(expert, viewer),
        "is_named": name_is_shown(viewer, expert),
    }


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """On a demand's page: whom to ask."""
    return fit_panels.demand_panels(KIND, viewer, demand, _l("可以请教的专家"), in_panel)


def expert_panels(viewer: Viewer, expert: Expert) -> Sequence[Panel]:
    """On the own page: the demands that may need the person."""
    return fit_panels.record_panels(KIND, viewer, expert) if can_read_fits(viewer, expert) else []


def register_matching() -> None:
    """Tell the rooms below."""
    register_other_kind(KIND)
    offer(ASKED)
    register_panel(DEMAND, demand_panels)
    register_panel(EXPERTS.kind, expert_panels)
