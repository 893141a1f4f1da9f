"""What a new contract begins with: everything that the deal, its records and its price already say.

Only what both parties may read goes in: nothing that the owner of a demand or an achievement keeps back reaches the
other party on this way, whoever begins the contract.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import AcceptanceTerm, Contract, ContractParty, MilestoneTerm, PaymentTerm
from matchmaking.contracts.phrases import phrase
from matchmaking.contracts.plans import parts_of
from matchmaking.contracts.proposing import Facts, Proposed, propose
from matchmaking.contracts.states import DEVELOPMENT, ENTRY_FEE, INSTALMENTS, LICENCE, LUMP_SUM, ROYALTY, TRANSFER
from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.core.languages import LOCALES
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, PROPOSAL, SELLER
from matchmaking.demands.models import Criterion
from matchmaking.listings.disclosure import as_shown
from matchmaking.organisations.models import Organisation
from matchmaking.pricing.models import Price
from matchmaking.pricing.queries import agreed_price
from matchmaking.pricing.structures import words_of
from matchmaking.proposals.models import Promise, Proposal
from matchmaking.proposals.states import CHOSEN
from matchmaking.vocabulary.queries import label

# Shares of the payments that a new plan begins with, in percent; one row more than there are milestones.
FIRST_SHARES = {1: (Decimal(50), Decimal(50)), 2: (Decimal(40), Decimal(30), Decimal(30))}
MONTHS = 12
STANDING = ("confidentiality", "liability", "risk", "sublet", "funds", "equipment", "guidance", "terms")


def member_of(organisation_id: int) -> Viewer:
    """Somebody of an organisation, as whom is asked what its people may read. No person has this number."""
    return Viewer(
        user_id=0, role=Role.ENTERPRISE, organisation_id=organisation_id, memberships={organisation_id: "reader"}
    )


def facts_of(deal: Deal) -> Facts:
    """What speaks for one kind of contract or another."""
    demand = as_shown(member_of(deal.seller_id), deal.demand) if deal.demand else None
    achievement = as_shown(member_of(deal.buyer_id), deal.achievement) if deal.achievement else None
    return Facts(
        demand_kind=demand.kind if demand else None,
        cooperation_modes=demand.cooperation_modes or () if demand else (),
        has_demand=demand is not None,
        has_achievement=achievement is not None,
        readiness_level=achievement.readiness_level if achievement else None,
        transfer_modes=achievement.transfer_modes or () if achievement else (),
        rights=[(one.kind, one.status) for one in achievement.rights] if achievement else (),
    )


def proposed_kind(deal: Deal) -> Proposed:
    """The kind of contract that fits the deal, with its reason."""
    return propose(facts_of(deal))


def chosen_proposal(deal: Deal) -> Proposal | None:
    """The answer of the seller that the buyer chose, where the deal comes from one."""
    for origin in deal.origins:
        if origin.kind == PROPOSAL and origin.subject_type == Proposal.__tablename__:
            return current_session().get(Proposal, origin.subject_id)
    if deal.demand_id is None:
        return None
    query = select(Proposal).where(
        Proposal.demand_id == deal.demand_id, Proposal.organisation_id == deal.seller_id, Proposal.state == CHOSEN
    )
    return current_session().scalar(query.limit(1))


def prefill(contract: Contract, deal: Deal) -> None:
    """Fill a new contract in; nothing of it is final. It is Chinese, whatever language its writer reads."""
    with force_locale(LOCALES["zh"]):
        _prefill(contract, deal)


def _prefill(contract: Contract, deal: Deal) -> None:
    proposed = proposed_kind(deal)
    proposal = chosen_proposal(deal)
    contract.kind, contract.sub_kind = proposed.kind, proposed.sub_kind
    has_right = proposed.kind in (TRANSFER, LICENCE) and deal.achievement is not None
    about = deal.achievement if has_right else deal.demand
    contract.title = about.title if about is not None else deal.title
    contract.is_three_party = deal.centre_id is not None
    contract.valid_from = today()
    contract.copies = 8 if contract.is_three_party else 6
    contract.texts = _texts(deal, proposal, proposed.kind)
    contract.parties = _parties(deal)
    contract.acceptance = _acceptance(deal, proposal)
    contract.milestones = _milestones(deal, proposal)
    price = agreed_price(deal)
    if price is not None:
        _take_price(contract, price)
        return
    contract.amount = contract.technology_amount = deal.amount
    contract.payment_mode = INSTALMENTS
    plan_payments(contract)


def _take_price(contract: Contract, price: Price) -> None:
    """Amount, way of paying and payments as the parties agreed on them: a commission stands in words, not in rows."""
    contract.amount = contract.technology_amount = price.amount
    lines = [one for one in price.plan.lines if one.amount > 0]
    if price.structure == ROYALTY:
        lines = lines[:1] if Decimal(str(price.terms.get("entry_fee") or 0)) > 0 else []
        contract.payment_mode = ENTRY_FEE if lines else ROYALTY
        contract.texts = {**contract.texts, "royalty": words_of(price.structure, price.terms)}
    else:
        contract.payment_mode = LUMP_SUM if len(lines) == 1 else INSTALMENTS
    last = len(contract.milestones)
    contract.payments = [
        PaymentTerm(
            position=place, title=one.title, amount=one.amount, due_on=one.due_on,
            milestone_position=_milestone_of(place, len(lines), last) if one.due_on is None else None,
        )
        for place, one in enumerate(lines, 1)
    ]  # fmt: skip
    for one in contract.payments:
        if one.due_on is None and one.milestone_position is None:
            one.due_on = today() + timedelta(days=30)


def _milestone_of(place: int, count: int, last: int) -> int | None:
    """Which milestone a payment without a day waits for: the only one for the last, the first of several for none."""
    if count == 1:
        return last
    return min(place - 1, last) or None


def plan_payments(contract: Contract) -> None:
    """Payments in parts: the first when the contract holds, one for each milestone."""
    if contract.amount is None or not contract.milestones:
        contract.payments = []
        return
    if contract.payment_mode == LUMP_SUM:
        last = contract.milestones[-1].position
        contract.payments = [
            PaymentTerm(position=1, title=phrase("payment.all"), amount=contract.amount, milestone_position=last)
        ]  # fmt: skip
        return
    steps = list(contract.milestones)
    shares = FIRST_SHARES.get(len(steps)) or _even_shares(len(steps) + 1)
    titles = [phrase("payment.first"), *(phrase("payment.after").replace("{title}", one.title) for one in steps)]
    amounts = parts_of(contract.amount, shares)
    contract.payments = [
        PaymentTerm(
            position=place, title=title, amount=amount,
            milestone_position=steps[place - 2].position if place > 1 else None,
            due_on=contract.valid_from + timedelta(days=30) if place == 1 and contract.valid_from else None,
        )
        for place, (title, amount) in enumerate(zip(titles, amounts, strict=True), 1)
    ]  # fmt: skip


def _even_shares(count: int) -> Sequence[Decimal]:
    return [Decimal(100) / count] * count


def _texts(deal: Deal, proposal: Proposal | None, kind: str) -> dict[str, Any]:
    texts = {name: phrase(name) for name in STANDING}
    texts["delivery"] = phrase(f"delivery.{kind}")
    # The law lets the parties of a development share its risk; in other contracts there is no such risk.
    if kind != DEVELOPMENT:
        texts["risk"] = ""
    demand = as_shown(member_of(deal.seller_id), deal.demand) if deal.demand else None
    achievement = as_shown(member_of(deal.buyer_id), deal.achievement) if deal.achievement else None
    if demand is not None:
        texts["goal"] = demand.summary or ""
        texts["content"] = demand.problem or demand.summary or ""
        texts["scope"] = demand.context or ""
        texts["cooperation"] = demand.offers or ""
    if achievement is not None:
        texts["method"] = achievement.description or ""
        # A right is passed on or licensed as it is; a development or service begins with what the demand asks.
        if kind in (TRANSFER, LICENCE):
            texts["content"] = achievement.description or achievement.summary or ""
        texts["content"] = texts.get("content") or achievement.summary or ""
        texts["goal"] = texts.get("goal") or achievement.problem_solved or ""
        texts["rights"] = "\n".join(_right_words(one) for one in achievement.rights)
    if proposal is not None:
        texts["method"] = proposal.idea or texts.get("method", "")
        texts["plan"] = proposal.plan or ""
    place = deal.buyer.address if not deal.hides_buyer else None
    texts["place"] = place or label("county", deal.county_code) or ""
    return {name: text.strip() for name, text in texts.items()}


def _right_words(right: Any) -> str:
    """A right in one line: 发明专利“…”，号码 …，2024年5月6日."""
    parts = [f"{label('rights_kind', right.kind, 'zh')}“{right.title}”"]
    if right.number:
        parts.append(f"号码 {right.number}")
    if right.granted_on:
        parts.append(f"{right.granted_on.year}年{right.granted_on.month}月{right.granted_on.day}日授权或登记")
    return "，".join(parts)


def _parties(deal: Deal) -> list[ContractParty]:
    """The parties, from what everybody may know of an organisation; its people add the rest."""
    parties = [_party(BUYER, None if deal.hides_buyer else deal.buyer), _party(SELLER, deal.seller)]
    if deal.centre is not None:
        parties.append(_party(BROKER, deal.centre))
    return parties


def _party(side: str, organisation: Organisation | None) -> ContractParty:
    if organisation is None:
        return ContractParty(side=side)
    return ContractParty(
        side=side, name=organisation.name, credit_code=organisation.credit_code or "",
        address=organisation.address or "", postal_address=organisation.address or "",
    )  # fmt: skip


def _acceptance(deal: Deal, proposal: Proposal | None) -> list[AcceptanceTerm]:
    """The criteria of the demand; where the chosen proposal promised a value, that value."""
    demand = as_shown(member_of(deal.seller_id), deal.demand) if deal.demand else None
    promises = {one.criterion_id: one for one in proposal.promises} if proposal else {}
    rows: list[AcceptanceTerm] = []
    for criterion in demand.criteria if demand else ():
        promise = promises.get(criterion.id)
        values = _promised(promise) if promise is not None and promise.has_value else _wanted(criterion)
        proof = promise.note if promise is not None else None
        rows.append(
            AcceptanceTerm(
                position=len(rows) + 1, criterion_id=criterion.id, name=criterion.name,
                method=criterion.test_method or proof or "", **values,
            )
        )  # fmt: skip
    return rows


def _wanted(criterion: Criterion) -> dict[str, Any]:
    return {
        "operator": criterion.operator, "value_low": criterion.target_low, "value_high": criterion.target_high,
        "text": criterion.text or "", "unit": criterion.unit or "",
    }  # fmt: skip


def _promised(promise: Promise) -> dict[str, Any]:
    # "About 0.2" cannot be accepted or refused: the contract says it as an equal value, which the parties may change.
    operator = "=" if promise.operator == "~" else promise.operator
    return {
        "operator": operator, "value_low": promise.value_low, "value_high": promise.value_high,
        "text": promise.text or "", "unit": promise.unit or "",
    }  # fmt: skip


def _milestones(deal: Deal, proposal: Proposal | None) -> list[MilestoneTerm]:
    """A stage result at half time and the final acceptance: at the day wanted, or after the months promised."""
    start = today()
    end = deal.demand.wanted_by_on if deal.demand else None
    if end is None or end <= start:
        months = (proposal.duration_months if proposal else None) or MONTHS
        end = start + timedelta(days=30 * months)
    half: date = start + (end - start) / 2
    return [
        MilestoneTerm(
            position=1, title=phrase("milestone.half"), content=phrase("milestone.half.content"), due_on=half
        ),
        MilestoneTerm(position=2, title=phrase("milestone.last"), content=phrase("milestone.last.content"), due_on=end),
    ]
