"""The ledger of a deal that nobody changes, claims and answers, a commission up to its payment, the pack."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from matchmaking.accounts.viewer import Viewer
from matchmaking.attributions.commissions import commissions_of, dues_of, paid_sum
from matchmaking.attributions.ledger import digest, entries_of, first_broken
from matchmaking.attributions.models import Commission, LedgerEntry
from matchmaking.clocks.models import Clock
from matchmaking.contracts.models import Contract
from matchmaking.contracts.services import mark_signed
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.deals.services import Opening, log_event, move_deal, open_deal
from matchmaking.demands.models import Demand
from matchmaking.matching.adding import add_pair
from matchmaking.milestones.queries import plan_of
from matchmaking.notifications.models import Notice
from matchmaking.refinements.models import Refinement
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.attributions import make_commission
from tests.factories.contracts import make_contract
from tests.factories.deals import make_deal
from tests.factories.demands import make_demand
from tests.factories.milestones import make_plan, pay, sides_of
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor


class Trip:
    """An enterprise, a university, a broker with a centre."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.buyer, self.seller = make_user(name="买方甲"), make_user(name="卖方乙")
        self.broker, self.head = make_user("broker", name="经理人丙"), make_user(name="主任丁")
        self.enterprise = make_organisation(owner=self.buyer, name="需求示例厂")
        self.university = make_organisation(kind="university", owner=self.seller, name="成果示例大学")
        self.centre = make_organisation(
            kind="transfer_centre", owner=self.head, editor=self.broker, name="示例转移中心"
        )

    def deal(self, **values: Any) -> Deal:
        values = {"broker_id": self.broker.id, "centre_id": self.centre.id, "state": "signing", **values}
        return make_deal(self.enterprise, self.university, **values)

    def visit(self, user: Any) -> Visitor:
        return Visitor(self.app).sign_in(user)

    @property
    def acting(self) -> Viewer:
        return Viewer(user_id=self.broker.id, name=self.broker.name, role="broker")


@pytest.fixture
def trip(app: Flask) -> Trip:
    return Trip(app)


def ledger(deal: Deal) -> list[tuple[str, str, str]]:
    with reading():
        return [(one.role, one.step, one.name) for one in entries_of(deal)]


def test_the_platform_writes_down_what_it_saw(trip: Trip) -> None:
    demand, achievement = make_demand(trip.enterprise), make_achievement(trip.university)
    with unit_of_work():
        stored = session.get_one(Demand, demand.id)
        session.add(Refinement(demand=stored, state="refining", in_charge_id=trip.broker.id, taken_at=now()))
        match = add_pair(stored, session.merge(achievement), origin="broker", actor=trip.acting, note="走访时想到")
        opening = Opening(
            "阀座涂层", trip.enterprise.id, trip.university.id, kind="match", subject=match, demand=stored,
            achievement=match.achievement, broker_id=trip.broker.id, centre_id=trip.centre.id,
        )  # fmt: skip
        deal = open_deal(opening, actor=trip.acting)
        log_event(deal, "call", "约了下周三", actor=trip.acting, side="broker")
        log_event(deal, "call", "企业自己打的", actor=Viewer(user_id=trip.buyer.id), side="buyer")
        move_deal(deal, "talks", actor=trip.acting)
    assert ledger(deal) == [
        ("refined", "refinements.taken", "经理人丙"), ("introduced", "match_additions.added", "经理人丙"),
        ("introduced", "deal_origins.match", "经理人丙"), ("introduced", "deals.opened", "经理人丙"),
        ("negotiated", "deals.event", "经理人丙"), ("negotiated", "deals.moved", "经理人丙"),
    ]  # fmt: skip
    # Looked at again, it finds nothing new.
    broker = trip.visit(trip.broker)
    page = broker.submit(broker.open(f"/deals/{deal.id}/attributions"), action="/collect")
    assert len(ledger(deal)) == 6
    assert "推进到“三方洽谈”" in page.text
    assert "记录链完整" in page.text


