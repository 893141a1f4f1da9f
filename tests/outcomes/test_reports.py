"""Reports: exact sums, each amount in its own month, and nothing of single deals for who stands outside."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import Flask
from openpyxl import load_workbook

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, unit_of_work
from matchmaking.deals.models import Deal
from matchmaking.deals.services import move_deal, undo_move
from matchmaking.deals.states import ORIGINS, STAGES
from matchmaking.outcomes import figures, reports
from matchmaking.outcomes.figures import Fact, Period
from matchmaking.outcomes.queries import days_in_stages
from matchmaking.outcomes.scopes import scopes_of
from tests.factories.accounts import make_user
from tests.factories.deals import make_deal
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor


def fact(number: int, **values: Any) -> Fact:
    base = {
        "deal_id": number, "stage": "contact", "buyer_id": number, "seller_id": 100 + number, "seller": "某所",
        "county": "330324", "opened_on": date(2026, 3, 1), "amount": Decimal("0.01"), "origin": "match",
    }  # fmt: skip
    return Fact(**{**base, **values})


def test_the_pipeline_sums_to_the_fen_with_the_median_of_those_that_left() -> None:
    lines = figures.pipeline([fact(1), fact(2), fact(3, stage="talks", amount=None)], {"contact": [1, 4]}, list(STAGES))
    assert [(one.key, one.count, one.amount, one.days) for one in lines[:2]] == [
        ("contact", 2, Decimal("0.02"), 2.5), ("talks", 1, Decimal(0), None),
    ]  # fmt: skip
    assert figures.total_of(lines).amount == Decimal("0.02")


def test_every_amount_stands_in_the_month_of_its_own_day() -> None:
    whole = fact(
        1, kind="development", signed_on=date(2026, 12, 31), signed_amount=Decimal("100.05"),
        technology_amount=Decimal("90.01"), registered_on=date(2027, 1, 4), registered_amount=Decimal("100.05"),
        registered_technology=Decimal("90.00"),
        receipts=[(date(2027, 1, 9), Decimal("50.02")), (date(2027, 2, 1), Decimal("50.03"))],
    )  # fmt: skip
    months = figures.by_month([whole], Period())
    assert [(one.key, one.signed_amount, one.registered_technology, one.received) for one in months] == [
        ("2026-12", Decimal("100.05"), Decimal(0), Decimal(0)),
        ("2027-01", Decimal(0), Decimal("90.00"), Decimal("50.02")),
        ("2027-02", Decimal(0), Decimal(0), Decimal("50.03")),
    ]
    year = figures.by_month([whole], Period(date(2027, 1, 1), date(2027, 1, 31)))
    assert [(one.key, one.signed, one.received) for one in year] == [("2027-01", 0, Decimal("50.02"))]
    assert figures.contracts([whole], Period(date(2027, 1, 1)), lambda one: one.kind)[0].signed == 0


def test_what_became_of_the_ways_and_why_deals_ended() -> None:
    facts = [
        fact(1, stage="ended", ended_in="talks", reason="price", closed_on=date(2026, 5, 1)),
        fact(2, stage="ended", ended_in="talks", reason="price", closed_on=date(2026, 5, 2)),
        fact(3, stage="ended", ended_in="trial", reason="trial", closed_on=date(2025, 5, 2)),
        fact(4, stage="done", signed_on=date(2026, 4, 1), origin="pitch"),
    ]
    lost = figures.reasons(facts, Period(date(2026, 1, 1), date(2026, 12, 31)))
    assert [(stage, line.key, line.count) for stage, line in lost] == [("talks", "price", 2)]
    ways = {one.key: one for one in figures.ways(facts, Period(), list(ORIGINS))}
    assert (ways["match"].count, ways["match"].ended, ways["match"].rate) == (3, 3, Decimal("0.0"))
    assert (ways["pitch"].signed, ways["pitch"].done, ways["pitch"].rate) == (1, 1, Decimal("100.0"))


def test_few_deals_are_covered_and_no_sum_gives_one_of_them_away() -> None:
    facts = [fact(one) for one in range(5)] + [fact(6, stage="talks")] + [fact(one, stage="trial") for one in (7, 8, 9)]
    lines = {one.key: one for one in figures.masked(figures.pipeline(facts, {}, list(STAGES)))}
    # The smallest other line is covered with the only small one.
    assert [lines[one].count for one in ("contact", "talks", "trial", "done")] == [5, None, None, 0]
    assert lines["talks"].amount is None
    same = [fact(one, buyer_id=1, seller_id=2) for one in range(9)]
    assert figures.masked(figures.pipeline(same, {}, ["contact"]))[0].is_masked
    signed = fact(1, signed_on=date(2026, 1, 1), signed_amount=Decimal(5), seller="甲所")
    kept = fact(2, registered_on=date(2026, 1, 1), registered_amount=Decimal(7), seller="乙所")
    found = figures.only_registered(figures.contracts([signed, kept], Period(), lambda one: one.seller))
    assert [(one.key, one.registered_amount, one.signed) for one in found] == [("乙所", Decimal(7), None)]


def test_contracts_stand_under_their_own_institutions(app: Flask) -> None:
    facts = [fact(1, kind="development", signed_on=date(2026, 1, 1), signed_amount=Decimal(5), seller="甲所")]
    with app.test_request_context(), unit_of_work():
        rows = {
            one.code: [words for words, _line in one.rows] for one in reports._contracts(facts, Period(), hides=False)
        }
        assert (rows["institutions"], rows["counties"]) == (["甲所"], ["永嘉县"])
        covered = {one.code: one.rows for one in reports._contracts(facts, Period(), hides=True)}
    assert covered["institutions"] == []


def test_everybody_reads_the_own_deals_and_officers_only_sums(app: Flask) -> None:
    broker, buyer, officer = make_user("broker"), make_user(), make_user("city_officer")
    county = make_user("county_officer", county_code="330303")
    buyer_place = make_organisation(name="岭下阀门有限公司", owner=buyer)
    seller_place = make_organisation(name="沿江材料研究院", kind="institute")
    deal = make_deal(buyer_place, seller_place, broker_id=broker.id, amount=Decimal("1234567.89"), title="高压瓶口阀")
    make_deal(amount=Decimal("5.00"))
    for person, shown in ((broker, "123.456789"), (buyer, "123.456789")):
        assert shown in Visitor(app).sign_in(person).open("/deals/reports").text
    page = Visitor(app).sign_in(officer).open("/deals/reports?scope=own")
    assert (page.status, "初步接触 <3 — —" in page.text) == (200, True)
    for secret in ("123.45", "岭下", "沿江", "高压瓶口阀"):
        assert secret not in page.text
    assert "<3" not in Visitor(app).sign_in(county).open("/deals/reports").soup.select_one("table").get_text()
    assert Visitor(app).sign_in(make_user("investor")).open("/deals/reports").status == 403
    answer = Visitor(app).sign_in(broker).send("get", "/deals/reports.xlsx?scope=own")
    sheet = load_workbook(BytesIO(answer.get_data())).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["初步接触", 1, 1234567.89, None]
    actor = Viewer(user_id=broker.id, role="broker")
    with unit_of_work() as session:
        moved = session.get_one(Deal, deal.id)
        moved.created_at = now() - timedelta(days=3)
        move_deal(moved, "talks", actor=actor)
        undo_move(moved, actor=actor)
        assert days_in_stages(scopes_of(actor)[0]) == {}
        for stage in ("talks", "contact"):
            move_deal(moved, stage, actor=actor)
        assert days_in_stages(scopes_of(actor)[0]) == {"talks": [0]}
