"""The notice of an agreed price: the seller prepares it, the buyer confirms it, everybody reads it for its period.

促进科技成果转化法第十八条; 国发〔2016〕16号: not less than 15 days, with an announced way to object.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.working_days import ONE_DAY
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.languages import LOCALES, in_chinese
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.services import advance, reveal_buyer, suggest_step
from matchmaking.deals.states import BROKER, BUYER, NOTICE, RUNNING, SELLER
from matchmaking.pricing import clocks, queries
from matchmaking.pricing.models import PriceNotice
from matchmaking.pricing.states import AWAITING, ENDED, NEGOTIATED, NOTICE_STATES, RETURNED, STOPPED
from matchmaking.pricing.states import RUNNING as SHOWN
from matchmaking.pricing.structures import words_of
from matchmaking.pricing.telling import tell
from matchmaking.public_notices.periods import CALENDAR
from matchmaking.public_notices.services import Contact, Period, start_notice, stop_notice
from matchmaking.vocabulary.queries import label

KIND = "price"
PAGE = "pricing.show_notice"
_OUTDATED = _l("拟交易价格、受让方或定价方式有变化，本公示停止；变化后的内容将重新公示。")


@dataclass(frozen=True)
class Text:
    """What the seller writes: 成果名称, 简介, 拟转化方式, how long, and where objections are taken."""

    name: str
    summary: str
    transfer_mode: str
    days: int
    office: str
    phone: str = ""
    email: str = ""


def least_days() -> int:
    """The least calendar days of such a notice."""
    return int(current_app.config["PRICE_NOTICE_DAYS"])


def why_no_notice(deal: Deal) -> str:
    """Why the seller cannot prepare a notice now, in words; empty when it can."""
    price = queries.agreed_price(deal)
    if deal.state not in RUNNING:
        return _("这一单已经结束。")
    if price is None or price.mode != NEGOTIATED:
        return _("双方商定价格以后才能准备公示；挂牌交易和拍卖不用公示。")
    state = queries.notice_state(deal)
    if state == SHOWN:
        return _("正在公示，内容不能再改。")
    if state == ENDED:
        return _("公示已经期满并锁定。价格有变化时要重新商定，再重新公示。")
    return ""


def prepare_notice(deal: Deal, text: Text, *, actor: Viewer) -> PriceNotice:
    """The seller writes the notice of the agreed price and hands it to the buyer. Raises RuleBroken."""
    refused = why_no_notice(deal)
    if refused:
        raise RuleBroken(refused)
    if text.days < least_days():
        raise RuleBroken(_("公示期不得少于 %(days)s 日。", days=least_days()))
    price = queries.agreed_price(deal)
    assert price is not None
    with force_locale(LOCALES["zh"]):
        price_words = words_of(price.structure, price.terms)
    notice = queries.notice_of(deal)
    if notice is not None and notice.price_id != price.id:
        retire(notice, actor=actor)
        notice = None
    if notice is None:
        notice = PriceNotice(deal=deal, price_id=price.id, running_key=str(deal.id), created_by_id=actor.user_id)
        current_session().add(notice)
    else:
        NOTICE_STATES.move(notice, AWAITING, actor=actor)
    for name, value in vars(text).items():
        setattr(notice, name, value)
    notice.price_words, notice.returned_words = price_words, ""
    current_session().flush()
    logs.keep(deal, "pricing.notice_prepared", actor=actor, notice=notice.id, price=price.id)
    clocks.stop(clocks.NOTICE, deal, SELLER)
    clocks.start(clocks.CONFIRM, deal, BUYER)
    tell(deal, "notice_prepared", f"{notice.id}:{notice.version}", (BUYER, BROKER), actor=actor, page=PAGE)
    return notice


def return_notice(notice: PriceNotice, *, words: str, actor: Viewer) -> None:
    """The buyer asks for another text."""
    NOTICE_STATES.move(notice, RETURNED, actor=actor)
    notice.returned_words = words
    logs.keep(notice.deal, "pricing.notice_returned", actor=actor, notice=notice.id)
    clocks.stop(clocks.CONFIRM, notice.deal, BUYER)
    clocks.start(clocks.NOTICE, notice.deal, SELLER)
    once = f"{notice.id}:{notice.version}"
    tell(notice.deal, "notice_returned", once, (SELLER, BROKER), actor=actor, page=PAGE)


def confirm_notice(notice: PriceNotice, *, actor: Viewer) -> None:
    """The buyer agrees to the text and to being named in it: the notice starts today. Raises RuleBroken."""
    deal, price = notice.deal, queries.agreed_price(notice.deal)
    if price is None or price.id != notice.price_id or notice.state != AWAITING or deal.state not in RUNNING:
        raise RuleBroken(_("价格或公示内容刚有变化，请刷新页面再确认。"))
    if deal.hides_buyer:
        reveal_buyer(deal, actor=actor)
    before = next((one.public_notice for one in queries.notices_of_price(deal) if one.public_notice_id), None)
    with force_locale(LOCALES["zh"]):
        public = start_notice(
            KIND, notice, title=_("“%(name)s”拟转化协议定价公示", name=notice.name), fields=fields_of(notice),
            period=Period(notice.days, CALENDAR), contact=Contact(notice.office, notice.phone, notice.email),
            county_code=deal.seller.county_code, organisation_id=deal.seller_id, actor=actor,
            basis=_("依据《中华人民共和国促进科技成果转化法》第十八条，协议定价的，公示科技成果名称和拟交易价格。"),
            previous=before, is_sample=deal.is_sample,
        )  # fmt: skip
    NOTICE_STATES.move(notice, SHOWN, actor=actor)
    notice.public_notice, notice.fields_sha256 = public, public.fingerprint
    notice.confirmed_at, notice.confirmed_by_id = now(), actor.user_id
    current_session().flush()
    logs.keep(
        deal, "pricing.notice_started", actor=actor, notice=notice.id, price=price.id, public_notice=public.id,
        sha256=public.fingerprint,
    )  # fmt: skip
    clocks.stop(clocks.CONFIRM, deal, BUYER)
    words = in_chinese(_l("等公示期满"))
    # It runs until 24:00 of its last day.
    if queries.notice_is_due(deal):
        advance(deal, NOTICE, actor=actor)
    suggest_step(deal, words=words, on=public.ends_on + ONE_DAY, side=SELLER, actor=actor)
    tell(deal, "notice_started", public.id, actor=actor, page=PAGE, number=public.number)


def fields_of(notice: PriceNotice, *, buyer: str | None = None) -> Sequence[tuple[str, str]]:
    """The rows that everybody reads, in the order of the law's practice; `buyer` where its name may not be shown."""
    deal = notice.deal
    return [
        (_("成果名称"), notice.name),
        (_("成果简介"), notice.summary),
        (_("成果持有单位"), deal.seller.name),
        (_("拟转化方式"), label("transfer_mode", notice.transfer_mode)),
        (_("受让方"), buyer or deal.buyer.name),
        (_("定价方式"), _("协议定价")),
        (_("拟交易价格"), notice.price_words),
    ]


def stop_outdated(deal: Deal, *, actor: Viewer | None) -> None:
    """The price has changed or is gone: its notice ends at once, and a new one begins from the first day."""
    notice, price = queries.notice_of(deal), queries.agreed_price(deal)
    if notice is not None and (price is None or price.id != notice.price_id):
        retire(notice, actor=actor)


def retire(notice: PriceNotice, *, actor: Viewer | None, reason: str = "") -> None:
    """Take a notice away that is about a price which holds no longer; what was shown stays readable."""
    public = notice.public_notice
    if notice.state == SHOWN and public is not None and public.is_running:
        # The receiver of its end brings the notice to its own.
        stop_notice(public, actor=actor or Viewer.nobody(), reason=reason or in_chinese(_OUTDATED))
        return
    if notice.state != ENDED:
        NOTICE_STATES.move(notice, STOPPED, actor=actor)
    notice.running_key = None
    current_session().flush()
    clocks.stop(clocks.CONFIRM, notice.deal, BUYER, was_answered=False)
