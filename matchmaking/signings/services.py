"""Approvals: begun for each side when the text is agreed, decided step by step, void when the text changes."""

from collections.abc import Iterable

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock
from matchmaking.contracts.models import Contract, ContractVersion
from matchmaking.contracts.queries import contract_of, newest_version
from matchmaking.contracts.services import touch
from matchmaking.contracts.states import AGREED
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import people_of
from matchmaking.deals.states import BROKER, RUNNING
from matchmaking.notifications.services import notify
from matchmaking.signings import clocks, queries
from matchmaking.signings.chains import Link, links_for
from matchmaking.signings.models import Approval, ApprovalTurn, TurnMember
from matchmaking.signings.permissions import organisation_of, sides_of
from matchmaking.signings.states import (
    APPROVAL_STATES,
    APPROVED,
    CANCELLED,
    DROPPED,
    NEW_VERSION,
    OPEN,
    OTHER_RETURNED,
    PASSED,
    RETURNED,
    SENT_BACK,
    TAKEN_BACK,
    TURN_STATES,
    VOID,
    WAITING,
)
from matchmaking.signings.states import RUNNING as BEING_APPROVED


def begin_approvals(contract: Contract, version: ContractVersion, *, actor: Viewer | None) -> list[Approval]:
    """Have each side approve a version, each by its own chain. What runs or stands for it already stays as it is.

    An organisation that has set no chain: where its owner agreed to this very text, that is the approval.
    Raises RuleBroken while the seller may not know who the buyer is: the text names both.
    """
    if contract.deal.hides_buyer:
        raise RuleBroken(_("需求方还没有告诉成果方自己是谁，合同写有双方名称，请先公开身份再送审批。"))
    void_approvals(contract, NEW_VERSION, actor=actor, but=version)
    standing = {one.side: one for one in queries.standing_approvals(contract)}
    begun = []
    for side in sides_of(contract):
        if side not in standing:
            begun.append(_begin(contract, version, side, actor))
    check_through(contract, actor=actor)
    return begun


def _begin(contract: Contract, version: ContractVersion, side: str, actor: Viewer | None) -> Approval:
    deal, organisation_id = contract.deal, organisation_of(contract.deal, side)
    if organisation_id is None:
        links = [Link("", (deal.broker_id,) if deal.broker_id else ())]
    else:
        links = links_for(organisation_id, contract.amount)
    approval = Approval(
        deal=deal, deal_id=deal.id, contract=contract, contract_id=contract.id, version_id=version.id,
        sha256=version.sha256, side=side, organisation_id=organisation_id, opened_at=now(),
        sent_by_id=actor.user_id if actor else None, open_key=f"{contract.id}:{side}",
        turns=[
            ApprovalTurn(
                position=place, name=link.name, title=deal.title,
                members=[TurnMember(user_id=one) for one in link.user_ids],
            )
            for place, link in enumerate(links)
        ],
    )  # fmt: skip
    current_session().add(approval)
    # Its id goes into the log and into the clock of the first step.
    current_session().flush()
    logs.keep(
        deal, "signings.approval_begun", actor=actor, side=side, approval_id=approval.id, steps=len(links),
        version=version.number, sha256=version.sha256,
    )  # fmt: skip
    turn = approval.turns[0]
    agreed_by = {one.side: one.user_id for one in version.agreements}.get(side)
    is_theirs = len(links) == 1 and not links[0].name and agreed_by is not None and agreed_by in queries.deciders(turn)
    _open_turn(turn, is_told=not is_theirs)
    if is_theirs:
        _pass_turn(turn, user_id=agreed_by, words="", actor=None)
    return approval


def _open_turn(turn: ApprovalTurn, *, is_told: bool = True) -> None:
    TURN_STATES.move(turn, OPEN, actor=None)
    turn.opened_at = now()
    if not is_told:
        return
    clocks.watch_turn(turn)
    approval = turn.approval
    once = f"signings:turn:{turn.id}"
    path = path_to("signings.show_signing", deal_id=approval.deal_id)
    notify(queries.deciders(turn), "signings.turn_open", once, path, title=approval.deal.title)


def approve_turn(turn: ApprovalTurn, *, sha256: str, words: str, actor: Viewer) -> None:
    """Approve a step of the version with this SHA-256; `words` stay inside the organisation.

    Raises Conflict when the text or the step has changed since the page was opened.
    """
    _check_text(turn, sha256)
    _pass_turn(turn, user_id=actor.user_id, words=words, actor=actor)
    check_through(turn.approval.contract, actor=actor)


def _pass_turn(turn: ApprovalTurn, *, user_id: int | None, words: str, actor: Viewer | None) -> None:
    approval = turn.approval
    _decide(turn, PASSED, user_id=user_id, words=words, actor=actor)
    # Who inside an organisation said what is not the other side's business: the log of the deal counts the steps.
    _log(approval, "signings.step_passed", step=turn.position + 1, steps=len(approval.turns))
    following = next((one for one in approval.turns if one.state == WAITING), None)
    if following is not None:
        _open_turn(following)
        return
    APPROVAL_STATES.move(approval, APPROVED, actor=None)
    approval.closed_at = now()
    _log(approval, "signings.approved")


