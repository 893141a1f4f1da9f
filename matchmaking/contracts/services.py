"""What happens to contracts: begun, changed, generated, read, agreed, signed, cancelled."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.contracts import queries
from matchmaking.contracts.checks import musts
from matchmaking.contracts.clocks import REVIEW
from matchmaking.contracts.models import (
    AcceptanceTerm,
    Contract,
    ContractAgreement,
    ContractParty,
    ContractVersion,
    MilestoneTerm,
    PaymentTerm,
)
from matchmaking.contracts.prefilling import prefill
from matchmaking.contracts.signals import (
    contract_agreed,
    contract_cancelled,
    contract_reopened,
    contract_signed,
)
from matchmaking.contracts.states import AGREED, CANCELLED, CONTRACT_STATES, DRAFT, REVIEWING, SIGNED
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.languages import in_chinese
from matchmaking.core.letters import path_to
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import people_of
from matchmaking.deals.services import suggest_step
from matchmaking.deals.states import BUYER, RUNNING, SELLER, SIDES
from matchmaking.notifications.services import notify

PARTIES = (BUYER, SELLER)
_ROWS: Mapping[str, type[AcceptanceTerm] | type[MilestoneTerm] | type[PaymentTerm]] = {
    "acceptance": AcceptanceTerm, "milestones": MilestoneTerm, "payments": PaymentTerm,
}  # fmt: skip


def page_of(contract: Contract) -> str:
    """Its page in the deal."""
    return path_to("contracts.show_contract", deal_id=contract.deal_id)


def start_contract(deal: Deal, *, actor: Viewer | None, is_sample: bool = False) -> Contract:
    """Begin the contract of a deal with everything that is known. While there is one, that one is given."""
    before = queries.contract_of(deal)
    if before is not None:
        return before
    check_running(deal)
    contract = Contract(
        deal=deal, open_key=str(deal.id), changed_at=now(), texts={}, rewordings={}, is_sample=is_sample,
        created_by_id=actor.user_id if actor else None,
    )  # fmt: skip
    prefill(contract, deal)
    current_session().add(contract)
    # The number that people see holds the id.
    current_session().flush()
    contract.number = f"HT-{contract.created_at:%Y}-{contract.id:05d}"
    logs.keep(deal, "contracts.started", actor=actor, contract_id=contract.id, kind=contract.kind)
    return contract


def check_running(deal: Deal) -> None:
    """Raises RuleBroken for a deal that is over."""
    if deal.state not in RUNNING:
        raise RuleBroken(_("这一单已经结束，合同不能再改。"))


def check_open(contract: Contract) -> None:
    """Raises RuleBroken where the text may not change any more."""
    if not contract.is_open:
        raise RuleBroken(_("合同已经签订或作废，不能再改。签订以后的变更请走履约里的变更单。"))
    check_running(contract.deal)


def change_contract(
    contract: Contract,
    step: str,
    *,
    actor: Viewer | None,
    columns: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
    rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    parties: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Keep what one step says. What was agreed is then open again: the signal `contract_reopened` tells it."""
    check_open(contract)
    for name, value in (columns or {}).items():
        setattr(contract, name, value)
    if texts:
        contract.texts = {**contract.texts, **texts}
    for side, values in (parties or {}).items():
        party = contract.party(side)
        if party is None:
            party = ContractParty(side=side)
            contract.parties.append(party)
        for name, text in values.items():
            setattr(party, name, text)
    for name, found in (rows or {}).items():
        made = [_ROWS[name](position=place, **row) for place, row in enumerate(found, 1)]
        setattr(contract, name, made)
    touch(contract, actor=actor)
    logs.keep(contract.deal, "contracts.changed", actor=actor, contract_id=contract.id, step=step)


def touch(contract: Contract, *, actor: Viewer | None) -> None:
    """Something was changed: the newest version is not the whole truth any more, and agreement ends."""
    contract.changed_at = now()
    for side in PARTIES:
        close_clock(REVIEW[side], contract, was_answered=False)
    if contract.state == AGREED:
        CONTRACT_STATES.move(contract, REVIEWING, actor=actor)
        newest = queries.newest_version(contract)
        if newest is not None:
            # Where the text comes out the same after all, it is agreed to anew; the log keeps who had agreed before.
            newest.agreements.clear()
        logs.keep(contract.deal, "contracts.reopened", actor=actor, contract_id=contract.id)
        contract_reopened.send(contract, actor=actor)
        tell(contract, "reopened", contract.version, actor=actor)


