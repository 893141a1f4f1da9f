"""Commissions: proposed by the broker's side, accepted by the payer word by word, due as money comes, and paid."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.attributions import states
from matchmaking.attributions.amounts import known_of
from matchmaking.attributions.clocks import ANSWER_COMMISSION, PAY
from matchmaking.attributions.fees import WHOLE, Due, dues, percent
from matchmaking.attributions.models import Commission, CommissionPaper, CommissionShare
from matchmaking.attributions.states import COMMISSION_STATES
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.languages import LOCALES
from matchmaking.core.letters import path_to
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import people_of
from matchmaking.deals.states import BROKER, SIDES
from matchmaking.files.contents import Content
from matchmaking.files.services import keep
from matchmaking.notifications.services import notify


@dataclass(frozen=True)
class Offer:
    """What is proposed: `rate` in millionths of the base, `cap` in yuan, `shares` (person, hundredths of a percent)."""

    payer: str
    base: str
    trigger: str
    rate: int
    shares: Sequence[tuple[User, int]]
    cap: Decimal | None = None
    is_three_party: bool = False
    words: str = ""
    form_key: str | None = None


def commissions_of(deal: Deal, side: str) -> list[Commission]:
    """The commissions that a side may read: the broker's all, a party those that it pays; the newest first."""
    query = select(Commission).where(Commission.deal_id == deal.id)
    if side != BROKER:
        query = query.where(Commission.payer == side)
    return list(current_session().scalars(query.order_by(Commission.id.desc())))


def standing(deal: Deal) -> list[Commission]:
    """Those that the payers have accepted."""
    return [one for one in commissions_of(deal, BROKER) if one.state == states.ACCEPTED]


def propose(deal: Deal, offer: Offer, *, actor: Viewer) -> Commission:
    """Propose a commission; one that waits for the same payer's answer is withdrawn.

    Raises RuleBroken when the shares are not 100 % together, or the amount received is to be due before it came.
    """
    if offer.form_key:
        before = current_session().scalar(select(Commission).where(Commission.form_key == offer.form_key))
        if before is not None:
            return before
    if sum(share for _person, share in offer.shares) != WHOLE:
        raise RuleBroken(_("各位技术经理人的比例合计要等于 100%。"))
    if offer.base == states.RECEIVED and offer.trigger != states.ON_RECEIPT:
        raise RuleBroken(_("按到账额计算的服务费，只能在每笔款项到账后支付。"))
    for waiting in commissions_of(deal, BROKER):
        if waiting.state == states.PROPOSED and waiting.payer == offer.payer:
            withdraw(waiting, actor=actor)
    text = agreement_text(deal, offer)
    commission = Commission(
        deal=deal, title=deal.title, payer=offer.payer, base=offer.base, trigger=offer.trigger, rate=offer.rate,
        cap=offer.cap, is_three_party=offer.is_three_party, words=offer.words, text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(), proposed_by_id=actor.user_id, form_key=offer.form_key,
        shares=[
            CommissionShare(position=place, user_id=person.id, name=person.name, share=share)
            for place, (person, share) in enumerate(offer.shares)
        ],
    )  # fmt: skip
    current_session().add(commission)
    current_session().flush()
    _keep(commission, "proposed", actor)
    open_clock(ANSWER_COMMISSION, commission, organisation_id=deal.party_id(offer.payer))
    _tell(commission, "proposed", offer.payer, actor)
    return commission


def agreement_text(deal: Deal, offer: Offer) -> str:
    """The words that the payer accepts, in Chinese; the parties are those of the deal, which names them."""
    with force_locale(LOCALES["zh"]):
        shares = _("、").join(f"{person.name} {percent(share * 100)}%" for person, share in offer.shares)
        lines = [
            _("技术经理人服务费约定"),
            _("对接编号：%(number)s。", number=deal.number),
            _("付费方：%(side)s。", side=str(SIDES[offer.payer])),
            _("计费基数：%(base)s。费率：%(rate)s%%。", base=str(states.BASES[offer.base]), rate=percent(offer.rate)),
            _("支付时间：%(trigger)s。", trigger=str(states.TRIGGERS[offer.trigger])),
            _("上限：人民币 %(cap)s 元。", cap=f"{offer.cap:,.2f}") if offer.cap is not None else _("不设上限。"),
            _("服务人员及分配比例：%(shares)s。", shares=shares),
            _("技术经理人所在机构作为第三方签订三方合同。") if offer.is_three_party else _("不签三方合同。"),
        ]
        if offer.words:
            lines.append(_("其他约定：%(words)s", words=offer.words))
        lines.append(_("金额算到分，不足一分的四舍五入；分配的尾差归最后一人。"))
        return "\n".join(lines)


