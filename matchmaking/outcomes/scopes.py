"""Whose deals somebody may read reports on: the own, those of the centre, or sums over a county or the city."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, true

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.models import Deal

OWN, CENTRE, PARTY, OFFICE = "own", "centre", "party", "office"


@dataclass(frozen=True)
class Scope:
    """Some deals. `is_masked`: only sums over them are shown, because the reader stands outside of the deals."""

    code: str
    label: Any
    condition: ColumnElement[bool]
    is_masked: bool = False


def scopes_of(viewer: Viewer) -> list[Scope]:
    """What this viewer may choose from, the usual first; empty for people without any."""
    found: list[Scope] = []
    if not viewer.is_signed_in:
        return found
    mine = list(viewer.memberships)
    if viewer.is_broker:
        # A broker who belongs to the seller reads the deal as the seller does.
        found.append(Scope(OWN, _l("我负责的"), Deal.broker_id == viewer.user_id))
        owned = [one for one in mine if viewer.owns(one)]
        if owned:
            found.append(Scope(CENTRE, _l("本中心的"), Deal.centre_id.in_(owned)))
    if viewer.is_officer:
        area: ColumnElement[bool] = true() if viewer.is_city_officer else Deal.county_code == (viewer.county_code or "")
        found.append(Scope(OFFICE, _l("全市") if viewer.is_city_officer else _l("本县（市、区）"), area, True))
    if mine:
        parties = or_(Deal.buyer_id.in_(mine), Deal.seller_id.in_(mine))
        found.append(Scope(PARTY, _l("本单位的"), parties))
    return found
