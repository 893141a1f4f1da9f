"""Until when a registration is filed, accepted and supplemented. Limits stand in clocks/data/rules.csv."""

from collections.abc import Iterable
from datetime import datetime, time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from matchmaking.clocks.models import Clock
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.wording import ClockLine, line_of
from matchmaking.core.db import current_session
from matchmaking.core.filters import SHANGHAI
from matchmaking.deals.states import RUNNING
from matchmaking.registrations.models import Registration
from matchmaking.registrations.states import ACCEPTED, FILED, PREPARING, REFUSED, SUPPLEMENT

FILE, ACCEPT, LARGE, SUPPLY = (
    "registration_file", "registration_accept", "registration_large", "registration_supplement",
)  # fmt: skip
KINDS = (FILE, ACCEPT, LARGE, SUPPLY)
# A day that somebody else named ends with its working hours.
MORNING, EVENING = time(9), time(17, 30)


def register_clocks() -> None:
    """Tell the mechanism of clocks: it is the applicant's turn, and nothing goes up to an office."""
    for code, name, words in (
        (FILE, _l("合同登记：提交材料"), _file),
        (ACCEPT, _l("合同登记：记下登记结果"), _result),
        (LARGE, _l("大额合同登记：记下登记结果"), _result),
        (SUPPLY, _l("合同登记：补正材料"), _supply),
    ):
        endpoint = "registrations.show_registration"
        register_kind(
            Kind(code, name, words, None, endpoint=endpoint, whose=_l("申请登记的一方"), is_confidential=True)
        )


def watch(registration: Registration, *, is_large: bool) -> None:
    """Set the one clock that runs in the present state; none once it is settled or the deal has ended."""
    deal = registration.deal
    wanted = {
        PREPARING: FILE, REFUSED: FILE, FILED: LARGE if is_large else ACCEPT, ACCEPTED: LARGE if is_large else ACCEPT,
        SUPPLEMENT: SUPPLY,
    }.get(registration.state)  # fmt: skip
    if deal.state not in RUNNING:
        wanted = None
    # The registry's days count from the day on which it accepted, or accepted again.
    starts_anew = registration.state == ACCEPTED
    for kind in KINDS:
        if kind != wanted or starts_anew:
            close_clock(kind, deal)
    if wanted is None:
        return
    until = registration.supplement_until if wanted == SUPPLY else None
    due_at = datetime.combine(until, EVENING, SHANGHAI) if until is not None else None
    organisation_id = deal.buyer_id if registration.side == "buyer" else deal.seller_id
    day = registration.accepted_on if starts_anew else None
    at = datetime.combine(day, MORNING, SHANGHAI) if day is not None else None
    open_clock(wanted, deal, organisation_id=organisation_id, due_at=due_at, at=at)


def _file(title: str) -> str:
    return _("备齐“%(title)s”的登记材料并提交登记机构", title=title)


def _result(title: str) -> str:
    return _("问登记机构并记下“%(title)s”的登记结果", title=title)


def _supply(title: str) -> str:
    return _("补正“%(title)s”的登记材料", title=title)


def clock_lines(deal_ids: Iterable[int]) -> dict[int, ClockLine]:
    """deal → the clock of its registration that runs, with one question for a list."""
    query = select(Clock).where(
        Clock.subject_type == "deals", Clock.subject_id.in_(list(deal_ids)), Clock.kind.in_(KINDS),
        Clock.closed_at.is_(None),
    )  # fmt: skip
    return {one.subject_id: line_of(one) for one in current_session().scalars(query)}
