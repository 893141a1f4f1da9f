"""Reads what investors look for, and the projects that fit it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.investors.models import InvestorProfile
from matchmaking.investors.weighing import Fit, Interest, Offer, weigh
from matchmaking.listings.audiences import shown
from matchmaking.listings.catalogue import values_in
from matchmaking.listings.disclosure import as_public
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.organisations.states import VERIFIED
from matchmaking.projects.models import Project

# More projects than this are not weighed for one investor; the newest are.
MOST_WEIGHED = 500


def profile_of(organisation_id: int) -> InvestorProfile | None:
    """What an organisation said that it looks for."""
    query = select(InvestorProfile).where(InvestorProfile.organisation_id == organisation_id)
    return current_session().scalar(query.options(joinedload(InvestorProfile.organisation, innerjoin=True)))


def is_open() -> ColumnElement[bool]:
    """A condition: agreed to be shown, and of a verified investor. Join the organisation."""
    return and_(
        InvestorProfile.is_public,
        Organisation.state == VERIFIED,
        Organisation.kind == OrganisationKind.INVESTOR,
    )


def shown_profiles(industry: str | None = None) -> Select[tuple[InvestorProfile]]:
    """The investors who agreed to be listed; with an `industry` those who look at it, or at every field."""
    query = (
        select(InvestorProfile)
        .join(InvestorProfile.organisation)
        .where(is_open())
        .options(contains_eager(InvestorProfile.organisation))
    )
    if industry:
        looks_at = values_in(InvestorProfile.id, InvestorProfile.industry_codes).subquery()
        named = exists().where(looks_at.c[0] == InvestorProfile.id, looks_at.c[1] == industry)
        anything = ~exists().where(looks_at.c[0] == InvestorProfile.id)
        query = query.where(or_(named, anything))
    return query.order_by(InvestorProfile.updated_at.desc(), InvestorProfile.id)


def interest_of(profile: InvestorProfile) -> Interest:
    """A stored profile as it is weighed."""
    return Interest(
        profile.industry_codes,
        profile.stages,
        profile.ticket_low,
        profile.ticket_high,
        profile.county_codes,
        profile.keywords,
    )


def offer_of(project: Any) -> Offer:
    """A project as it is weighed: only what is public."""
    known = as_public(project)
    text = (
        project.title, project.sentence, project.summary, known.technology, project.market, known.business_model,
        " ".join(project.keywords),
    )  # fmt: skip
    return Offer(
        project.industry_codes, project.stage, known.funding_need, project.landing_county_codes, "\n".join(text)
    )


def need_of(project: Any) -> Decimal | None:
    """The public need of a project."""
    need: Decimal | None = as_public(project).funding_need
    return need


def fitting_projects(profile: InvestorProfile, viewer: Viewer) -> list[tuple[Project, Fit]]:
    """The projects in the hall that fit what an investor looks for, the best first."""
    query = select(Project).where(shown(Project, viewer), Project.organisation_id != profile.organisation_id)
    if profile.industry_codes and not profile.keywords:
        looked_at = values_in(Project.id, Project.industry_codes).subquery()
        named = select(looked_at.c[0]).where(looked_at.c[1].in_(profile.industry_codes))
        query = query.where(Project.id.in_(named))
    query = query.options(joinedload(Project.organisation, innerjoin=True))
    newest = query.order_by(Project.published_at.desc(), Project.id.desc()).limit(MOST_WEIGHED)
    interest = interest_of(profile)
    return in_order([(one, weigh(interest, offer_of(one))) for one in current_session().scalars(newest)])


def fitting_profiles(project: Project, *, only_shown: bool = True) -> list[tuple[InvestorProfile, Fit]]:
    """The investors whose stated interests a project fits, the best first.

    `only_shown`: those who agreed to be shown to teams; otherwise all of them, to tell them of the project.
    """
    query = shown_profiles() if only_shown else _all_profiles()
    query = query.where(InvestorProfile.organisation_id != project.organisation_id)
    offer = offer_of(project)
    return in_order([(one, weigh(interest_of(one), offer)) for one in current_session().scalars(query)])


def _all_profiles() -> Select[tuple[InvestorProfile]]:
    query = select(InvestorProfile).join(InvestorProfile.organisation)
    query = query.where(Organisation.kind == OrganisationKind.INVESTOR, Organisation.state == VERIFIED)
    return query.options(contains_eager(InvestorProfile.organisation)).order_by(InvestorProfile.id)


def in_order(pairs: Sequence[tuple[Any, Fit | None]]) -> list[tuple[Any, Fit]]:
    """Those that fit, the best first; equal ones in the order in which they came."""
    found = [(one, fit) for one, fit in pairs if fit is not None]
    return sorted(found, key=lambda pair: -pair[1].score)