def send_for_review(contract: Contract, *, actor: Viewer | None) -> None:
    """Ask both parties to read the newest text. Raises RuleBroken while there is none, or it is not up to date."""
    check_open(contract)
    version = current_text(contract)
    if contract.state == DRAFT:
        CONTRACT_STATES.move(contract, REVIEWING, actor=actor)
        logs.keep(contract.deal, "contracts.review", actor=actor, contract_id=contract.id, version=version.number)
    wait_for_parties(contract, version)
    words = in_chinese(_l("双方审阅并确认合同文本"))
    suggest_step(contract.deal, words=words, on=None, side=BUYER, actor=actor)
    tell(contract, "review", version.number, actor=actor)


def wait_for_parties(contract: Contract, version: ContractVersion) -> None:
    """Each party that has not agreed to this text has a limit for reading it."""
    agreed = {one.side for one in version.agreements}
    for side, organisation_id in ((BUYER, contract.deal.buyer_id), (SELLER, contract.deal.seller_id)):
        if side not in agreed:
            open_clock(REVIEW[side], contract, organisation_id=organisation_id)


def current_text(contract: Contract) -> ContractVersion:
    """The newest version. Raises RuleBroken where it does not say what was answered last."""
    version = queries.newest_version(contract)
    if version is None or not queries.is_up_to_date(contract, version):
        raise RuleBroken(_("内容改过以后还没有生成新稿。请先生成，再交双方审阅或确认。"))
    return version


def agree(contract: Contract, number: int, side: str, *, actor: Viewer) -> bool:
    """A party agrees to a version, which must be the newest; True when with that both have. Raises RuleBroken."""
    check_open(contract)
    version = current_text(contract)
    if side not in PARTIES:
        raise RuleBroken(_("文本由需求方和成果方各自确认。"))
    if contract.state == DRAFT:
        raise RuleBroken(_("还没有交双方审阅。"))
    if version.number != number:
        raise RuleBroken(_("已经有了更新的一稿，请看过再确认。"))
    if any(one.side == side for one in version.agreements):
        return contract.state == AGREED
    lacking = musts(contract, contract.deal)
    if lacking:
        raise RuleBroken(_("还不能确认：%(words)s。", words=_("；").join(one.words for one in lacking)))
    count = queries.open_comment_count(contract)
    if count:
        raise RuleBroken(_("还有 %(count)d 条条款意见没有解决，解决以后才能确认文本。", count=count))
    version.agreements.append(ContractAgreement(side=side, user_id=actor.user_id, at=now()))
    current_session().flush()
    logs.keep(
        contract.deal, "contracts.agreed_by", actor=actor, contract_id=contract.id, side=side, version=number,
        sha256=version.sha256,
    )  # fmt: skip
    close_clock(REVIEW[side], contract)
    if {one.side for one in version.agreements} != set(PARTIES):
        tell(contract, "one_agreed", f"{number}:{side}", actor=actor, side=side)
        return False
    CONTRACT_STATES.move(contract, AGREED, actor=actor, version=number, sha256=version.sha256)
    logs.keep(
        contract.deal, "contracts.agreed", actor=actor, contract_id=contract.id, version=number, sha256=version.sha256
    )
    contract_agreed.send(contract, actor=actor, version=version)
    tell(contract, "agreed", number, actor=actor)
    return True


def mark_signed(contract: Contract, *, sha256: str, signed_on: date, actor: Viewer | None) -> None:
    """An agreed contract is signed: `sha256` of the signed text. Raises RuleBroken for one that is not agreed."""
    CONTRACT_STATES.move(contract, SIGNED, actor=actor, sha256=sha256)
    contract.signed_on, contract.signed_sha256 = signed_on, sha256
    logs.keep(contract.deal, "contracts.signed", actor=actor, contract_id=contract.id, sha256=sha256)
    contract_signed.send(contract, actor=actor)


def cancel_contract(contract: Contract, *, reason: str, actor: Viewer | None) -> None:
    """It will not be signed; the deal may have another one afterwards. The words stay with the contract."""
    check_open(contract)
    CONTRACT_STATES.move(contract, CANCELLED, actor=actor)
    contract.open_key, contract.cancelled_reason = None, reason
    for side in PARTIES:
        close_clock(REVIEW[side], contract, was_answered=False)
    logs.keep(contract.deal, "contracts.cancelled", actor=actor, contract_id=contract.id)
    contract_cancelled.send(contract, actor=actor)
    tell(contract, "cancelled", contract.id, actor=actor)


def tell(contract: Contract, what: str, once: object, *, actor: Viewer | None, **data: Any) -> None:
    """Tell everybody of the deal but the one who acted; the words hold the title of the deal and nothing of money."""
    people = [one for side in SIDES for one in people_of(contract.deal, side)]
    others = [one for one in people if actor is None or one != actor.user_id]
    once_key = f"contracts:{contract.id}:{what}:{once}"
    notify(others, f"contracts.{what}", once_key, page_of(contract), title=contract.deal.title, **data)
