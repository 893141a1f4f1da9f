"""The private range finder: what it says, what it refuses, and that no number of it is ever found anywhere."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from matchmaking.clocks.models import Clock
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.deals.models import Deal
from matchmaking.deals.records import record_kinds
from matchmaking.deals.services import end_deal
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.pricing.models import PriceRange, PriceRound
from tests.factories.pricing import Table, agree, make_table
from tests.kept import kept
from tests.visitor import Seen, Visitor

# Amounts in 万元 that nothing else in the city has, and how they might be written somewhere.
BUYER_LOW, BUYER_HIGH, SELLER_LOW, SELLER_HIGH = "613.2471", "947.8163", "731.5937", "1284.4619"
SECRETS = [
    form
    for one in (BUYER_LOW, BUYER_HIGH, SELLER_LOW, SELLER_HIGH)
    for form in (one, one.replace(".", ""), f"{Decimal(one) * 10_000:f}".rstrip("0").rstrip("."), f"{Decimal(one):.1f}")
]


@pytest.fixture
def table(app: Flask) -> Table:
    return kept(app, "pricing", make_table)


def sit(app: Flask, user: Any) -> Visitor:
    return Visitor(app).sign_in(user)


def enter(visitor: Visitor, table: Table, low: str, high: str) -> Seen:
    return visitor.post(f"/deals/{table.deal_id}/price/range", {"low": low, "high": high})


def a_day_later() -> None:
    with unit_of_work() as work:
        work.execute(update(PriceRound).values(answered_at=now() - timedelta(days=2)))


def numbers_kept() -> list[Decimal | None]:
    with reading():
        rows = session.scalars(select(PriceRange).order_by(PriceRange.id))
        return [number for one in rows for number in (one.low, one.high)]


def test_both_enter_then_both_hear_the_same_coarse_answer(app: Flask, table: Table) -> None:
    buyer, seller = sit(app, table.buyer), sit(app, table.seller)
    first = enter(buyer, table, "80", "100")
    assert "已收下" in first.text
    assert "第 1 轮" in seller.open(f"/deals/{table.deal_id}/price").text
    with reading():
        assert session.scalars(select(Clock.kind).where(Clock.closed_at.is_(None))).all() == ["price_range_seller"]
    assert enter(buyer, table, "80", "110").status == 409, "what is entered cannot be changed within the round"
    second = enter(seller, table, "200", "300")
    for page in (second, buyer.open(second.path), sit(app, table.broker).open(second.path)):
        assert "第 1 轮： 差距较大" in page.text
    # Nothing needs the numbers any more.
    assert numbers_kept() == [None] * 4
    assert "可以开始下一轮" in enter(buyer, table, "80", "150").text
    a_day_later()
    enter(seller, table, "180", "300")
    assert "差距 ≤20%" in enter(buyer, table, "80", "150").text
    a_day_later()
    enter(buyer, table, "80", "180")
    assert "第 3 轮： 有交集" in enter(seller, table, "180", "300").text
    a_day_later()
    assert "已有交集，不再比较" in enter(buyer, table, "80", "120").text


def test_tries_are_counted_also_those_that_were_taken_back(app: Flask, table: Table) -> None:
    buyer, seller = sit(app, table.buyer), sit(app, table.seller)
    for _again in range(3):
        assert enter(buyer, table, "80", "100").status == 200
        assert buyer.post(f"/deals/{table.deal_id}/price/range/withdraw").status == 200
        assert numbers_kept()[-2:] == [None, None]
        with unit_of_work() as work:
            work.execute(update(PriceRound).values(updated_at=now() - timedelta(days=2)))
    refused = enter(buyer, table, "80", "100")
    assert refused.status == 409
    assert "次数已用完" in refused.text
    assert enter(seller, table, "80", "100").status == 200
    assert enter(sit(app, table.broker), table, "80", "100").status == 403


@pytest.mark.parametrize("values", [("100", "80"), ("", "80"), ("80", ""), ("0", "0"), ("x", "1"), ("1.1234567", "2")])
def test_a_range_that_is_none_is_refused_without_costing_a_try(
    app: Flask, table: Table, values: tuple[str, str]
) -> None:
    assert enter(sit(app, table.buyer), table, *values).status == 422
    assert numbers_kept() == []


def test_a_middle_is_shown_when_both_agree_and_on_a_step(app: Flask, table: Table) -> None:
    buyer, seller = sit(app, table.buyer), sit(app, table.seller)
    enter(buyer, table, "80", "200")
    page = enter(seller, table, "150", "300")
    path = f"/deals/{table.deal_id}/price/range/middle"
    assert sit(app, table.broker).post(path, {"agrees": "yes"}).status == 403
    waiting = seller.submit(page, {"agrees": "yes"}, action="range/middle")
    assert "等对方表态" in waiting.text
    assert "中间值约为" not in buyer.open(f"/deals/{table.deal_id}/price").text
    # 175 lies between 170 and 180; of two equally near steps it is the lower.
    assert "中间值约为 170 万元" in buyer.post(path, {"agrees": "yes"}).text.replace("\xa0", " ")
    assert numbers_kept() == [None] * 4
    assert buyer.post(path, {"agrees": "yes"}).status == 409


def test_one_refusal_erases_the_numbers_and_nothing_is_computed(app: Flask, table: Table) -> None:
    buyer, seller = sit(app, table.buyer), sit(app, table.seller)
    enter(buyer, table, "80", "200")
    enter(seller, table, "150", "300")
    path = f"/deals/{table.deal_id}/price/range/middle"
    buyer.post(path, {"agrees": "no"})
    assert numbers_kept() == [None] * 4
    assert seller.post(path, {"agrees": "yes"}).status == 409
    with reading():
        assert session.scalars(select(PriceRound.middle)).all() == [None]


def test_a_price_an_end_and_time_erase_what_waits(app: Flask, table: Table) -> None:
    buyer = sit(app, table.buyer)
    enter(buyer, table, "80", "100")
    with unit_of_work() as work:
        work.execute(update(PriceRound).values(created_at=now() - timedelta(days=15)))
        enqueue("pricing.sweep")
    run_waiting()
    assert numbers_kept() == [None, None]
    with unit_of_work() as work:
        work.execute(update(PriceRound).values(updated_at=now() - timedelta(days=2)))
    enter(buyer, table, "80", "100")
    with unit_of_work() as work:
        deal = work.get_one(Deal, table.deal_id)
        end_deal(deal, reason_code="price", words="", actor=table.viewer("buyer"))
    assert numbers_kept() == [None] * 4


def test_once_a_price_is_agreed_nobody_tries_any_more(app: Flask, table: Table) -> None:
    buyer = sit(app, table.buyer)
    enter(buyer, table, "80", "100")
    agree(table)
    assert numbers_kept() == [None, None]
    assert "价格已经商定" in enter(buyer, table, "80", "100").text


def test_a_statement_that_fails_says_nothing_of_what_was_to_be_stored(app: Flask, table: Table) -> None:
    enter(sit(app, table.buyer), table, BUYER_LOW, BUYER_HIGH)
    with pytest.raises(IntegrityError) as failed, unit_of_work() as work:
        work.add(PriceRange(round_id=1, side="buyer", at=now(), low=Decimal(BUYER_LOW), high=Decimal(BUYER_HIGH)))
    assert "UNIQUE" in str(failed.value)
    assert not [one for one in SECRETS if one in str(failed.value)]


def test_no_number_of_a_range_is_found_anywhere(app: Flask, table: Table, caplog: pytest.LogCaptureFixture) -> None:
    """Distinctive numbers, then everything that anybody can open, everything that is kept, and the log itself."""
    caplog.set_level("DEBUG")
    buyer, seller = sit(app, table.buyer), sit(app, table.seller)
    pages = [enter(buyer, table, BUYER_LOW, BUYER_HIGH)]
    everybody = {name: sit(app, getattr(table, name)) for name in ("broker", "officer", "admin")}
    everybody |= {"buyer": buyer, "seller": seller}
    paths = [
        f"/deals/{table.deal_id}", f"/deals/{table.deal_id}/price", f"/deals/{table.deal_id}/notice", "/deals",
        f"/deals/{table.deal_id}/price/offers/new", "/workspace", "/notifications", "/public-notices",
    ]  # fmt: skip

    def look() -> None:
        pages.extend(visitor.open(path) for visitor in everybody.values() for path in paths)

    look()
    # Refused, because this round has the buyer's range already.
    pages.append(enter(buyer, table, BUYER_LOW, BUYER_HIGH))
    pages.append(enter(seller, table, SELLER_LOW, SELLER_HIGH))
    pages.append(seller.post(f"/deals/{table.deal_id}/price/range/middle", {"agrees": "no"}))
    look()
    for page in pages:
        found = [one for one in SECRETS if one in page.html or one in page.path]
        assert found == [], page.path
    with reading():
        # What goes into the archive of the deal, as each side would take it.
        deal = session.get_one(Deal, table.deal_id)
        kept_records = [
            list(one.collect(table.viewer(who), deal)) for one in record_kinds() for who in ("buyer", "seller")
        ]
        notices = str(kept_records) + str(
            [[words_of(one, "zh"), one.data, one.path] for one in session.scalars(select(Notice))]
        )
        # Every table as it is stored, history and jobs included.
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        stored = "".join(str(session.execute(text(f'SELECT * FROM "{name}"')).all()) for name in tables)
    fen = [f"{Decimal(one) * 1_000_000:f}".split(".")[0] for one in (BUYER_LOW, BUYER_HIGH, SELLER_LOW, SELLER_HIGH)]
    for one in [*SECRETS, *fen]:
        assert one not in notices
        assert one not in stored
        assert one not in caplog.text
    assert _in_files(Path(app.instance_path), [one.encode() for one in SECRETS]) == []


def _in_files(folder: Path, secrets: list[bytes]) -> list[str]:
    """Files of the instance that hold one of these as text: mail, logs, uploads."""
    found = (one for one in folder.rglob("*") if one.is_file())
    return [one.name for one in found if any(secret in one.read_bytes() for secret in secrets)]
