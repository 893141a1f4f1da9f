"""What the pages of performance show: the plan in rows, sums, whose turn it is, and what the viewer may do."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import acting_side
from matchmaking.files.models import StoredFile
from matchmaking.files.queries import files_of
from matchmaking.milestones import queries
from matchmaking.milestones.file_rules import shown_name
from matchmaking.milestones.models import Milestone, Payment, PerformancePlan
from matchmaking.milestones.permissions import goes_on
from matchmaking.milestones.publishing import shown_on
from matchmaking.milestones.states import CLAIMED, PUBLICATION, RECEIVED, REPORTED, SETTLED
from matchmaking.milestones.turns import (
    ANSWER,
    CHECK,
    DELIVER,
    FINISH,
    Turn,
    turn_words,
    turns_of,
)
from matchmaking.registrations.queries import registration_of
from matchmaking.registrations.states import REGISTERED


@dataclass(frozen=True)
class Sums:
    """Amounts of a plan in yuan. `asked` is what was asked for or paid and not confirmed."""

    total: Decimal
    received: Decimal
    asked: Decimal
    settled: Decimal

    @property
    def left(self) -> Decimal:
        """What has not come and was not settled."""
        return self.total - self.received - self.settled


def sums_of(plan: PerformancePlan) -> Sums:
    """The sums at the head of the page."""
    rows = plan.payments
    settled = sum((one.amount - one.received for one in rows if one.state == SETTLED), Decimal(0))
    return Sums(
        total=plan.total,
        received=sum((one.received for one in rows), Decimal(0)),
        asked=sum((one.left for one in rows if one.state in (CLAIMED, REPORTED)), Decimal(0)),
        settled=settled,
    )


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone with its payments."""

    milestone: Milestone
    payments: list[Payment]

    @property
    def amount(self) -> Decimal:
        return sum((one.amount for one in self.payments), Decimal(0))

    @property
    def received(self) -> Decimal:
        return sum((one.received for one in self.payments), Decimal(0))

    @property
    def is_settled(self) -> bool:
        return bool(self.payments) and all(one.state in (RECEIVED, SETTLED) for one in self.payments)


def rows_of(plan: PerformancePlan) -> list[MilestoneRow]:
    """The milestones in their order."""
    return [
        MilestoneRow(one, [row for row in plan.payments if row.milestone_id == one.id]) for one in plan.milestones
    ]  # fmt: skip


def turn_place(turn: Turn, *, is_mine: bool) -> tuple[str, dict[str, int]]:
    """Endpoint and arguments of where it is done; for the others of where it is seen."""
    one = turn.subject
    if turn.what == ANSWER:
        return "milestones.show_accord", {"accord_id": one.id}
    if turn.what == FINISH:
        return f"milestones.{'propose_acceptance' if is_mine else 'show_plan'}", {"deal_id": one.id}
    if turn.what in (CHECK, DELIVER):
        endpoint = "check_delivery" if turn.what == CHECK else "deliver_milestone"
        return f"milestones.{endpoint if is_mine else 'show_milestone'}", {"milestone_id": one.id}
    return "milestones.show_payment", {"payment_id": one.id}


def turn_rows(deal: Deal, plan: PerformancePlan | None, person: Viewer) -> list[dict[str, Any]]:
    """Whose turn it is, in words with a link; the viewer's own first."""
    side = acting_side(person, deal)
    rows = [
        {
            "side": one.side, "words": turn_words(one), "due_on": one.due_on, "is_mine": one.side == side,
            "place": turn_place(one, is_mine=one.side == side),
        }
        for one in turns_of(deal, plan)
    ]  # fmt: skip
    return sorted(rows, key=lambda one: not one["is_mine"])


def overview(deal: Deal, plan: PerformancePlan | None, person: Viewer) -> dict[str, Any]:
    """Everything that the page of the plan shows."""
    accords, disputes = queries.accords_of(deal), queries.disputes_of(deal)
    acceptance = next((one for one in accords if one.kind == "acceptance" and one.is_agreed), None)
    side = acting_side(person, deal) if goes_on(deal) else None
    registration = registration_of(plan.contract) if plan and plan.contract else None
    return {
        # A plan that was changed after its contract was registered: the office must hear of it.
        "report_change": plan is not None
        and plan.number > 1
        and registration is not None
        and registration.state == REGISTERED,
        "plan": plan,
        "rows": rows_of(plan) if plan else [],
        "others": [one for one in plan.payments if one.milestone_id is None] if plan else [],
        "sums": sums_of(plan) if plan else None,
        "turns": turn_rows(deal, plan, person) if goes_on(deal) else [],
        "clocks": lines_for("milestones", [one.id for one in plan.milestones]) if plan else {},
        "accords": accords,
        "disputes": disputes,
        "acceptance": acceptance,
        "acting": side,
        "blocking": queries.blocking_disputes(deal) if disputes else [],
        "may_publish": acceptance is not None and side == "seller" and shown_on(deal) is not None,
        "publication": next((one for one in accords if one.kind == PUBLICATION and one.is_agreed), None),
    }


def file_rows(person: Viewer, deal: Deal, subject_type: str, subject_id: int) -> list[tuple[StoredFile, str]]:
    """The files of a record with the names that this reader sees."""
    return [(one, shown_name(person, deal, one)) for one in files_of(subject_type, subject_id)]


def side_sentence(side: str) -> str:
    """轮到谁."""
    return {"buyer": _("轮到需求方"), "seller": _("轮到成果方"), "broker": _("轮到技术经理人")}.get(side, "")
