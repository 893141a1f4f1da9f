"""A contract goes through each side's own chain, is signed outside, and counts as signed when the others confirm it."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.clocks.models import Clock
from matchmaking.contracts.models import Contract
from matchmaking.contracts.signals import contract_agreed, contract_cancelled, contract_versioned
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.history import HistoryEntry, first_broken_entry
from matchmaking.deals.conditions import missing
from matchmaking.deals.models import Deal
from matchmaking.deals.services import end_deal, move_deal
from matchmaking.files.models import Download
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.organisations.models import Membership
from matchmaking.signings import chains, delegating, services
from matchmaking.signings.models import Approval, ApprovalTurn, SignedText
from matchmaking.signings.records import signing_records
from tests.factories.accounts import make_user
from tests.factories.signings import Signing, add_version, agree_to, make_signing, signed_pdf
from tests.kept import kept
from tests.visitor import Visitor


@pytest.fixture
def signing(app: Flask) -> Signing:
    return kept(app, "signings", make_signing)


def agree(signing: Signing, buyer: Any = None, seller: Any = None) -> None:
    """Both sides agree to the newest text, as the room of contracts says it."""
    with unit_of_work():
        contract = session.get_one(Contract, signing.contract_id)
        users = {"buyer": (buyer or signing.editor).id, "seller": (seller or signing.seller).id}
        version = agree_to(contract, users)
        contract_agreed.send(contract, actor=None, version=version)


def set_chain(signing: Signing, *links: chains.Link) -> None:
    with unit_of_work():
        chains.write_chain(signing.buyer_place, links, seen_version=None, actor=signing.viewer(signing.owner))


def approvals() -> dict[str, Approval]:
    """The newest approval of each side."""
    return {one.side: one for one in session.scalars(select(Approval).order_by(Approval.id))}


def told(kind: str) -> list[int]:
    with reading():
        return list(session.scalars(select(Notice.user_id).where(Notice.kind == kind).order_by(Notice.user_id)))


def test_an_owner_who_agreed_to_the_text_has_approved_it_and_an_editor_has_not(app: Flask, signing: Signing) -> None:
    agree(signing)
    with reading():
        found = approvals()
        assert {side: one.state for side, one in found.items()} == {"buyer": "running", "seller": "approved"}
        assert {one.decided_by_id for one in found["seller"].turns} == {signing.seller.id}
        clock = session.scalars(select(Clock).where(Clock.kind == "contract_approval", Clock.closed_at.is_(None))).one()
        assert (clock.user_id, clock.subject_id) == (signing.owner.id, found["buyer"].turns[0].id)
    assert told("signings.turn_open") == [signing.owner.id]


def test_the_chain_runs_step_by_step_and_the_other_side_reads_only_how_far_it_is(app: Flask, signing: Signing) -> None:
    set_chain(
        signing,
        chains.Link("法务", (signing.editor.id,)),
        chains.Link("分管领导", (signing.reader.id,), Decimal(1_000_000)),
        chains.Link("董事会", (signing.owner.id,), Decimal(1_200_001)),
        chains.Link("负责人", (signing.owner.id,)),
    )
    agree(signing)
    path = f"/deals/{signing.deal_id}/signing"
    editor, seller = Visitor(app).sign_in(signing.editor), Visitor(app).sign_in(signing.seller)
    page = editor.open(path)
    assert [one.get_text(strip=True) for one in page.soup.select("ol.timeline li b")] == ["法务", "分管领导", "负责人"]
    assert editor.submit(page, {"decision": "return", "words": "条款要改"}, action="/decide").errors() == [
        "请写明退回的理由，对方才知道怎样改。"
    ]
    page = editor.submit(page, {"decision": "pass", "words": "第七条已核"}, action="/decide")
    assert (page.status, "第七条已核" in page.text) == (200, True)
    other = seller.open(path)
    assert "审批中 1/3" in other.text
    for word in ("法务", "分管领导", "第七条已核", signing.editor.name, signing.reader.name):
        assert word not in other.html
    assert "审批中 1/3" in Visitor(app).sign_in(signing.broker).open(path).text
    assert "由您审批" not in editor.open(path).text, "not the editor's turn any more"
    reader = Visitor(app).sign_in(signing.reader)
    reader.submit(reader.open(path), {"decision": "pass"}, action="/decide")
    owner = Visitor(app).sign_in(signing.owner)
    done = owner.submit(owner.open(path), {"decision": "pass"}, action="/decide")
    assert "各方都已审批通过" in done.text
    with reading():
        assert approvals()["buyer"].state == "approved"
        clock = session.scalars(select(Clock).where(Clock.closed_at.is_(None))).one()
        assert (clock.kind, clock.organisation_id) == ("contract_sign", signing.seller_place)
        entries = session.scalars(select(HistoryEntry).where(HistoryEntry.subject_type == "deals")).all()
        inner = [one for one in entries if one.action.startswith("signings.")]
        assert {one.actor_id for one in inner} == {None}, "who approved inside is in nobody else's log"
        assert "法务" not in str([one.data for one in entries])
        assert first_broken_entry() is None
        deal = session.get_one(Deal, signing.deal_id)
        own, others = (
            str([one.values for one in signing_records(signing.viewer(user), deal)])
            for user in (signing.reader, signing.seller)
        )
        assert ("第七条已核" in own, "第七条已核" in others, "分管领导" in others) == (True, False, False)


def test_an_approval_is_void_for_a_new_version_and_says_why(app: Flask, signing: Signing) -> None:
    agree(signing, buyer=signing.owner)
    with reading():
        assert services.is_ready(session.get_one(Contract, signing.contract_id))
        old = approvals()["buyer"].sha256
    add_version(signing.contract_id)
    with unit_of_work():
        contract = session.get_one(Contract, signing.contract_id)
        contract_versioned.send(contract, actor=None, version=contract.versions[-1])
        assert not services.is_ready(contract)
    with reading():
        assert {one.void_code for one in approvals().values()} == {"new_version"}
        notice = session.scalars(
            select(Notice).where(Notice.kind == "signings.void", Notice.user_id == signing.owner.id)
        ).one()
        assert "只对旧稿有效" in " ".join(words_of(notice, "zh")[1])
    page = Visitor(app).sign_in(signing.owner).open(f"/deals/{signing.deal_id}/signing")
    assert "原来的审批只对旧稿有效" in page.text
    with unit_of_work():
        contract = session.get_one(Contract, signing.contract_id)
        contract.state = "reviewing"
    agree(signing)
    with unit_of_work():
        turn = next(one for one in approvals()["buyer"].turns)
        with pytest.raises(Conflict):
            services.approve_turn(turn, sha256=old, words="", actor=signing.viewer(signing.owner))


def test_sending_back_opens_the_text_again_and_tells_every_side_the_reason(app: Flask, signing: Signing) -> None:
    agree(signing)
    owner = Visitor(app).sign_in(signing.owner)
    path = f"/deals/{signing.deal_id}/signing"
    words = {"decision": "return", "reason": "第五条的违约金太高", "words": "底线是百分之五"}
    page = owner.submit(owner.open(path), words, action="/decide")
    assert "退回修改" in page.text
    seller = Visitor(app).sign_in(signing.seller).open(path)
    assert ("第五条的违约金太高" in seller.text, "底线是百分之五" in seller.html) == (True, False)
    with reading():
        assert session.get_one(Contract, signing.contract_id).state == "reviewing"
        found = approvals()
        assert (found["buyer"].state, found["seller"].void_code) == ("returned", "other_returned")
        assert (
            session.scalars(select(Clock.id).where(Clock.closed_at.is_(None), Clock.kind == "contract_approval")).all()
            == []
        )
    assert set(told("signings.returned")) >= {signing.seller.id, signing.owner.id, signing.broker.id}


def test_who_is_away_is_stood_in_for_and_who_left_decides_no_more(app: Flask, signing: Signing) -> None:
    set_chain(signing, chains.Link("法务", (signing.editor.id,)))
    agree(signing)
    path = f"/deals/{signing.deal_id}/signing"
    reader = Visitor(app).sign_in(signing.reader)
    assert "由您审批" not in reader.open(path).text
    editor = Visitor(app).sign_in(signing.editor)
    place = f"/organisations/{signing.buyer_place}/approval"
    days = {"from_on": today().isoformat(), "until_on": (today() + timedelta(days=3)).isoformat()}
    same = editor.submit(editor.open(place), {"delegate_id": str(signing.editor.id), **days}, action="/delegations")
    assert same.errors() == ["由谁代批：请选另一个人代批。"]
    editor.submit(editor.open(place), {"delegate_id": str(signing.reader.id), **days}, action="/delegations")
    page = reader.open(path)
    assert "由您审批：法务" in page.text
    assert signing.reader.id in told("signings.turn_open")
    with unit_of_work():
        found = session.scalars(select(Membership).where(Membership.user_id == signing.editor.id)).one()
        session.delete(found)
    assert "由您审批" in reader.open(path).text, "the delegate stays"
    with unit_of_work():
        session.delete(session.scalars(select(Membership).where(Membership.user_id == signing.reader.id)).one())
    assert reader.post("/deals/approvals/1/decide", {"decision": "pass"}).status == 404
    owner = Visitor(app).sign_in(signing.owner)
    assert "由您审批：法务" in owner.open(path).text, "with nobody left it is the owners' turn"


def test_the_delegate_is_named_beside_whom_he_stands_in_for(app: Flask, signing: Signing) -> None:
    set_chain(signing, chains.Link("法务", (signing.editor.id,)))
    with unit_of_work():
        delegating.delegate(
            signing.buyer_place, user_id=signing.editor.id, delegate_id=signing.reader.id, from_on=today(),
            until_on=today(), actor=signing.viewer(signing.editor),
        )  # fmt: skip
    agree(signing)
    with unit_of_work():
        turn = approvals()["buyer"].turns[0]
        services.approve_turn(turn, sha256=turn.approval.sha256, words="", actor=signing.viewer(signing.reader))
        assert (turn.decided_by_id, turn.stood_in_for_id) == (signing.reader.id, signing.editor.id)
    page = Visitor(app).sign_in(signing.owner).open(f"/deals/{signing.deal_id}/signing")
    assert f"（代{signing.editor.name}）" in page.text


def test_owners_set_the_chain_and_two_of_them_do_not_overwrite_each_other(app: Flask, signing: Signing) -> None:
    owner = Visitor(app).sign_in(signing.owner)
    path = f"/organisations/{signing.buyer_place}/approval/edit"
    assert Visitor(app).sign_in(signing.editor).open(path).status == 403
    assert Visitor(app).sign_in(signing.seller).open(path).status == 404
    page = owner.open(path)
    assert owner.submit(page, {"steps-0-name": "法务"}, button="保存").errors() == [
        "第 1 项，谁可以审批：请至少选一个人。"
    ]
    step = {"steps-0-name": "法务", "steps-0-user_ids": [str(signing.editor.id)], "steps-0-from_amount": "50"}
    assert "法务" in owner.submit(page, step, button="保存").text
    assert owner.submit(page, step, button="保存").status == 409, "the page was opened before"
    with reading():
        (link,) = chains.links_for(signing.buyer_place, Decimal("500000"))
        assert (link.name, link.user_ids) == ("法务", (signing.editor.id,))
        assert chains.links_for(signing.buyer_place, Decimal("499999.99"))[0].user_ids == (signing.owner.id,)
    assert "设置审批流程" in owner.open(f"/organisations/{signing.buyer_place}").text
    rest = owner.submit(owner.open(path), button="删除")
    assert "由本单位的负责人审批" in owner.submit(rest, button="保存").text


def test_a_scan_is_kept_byte_by_byte_and_signs_the_contract_when_the_other_party_confirms(
    app: Flask, signing: Signing
) -> None:
    agree(signing, buyer=signing.owner)
    with unit_of_work():
        deal = session.get_one(Deal, signing.deal_id)
        assert [one.words for one in missing(deal, "registration")] == ["合同已签订，签订文本经对方确认"]
        with pytest.raises(RuleBroken, match="缺少：合同已签订"):
            move_deal(deal, "registration", actor=None)
        sha256 = session.get_one(Contract, signing.contract_id).versions[-1].sha256
    seller, owner = Visitor(app).sign_in(signing.seller), Visitor(app).sign_in(signing.owner)
    path = f"/deals/{signing.deal_id}/signing/text"
    form = seller.open(path)
    values = {"signed_on": today().isoformat(), "signed_place": "温州市瓯海区"}
    assert seller.submit(form, values, action="").errors() == ["签订文本（PDF）：请选择扫描件。"]
    refused = seller.submit(form, {**values, "file": (BytesIO("不是 PDF".encode()), "合同.pdf")})
    assert (refused.status, "请上传 PDF" in refused.text) == (422, True)
    pdf = signed_pdf(sha256)
    page = seller.submit(form, {**values, "file": (BytesIO(pdf), "合同.pdf")})
    assert "文件里能读到审批通过的那一稿的校验值" in page.text
    assert hashlib.sha256(pdf).hexdigest() in page.text
    assert seller.submit(form, {**values, "file": (BytesIO(pdf), "合同.pdf")}).status == 200, "sent twice"
    with reading():
        text = session.scalars(select(SignedText)).one()
        assert (text.shows_code, text.state, text.sha256) == (True, "offered", sha256)
        confirm = f"/deals/signed-texts/{text.id}/answer"
    assert seller.post(confirm, {"decision": "yes"}).status == 403, "not its own"
    seen = owner.open(f"/deals/{signing.deal_id}/signing")
    token = seen.soup.select_one('a[href^="/files/"]')["href"]
    assert owner.open(token).response.data == pdf, "not a byte is changed, so that the hash and e-signatures hold"
    assert Visitor(app).sign_in(make_user("city_officer")).open(token).status == 404
    with reading():
        assert session.scalars(select(Download.user_id)).all() == [signing.owner.id]
    done = owner.submit(seen, {"decision": "yes"}, action="/answer")
    assert "合同已签订" in done.text
    with reading():
        contract = session.get_one(Contract, signing.contract_id)
        assert (contract.state, contract.signed_on, contract.signed_place) == ("signed", today(), "温州市瓯海区")
        assert contract.signed_sha256 == hashlib.sha256(pdf).hexdigest()
        assert session.get_one(Deal, signing.deal_id).state == "registration", "the deal goes on by itself"
    assert set(told("signings.signed")) == {signing.owner.id, signing.editor.id, signing.seller.id}


def test_a_refused_text_says_why_and_another_one_may_follow(app: Flask, signing: Signing) -> None:
    agree(signing, buyer=signing.owner)
    owner, seller = Visitor(app).sign_in(signing.owner), Visitor(app).sign_in(signing.seller)
    path = f"/deals/{signing.deal_id}/signing"
    number = {"way": "electronic", "signed_on": today().isoformat(), "signed_place": "温州"}
    assert len(owner.submit(owner.open(f"{path}/text"), number).errors()) == 2, "platform and number"
    late = {**number, "platform": "某签约平台", "number": "E-9", "signed_on": (today() + timedelta(days=1)).isoformat()}
    assert owner.submit(owner.open(f"{path}/text"), late).status == 409
    owner.submit(owner.open(f"{path}/text"), {**late, "signed_on": today().isoformat()})
    page = seller.open(path)
    assert seller.submit(page, {"decision": "no"}, action="/answer").status == 422
    assert "缺第九页" in seller.submit(page, {"decision": "no", "reason": "缺第九页"}, action="/answer").text
    assert "缺第九页" in owner.open(path).text
    again = owner.submit(owner.open(f"{path}/text"), {**number, "platform": "某签约平台", "number": "E-10"})
    assert "E-10" in again.text
    owner.submit(again, action="/withdraw")
    owner.submit(owner.open(f"{path}/text"), {**number, "platform": "某签约平台", "number": "E-11"})
    done = seller.submit(seller.open(path), {"decision": "yes"}, action="/answer")
    assert "E-11" in done.text
    with reading():
        states = session.scalars(select(SignedText.state).order_by(SignedText.id)).all()
        assert states == ["refused", "withdrawn", "confirmed"]
        contract = session.get_one(Contract, signing.contract_id)
        assert contract.signed_sha256 == contract.versions[-1].sha256, "without a file it is the approved text's"


def test_three_parties_approve_and_confirm_all(app: Flask, signing: Signing) -> None:
    with unit_of_work():
        session.get_one(Contract, signing.contract_id).is_three_party = True
    agree(signing, buyer=signing.owner)
    broker, seller = Visitor(app).sign_in(signing.broker), Visitor(app).sign_in(signing.seller)
    path = f"/deals/{signing.deal_id}/signing"
    assert "不能上传" in seller.open(f"{path}/text").text
    broker.submit(broker.open(path), {"decision": "pass"}, action="/decide")
    number = {"way": "electronic", "platform": "某签约平台", "number": "E-1"}
    seller.submit(seller.open(f"{path}/text"), {**number, "signed_on": today().isoformat(), "signed_place": "温州"})
    owner = Visitor(app).sign_in(signing.owner)
    owner.submit(owner.open(path), {"decision": "yes"}, action="/answer")
    with reading():
        assert session.get_one(Contract, signing.contract_id).state == "agreed"
        clock = session.scalars(select(Clock).where(Clock.kind == "contract_confirm", Clock.closed_at.is_(None))).one()
        assert clock.user_id == signing.broker.id
    broker.submit(broker.open(path), {"decision": "yes"}, action="/answer")
    with reading():
        assert session.get_one(Contract, signing.contract_id).state == "signed"


def test_a_deal_that_ends_stops_its_clocks_and_a_hidden_buyer_must_show_itself_first(
    app: Flask, signing: Signing
) -> None:
    with unit_of_work():
        session.get_one(Deal, signing.deal_id).hides_buyer = True
    with pytest.raises(RuleBroken, match="先公开身份"):
        agree(signing)
    with unit_of_work():
        session.get_one(Deal, signing.deal_id).hides_buyer = False
    agree(signing)
    with unit_of_work():
        end_deal(session.get_one(Deal, signing.deal_id), reason_code="price", words="", actor=None)
    with unit_of_work():
        assert session.scalars(select(Clock.id).where(Clock.closed_at.is_(None))).all() == []
        turn = session.scalars(select(ApprovalTurn).where(ApprovalTurn.state == "open")).one()
    owner = Visitor(app).sign_in(signing.owner)
    assert owner.post(f"/deals/approvals/{turn.id}/decide", {"decision": "pass"}).status == 403
    with unit_of_work():
        contract = session.get_one(Contract, signing.contract_id)
        contract_cancelled.send(contract, actor=None)
        assert {one.void_code for one in approvals().values()} == {"cancelled"}


def test_what_was_sent_for_approval_can_be_taken_back_and_agreed_to_again(app: Flask, signing: Signing) -> None:
    agree(signing)
    path = f"/deals/{signing.deal_id}/signing"
    seller = Visitor(app).sign_in(signing.seller)
    page = seller.submit(seller.open(path), button="撤回送审")
    assert "提交审批的一方撤回了这一稿" in page.text
    assert seller.post(f"{path}/take-back").status == 409, "nothing runs any more"
    with reading():
        contract = session.get_one(Contract, signing.contract_id)
        assert (contract.state, contract.versions[-1].agreements) == ("reviewing", [])
    agree(signing, buyer=signing.owner)
    with reading():
        assert services.is_ready(session.get_one(Contract, signing.contract_id))
