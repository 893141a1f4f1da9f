"""Service bases as matching and enquiries see them: what a demand may need them for."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.panels import Panel, register_panel
from matchmaking.demands.models import Demand
from matchmaking.enquiries.panels import offer
from matchmaking.enquiries.subjects import Asked
from matchmaking.facilities.documents import body, load
from matchmaking.facilities.models import Facility, FacilityFit
from matchmaking.facilities.side import FACILITIES
from matchmaking.facilities.states import BASE_KINDS, CONCEPT, PILOT, STATION, TESTING
from matchmaking.listings.audiences import is_public
from matchmaking.matching import fit_panels
from matchmaking.matching.evidence import DemandSide
from matchmaking.matching.fit_weighing import Other, OtherKind, Reasons, register_other_kind
from matchmaking.matching.ranking import DEMAND, Text
from matchmaking.organisations.queries import writer_ids

# Up to which readiness a demand is content with, so that its answers still have to be verified or tried at scale.
CONCEPT_UP_TO, PILOT_UP_TO, SHOWN_FROM = 4, 6, 7
FEWEST_NAME_CHARACTERS, MOST_NAMES = 2, 3
CAN_MEASURE, CARRIES_ON, VERIFIES = 1.0, 0.8, 0.5


def describe(facility: Facility) -> Other | None:
    """What matching knows of a public base."""
    if not is_public(facility):
        return None
    return Other(
        facility.id,
        facility.organisation_id,
        Text(facility.title, body(facility)),
        tuple(facility.industry_codes),
        facility.technical_field,
        facility.county_code,
        facts={
            "kind": facility.base_kind,
            "from": facility.readiness_from,
            "to": facility.readiness_to,
            "names": [row.name for row in facility.parameters],
        },
    )


def weigh_more(demand: DemandSide, other: Other) -> tuple[float, Reasons]:
    """What the demand may need this kind of base for: measuring its criteria, carrying its stage on, or a trial."""
    kind, needs = other.facts["kind"], demand.facts.needs_readiness
    reasons: Reasons = {"measures": [], "service": "", "needs": needs}
    value = 0.0
    if kind in (TESTING, PILOT, CONCEPT):
        reasons["measures"] = _measured([one.name for one in demand.requirements], other.facts["names"])
        value = CAN_MEASURE if reasons["measures"] else 0.0
    if needs is not None and _carries(kind, other, needs):
        reasons["service"], value = kind, max(value, CARRIES_ON)
    elif kind == TESTING and demand.requirements:
        reasons["service"], value = TESTING, max(value, VERIFIES)
    return value, reasons


def _carries(kind: str | None, other: Other, needs: int) -> bool:
    """Whether a base of this kind takes up what the demand asks for."""
    low, high = other.facts["from"], other.facts["to"]
    if low is not None or high is not None:
        return kind != TESTING and (low or 1) <= needs <= (high or 9)
    return (
        (kind == CONCEPT and needs <= CONCEPT_UP_TO)
        or (kind == PILOT and needs <= PILOT_UP_TO)
        or (kind == STATION and needs >= SHOWN_FROM)
    )


def _measured(wanted: Sequence[str], offered: Sequence[str]) -> list[str]:
    """The criteria whose name one of the base's parameters has as well."""
    return [
        name
        for name in dict.fromkeys(wanted)
        if len(name) >= FEWEST_NAME_CHARACTERS
        and any(name in one or (len(one) >= FEWEST_NAME_CHARACTERS and one in name) for one in offered)
    ][:MOST_NAMES]


def sentences(reasons: Reasons) -> list[str]:
    """The reasons of the kind in sentences, before those that all kinds have."""
    found = []
    if reasons["measures"]:
        found.append(_("需求里的指标这里有设备：%(names)s", names=_("、").join(reasons["measures"])))
    words = {
        CONCEPT: _("需求接受 TRL %(level)s，要先验证可行", level=reasons["needs"]),
        PILOT: _("需求接受 TRL %(level)s，量产前要中试", level=reasons["needs"]),
        STATION: _("需求要 TRL %(level)s，可以先试用", level=reasons["needs"]),
        TESTING: _("指标要有检测数据才能验收"),
    }
    if reasons["service"] in words:
        found.append(words[reasons["service"]])
    return found


def words_of(facility: Facility, _viewer: Viewer) -> str:
    """A base in words: 中试基地，帆游…."""
    kind = BASE_KINDS.get(facility.base_kind or "", "")
    return _("%(kind)s，%(organisation)s", kind=kind, organisation=facility.organisation.display_name)


KIND = OtherKind(
    FACILITIES,
    FacilityFit,
    load,
    describe,
    lambda facility: writer_ids(facility.organisation_id),
    "facilities.fits",
    weigh_more,
)
ASKED = Asked(
    FACILITIES,
    takes=lambda facility: facility.takes_requests,
    limit=lambda _facility: None,
    holder=lambda _facility: None,
    who=words_of,
    act=_l("预约或咨询"),
    lead=_l("写清要做什么、样品或工艺的情况和时间，基地在限期内答复。怎样联系由对方在答复里告诉您。"),
)


def in_panel(facility: Facility, viewer: Viewer) -> dict[str, Any]:
    """A base on the page of a demand."""
    return {"who": words_of(facility, viewer), "place": "", "is_named": True}


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """On a demand's page: where something can be verified, tried or tested."""
    return fit_panels.demand_panels(KIND, viewer, demand, _l("可用的服务基地"), in_panel, sentences)


def facility_panels(viewer: Viewer, facility: Facility) -> Sequence[Panel]:
    """On the base's page, for its own people: the demands that may need it."""
    if not viewer.edits_for(facility.organisation_id):
        return []
    return fit_panels.record_panels(KIND, viewer, facility, sentences)


def register_matching() -> None:
    """Tell the rooms below."""
    register_other_kind(KIND)
    offer(ASKED)
    register_panel(DEMAND, demand_panels)
    register_panel(FACILITIES.kind, facility_panels)