def test_nobody_changes_the_ledger_and_a_change_behind_its_back_shows(trip: Trip) -> None:
    deal = trip.deal()
    broker = trip.visit(trip.broker)
    page = broker.open(f"/deals/{deal.id}/attributions")
    claimed = {"role": "found", "happened_on": today().isoformat(), "words": "三月走访时发现这条需求。"}
    assert broker.submit(page, claimed, action="/claims").status == 200
    # The same form again is the same entry.
    broker.submit(page, claimed, action="/claims")
    late = broker.submit(page, claimed | {"happened_on": (today() + timedelta(days=1)).isoformat()}, action="/claims")
    assert late.status == 422
    buyer = trip.visit(trip.buyer)
    with reading():
        entry = entries_of(deal)[0]
        path = f"/deals/{deal.id}/attributions/claims/{entry.id}/answer"
    assert buyer.post(path, {"answer": "disputed"}).status == 422
    assert "需求方：有异议" in buyer.post(path, {"answer": "disputed", "answer_words": "是我们自己提的。"}).text
    assert "需求方：认可" in buyer.post(path, {"answer": "confirmed", "answer_words": ""}).text
    assert broker.post(path, {"answer": "confirmed"}).status == 403
    with reading():
        rows = entries_of(deal)
        assert [(one.how, one.answer) for one in rows] == [
            ("claim", ""), ("answer", "disputed"), ("answer", "confirmed")
        ]  # fmt: skip
        assert first_broken(rows) is None
        kinds = set(session.scalars(select(Notice.kind).where(Notice.user_id == trip.broker.id)))
        assert {"attributions.disputed", "attributions.confirmed"} <= kinds
    for statement in ("UPDATE ledger_entries SET words = ''", "DELETE FROM ledger_entries", "DELETE FROM deals"):
        with pytest.raises(DatabaseError, match="append-only"), unit_of_work():
            session.execute(text(statement))
    with unit_of_work():
        session.execute(text("DROP TRIGGER ledger_no_update"))
        session.execute(text("UPDATE ledger_entries SET name = '别人' WHERE how = 'claim'"))
    with reading():
        rows = entries_of(deal)
        assert first_broken(rows) == rows[0].id
        assert digest(rows[0]) != rows[0].hash


def test_a_commission_goes_from_the_offer_to_the_payment(trip: Trip) -> None:
    deal = trip.deal()
    broker, buyer, seller = (trip.visit(one) for one in (trip.broker, trip.buyer, trip.seller))
    second = make_user("broker", name="经理人戊")
    with unit_of_work():
        from_centre = {"organisation_id": trip.centre.id, "user_id": second.id, "role": "editor", "created_at": now()}
        session.execute(
            text(
                "INSERT INTO memberships (organisation_id, user_id, role, created_at) "
                "VALUES (:organisation_id, :user_id, :role, :created_at)"
            ),
            from_centre | {"created_at": "2026-01-01 00:00:00"},
        )
    page = broker.open(f"/deals/{deal.id}/attributions/commissions/new")
    values = {
        "payer": "buyer", "base": "received", "trigger": "receipt", "rate": "3.5", "cap": "4.2",
        "shares-0-share": "60",
    }  # fmt: skip
    wrong = broker.submit(page, values, button="送付费方确认")
    assert wrong.status == 422
    assert "合计要等于 100%" in " ".join(wrong.errors())
    assert broker.submit(page, values | {"trigger": "signing"}, button="送付费方确认").status == 422
    more = broker.submit(page, values | {"add": "shares"}, button="送付费方确认")
    shared = {**values, "shares-1-person_id": str(second.id), "shares-1-share": "40"}
    path = broker.submit(more, shared, button="送付费方确认").path
    assert seller.open(path).status == 404
    assert "服务费" not in seller.open(f"/deals/{deal.id}/attributions").text
    seen = buyer.open(path)
    assert "经理人丙 60%、经理人戊 40%" in seen.text
    assert "上限：人民币 42,000.00 元" in seen.text
    assert buyer.post(path + "/accept", {"sha256": "0" * 64}).status == 409
    assert "已确认" in buyer.submit(seen, button="代表本单位确认").text
    plan = make_plan(deal)
    with unit_of_work():
        stored = session.get_one(Deal, deal.id)
        sides = sides_of(stored)
        found = plan_of(stored)
        assert found is not None
        pay(found.payments[0], sides)
    with reading():
        commission = session.scalars(select(Commission)).one()
        assert [one.amount for one in dues_of(commission)] == [Decimal("12600.00")]
        clock = session.scalars(select(Clock).where(Clock.kind == "commission_pay")).one()
        assert (clock.organisation_id, clock.closed_at) == (trip.enterprise.id, None)
    assert plan.deal_id == deal.id
    assert "7,560.00 元" in buyer.open(path).text
    paper = {"kind": "payment", "amount": "1.26", "number": "LS-1"}
    assert "已付 12,600.00 元" in broker.submit(broker.open(path), paper, action="/papers").text
    with reading():
        commission = session.scalars(select(Commission)).one()
        assert paid_sum(commission) == Decimal("12600.00")
        assert session.scalars(select(Clock).where(Clock.kind == "commission_pay")).one().closed_at is not None


def test_a_new_agreement_replaces_the_one_before_and_a_declined_one_binds_nobody(trip: Trip) -> None:
    deal = trip.deal()
    make_commission(deal, trip.broker, is_accepted=True)
    second = make_commission(deal, trip.broker, rate=20_000)
    buyer = trip.visit(trip.buyer)
    path = f"/deals/{deal.id}/attributions/commissions/{second.id}"
    assert buyer.post(path + "/decline", {}).status == 422
    assert "太高" in buyer.post(path + "/decline", {"decline_words": "还是太高"}).text
    make_commission(deal, trip.broker, rate=10_000, is_accepted=True)
    with reading():
        assert [one.state for one in commissions_of(deal, "broker")] == ["accepted", "declined", "ended"]
        assert commissions_of(deal, "seller") == []


