"""The pages of performance: what each side sees and does, files, the certificate, what becomes public."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from matchmaking.achievements.documents import body, facets
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.verified import ACCEPTANCE
from matchmaking.contracts.services import mark_signed
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.deals.conditions import missing
from matchmaking.deals.models import Deal
from matchmaking.files.models import StoredFile
from matchmaking.matching.evidence import achievement_side
from matchmaking.milestones import queries
from matchmaking.notifications.models import Notice
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.contracts import make_contract
from tests.factories.deals import make_deal
from tests.factories.milestones import accept_all, finish_steps, make_plan, sides_of
from tests.factories.organisations import make_organisation
from tests.files.pdfs import make_pdf
from tests.kept import kept
from tests.visitor import Visitor


@pytest.fixture
def world(app: Flask) -> dict[str, Any]:
    """Two parties with people, a deal that has just begun, and one that waits for its end."""

    def make() -> dict[str, Any]:
        buying, selling, broker = make_user(), make_user("researcher"), make_user("broker")
        buyer = make_organisation(owner=buying, name="鹿鸣泵阀有限公司")
        seller = make_organisation(owner=selling, kind="university", name="东瓯理工")
        achievement = make_achievement(seller, title="阀座耐磨涂层")
        found: dict[str, Any] = {"buyer": buying, "seller": selling, "broker": broker, "achievement": achievement.id}
        for name in ("begun", "ready"):
            deal = make_deal(
                buyer, seller, state="performance", broker_id=broker.id, achievement_id=achievement.id
            )  # fmt: skip
            make_plan(deal)
            found[name] = deal.id
        with unit_of_work():
            deal = session.get_one(Deal, found["ready"])
            finish_steps(deal, sides_of(deal), 3)
        return found

    return kept(app, "milestone_pages", make)


def test_the_seller_delivers_and_the_buyer_decides_on_each_criterion(app: Flask, world: dict[str, Any]) -> None:
    seller, buyer = Visitor(app).sign_in(world["seller"]), Visitor(app).sign_in(world["buyer"])
    page = seller.open(f"/deals/{world['begun']}/performance")
    assert "轮到成果方" in page.text
    assert "提交“样件”的成果" in page.text
    assert "1,200,000.00" in page.text
    with reading():
        milestone = queries.plan_of(session.get_one(Deal, world["begun"])).milestones[0].id
    address = f"/deals/milestones/{milestone}"
    wrong = seller.submit(seller.open(f"{address}/deliver"), {"words": "样件 5 件"})
    assert (wrong.status, wrong.errors()) == (422, ["第 1 项：请填写实测值；没有数值的写文字结果。"])
    sent = seller.submit(
        seller.open(f"{address}/deliver"),
        {
            "words": "样件 5 件", "rows-0-value_low": "0.132", "rows-0-unit": "mm", "rows-0-measured_by": "省检测院",
            "files": (BytesIO(make_pdf()), "检测报告.pdf"),
        },
    )  # fmt: skip
    with reading():
        token = session.scalar(select(StoredFile.token).where(StoredFile.subject_type == "milestone_deliveries"))
    assert buyer.open(f"/files/{token}").status == 200
    assert Visitor(app).sign_in(make_user()).open(f"/files/{token}").status == 404
    assert "待验收" in sent.text
    assert buyer.open(f"{address}/deliver").status == 403
    check = buyer.open(f"{address}/check")
    assert "按数值比对：" in check.text
    assert "0.132 mm" in check.text.replace("\xa0", " ")
    wrong = buyer.submit(check, {"decision": "send_back", "rows-0-verdict": "partly"})
    assert wrong.status == 422
    assert any("没有满足的" in one for one in wrong.errors())
    done = buyer.submit(check, {"decision": "accept", "rows-0-verdict": "met"})
    assert "验收通过" in done.text


def test_money_is_claimed_paid_and_received_once(app: Flask, world: dict[str, Any]) -> None:
    seller, buyer = Visitor(app).sign_in(world["seller"]), Visitor(app).sign_in(world["buyer"])
    with reading():
        payment = queries.payments_of(session.get_one(Deal, world["begun"]))[0].id
    address = f"/deals/payments/{payment}"
    page = seller.open(address)
    assert "不经手资金" in page.text
    seller.submit(page, {"claim-amount": "36", "claim-invoice_number": "0123"}, action="/claim")
    buyer.submit(
        buyer.open(address), {"report-amount": "12.000033", "report-on": today().isoformat()}, action="/report"
    )
    page = seller.open(address)
    values = {"receipt-amount": "12.000033", "receipt-on": today().isoformat()}
    seller.submit(page, values, action="/receipt")
    seller.submit(page, values, action="/receipt")
    with reading():
        assert queries.received_sum(session.get_one(Deal, world["begun"])) == Decimal("120000.33")
    stale = {**values, "receipt-form_key": "another", "receipt-amount": "1"}
    answer = seller.submit(page, stale, action="/receipt")
    assert answer.status == 409
    assert "120000.33" in answer.text
    with reading():
        words = [str(one.data) for one in session.query(Notice).where(Notice.kind == "milestones.step")]
        assert words
        assert not any("120000" in one or "鹿鸣" in one for one in words)


def test_the_workbook_and_the_certificate_say_what_was_agreed(app: Flask, world: dict[str, Any]) -> None:
    with unit_of_work():
        deal = session.get_one(Deal, world["ready"])
        accord = accept_all(deal, sides_of(deal))
        number, sha256 = accord.id, accord.sha256
    seller = Visitor(app).sign_in(world["seller"])
    answer = seller.open(f"/deals/accords/{number}/certificate.pdf")
    assert answer.response.headers["Cache-Control"] == "private, no-store"
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.response.data))
    assert all(one in text for one in ("技术合同验收单", "鹿鸣泵阀有限公司", "涂层厚度", sha256[:24]))
    book = load_workbook(BytesIO(seller.open(f"/deals/{world['ready']}/performance/export.xlsx").response.data))
    rows = list(book["款项"].iter_rows(values_only=True))
    assert rows[3][4] == 300000.01
    assert rows[-1][4:7] == (1200000, 840000, 360000)


def test_what_both_agree_to_show_stands_on_the_achievement_and_goes_again(app: Flask, world: dict[str, Any]) -> None:
    with unit_of_work():
        deal = session.get_one(Deal, world["ready"])
        accept_all(deal, sides_of(deal))
    seller, buyer = Visitor(app).sign_in(world["seller"]), Visitor(app).sign_in(world["buyer"])
    asked = seller.submit(seller.open(f"/deals/{world['ready']}/performance/publish"), {"values": ["0"]})
    public = f"/achievements/{world['achievement']}"
    assert "已验收" not in Visitor(app).open(public).text
    agreed = buyer.submit(buyer.open(asked.path), {"decision": "agree"}, action="/answer")
    assert "双方已确认" in agreed.text
    page = Visitor(app).open(public)
    assert "已验收" in page.text
    assert f"企业验收，{today():%Y-%m}" in page.text
    assert "鹿鸣" not in page.html
    assert "装机寿命" not in page.text
    with reading():
        achievement = session.get_one(Achievement, world["achievement"])
        offers = [one for one in achievement_side(achievement).offers if one.evidence_kind == ACCEPTANCE]
        assert [(one.name, one.low, one.unit) for one in offers] == [("涂层厚度", 9000.0, "µm")]
        assert ACCEPTANCE in facets(achievement)["evidence"]
        assert "涂层厚度" in body(achievement)
    taken = buyer.submit(buyer.open(asked.path), {}, action="/take-down")
    assert "已撤下" in taken.text
    assert "已验收" not in Visitor(app).open(public).text
    with reading():
        achievement = session.get_one(Achievement, world["achievement"])
        assert (achievement.verified_on, achievement.verified_values) == (None, [])
        assert ACCEPTANCE not in facets(achievement)["evidence"]


def test_a_signed_contract_brings_its_plan_and_the_end_waits_for_it(app: Flask) -> None:
    deal = make_deal(state="signing")
    contract = make_contract(deal, state="agreed")
    with unit_of_work() as work:
        found = work.merge(contract)
        mark_signed(found, sha256="a" * 64, signed_on=today(), actor=None)
        plan = queries.plan_of(found.deal)
        assert [(one.title, one.state) for one in plan.milestones] == [("样品", "open"), ("验收", "locked")]
        assert [(one.title, one.amount, one.milestone.title) for one in plan.payments] == [
            ("首付款", Decimal("480000.00"), "样品"), ("尾款", Decimal("720000.00"), "验收")
        ]  # fmt: skip
        assert [(one.name, one.milestone.title) for one in plan.criteria] == [("涂层厚度", "验收")]
        assert plan.total == found.amount
        words = [one.words for one in missing(found.deal, "done")]
        assert "双方确认了最终验收" in words
        assert "款项都已到账，或由双方书面结清" in words
