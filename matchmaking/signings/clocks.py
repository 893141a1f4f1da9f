"""Whose turn it is in signing, and until when."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.clocks.queries import running
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.clocks.wording import ClockLine, line_of
from matchmaking.contracts.models import Contract
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER
from matchmaking.signings import queries
from matchmaking.signings.models import ApprovalTurn
from matchmaking.signings.permissions import organisation_of, to_answer
from matchmaking.signings.states import OFFERED

APPROVE, SIGN, CONFIRM = "contract_approval", "contract_sign", "contract_confirm"


def register_clocks() -> None:
    """Tell the mechanism of clocks. Nothing goes up to an office: contracts are the parties' own business."""
    register_kind(Kind(APPROVE, _l("合同内部审批"), _approve, None, whose=_l("审批人"), is_confidential=True))
    register_kind(
        Kind(
            SIGN,
            _l("上传签订的合同"),
            _sign,
            None,
            endpoint="signings.show_signing",
            whose=_l("成果方"),
            is_confidential=True,
        )
    )
    register_kind(
        Kind(
            CONFIRM,
            _l("确认签订文本"),
            _confirm,
            None,
            endpoint="signings.show_signing",
            whose=_l("要确认的一方"),
            is_confidential=True,
        )
    )
    register_subject("approval_turns", ApprovalTurn.id, ApprovalTurn.title, "signings.show_turn", "turn_id")


def watch_turn(turn: ApprovalTurn) -> None:
    """Start the clock of a step: for its one decider, or for the organisation."""
    people = list(queries.deciders(turn))
    organisation_id = turn.approval.organisation_id
    one = people[0] if len(people) == 1 or organisation_id is None else None
    open_clock(APPROVE, turn, organisation_id=organisation_id, user_id=one)


def watch_text(contract: Contract, *, is_due: bool) -> None:
    """Set the clocks of the signed text as things stand: `is_due` while it may be uploaded."""
    deal, text = contract.deal, queries.standing_text(contract)
    waits = to_answer(text, contract) if text is not None and text.state == OFFERED else []
    close_clock(CONFIRM, deal)
    if waits:
        _open(CONFIRM, deal, waits[0])
    if is_due and text is None:
        _open(SIGN, deal, "seller")
    else:
        close_clock(SIGN, deal)


def clock_line(deal: Deal) -> ClockLine | None:
    """The clock of the signed text that runs, as a page shows it."""
    found = next((one for kind in (CONFIRM, SIGN) if (one := running(kind, deal)) is not None), None)
    return line_of(found) if found is not None else None


def stop_watching(contract: Contract) -> None:
    """The deal has ended, or the contract is cancelled."""
    for kind in (SIGN, CONFIRM):
        close_clock(kind, contract.deal, was_answered=False)


def _open(kind: str, deal: Deal, side: str) -> None:
    organisation_id = organisation_of(deal, side)
    user_id = deal.broker_id if side == BROKER else None
    if organisation_id is not None or user_id is not None:
        open_clock(kind, deal, organisation_id=organisation_id, user_id=user_id)


def _approve(title: str) -> str:
    return _("审批“%(title)s”的合同", title=title)


def _sign(title: str) -> str:
    return _("上传“%(title)s”签字盖章的合同", title=title)


def _confirm(title: str) -> str:
    return _("确认“%(title)s”的签订文本", title=title)
