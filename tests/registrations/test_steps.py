"""A registration is prepared, filed elsewhere, and every answer of the registry is written down, in order."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.clocks.models import Clock
from matchmaking.contracts.models import Contract
from matchmaking.contracts.services import mark_signed
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.deals.conditions import missing
from matchmaking.deals.models import Deal
from matchmaking.files.models import StoredFile
from matchmaking.notifications.models import Notice
from matchmaking.registrations import services, states
from matchmaking.registrations.models import Registration, RegistrationStep
from matchmaking.registrations.signals import contract_registered
from tests.factories.accounts import make_user
from tests.factories.signings import Signing, make_signing, signed_pdf
from tests.kept import kept
from tests.visitor import Visitor

SIGNED = today() - timedelta(days=30)


def make_registration() -> Signing:
    """A signed contract: its registration begins by itself."""
    signing = make_signing(state="agreed", signed_place="温州市", valid_from=SIGNED)
    with unit_of_work():
        contract = session.get_one(Contract, signing.contract_id)
        mark_signed(contract, sha256="a" * 64, signed_on=SIGNED, actor=None)
        session.get_one(Deal, signing.deal_id).state = "registration"
    return signing


@pytest.fixture
def signing(app: Flask) -> Signing:
    return kept(app, "registrations", make_registration)


def day(count: int) -> date:
    """So many days after the contract was signed."""
    return SIGNED + timedelta(days=count)


def take(signing: Signing, *steps: Callable[[Registration, Any], Any]) -> None:
    """Take steps as the seller."""
    with unit_of_work():
        registration = session.scalars(select(Registration)).one()
        for step in steps:
            step(registration, signing.viewer(signing.seller))


def file(count: int = 1) -> Callable[[Registration, Any], Any]:
    return lambda one, actor: services.file(one, on=day(count), office="瓯海登记点", receipt_number="SL-1", actor=actor)


def accept(count: int = 2) -> Callable[[Registration, Any], Any]:
    return lambda one, actor: services.accept(one, on=day(count), words="", actor=actor)


def ask(count: int = 3, until: int = 10) -> Callable[[Registration, Any], Any]:
    return lambda one, actor: services.ask_supplement(
        one, on=day(count), missing="补技术协议", until=day(until), actor=actor
    )


def register(count: int = 5, technology: int = 1_000_000) -> Callable[[Registration, Any], Any]:
    entry = services.Entry("2026330304000123456789", Decimal(1_200_000), Decimal(technology), day(count))
    return lambda one, actor: services.register(one, entry, actor=actor)


def clock() -> tuple[str, int | None, date] | None:
    """The registration's clock that runs: kind, whose, until which day."""
    with reading():
        found = session.scalars(select(Clock).where(Clock.kind.like("registration_%"), Clock.closed_at.is_(None))).all()
        assert len(found) < 2, "one clock at a time"
        return (found[0].kind, found[0].organisation_id, found[0].due_at.date()) if found else None


def test_a_signed_contract_waits_to_be_filed_by_its_seller(app: Flask, signing: Signing) -> None:
    with reading():
        registration = session.scalars(select(Registration)).one()
        assert (registration.state, registration.side) == ("preparing", "seller")
        words = [one.words for one in missing(registration.deal, "performance")]
        assert words == ["合同已登记，或写明理由决定不登记"]
    found = clock()
    assert found is not None
    assert found[:2] == ("registration_file", signing.seller_place)
    page = Visitor(app).sign_in(signing.owner).open(f"/deals/{signing.deal_id}/registration")
    assert "本平台只准备材料、记录进度，不办理认定登记" in page.text
    assert "由成果方申请登记" in page.text
    assert "2026 年新办法的办理时限还没有核对到" in page.text


def test_filed_supplemented_accepted_again_and_registered(app: Flask, signing: Signing) -> None:
    heard: list[tuple[str | None, Decimal | None]] = []

    def hear(one: Registration, **_rest: Any) -> None:
        heard.append((one.number, one.technology_amount))

    take(signing, file(), accept(), ask())
    assert clock() == ("registration_supplement", signing.seller_place, day(10))
    page = Visitor(app).sign_in(signing.owner).open(f"/deals/{signing.deal_id}/registration")
    assert "补技术协议" in page.text
    take(signing, accept(8))
    with reading():
        one = session.scalars(select(Registration)).one()
        assert (one.accepted_on, one.supplement_until) == (day(8), None), "accepted as of the day of the supplement"
        opened = session.scalars(
            select(Clock).where(Clock.kind == "registration_accept", Clock.closed_at.is_(None))
        ).one()
        assert opened.opened_at.date() == day(8)
    with contract_registered.connected_to(hear):
        take(signing, register(12))
    assert heard == [("2026330304000123456789", Decimal("1000000.00"))]
    assert clock() is None
    with reading():
        assert session.get_one(Deal, signing.deal_id).state == "performance", "the deal goes on by itself"
        kinds = session.scalars(select(RegistrationStep.kind).order_by(RegistrationStep.id)).all()
        assert kinds == ["filed", "accepted", "supplement", "accepted", "registered"]
        people = session.scalars(select(Notice.user_id).where(Notice.kind == "registrations.moved")).all()
        assert {signing.owner.id, signing.seller.id, signing.broker.id} <= set(people)


