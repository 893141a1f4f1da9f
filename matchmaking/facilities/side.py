"""Service bases as the code that all sides share sees them."""

from flask_babel import lazy_gettext as _l

from matchmaking.facilities.models import Facility, FacilityParameter
from matchmaking.facilities.rules import contradictions, gaps
from matchmaking.facilities.signals import facility_published, facility_withdrawn
from matchmaking.listings.side import Rows, Side

FACILITIES = Side(
    kind="facility",
    room="facilities",
    name=_l("服务基地"),
    prefix="JD",
    model=Facility,
    fields=(
        "base_kind", "title", "summary", "industry_codes", "technical_field", "county_code", "keywords",
        "readiness_from", "readiness_to", "recognition", "recognition_number", "capacity", "price_basis",
        "application", "takes_requests",
    ),
    rows={
        "parameters": Rows(
            FacilityParameter, ("name", "operator", "value_low", "value_high", "text", "unit", "condition")
        ),
    },
    contradictions=contradictions,
    gaps=gaps,
    published=facility_published,
    withdrawn=facility_withdrawn,
    is_exported=False,
)  # fmt: skip
