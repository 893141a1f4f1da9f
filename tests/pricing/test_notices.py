"""A state body shows an agreed price to everybody for fifteen days before a contract, and again when it changes."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.deals.records import record_kinds
from matchmaking.deals.services import move_deal
from matchmaking.deals.states import SIGNING
from matchmaking.notifications.models import Notice
from matchmaking.pricing.models import Price, PriceNotice
from matchmaking.pricing.queries import agreed_price, notice_is_due, notice_is_over
from matchmaking.public_notices.models import PublicNotice
from tests.factories.pricing import Table, agree, make_table
from tests.factories.public_notices import let_days_pass
from tests.kept import kept
from tests.visitor import Visitor

TEXT = {
    "name": "WC-Co-Cr 阀座耐磨涂层", "summary": "涂层结合强度高。", "transfer_mode": "licence", "days": "15",
    "office": "东瓯理工学院科技处", "phone": "0577-86680001",
}  # fmt: skip


@pytest.fixture
def table(app: Flask) -> Table:
    return kept(app, "pricing_agreed", make_agreed)


def make_agreed() -> Table:
    table = make_table()
    agree(table)
    return table


def sit(app: Flask, user: Any) -> Visitor:
    return Visitor(app).sign_in(user)


def start(app: Flask, table: Table) -> PublicNotice:
    path = f"/deals/{table.deal_id}/notice"
    seller, buyer = sit(app, table.writer), sit(app, table.buyer)
    seller.submit(seller.open(f"{path}/edit"), TEXT, action="/notice/edit")
    page = buyer.submit(buyer.open(path), {"agrees": "y"}, action="/notice/confirm")
    assert "正在公示" in page.text
    return newest()


def newest() -> PublicNotice:
    with reading():
        found = session.scalars(select(PublicNotice).order_by(PublicNotice.id.desc())).first()
        session.expunge_all()
        assert found is not None
        return found


def ask(question: Any) -> Any:
    with reading():
        return question(session.scalars(select(Deal)).one())


def sign() -> None:
    with unit_of_work() as work:
        move_deal(work.scalars(select(Deal)).one(), SIGNING, actor=None)


def test_the_buyer_confirms_then_everybody_reads_it_for_fifteen_days(app: Flask, table: Table) -> None:
    path = f"/deals/{table.deal_id}/notice"
    seller, buyer = sit(app, table.writer), sit(app, table.buyer)
    with pytest.raises(RuleBroken, match="公示期满"):
        sign()
    assert "不得少于 15 日" in seller.submit(seller.open(f"{path}/edit"), {**TEXT, "days": "14"}).text
    seller.submit(seller.open(f"{path}/edit"), TEXT, action="/notice/edit")
    with reading():
        assert session.scalars(select(PublicNotice)).all() == []
    assert buyer.post(f"{path}/confirm").status == 422, "nobody is named without having said so"
    page = buyer.open(path)
    buyer.submit(page, {"agrees": "y"}, action="/notice/confirm")
    notice = newest()
    assert (notice.starts_on, notice.ends_on) == (today(), today() + timedelta(days=15))
    public = Visitor(app).open(f"/public-notices/{notice.id}")
    for words in ("WC-Co-Cr 阀座耐磨涂层", "许可", "鹿鸣泵阀有限公司", "协议定价", "180 万元", "东瓯理工学院科技处"):
        assert words in public.text.replace("\xa0", " ")
    assert ask(lambda deal: deal.state) == "notice"
    with pytest.raises(RuleBroken, match="公示期满"):
        sign()
    # While it runs its text cannot be changed.
    assert seller.post(f"{path}/edit", TEXT).status == 409
    let_days_pass(notice, 16)
    assert ask(lambda deal: (deal.state, notice_is_over(deal))) == ("signing", True)
    assert seller.post(f"{path}/edit", TEXT).status == 409, "locked after the end"


def test_another_price_stops_the_notice_and_asks_for_a_whole_new_one(app: Flask, table: Table) -> None:
    first = start(app, table)
    let_days_pass(first, 10)
    agree(table, "1600000")
    first = newest()
    assert first.state == "stopped"
    assert "拟交易价格" in (first.state_reason or "")
    assert ask(lambda deal: (deal.state, notice_is_over(deal))) == ("negotiation", False)
    second = start(app, table)
    assert second.previous_id == first.id
    assert second.ends_on == today() + timedelta(days=15)
    assert {"label": "拟交易价格", "value": "160 万元"} in second.fields
    let_days_pass(second, 16)
    assert ask(lambda deal: deal.state) == "signing"
    # Also after its end: a contract is signed at exactly the price that was shown.
    agree(table, "1500000")
    assert ask(lambda deal: (deal.state, notice_is_over(deal))) == ("negotiation", False)


def test_an_objection_that_holds_leads_back_to_the_talks(app: Flask, table: Table) -> None:
    notice = start(app, table)
    stranger = sit(app, table.stranger)
    page = stranger.open(f"/public-notices/{notice.id}/object")
    stranger.submit(page, {"name": "邬某", "contact": "13800000000", "text": "这项成果还有共有人。"}, action="/object")
    path = "/public-notices/objections/1"
    owner = sit(app, table.seller)
    assert "还有共有人" in owner.open(path).text
    assert "还有共有人" in sit(app, table.officer).open(path).text
    # Who only writes for the seller, the buyer and the broker do not learn who objects.
    for outside in (table.writer, table.buyer, table.broker):
        assert sit(app, outside).open(path).status == 404
    done = owner.post(f"{path}/decide", {"decision": "upheld", "answer": "属实", "reason": "成果有共有人"})
    assert done.status == 200
    with reading():
        deal = session.scalars(select(Deal)).one()
        assert (deal.state, agreed_price(deal)) == ("negotiation", None)
        assert session.scalars(select(Price.state)).one() == "objected"
        assert session.scalars(select(PriceNotice.state)).one() == "stopped"
        assert session.scalars(select(Notice).where(Notice.kind == "pricing.notice_stopped")).all()


def test_an_objection_that_does_not_hold_is_in_the_evidence(app: Flask, table: Table, tmp_path: Any) -> None:
    notice = start(app, table)
    stranger, owner = sit(app, table.stranger), sit(app, table.seller)
    page = stranger.open(f"/public-notices/{notice.id}/object")
    stranger.submit(page, {"name": "邬某", "contact": "13800000000", "text": "价格太低。"}, action="/object")
    let_days_pass(notice, 16)
    assert ask(lambda deal: deal.state) == "notice", "an open objection keeps it from ending"
    of_deal = f"/deals/{ask(lambda deal: deal.id)}/notice"
    assert "/public-notices/objections/1" in owner.open(of_deal).html
    assert "/public-notices/objections/1" not in sit(app, table.buyer).open(of_deal).html
    owner.post("/public-notices/objections/1/decide", {"decision": "rejected", "answer": "有评估报告"})
    assert ask(lambda deal: deal.state) == "signing"
    answer = Visitor(app).open(f"/public-notices/{notice.id}/evidence.pdf")
    assert answer.response.mimetype == "application/pdf"
    words = text_of(answer.response.get_data())
    for one in ("收到的异议均不成立", "不成立", "180 万元", "鹿鸣泵阀有限公司", newest().fingerprint[:24]):
        assert one in words
    assert "邬某" not in words
    with reading():
        deal = session.scalars(select(Deal)).one()
        texts = [one for kind in record_kinds() for one in kind.collect(table.viewer("buyer"), deal) if one.text]
    # The text in the archive is the one whose hash stands in the log.
    assert [sha256(one.text.encode()).hexdigest() for one in texts] == [one.sha256 for one in texts]
    assert len(texts) == 2


def text_of(paper: bytes) -> str:
    pages = pypdfium2.PdfDocument(BytesIO(paper))
    return "".join(page.get_textpage().get_text_range() for page in pages)


def test_a_hidden_buyer_is_named_only_after_it_agreed(app: Flask) -> None:
    table = make_table(hides_buyer=True)
    agree(table)
    path = f"/deals/{table.deal_id}/notice"
    seller, buyer = sit(app, table.seller), sit(app, table.buyer)
    seller.submit(seller.open(f"{path}/edit"), TEXT, action="/notice/edit")
    for page in (path, f"{path}/edit", f"/deals/{table.deal_id}/price"):
        assert "鹿鸣" not in seller.open(page).text
    with reading():
        assert session.scalars(select(Deal.hides_buyer)).one()
    returned = buyer.post(f"{path}/return", {"words": "先不要写我们的名字"})
    assert returned.status == 200
    assert "先不要写我们的名字" in seller.open(path).text
    start(app, table)
    assert "鹿鸣泵阀有限公司" in seller.open(path).text


def test_who_need_not_may_and_markets_need_no_notice(app: Flask, table: Table) -> None:
    seller, buyer = sit(app, table.seller), sit(app, table.buyer)
    body = f"/deals/{table.deal_id}/price/body"
    assert buyer.post(body, {"answer": "no"}).status == 403, "the seller answers for itself"
    assert ask(notice_is_due)
    page = seller.post(body, {"answer": "no"})
    assert "按单位类型推定" not in page.text
    assert ask(lambda deal: (deal.state, notice_is_due(deal))) == ("signing", False)
    # Of its own will it may all the same; the contract does not wait for it.
    start(app, table)
    assert ask(lambda deal: deal.state) == "signing"
