"""A contract from the deal to the agreed text, through the pages; its files are opened and read back."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import docx
import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock
from matchmaking.contracts.models import ClauseComment, Contract, ContractVersion
from matchmaking.contracts.queries import contract_of
from matchmaking.contracts.services import mark_signed
from matchmaking.contracts.signals import contract_agreed, contract_reopened, contract_signed
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.history import HistoryEntry
from matchmaking.deals.models import Deal
from matchmaking.notifications.models import Notice
from matchmaking.pricing.offering import Proposal, accept_offer, send_offer
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.deals import make_deal
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.kept import kept
from tests.visitor import Seen, Visitor

HOSTILE = "{{ 7*7 }} {% for x in y %} <w:p>断</w:p> #eval(\"1+1\") & 'q'"


class Parties:
    """An enterprise that needs, a university that offers, a broker between them."""

    def __init__(self) -> None:
        self.buyer, self.seller, self.broker = make_user(), make_user(), make_user("broker")
        enterprise = make_organisation(owner=self.buyer, name="瓯江示例阀门厂", address="温州市龙湾区示例路 1 号")
        university = make_organisation(kind="university", owner=self.seller, name="瓯越示例大学")
        demand, achievement = make_demand(enterprise), make_achievement(university)
        deal = make_deal(
            enterprise, university, state="negotiation", broker_id=self.broker.id, demand_id=demand.id,
            achievement_id=achievement.id, amount=Decimal("1200000.00"),
        )  # fmt: skip
        self.deal_id, self.enterprise_id = deal.id, enterprise.id


class Trip:
    """Their visits."""

    def __init__(self, app: Flask) -> None:
        parties = kept(app, "contract", Parties)
        self.deal_id, self.parties = parties.deal_id, parties
        self.root = f"/deals/{self.deal_id}/contract"
        self.buyer, self.seller, self.broker = (
            Visitor(app).sign_in(one) for one in (parties.buyer, parties.seller, parties.broker)
        )

    def contract(self) -> Contract:
        with reading():
            found = contract_of(session.get_one(Deal, self.deal_id))
            assert found is not None
            assert [len(found.acceptance), len(found.milestones), len(found.payments), len(found.versions)]
            assert found.parties is not None
            for version in found.versions:
                assert version.docx
                assert version.pdf
            session.expunge_all()
        return found

    def version(self, number: int) -> ContractVersion:
        return next(one for one in self.contract().versions if one.number == number)

    def begun(self) -> Seen:
        return self.broker.submit(self.broker.open(self.root), button="起草合同")

    def step(self, step: str, visitor: Visitor | None = None, **values: Any) -> Seen:
        visitor = visitor or self.broker
        page = visitor.open(f"{self.root}/edit/{step}")
        return visitor.submit(page, values, action=f"/edit/{step}")

    def owned(self, **values: Any) -> Seen:
        until = (today() + timedelta(days=720)).isoformat()
        given = {"ownership": "joint", "improvements": "maker", "dispute": "court_buyer", "valid_until": until}
        return self.step("ownership", **{**given, **values})

    def generated(self) -> Seen:
        return self.broker.submit(self.broker.open(self.root), button="生成")

    def written(self) -> None:
        self.begun()
        assert self.owned().status == 200
        assert self.generated().path.endswith("/versions/1")

    def read(self, number: int) -> tuple[str, str]:
        """The words of the .docx and of the PDF, without blanks and line ends."""
        version = self.version(number)
        assert version.docx
        assert version.pdf
        paper = docx.Document(io.BytesIO(self.seller.send("GET", f"/files/{version.docx.token}").data))
        words = [one.text for one in paper.paragraphs]
        words += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        pages = pypdfium2.PdfDocument(self.buyer.send("GET", f"/files/{version.pdf.token}").data)
        found = "".join(page.get_textpage().get_text_range() for page in pages)
        assert version.sha256 in tight(found), "who signs on paper can compare it with what was approved"
        return tight("".join(words)), tight(found)

    def say(self, visitor: Visitor, words: str, clause: str = "保密") -> Seen:
        number = len(self.contract().versions)
        page = visitor.open(f"{self.root}/versions/{number}?clause={clause}")
        return visitor.submit(page, {"words": words}, action="/comments")


def tight(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def trip(app: Flask) -> Trip:
    return Trip(app)


def heard(signal: Any, what: list[str], name: str) -> Any:
    def hear(_sender: Contract, **_rest: Any) -> None:
        what.append(name)

    signal.connect(hear)
    return hear


def test_a_whole_draft_comes_out_of_the_deal_with_one_step_to_fill_in(trip: Trip) -> None:
    page = trip.begun()
    assert page.path == f"{trip.root}/edit/kind"
    assert "建议：技术开发，委托开发 需求里已经写明想要这种合作方式" in page.text.replace(" 。", "。")
    overview = trip.broker.open(trip.root)
    assert "请约定成果归谁" in overview.text
    assert "生成正文以前还要填" in overview.text
    done = trip.owned()
    assert done.path == trip.root, done.errors()
    assert trip.generated().path == f"{trip.root}/versions/1"
    word, pdf = trip.read(1)
    for text in (
        "瓯江示例阀门厂", "瓯越示例大学", "温州市龙湾区示例路1号", "1,200,000.00元", "壹佰贰拾万元整", "480,000.00元",
        "360,000.00元", "结合强度", "不低于70MPa", "GB/T8642", "委托方（甲方）", "一次总算、分期支付", "共有",
        "阶段成果", "最终验收", "二十四、", "向甲方住所地有管辖权的人民法院起诉", "一式陆份",
        "签订地点：________",
    ):  # fmt: skip
        assert text in word, text
        assert text in pdf, text
    contract = trip.contract()
    assert [one.amount for one in contract.payments] == [Decimal(480_000), Decimal(360_000), Decimal(360_000)]
    assert contract.technology_amount == contract.amount == Decimal("1200000.00")
    with reading():
        kept_ = session.scalars(select(HistoryEntry).where(HistoryEntry.action == "contracts.version")).one()
        assert kept_.data["sha256"] == trip.version(1).sha256
        assert kept_.subject_id == trip.deal_id
        assert "1200000" not in str(kept_.data)


def test_ownership_is_never_preset_and_no_text_comes_without_it(trip: Trip) -> None:
    trip.begun()
    page = trip.broker.open(f"{trip.root}/edit/ownership")
    assert not page.soup.select("input[name=ownership][checked], input[name=improvements][checked]")
    assert "第八百五十九条" in page.text
    answer = trip.owned(ownership=[])
    assert answer.status == 422
    assert answer.errors() == ["请选择成果和知识产权归谁。"]
    refused = trip.broker.post(f"{trip.root}/generate")
    assert refused.status == 409
    assert "请约定成果归谁" in refused.text


def test_hostile_words_stay_words_in_both_files(trip: Trip) -> None:
    trip.begun()
    assert trip.step("subject", content=HOSTILE).path.endswith("/money")
    assert trip.step("kind", title="涂层 {{ number.__class__ }}").path.endswith("/parties")
    trip.owned()
    trip.generated()
    for words in trip.read(1):
        assert tight(HOSTILE) in words
        assert "{{number.__class__}}" in words
    page = trip.broker.open(f"{trip.root}/versions/1")
    assert HOSTILE in page.text
    assert page.status == 200


def test_amounts_are_checked_to_the_fen(trip: Trip) -> None:
    trip.begun()
    for values, message in (
        ({"technology_amount": "120.000001"}, "技术交易额不能超过合同成交额。"),
        ({"technology_amount": "100"}, "请说明非技术部分的费用用于什么，例如购置试验台架。"),
        ({"payments-2-amount": "35.999999"}, "各期款项合计比成交额少 0.01 元，要正好相等。"),
        ({"payments-2-amount": "36.000001"}, "各期款项合计比成交额多 0.01 元。"),
        ({"payment_mode": "lump_sum"}, "一次总付只能有一笔款。"),
        ({"payment_mode": "royalty_entry_fee"}, "请写明提成的比例、基数和期限。"),
        ({"funds": "购置喷涂设备"}, "合同里提到了设备。请核对"),
    ):
        answer = trip.step("money", **values)
        assert answer.status == 422, values
        assert message in " ".join(answer.errors()), values
    assert trip.step("money", funds="购置喷涂设备", is_all_technology="y").path.endswith("/ownership")
    page = trip.step("money", technology_amount="99.999999", other_words="购置喷涂设备", is_all_technology=[])
    assert page.path.endswith("/ownership")
    assert trip.contract().technology_amount == Decimal("999999.99")


def test_comments_hold_the_agreement_up_and_a_change_ends_it(trip: Trip) -> None:
    trip.written()
    trip.broker.submit(trip.broker.open(trip.root), button="交双方审阅")
    what: list[str] = []
    ears = [
        heard(contract_agreed, what, "agreed"), heard(contract_reopened, what, "reopened"),
        heard(contract_signed, what, "signed"),
    ]  # fmt: skip
    said = trip.say(trip.buyer, "保密期改为五年")
    assert "保密期改为五年" in said.text
    with reading():
        clocks = session.scalars(select(Clock.kind).where(Clock.closed_at.is_(None))).all()
        assert sorted(clocks) == ["contract_comment", "contract_review_buyer", "contract_review_seller"]
        told = session.scalars(select(Notice).where(Notice.kind == "contracts.comment")).one()
        assert told.user_id == trip.parties.seller.id
        comment_id = session.scalars(select(ClauseComment.id)).one()
    refused = trip.seller.post(f"{trip.root}/agree/1")
    assert refused.status == 409
    assert "还有 1 条条款意见没有解决" in refused.text
    assert trip.seller.post(f"/contracts/comments/{comment_id}/resolve").status == 409
    answering = trip.seller.open(f"{trip.root}/versions/1?answer={comment_id}")
    trip.seller.submit(answering, {"words": "同意"}, action="/answer")
    trip.buyer.submit(trip.buyer.open(f"{trip.root}/versions/1"), button="已解决")
    assert trip.broker.post(f"{trip.root}/agree/1").status == 403
    trip.buyer.submit(trip.buyer.open(trip.root), button="确认第 1 稿")
    assert trip.contract().state == "reviewing"
    assert "文本定下来" in trip.seller.submit(trip.seller.open(trip.root), button="确认第 1 稿").text
    assert (trip.contract().state, what) == ("agreed", ["agreed"])
    # Looking and saving without a change leaves it agreed; a real change does not.
    assert trip.step("subject").status == 200
    assert trip.contract().state == "agreed"
    trip.step("subject", goal="再高一级")
    assert (trip.contract().state, what) == ("reviewing", ["agreed", "reopened"])
    assert trip.buyer.post(f"{trip.root}/agree/1").status == 409
    trip.generated()
    for one in (trip.buyer, trip.seller):
        assert one.post(f"{trip.root}/agree/1").status == 409
        one.post(f"{trip.root}/agree/2")
    with unit_of_work():
        contract = session.get_one(Contract, trip.contract().id)
        mark_signed(contract, sha256="ab" * 32, signed_on=today(), actor=None)
    assert what == ["agreed", "reopened", "agreed", "signed"]
    assert trip.broker.open(f"{trip.root}/edit/money").status == 409
    assert trip.broker.post(f"{trip.root}/generate").status == 409
    assert len(ears) == 3
    with unit_of_work(), pytest.raises(RuleBroken):
        mark_signed(session.get_one(Contract, trip.contract().id), sha256="", signed_on=today(), actor=None)


def test_a_clause_is_worded_anew_and_the_difference_is_shown(trip: Trip) -> None:
    trip.written()
    clauses = trip.broker.open(f"{trip.root}/clauses")
    links = {one["aria-label"]: one["href"] for one in clauses.soup.select("a[aria-label]") if "clauses" in one["href"]}
    page = trip.broker.open(next(href for label, href in links.items() if "保密" in label))
    trip.broker.submit(page, {"text": "双方保密五年。\n另签协议。"}, button="保存")
    money = trip.broker.open(next(href for label, href in links.items() if "经费和报酬" in label))
    refused = trip.broker.submit(money, {"text": "价款另议。"}, button="保存")
    assert refused.status == 409
    assert "1,200,000.00 元" in refused.text
    trip.generated()
    for words in trip.read(2):
        assert "双方保密五年。另签协议。" in words
        assert "保密义务自得到之日起" not in words
    compared = trip.seller.open(f"{trip.root}/compare")
    assert len(compared.soup.select("table.side-by-side tbody tr")) == 1
    assert "五年" in "".join(one.get_text() for one in compared.soup.select("ins"))
    # The same words again make no further version.
    trip.generated() if "生成新稿" in trip.broker.open(trip.root).text else trip.broker.post(f"{trip.root}/generate")
    assert len(trip.contract().versions) == 2
    back = trip.broker.open(next(href for label, href in links.items() if "保密" in label))
    trip.broker.post(back.path, {"restore": "1", "text": "x"})
    assert trip.contract().rewordings == {}


def test_two_people_at_one_step_do_not_overwrite_each_other(trip: Trip) -> None:
    trip.begun()
    mine, theirs = (one.open(f"{trip.root}/edit/subject") for one in (trip.buyer, trip.seller))
    other = trip.buyer.open(f"{trip.root}/edit/kind")
    trip.seller.submit(theirs, {"goal": "他们写的"}, action="/edit")
    answer = trip.buyer.submit(mine, {"goal": "我写的"}, action="/edit")
    assert answer.status == 409
    assert "我写的" in answer.text
    assert "他们写的" in answer.text
    assert trip.buyer.submit(other, {"number": "甲-1"}, action="/edit").status == 200
    contract = trip.contract()
    assert (contract.texts["goal"], contract.number) == ("他们写的", "甲-1")


def test_a_buyer_who_has_not_said_who_it_is_stays_hidden_and_no_text_is_made(trip: Trip) -> None:
    with unit_of_work():
        session.get_one(Deal, trip.deal_id).hides_buyer = True
    trip.begun()
    trip.step("parties", trip.buyer, **{"buyer-legal_representative": "钱示例"})
    for path in (trip.root, f"{trip.root}/edit/parties", f"{trip.root}/edit/subject"):
        page = trip.seller.open(path)
        assert "瓯江示例阀门厂" not in page.html
        assert "钱示例" not in page.html
        assert "示例路" not in page.html
    trip.step("parties", trip.seller, **{"seller-legal_representative": "孙示例"})
    found = {one.side: one.legal_representative for one in trip.contract().parties}
    assert found["buyer"] == "钱示例"
    assert found["seller"] == "孙示例"
    trip.owned()
    refused = trip.broker.post(f"{trip.root}/generate")
    assert refused.status == 409
    assert "需求方还没有公开身份" in refused.text


def test_what_a_demand_keeps_back_does_not_reach_the_seller_through_the_contract(trip: Trip) -> None:
    with unit_of_work():
        demand = session.get_one(Deal, trip.deal_id).demand
        assert demand is not None
        demand.rights_wish, demand.offers, demand.tried = "专利归我们", "可以提供三台样阀", "试过堆焊"
        demand.audiences = {"offers": "consent", "criteria": "consent", "problem": "consent"}
    trip.buyer.submit(trip.buyer.open(trip.root), button="起草合同")
    contract = trip.contract()
    assert contract.acceptance == []
    assert "样阀" not in str(contract.texts)
    assert "石英砂" not in str(contract.texts)
    assert "专利归我们" in trip.buyer.open(f"{trip.root}/edit/ownership").text
    assert "专利归我们" not in trip.seller.open(f"{trip.root}/edit/ownership").html


def test_a_contract_that_was_given_up_makes_room_for_another(trip: Trip) -> None:
    trip.written()
    first = trip.contract().id
    page = trip.seller.open(f"{trip.root}/cancel")
    assert trip.seller.submit(page, {"reason": ""}, button="作废").status == 422
    assert "还没有合同" in trip.seller.submit(page, {"reason": "改签许可合同"}, button="作废").text
    assert "改签许可合同" in trip.buyer.open(trip.root).text
    trip.begun()
    assert trip.contract().id != first


def test_an_agreed_price_rules_amount_and_payments(trip: Trip) -> None:
    terms = {
        "total": "1234567.89",
        "parts": [
            {"title": "签约", "share": "33.3", "due_on": (today() + timedelta(days=9)).isoformat()},
            {"title": "验收", "share": "66.7", "due_on": None},
        ],
    }
    with unit_of_work():
        deal = session.get_one(Deal, trip.deal_id)
        seller = Viewer(user_id=trip.parties.seller.id, memberships={deal.seller_id: "owner"})
        buyer = Viewer(user_id=trip.parties.buyer.id, memberships={deal.buyer_id: "owner"})
        offer = send_offer(deal, "seller", Proposal("instalments", terms, today()), actor=seller)
        accept_offer(offer, "buyer", actor=buyer)
    trip.begun()
    contract = trip.contract()
    assert (contract.amount, contract.payment_mode) == (Decimal("1234567.89"), "instalments")
    assert [(one.title, one.amount) for one in contract.payments] == [
        ("签约", Decimal("411111.11")), ("验收", Decimal("823456.78")),
    ]  # fmt: skip
    trip.owned()
    # The price of a university is shown to the public: the contract may not quietly say another.
    changed = {"amount": "100", "technology_amount": "100", "payments-0-amount": "40", "payments-1-amount": "60"}
    assert trip.step("money", **changed).path.endswith("/ownership")
    refused = trip.broker.post(f"{trip.root}/generate")
    assert refused.status == 409
    assert "与商定的价格不同" in refused.text
