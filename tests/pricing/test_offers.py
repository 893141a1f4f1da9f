"""Offers go back and forth until one is accepted; the price that comes of it is exact and belongs to the sides."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from matchmaking.clocks.models import Clock
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.history import HistoryEntry
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.deals.models import Deal
from matchmaking.files.models import StoredFile
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.pricing.models import Offer, Price
from matchmaking.pricing.queries import agreed_price
from tests.factories.pricing import Table, agree, make_table
from tests.files.pdfs import make_pdf
from tests.kept import kept
from tests.visitor import Seen, Visitor

PARTS = {
    "total": "180", "parts-0-title": "签约", "parts-0-share": "33.33", "parts-1-title": "中试",
    "parts-1-share": "33.33", "parts-2-title": "验收", "parts-2-share": "33.34",
}  # fmt: skip


@pytest.fixture
def table(app: Flask) -> Table:
    return kept(app, "pricing", make_table)


def sit(app: Flask, user: Any) -> Visitor:
    return Visitor(app).sign_in(user)


def offer(visitor: Visitor, table: Table, structure: str, values: dict[str, str], do: str = "send") -> Seen:
    page = visitor.open(f"/deals/{table.deal_id}/price/offers/new?structure={structure}")
    return visitor.submit(page, {**values, "do": do}, action="/price/offers/new")


def state() -> tuple[str, Price | None]:
    with reading():
        deal = session.scalars(select(Deal)).one()
        price = agreed_price(deal)
        # Looked at after this unit of work.
        session.expunge_all()
        return deal.state, price


def running() -> set[str]:
    with reading():
        return set(
            session.scalars(select(Clock.kind).where(Clock.closed_at.is_(None), Clock.kind.startswith("price_")))
        )


def test_an_offer_shows_its_table_first_then_goes_out_and_is_accepted(app: Flask, table: Table) -> None:
    buyer, seller = sit(app, table.buyer), sit(app, table.seller)
    counted = offer(buyer, table, "instalments", PARTS, "count")
    assert "599,940.00" in counted.text
    assert "600,120.00" in counted.text
    assert "1,800,000.00" in counted.text
    with reading():
        assert session.scalars(select(Offer)).all() == []
    sent = offer(buyer, table, "instalments", PARTS)
    assert sent.status == 200, sent.errors()
    assert running() == {"price_offer_seller"}
    page = seller.open(f"/deals/{table.deal_id}/price")
    assert "桌上的报价（第 1 份）" in page.text
    done = seller.submit(page, button="接受这个价格")
    assert "双方商定的价格" in done.text
    assert "180 万元" in done.text
    stage, price = state()
    assert price is not None
    assert (price.amount, price.mode, price.structure) == (Decimal(1_800_000), "negotiated", "instalments")
    # A university that agrees by itself shows the price first.
    assert stage == "negotiation"
    assert running() == {"price_notice"}


def test_wrong_numbers_come_back_with_everything_that_was_typed(app: Flask, table: Table) -> None:
    buyer = sit(app, table.buyer)
    wrong = offer(buyer, table, "instalments", {**PARTS, "parts-2-share": "30"})
    assert wrong.status == 422
    assert "现在是 96.66%" in wrong.text
    assert wrong.soup.find("input", {"name": "parts-0-title"})["value"] == "签约"  # type: ignore[index]
    assert offer(buyer, table, "lump_sum", {"total": "12.3456789"}).status == 422
    assert offer(buyer, table, "royalty", {"entry_fee": "30", "rate": "3"}).status == 422
    for structure, values in {
        "royalty": {"entry_fee": "30", "rate": "3", "years-0-year": "2027", "years-0-sales": "1000"},
        "equity": {"valuation": "300", "share": "12.5"},
        "free_use": {"months": "6", "total": "20"},
        "lump_sum": {"total": "0.000001"},
    }.items():
        assert offer(buyer, table, structure, values, "count").status == 200
    with reading():
        assert session.scalars(select(Offer)).all() == []


def test_a_counter_offer_takes_the_place_of_the_one_on_the_table(app: Flask, table: Table) -> None:
    buyer, seller, broker = sit(app, table.buyer), sit(app, table.seller), sit(app, table.broker)
    offer(buyer, table, "lump_sum", {"total": "100"})
    assert offer(seller, table, "lump_sum", {"total": "200"}).status == 200
    late = buyer.post(f"/deals/{table.deal_id}/price/offers/1/answer", {"decision": "yes"})
    assert late.status == 403
    assert seller.post(f"/deals/{table.deal_id}/price/offers/1/answer", {"decision": "yes"}).status == 409
    # What the broker proposes, both parties must accept.
    offer(broker, table, "lump_sum", {"total": "150"})
    assert broker.post(f"/deals/{table.deal_id}/price/offers/3/answer", {"decision": "yes"}).status == 403
    assert running() == {"price_offer_buyer", "price_offer_seller"}
    buyer.post(f"/deals/{table.deal_id}/price/offers/3/answer", {"decision": "yes"})
    assert state()[1] is None
    seller.post(f"/deals/{table.deal_id}/price/offers/3/answer", {"decision": "yes"})
    price = state()[1]
    assert price is not None
    assert price.amount == 1_500_000
    with reading():
        assert [one.state for one in session.scalars(select(Offer).order_by(Offer.id))] == [
            "countered", "countered", "accepted"
        ]  # fmt: skip


def test_who_declines_says_why_and_nobody_reads_it_in_a_notice(app: Flask, table: Table) -> None:
    buyer, seller = sit(app, table.buyer), sit(app, table.seller)
    offer(buyer, table, "lump_sum", {"total": "100"})
    path = f"/deals/{table.deal_id}/price/offers/1/answer"
    assert seller.post(path, {"decision": "no"}).status == 422
    assert seller.post(path, {"decision": "no", "reason": "低于评估价"}).status == 200
    assert "低于评估价" in buyer.open(f"/deals/{table.deal_id}/price/offers/1").text
    with reading():
        told = [str([words_of(one, "zh"), one.data]) for one in session.scalars(select(Notice))]
        kept_words = str([one.data for one in session.scalars(select(HistoryEntry))])
    assert told
    assert "评估价" not in str(told) + kept_words
    assert running() == set()


def test_the_same_form_sent_twice_makes_one_offer(app: Flask, table: Table) -> None:
    buyer = sit(app, table.buyer)
    page = buyer.open(f"/deals/{table.deal_id}/price/offers/new?structure=lump_sum")
    for _again in range(2):
        assert buyer.submit(page, {"total": "100", "do": "send"}, action="/price/offers/new").status == 200
    with reading():
        assert len(session.scalars(select(Offer)).all()) == 1


def test_an_offer_that_nobody_answers_expires(app: Flask, table: Table) -> None:
    seller = sit(app, table.seller)
    offer(sit(app, table.buyer), table, "lump_sum", {"total": "100"})
    with unit_of_work() as work:
        work.execute(update(Offer).values(valid_until=today() - timedelta(days=1)))
    answer = seller.post(f"/deals/{table.deal_id}/price/offers/1/answer", {"decision": "yes"})
    assert answer.status == 409
    assert "已过有效期" in answer.text
    with unit_of_work():
        enqueue("pricing.sweep")
    run_waiting()
    with reading():
        assert session.scalars(select(Offer.state)).one() == "expired"
    assert running() == set()


def test_a_listing_is_recorded_with_its_paper_and_confirmed_by_both(app: Flask, table: Table) -> None:
    buyer, seller = sit(app, table.buyer), sit(app, table.seller)
    path = f"/deals/{table.deal_id}/price"
    seller.post(f"{path}/mode", {"mode": "listed"})
    assert "不在这里报价" in offer(buyer, table, "lump_sum", {"total": "100"}).text
    result = {
        "platform": "浙江知识产权交易中心",
        "reference": "ZJ-2026-1",
        "closed_on": today().isoformat(),
        "amount": "95.5",
    }
    page = seller.open(f"{path}/result")
    assert "请上传成交确认书" in seller.submit(page, result, action="/price/result").text
    done = seller.submit(page, {**result, "file": (BytesIO(make_pdf()), "成交确认书.pdf")}, action="/price/result")
    assert "等待确认" in done.text
    assert running() == {"price_result_buyer"}
    assert state()[1] is None
    agreed = buyer.submit(buyer.open(path), button="确认无误")
    assert "95.5 万元" in agreed.text
    stage, price = state()
    assert price is not None
    assert (price.amount, price.mode, price.reference) == (Decimal(955_000), "listed", "ZJ-2026-1")
    # What a market has found is not shown to the public first.
    assert stage == "signing"
    with reading():
        stored = session.scalars(select(StoredFile)).one()
        token, sha256 = stored.token, stored.sha256
        hashes = [
            one.data.get("sha256") for one in session.scalars(select(HistoryEntry)) if one.subject_type == "deals"
        ]
    assert sha256 in hashes
    assert buyer.open(f"/files/{token}").status == 200
    for outsider in (table.stranger, table.officer, table.admin):
        assert sit(app, outsider).open(f"/files/{token}").status in (403, 404)


def test_an_enterprise_goes_on_to_the_contract_without_a_notice(app: Flask, table: Table) -> None:
    sit(app, table.seller).post(f"/deals/{table.deal_id}/price/body", {"answer": "no"})
    agree(table)
    assert state()[0] == "signing"
