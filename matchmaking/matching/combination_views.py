"""Teams of achievements that together meet a demand's musts: a panel on its page, and a page with the whole table."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import session
from matchmaking.core.guards import PUBLIC, guard, require
from matchmaking.core.panels import MAIN, Panel
from matchmaking.demands.inviting import SUPPLIERS
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import can_choose_invitees
from matchmaking.demands.queries import invited_ids
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.disclosure import as_public
from matchmaking.listings.permissions import works_at_desk_for
from matchmaking.listings.views import load
from matchmaking.matching.approaching import can_approach
from matchmaking.matching.combination_queries import (
    combinations_for,
    matches_of_members,
    musts_of,
    wider_combinations,
)
from matchmaking.matching.combining import Candidate, Combination
from matchmaking.matching.models import Match
from matchmaking.matching.views import matching
from matchmaking.matching.wording import finding_row
from matchmaking.search.engine import IndexUnavailable


def demand_panels(person: Viewer, demand: Demand) -> Sequence[Panel]:
    """On a demand's page: the best team, where no single achievement meets every must."""
    if not demand.is_published:
        return []
    found = combinations_for(person, demand)
    if not found:
        return []
    first, musts = found[0], musts_of(demand)
    query = select(Achievement).where(Achievement.id.in_([one.id for one in first.members]))
    query = query.options(joinedload(Achievement.organisation, innerjoin=True))
    records = {one.id: one for one in session.scalars(query)}
    rows = [
        {
            "achievement": records[one.id],
            "is_own": person.belongs_to(one.organisation_id),
            "adds": [musts[place] for place in sorted(added)],
        }
        for one, added in zip(first.members, first.adds, strict=True)
    ]
    context = {"demand": demand, "rows": rows, "open": _open_words(first, musts), "met": len(musts) - len(first.open)}
    return [Panel("matching/_combination.html", {**context, "musts": len(musts), "more": len(found) - 1}, MAIN)]


def _open_words(found: Combination, musts: dict[int, str]) -> list[dict[str, Any]]:
    """The musts that nobody meets, and whether somebody meets them in part."""
    return [{"name": musts[place], "is_partly": place in found.partly} for place in sorted(found.open)]


@matching.get("/demands/<int:demand_id>/combinations")
@guard(PUBLIC)
def list_combinations(demand_id: int) -> str | tuple[str, int]:
    """The teams with what each member contributes, criterion by criterion.

    Its own people and the desk have achievements outside of the stored matches looked through, too.
    """
    person = viewer()
    demand: Demand = load(DEMANDS, demand_id, person)
    require(demand.is_published, hide=True)
    is_own = person.belongs_to(demand.organisation_id)
    try:
        looks_further = is_own or works_at_desk_for(person, demand.county_code)
        found = (wider_combinations if looks_further else combinations_for)(person, demand)
        matches = matches_of_members(demand, list(dict.fromkeys(one.id for team in found for one in team.members)))
    except IndexUnavailable:
        return render_template("matching/not_ready.html", demand=demand, achievement=None), 503
    musts = musts_of(demand)
    invited = set(invited_ids(demand.id)) if can_choose_invitees(person, demand) else None
    return render_template(
        "matching/list_combinations.html",
        demand=demand,
        musts=len(musts),
        teams=[
            {
                "members": [_member(person, matches[one.id], is_own=is_own, invited=invited) for one in team.members],
                "lines": _lines(demand, team.members, matches),
                "open": _open_words(team, musts),
                "met": len(musts) - len(team.open),
            }
            for team in found
        ],
    )


def _member(person: Viewer, match: Match, *, is_own: bool, invited: set[int] | None) -> dict[str, Any]:
    """The head of a column; `invited` are those invited so far, None for who may not invite."""
    organisation = match.achievement.organisation
    return {
        "achievement": match.achievement,
        "organisation": organisation,
        "is_own": person.belongs_to(organisation.id),
        "is_invited": invited is not None and organisation.id in invited,
        "may_invite": invited is not None and organisation.is_verified and organisation.kind in SUPPLIERS,
        "may_approach": is_own and invited is None and can_approach(person, match.achievement),
    }


def _lines(demand: Demand, members: Sequence[Candidate], matches: dict[int, Match]) -> list[dict[str, Any]]:
    """The rows of the table: one for each criterion, with a cell for each member; musts first."""
    lines = []
    for place, row in enumerate(as_public(demand).criteria):
        findings = [{one.position: one for one in matches[member.id].findings}.get(place) for member in members]
        cells = [None if one is None else finding_row(one) for one in findings]
        wanted = next((one["wanted"] for one in cells if one), "")
        lines.append({"name": row.name, "importance": row.importance, "wanted": wanted, "cells": cells})
    return sorted(lines, key=lambda line: line["importance"] != "must")