def return_turn(turn: ApprovalTurn, *, sha256: str, words: str, reason: str, actor: Viewer) -> None:
    """Send a version back: `reason` is for all sides, `words` for one's own organisation. The text is open again.

    Raises Conflict when the text or the step has changed since the page was opened.
    """
    _check_text(turn, sha256)
    approval = turn.approval
    contract, deal = approval.contract, approval.deal
    _decide(turn, SENT_BACK, user_id=actor.user_id, words=words, actor=actor)
    APPROVAL_STATES.move(approval, RETURNED, actor=None)
    approval.reason, approval.closed_at, approval.open_key = reason, now(), None
    _drop_turns(approval)
    _log(approval, "signings.returned")
    void_approvals(contract, OTHER_RETURNED, actor=None)
    touch(contract, actor=None)
    once = f"signings:returned:{approval.id}"
    _tell(deal, sides_of(contract), "signings.returned", once, side=approval.side)


def _decide(turn: ApprovalTurn, state: str, *, user_id: int | None, words: str, actor: Viewer | None) -> None:
    people = queries.deciders(turn)
    TURN_STATES.move(turn, state, actor=actor)
    turn.words, turn.decided_at, turn.decided_by_id = words, now(), user_id
    turn.stood_in_for_id = people.get(user_id) if user_id is not None else None
    close_clock(clocks.APPROVE, turn)


def _check_text(turn: ApprovalTurn, sha256: str) -> None:
    approval = turn.approval
    if approval.sha256 != sha256 or approval.state != BEING_APPROVED or turn.state != OPEN:
        raise Conflict(_("您打开这一页之后，合同文本或审批进度已经变了，您的意见没有保存。请打开最新的页面再看一次。"))


def _drop_turns(approval: Approval) -> None:
    for turn in approval.turns:
        if turn.state in (WAITING, OPEN):
            TURN_STATES.move(turn, DROPPED, actor=None)
            close_clock(clocks.APPROVE, turn, was_answered=False)


def void_approvals(
    contract: Contract, code: str, *, actor: Viewer | None, but: ContractVersion | None = None
) -> list[Approval]:
    """Make approvals void, except those of exactly the version `but`; who approved or was about to is told why."""
    gone = []
    for approval in queries.standing_approvals(contract):
        if but is not None and approval.version_id == but.id and approval.sha256 == but.sha256:
            continue
        was_seen = [one for one in approval.turns if one.state in (OPEN, PASSED)]
        APPROVAL_STATES.move(approval, VOID, actor=None, reason=code)
        approval.void_code, approval.closed_at, approval.open_key = code, now(), None
        people = {one for turn in was_seen for one in queries.deciders(turn)}
        _drop_turns(approval)
        _log(approval, "signings.void", code=code)
        path = path_to("signings.show_signing", deal_id=approval.deal_id)
        once = f"signings:void:{approval.id}"
        notify(sorted(people), "signings.void", once, path, title=approval.deal.title, code=code)
        gone.append(approval)
    if gone:
        # The next approval of the side may need the key at once.
        current_session().flush()
        clocks.watch_text(contract, is_due=False)
    return gone


def take_back(contract: Contract, *, actor: Viewer) -> None:
    """Stop the approvals that run, so that the text can be changed again. Raises RuleBroken where none runs."""
    if not any(one.state == BEING_APPROVED for one in queries.standing_approvals(contract)):
        raise RuleBroken(_("现在没有正在进行的审批。"))
    logs.keep(contract.deal, "signings.taken_back", actor=actor, contract_id=contract.id)
    void_approvals(contract, TAKEN_BACK, actor=actor)
    touch(contract, actor=actor)


def check_through(contract: Contract, *, actor: Viewer | None) -> bool:
    """When every side has approved the newest text, tell all that it can be signed; say whether it is so."""
    version = newest_version(contract)
    is_through = contract.state == AGREED and queries.is_through(contract, version, sides_of(contract))
    if is_through and version is not None:
        clocks.watch_text(contract, is_due=True)
        once = f"signings:ready:{version.id}:{max(one.id for one in queries.standing_approvals(contract))}"
        _tell(contract.deal, sides_of(contract), "signings.ready", once)
    return is_through


def follow_deal(deal: Deal) -> None:
    """The deal ended, or runs again: clocks stop and start with it."""
    contract = contract_of(deal)
    if contract is None:
        return
    turns = [one for approval in queries.standing_approvals(contract) for one in approval.turns if one.state == OPEN]
    if deal.state in RUNNING:
        for turn in turns:
            clocks.watch_turn(turn)
        clocks.watch_text(contract, is_due=is_ready(contract))
        return
    for turn in turns:
        close_clock(clocks.APPROVE, turn, was_answered=False)
    clocks.stop_watching(contract)


def cancel_approvals(contract: Contract, *, actor: Viewer | None) -> None:
    """The contract will not come to be."""
    void_approvals(contract, CANCELLED, actor=actor)
    clocks.stop_watching(contract)


def is_ready(contract: Contract) -> bool:
    """Whether the newest text is approved by every side and may be signed."""
    return contract.state == AGREED and queries.is_through(contract, newest_version(contract), sides_of(contract))


def _log(approval: Approval, action: str, **data: object) -> None:
    logs.keep(
        approval.deal, action, actor=None, side=approval.side, approval_id=approval.id, sha256=approval.sha256, **data
    )


def _tell(deal: Deal, sides: Iterable[str], kind: str, once: str, **data: object) -> None:
    people = [one for side in {*sides, BROKER} for one in people_of(deal, side)]
    path = path_to("signings.show_signing", deal_id=deal.id)
    notify(people, kind, once, path, title=deal.title, **data)