def test_the_pack_says_what_there_is_and_what_is_lacking(trip: Trip) -> None:
    deal = trip.deal()
    make_commission(deal, trip.broker, is_accepted=True)
    contract = make_contract(deal, state="agreed", number="HT-0042", is_three_party=True)
    with unit_of_work():
        stored = session.get_one(Contract, contract.id)
        mark_signed(stored, sha256="a" * 64, signed_on=today(), actor=None)
    broker = trip.visit(trip.broker)
    pdf = broker.open(f"/deals/{deal.id}/attributions/pack.pdf").response
    assert pdf.headers["Cache-Control"] == "private, no-store"
    document = pypdfium2.PdfDocument(pdf.get_data())
    words = "".join(page.get_textpage().get_text_range() for page in document)
    assert "HT-0042" in words
    assert "1,200,000.00" in words
    assert "42,000.00" in words
    assert "服务费发票" in words
    book = load_workbook(BytesIO(broker.open(f"/deals/{deal.id}/attributions/pack.xlsx").response.get_data()))
    facts = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(min_row=2)}
    assert (facts["需求方"], facts["技术交易额"], facts["服务费应付"]) == (
        "需求示例厂",
        "1,000,000.00 元",
        "42,000.00 元",
    )
    lacking = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)]
    assert "合同认定登记编号和登记证明" in lacking
    assert "签订的技术合同" not in lacking
    assert "三方合同（技术经理人所在机构作为第三方）" not in lacking


def test_performance_is_ones_own_or_the_centres_and_without_deals_for_officers(trip: Trip) -> None:
    deal = trip.deal(title="谁也不该看到的标题")
    contract = make_contract(deal, state="agreed")
    with unit_of_work():
        mark_signed(session.get_one(Contract, contract.id), sha256="a" * 64, signed_on=today(), actor=None)
    stranger = make_user("broker", name="外人己")
    make_deal(broker_id=stranger.id)
    assert "外人己" not in trip.visit(trip.broker).open("/deals/performance").text
    of_centre = trip.visit(trip.head).open("/deals/performance").text
    assert "经理人丙" in of_centre
    assert "外人己" not in of_centre
    assert trip.visit(trip.buyer).open("/deals/performance").status == 403
    officer = trip.visit(make_user("city_officer"))
    book = load_workbook(BytesIO(officer.open("/deals/performance.xlsx").response.get_data()))
    rows = {row[0]: row[1:] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    # One contract alone would be that of a deal from which officers stand apart.
    assert rows["经理人丙"] == ("示例转移中心", 0, 0, 1, 1, 1, 0, 0, None, None, None, None)
    assert rows["合计"][3:] == (2, 2, 1, 0, 0, None, None, None, None)
    assert "1,200,000.00" not in officer.open("/deals/performance").text
    own = load_workbook(BytesIO(trip.visit(trip.broker).open("/deals/performance.xlsx").response.get_data()))
    assert [cell.value for cell in own.worksheets[0][2]][-4:] == [1200000, 1000000, 0, 0]
    for _again in range(2):
        another = make_contract(trip.deal(), state="agreed")
        with unit_of_work():
            mark_signed(session.get_one(Contract, another.id), sha256="b" * 64, signed_on=today(), actor=None)
    assert "3,600,000.00" in officer.open("/deals/performance").text
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert "3,600,000.00" not in trip.visit(trip.broker).open(f"/deals/performance?from={tomorrow}").text
    shown = officer.open("/deals/performance").text
    assert "外人己" in shown
    assert "谁也不该看到的标题" not in shown
    assert "需求示例厂" not in shown
    # Officers read whole years, so that no two periods differ by one contract.
    assert "3,600,000.00" in officer.open(f"/deals/performance?from={today().replace(month=12, day=31)}").text
    assert "3,600,000.00" not in officer.open(f"/deals/performance?to={today().year - 1}-05-05").text


def test_people_of_a_hidden_buyer_stay_unnamed_in_the_ledger(trip: Trip) -> None:
    deal = trip.deal(hides_buyer=True)
    with unit_of_work():
        stored = session.get_one(Deal, deal.id)
        log_event(stored, "call", "谈了一次", actor=trip.acting, side="broker")
    with reading():
        entry = session.scalars(select(LedgerEntry)).one()
        assert entry.role == "negotiated"
        claim_id = entry.id + 1
    buyer = trip.visit(trip.buyer)
    broker = trip.visit(trip.broker)
    page = broker.open(f"/deals/{deal.id}/attributions")
    broker.submit(page, {"role": "found", "happened_on": today().isoformat(), "words": "走访"}, action="/claims")
    buyer.post(f"/deals/{deal.id}/attributions/claims/{claim_id}/answer", {"answer": "confirmed"})
    shown = trip.visit(trip.seller).open(f"/deals/{deal.id}/attributions").text
    assert "需求方：认可" in shown
    assert "买方甲" not in shown
    assert "需求示例厂" not in shown