STEPS: dict[str, Callable[[Registration, Any], Any]] = {
    "filed": file(20), "accepted": accept(20), "supplement": ask(20, 25), "registered": register(20),
    "refused": lambda one, actor: services.refuse(one, on=day(20), reason="不属于技术合同", actor=actor),
    "changed": lambda one, actor: services.change(
        one, on=day(20), reason="减少内容", amount=Decimal(900_000), technology_amount=Decimal(800_000), actor=actor
    ),
    "cancelled": lambda one, actor: services.cancel(one, on=day(20), reason="合同解除", actor=actor),
    "waived": lambda one, actor: services.waive(one, reason="金额小", actor=actor),
    "preparing": lambda one, actor: services.take_back(one, on=day(20), words="", actor=actor),
}  # fmt: skip


def test_every_step_that_the_table_allows_works_and_every_other_is_refused(app: Flask, signing: Signing) -> None:
    tried = 0
    for before in states.REGISTRATION_STATES.steps:
        for target, step in STEPS.items():
            with unit_of_work():
                one = session.scalars(select(Registration)).one()
                one.state = before
                session.flush()
                actor = signing.viewer(signing.seller)
                if states.REGISTRATION_STATES.allows(before, target):
                    step(one, actor)
                    assert one.state == target, (before, target)
                else:
                    with pytest.raises(RuleBroken, match="不能再执行这一步"):
                        step(one, actor)
                    assert one.state == before
                session.rollback()
            tried += 1
    assert tried == 81


def test_days_and_amounts_must_make_sense(app: Flask, signing: Signing) -> None:
    take(signing, file(5))
    for step, words in (
        (accept(4), "不能早于上一步"),
        (accept(99), "还没有到"),
        (ask(6, 5), "补正期限不能早于"),
        (lambda one, actor: services.refuse(one, on=SIGNED - timedelta(1), reason="x", actor=actor), "合同签订日"),
    ):
        with pytest.raises(RuleBroken, match=words):
            take(signing, step)
    take(signing, accept(6))
    with pytest.raises(RuleBroken, match="技术交易额不能超过合同成交额"):
        take(signing, register(7, technology=1_200_001))


def test_refused_may_be_filed_again_and_a_decision_not_to_register_lets_the_deal_go_on(
    app: Flask, signing: Signing
) -> None:
    take(signing, file(), STEPS["refused"])
    assert clock() is not None, "its seller's turn again"
    seller = Visitor(app).sign_in(signing.seller)
    path = f"/deals/{signing.deal_id}/registration"
    assert "不属于技术合同" in seller.open(path).text
    assert seller.submit(seller.open(f"{path}/waived"), button="保存").errors() == ["请写明理由。"]
    page = seller.submit(seller.open(f"{path}/waived"), {"reason": "双方商定不登记"}, button="保存")
    assert "双方商定不登记" in page.text
    assert clock() is None
    with reading():
        assert session.get_one(Deal, signing.deal_id).state == "performance"
    assert "准备材料" in seller.submit(seller.open(path), button="还是要登记").text


def test_the_pages_write_the_certificate_down_and_correct_it(app: Flask, signing: Signing) -> None:
    take(signing, file(), accept())
    broker, path = Visitor(app).sign_in(signing.broker), f"/deals/{signing.deal_id}/registration"
    form = broker.open(f"{path}/registered")
    wrong = {"on": day(6).isoformat(), "number": "330304-26-1", "amount": "120", "technology_amount": "120.000001"}
    assert broker.submit(form, wrong, button="保存").errors() == [
        "登记的技术交易额：技术交易额不能超过合同成交额，请按登记证明核对。"
    ]
    right = {**wrong, "technology_amount": "100.123456"}
    page = broker.submit(form, right, button="保存")
    assert ("330304-26-1" in page.text, "100.123456 万元" in page.text) == (True, True)
    assert broker.submit(form, right, button="保存").status == 409, "registered already"
    more = {"number": "330304-26-0001", "amount": "120", "technology_amount": "99", "reason": "编号抄错"}
    page = broker.submit(broker.open(f"{path}/correct"), more, button="保存")
    assert ("330304-26-0001" in page.text, "编号抄错" in page.text) == (True, True)
    pdf = signed_pdf()
    page = broker.submit(broker.open(f"{path}/certificate"), {"file": (BytesIO(pdf), "登记证明.pdf")}, button="上传")
    with reading():
        stored = session.scalars(select(StoredFile).where(StoredFile.subject_type == "registrations")).one()
        assert session.scalars(select(Registration.certificate_sha256)).one() == stored.sha256
        assert stored.sha256 in page.text
        address = f"/files/{stored.token}"
    assert Visitor(app).sign_in(signing.reader).open(address).response.data == pdf
    assert Visitor(app).sign_in(make_user("administrator")).open(address).status == 404
    buyer = Visitor(app).sign_in(signing.owner)
    assert buyer.post(f"{path}/cancelled", {"on": day(7).isoformat(), "reason": "x"}).status == 403
    assert broker.open(f"{path}/nonsense").status == 404


def test_the_list_shows_states_and_due_days_to_the_people_of_the_deals_only(app: Flask, signing: Signing) -> None:
    for user in (signing.owner, signing.seller, signing.broker):
        page = Visitor(app).sign_in(user).open("/deals/registrations")
        assert "阀座耐磨涂层开发" in page.text
        assert "还剩" in page.text
        assert Visitor(app).sign_in(user).open("/deals").soup.select_one('a[href="/deals/registrations"]') is not None
    take(signing, file())
    broker = Visitor(app).sign_in(signing.broker)
    assert "阀座耐磨涂层开发" in broker.open("/deals/registrations?state=filed").text
    assert "还没有要登记的合同" in broker.open("/deals/registrations?state=refused").text
    for role in ("broker", "city_officer", "administrator"):
        assert "阀座耐磨涂层开发" not in Visitor(app).sign_in(make_user(role)).open("/deals/registrations").text
