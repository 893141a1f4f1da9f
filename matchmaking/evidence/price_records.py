"""Prices and their notices for the archive. The ranges that a side tried privately are never among them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.history import history_of
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import knows_buyer
from matchmaking.deals.records import Record, RecordFile
from matchmaking.deals.wording import person_name, side_words
from matchmaking.evidence.sealing import sealed
from matchmaking.pricing import queries
from matchmaking.pricing.models import Price, PriceNotice
from matchmaking.pricing.wording import answer_words, mode_words, price_words, state_words, structure_words
from matchmaking.public_notices.evidence import evidence_paper
from matchmaking.public_notices.queries import objections_to


def price_records(viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """Answers of the range finder without its numbers, offers with their answers, prices, notices with their proof."""
    for one in sorted(queries.rounds_of(deal), key=lambda row: row.id):
        yield Record(
            key=_("区间比对%(n)s", n=one.number),
            title=_("第 %(n)s 轮区间比对", n=one.number),
            at=one.created_at,
            values={_("结果"): answer_words(one.answer), _("说明"): _("各方填的数不在存证包里")},
        )
    for offer in sorted(queries.offers_of(deal), key=lambda row: row.number):
        further = {"valid_until": offer.valid_until.isoformat()}
        yield Record(
            key=_("报价%(n)s", n=offer.number),
            title=_("第 %(n)s 次报价", n=offer.number),
            at=offer.created_at,
            values={
                _("谁"): person_name(viewer, deal, offer.user, offer.side), _("方"): side_words(offer.side),
                _("支付方式"): structure_words(offer.structure), _("内容"): price_words(offer),
                _("合计（元）"): f"{offer.total:.2f}", _("说明"): offer.words,
                _("有效期至"): offer.valid_until.isoformat(),
                _("状态"): state_words(offer.state, "offer"),
                _("答复"): [
                    f"{side_words(row.side)} {state_words(row.state, 'answer')} {row.reason} {row.at or ''}".strip()
                    for row in offer.answers
                ],
            },
            **sealed(_terms(offer.structure, offer.terms, **further), offer.sha256),
        )  # fmt: skip
    for price in sorted(queries.prices_of(deal), key=lambda row: row.id):
        yield _price(price)
    if knows_buyer(viewer, deal):
        # Each names the buyer.
        for notice in sorted(queries.notices_of_price(deal), key=lambda row: row.id):
            yield _notice(notice)


def _terms(structure: str, terms: Mapping[str, Any], **further: Any) -> str:
    """The text over which `pricing.hashing` takes the hash."""
    return json.dumps({"structure": structure, "terms": terms, **further}, ensure_ascii=False, sort_keys=True)


def _price(price: Price) -> Record:
    further = {} if price.offer_id else {"mode": price.mode, "platform": price.platform, "reference": price.reference}
    if price.offer is not None:
        further = {"valid_until": price.offer.valid_until.isoformat()}
    return Record(
        key=_("价格%(id)s", id=price.id),
        title=_("价格：%(state)s", state=state_words(price.state, "price")),
        at=price.created_at,
        values={
            _("定价方式"): mode_words(price.mode), _("支付方式"): structure_words(price.structure),
            _("内容"): price_words(price), _("金额（元）"): f"{price.amount:.2f}",
            _("金额按预计销售估算"): _("是") if price.is_estimate else _("否"), _("交易平台"): price.platform,
            _("成交编号"): price.reference, _("成交日期"): price.closed_on.isoformat() if price.closed_on else "",
            _("需求方确认"): _moment(price.buyer_at), _("成果方确认"): _moment(price.seller_at),
            _("谈定"): _moment(price.agreed_at),
        },
        **sealed(_terms(price.structure, price.terms, **further), price.sha256),
    )  # fmt: skip


def _notice(notice: PriceNotice) -> Record:
    public = notice.public_notice
    proof = []
    if public is not None:
        paper = evidence_paper(public, objections_to(public), history_of(public))
        proof = [RecordFile(_("公示证明-%(id)s.pdf", id=notice.id), content=paper)]
    return Record(
        key=_("公示%(id)s", id=notice.id),
        title=_("公示：%(name)s（%(state)s）", name=notice.name, state=state_words(notice.state, "notice")),
        at=notice.created_at,
        values={
            _("成果简介"): notice.summary, _("价格"): notice.price_words, _("公示天数"): notice.days,
            _("受理异议"): f"{notice.office} {notice.phone} {notice.email}".strip(),
            _("需求方确认"): _moment(notice.confirmed_at), _("确认内容的 SHA-256"): notice.fields_sha256 or "",
            _("开始"): public.starts_on.isoformat() if public is not None else "",
            _("结束"): public.ends_on.isoformat() if public is not None else "",
        },
        files=proof,
    )  # fmt: skip


def _moment(at: Any) -> str:
    return at.isoformat() if at is not None else ""