def accept(commission: Commission, *, sha256: str, actor: Viewer) -> None:
    """The payer accepts the words that it has read. An earlier commission of the same payer ends with it."""
    if sha256 != commission.sha256:
        raise RuleBroken(_("约定的内容已经变了，请重新看一遍再确认。"))
    for other in standing(commission.deal):
        if other.payer == commission.payer:
            COMMISSION_STATES.move(other, states.ENDED, actor=actor)
            close_clock(PAY, other, was_answered=False)
            _keep(other, "ended", actor)
    _answer(commission, states.ACCEPTED, "", actor)
    settle_due(commission.deal)


def decline(commission: Commission, *, words: str, actor: Viewer) -> None:
    """The payer does not agree, with words that the broker reads."""
    _answer(commission, states.DECLINED, words, actor)


def withdraw(commission: Commission, *, actor: Viewer) -> None:
    """The broker takes the proposal back."""
    COMMISSION_STATES.move(commission, states.WITHDRAWN, actor=actor)
    close_clock(ANSWER_COMMISSION, commission, was_answered=False)
    _keep(commission, "withdrawn", actor)


def add_paper(
    commission: Commission, kind: str, *, amount: Decimal, on: date, number: str, content: Content | None, side: str,
    form_key: str | None, actor: Viewer,
) -> CommissionPaper:  # fmt: skip
    """Keep an invoice, or that money came, perhaps with its file. Raises RuleBroken before the payer has agreed."""
    if commission.state not in (states.ACCEPTED, states.ENDED):
        raise RuleBroken(_("付费方还没有确认这份约定，不能登记发票和到账。"))
    if form_key:
        before = current_session().scalar(select(CommissionPaper).where(CommissionPaper.form_key == form_key))
        if before is not None:
            return before
    paper = CommissionPaper(
        commission=commission, kind=kind, number=number, amount=amount, on=on, side=side, user_id=actor.user_id,
        form_key=form_key,
    )  # fmt: skip
    current_session().add(paper)
    current_session().flush()
    stored = keep(content, paper, kind, actor) if content is not None else None
    _keep(commission, kind, actor, paper_id=paper.id, file_sha256=stored.sha256 if stored else "")
    settle_due(commission.deal)
    return paper


def dues_of(commission: Commission) -> list[Due]:
    """What is due of it by now."""
    return dues(commission.base, commission.trigger, commission.rate, commission.cap, known_of(commission.deal))


def paid_sum(commission: Commission) -> Decimal:
    """What was paid of it, in yuan."""
    return sum((one.amount for one in commission.papers if one.kind == states.PAYMENT), Decimal(0))


def due_sum(commission: Commission) -> Decimal:
    """What is due of it by now, in yuan."""
    return sum((one.amount for one in dues_of(commission)), Decimal(0))


def settle_due(deal: Deal) -> None:
    """Run the payer's clock while something is due and not paid."""
    for commission in standing(deal):
        if due_sum(commission) > paid_sum(commission):
            open_clock(PAY, commission, organisation_id=deal.party_id(commission.payer))
            once = f"attributions:{commission.id}:due"
            notify(
                people_of(deal, commission.payer), "attributions.due", once, page_of(commission), title=deal.title
            )  # fmt: skip
        else:
            close_clock(PAY, commission)


def page_of(commission: Commission) -> str:
    """Its page."""
    return path_to("attributions.show_commission", deal_id=commission.deal_id, commission_id=commission.id)


def _answer(commission: Commission, state: str, words: str, actor: Viewer) -> None:
    COMMISSION_STATES.move(commission, state, actor=actor)
    commission.answered_by_id, commission.answered_at, commission.answer = actor.user_id, now(), words
    close_clock(ANSWER_COMMISSION, commission)
    _keep(commission, state, actor)
    _tell(commission, "answered", BROKER, actor, state=state)


def _keep(commission: Commission, step: str, actor: Viewer, **data: object) -> None:
    logs.keep(
        commission.deal, f"attributions.commission_{step}", actor=actor, commission_id=commission.id,
        sha256=commission.sha256, **data,
    )  # fmt: skip


def _tell(commission: Commission, what: str, side: str, actor: Viewer, **data: str) -> None:
    people = [one for one in people_of(commission.deal, side) if one != actor.user_id]
    once = f"attributions:{commission.id}:{what}"
    notify(people, f"attributions.{what}", once, page_of(commission), title=commission.title, **data)
