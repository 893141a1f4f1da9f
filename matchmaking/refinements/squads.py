"""Makes and changes squads."""

from collections.abc import Sequence
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session
from matchmaking.refinements.models import Squad, SquadMember
from matchmaking.refinements.queries import forget_charges


def save_squad(
    squad: Squad | None,
    *,
    name: str,
    about: str,
    industry_codes: Sequence[str],
    county_code: str | None,
    member_ids: Sequence[int],
    is_active: bool,
    actor: Viewer,
) -> Squad:
    """Make a squad or change it; whose people and name are then exactly these."""
    is_new = squad is None
    if squad is None:
        squad = Squad(created_by_id=actor.user_id, members=[])
        current_session().add(squad)
    values: dict[str, Any] = {
        "name": name, "about": about, "industry_codes": list(industry_codes), "county_code": county_code,
        "is_active": is_active,
    }  # fmt: skip
    for field, value in values.items():
        setattr(squad, field, value)
    squad.members = [one for one in squad.members if one.user_id in member_ids]
    present = {one.user_id for one in squad.members}
    squad.members += [SquadMember(user_id=one) for one in member_ids if one not in present]
    history.record("refinements.squad_made" if is_new else "refinements.squad_changed", squad, actor=actor)
    forget_charges()
    return squad
