"""Why a project fits what an investor looks for, in plain sentences; what is not stated is said."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.core.filters import money, money_range
from matchmaking.investors.models import InvestorProfile
from matchmaking.investors.weighing import (
    COUNTY,
    DIFFERS,
    FIELD,
    MET,
    PARTLY,
    STAGE,
    TICKET,
    UNASKED,
    UNSTATED,
    WORDS,
    Fit,
    Point,
)
from matchmaking.vocabulary.queries import label

NAMES = {FIELD: _l("产业"), STAGE: _l("阶段"), TICKET: _l("金额"), COUNTY: _l("落地")}


def sentences(fit: Fit, need: Decimal | None, profile: InvestorProfile) -> list[str]:
    """The reasons of a fit in the order of the form; `need` is the need of the project as it was weighed."""
    found = [words for point in fit.points if (words := _sentence(point, need, profile))]
    if open_to := [str(NAMES[point.code]) for point in fit.points if point.outcome == UNASKED]:
        found.append(_("机构没有限定：%(what)s", what=_("、").join(open_to)))
    return found


def _sentence(point: Point, need: Decimal | None, profile: InvestorProfile) -> str:
    if point.code == FIELD:
        return _("同一产业：%(names)s", names=_names("industry", point.shared)) if point.outcome == MET else ""
    if point.code == WORDS:
        return _("项目写到机构关注的：%(words)s", words=_("、").join(point.shared))
    if point.code == TICKET:
        return _ticket(point, need, profile)
    if point.code == COUNTY:
        return _county(point, profile)
    if point.code == STAGE and point.outcome == MET:
        return _("阶段合适：%(stage)s", stage=_names("stage", point.shared))
    return _("项目没有写阶段") if point.outcome == UNSTATED else ""


def _ticket(point: Point, need: Decimal | None, profile: InvestorProfile) -> str:
    if point.outcome == UNSTATED:
        return _("项目没有公开资金需求，没有比对金额")
    ticket = money_range(profile.ticket_low, profile.ticket_high)
    if point.outcome == PARTLY:
        return _("需要 %(need)s，高于单笔 %(ticket)s，可与其他机构合投", need=money(need), ticket=ticket)
    if point.outcome == MET:
        return _("需要 %(need)s，在单笔 %(ticket)s之内", need=money(need), ticket=ticket)
    return ""


def _county(point: Point, profile: InvestorProfile) -> str:
    if point.outcome == MET:
        return _("愿意落在%(places)s", places=_names("county", point.shared))
    if point.outcome == UNSTATED:
        return _("项目没有写落地意向")
    if point.outcome == DIFFERS:
        return _("落地意向里没有%(places)s", places=_names("county", profile.county_codes))
    return ""


def _names(kind: str, codes: Sequence[str]) -> str:
    return _("、").join(label(kind, code) for code in codes)
