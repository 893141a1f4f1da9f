"""Asking to see what is locked, agreeing, signing, ending: what each side sees, and that rights end at once."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock
from matchmaking.consents.models import Consent, SignedStatement
from matchmaking.consents.services import ask, expire_consent, grant
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.history import HistoryEntry
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.demands.permissions import organisation_shown
from matchmaking.listings.disclosure import shown_groups
from matchmaking.notifications.models import Notice
from matchmaking.organisations.models import Organisation
from tests.clocks.test_clocks import let_pass
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

NAME, SECRET, MONEY = "植字秘密阀业有限公司", "龘靐麤", "183.4"
AUDIENCES = {"problem": "consent", "money": "statement"}


class Two:
    """An enterprise that locks parts of a demand and hides its name, and a university that asks."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.owner, self.asker, self.colleague = make_user(), make_user("researcher"), make_user("researcher")
        self.enterprise = make_organisation(owner=self.owner, name=NAME, short_name="植字阀业")
        self.university = make_organisation(
            owner=self.asker, reader=self.colleague, kind="university", name="瓯江某大学"
        )
        self.demand = make_demand(
            self.enterprise, problem=f"阀座{SECRET}", budget_low=1_834_000, budget_high=1_834_000,
            audiences=AUDIENCES, hides_name=True,
        )  # fmt: skip
        self.page = f"/demands/{self.demand.id}"
        self.asking, self.answering = Visitor(app).sign_in(self.asker), Visitor(app).sign_in(self.owner)

    def ask(self, *groups: str, purpose: str = "想判断能不能做") -> Any:
        form = self.asking.open(f"/consents/ask/demands/{self.demand.id}")
        return self.asking.submit(form, {"groups": list(groups), "purpose": purpose})

    def seen(self, visitor: Visitor | None = None) -> list[str]:
        html = (visitor or self.asking).open(self.page).html.replace("\u00a0", " ")
        return [word for word in (SECRET, MONEY, NAME) if word in html]

    def consents(self) -> dict[str, str]:
        with reading():
            return {one.group: one.state for one in session.query(Consent).order_by(Consent.id)}


@pytest.fixture
def two(app: Flask) -> Two:
    return Two(app)


def test_what_is_asked_for_is_seen_after_the_owner_agreed_and_no_longer_after_it_took_that_back(two: Two) -> None:
    assert two.seen() == []
    assert "申请查看" in two.asking.open(two.page).text
    assert two.ask("problem").path == "/consents"
    assert two.seen() == []
    assert "已申请，等待对方答复" in two.asking.open(two.page).text
    waiting = two.answering.open("/consents")
    assert "瓯江某大学" in waiting.text
    request = two.answering.open("/consents/1")
    assert "想判断能不能做" in request.text
    assert two.asker.name in request.text
    two.answering.submit(request, button="同意")
    assert two.consents() == {"problem": "granted"}
    assert two.seen() == [SECRET]
    assert two.seen(Visitor(two.app).sign_in(two.colleague)) == [SECRET]
    assert two.seen(Visitor(two.app).sign_in(make_user("investor"))) == []
    two.answering.submit(two.answering.open("/consents/1"), button="收回授权")
    assert two.consents() == {"problem": "revoked"}
    assert two.seen() == []


def test_an_ignored_request_comes_up_to_the_officers_who_read_it_without_the_hidden_name(two: Two) -> None:
    officers = {
        one: Visitor(two.app).sign_in(make_user("county_officer", county_code=one)) for one in ("330324", "330302")
    }
    city = Visitor(two.app).sign_in(make_user("city_officer"))
    two.ask("problem")
    assert [one.open("/consents/1").status for one in (*officers.values(), city)] == [404, 404, 404]
    let_pass("county_at")
    own = two.demand.county_code
    for county, officer in officers.items():
        assert officer.open("/consents/1").status == (200 if county == own else 404)
    (link,) = [one for one in officers[own].open("/workspace").soup.select("main a") if "查看申请" in one.get_text()]
    page = officers[own].open(link["href"])
    assert "想判断能不能做" in page.text
    assert page.soup.select("main form") == []
    assert [word for word in (NAME, "植字阀业", two.owner.name) if word in page.html] == []
    let_pass("city_at")
    assert city.open("/consents/1").status == 200
    two.answering.submit(two.answering.open("/consents/1"), button="同意")
    assert city.open("/consents/1").status == 404


def test_a_second_click_changes_nothing_and_says_how_things_stand(two: Two) -> None:
    two.ask("problem")
    for _again in range(2):
        page = two.answering.post("/consents/1/grant")
        assert page.path == "/consents/1"
    assert "这条申请已经处理过了" in page.text
    assert "已同意" in page.text
    assert "这条申请已经处理过了" in two.answering.post("/consents/1/refuse", {"answer": "不"}).text
    two.asking.post("/consents/1/take-back")
    assert "这条申请已经处理过了" in two.answering.post("/consents/1/revoke").text
    assert two.consents() == {"problem": "withdrawn"}


def test_a_request_needs_a_purpose_and_something_to_see(two: Two) -> None:
    page = two.ask("problem", purpose="")
    assert page.status == 422
    assert page.errors() == ["用途：请写明为什么要看、看了做什么，对方据此决定。"]
    assert two.ask(purpose="想看").status == 422
    assert two.consents() == {}


def test_asking_twice_makes_one_request_with_one_clock(two: Two) -> None:
    two.ask("problem", "name")
    with unit_of_work():
        record = session.get_one(Demand, two.demand.id)
        asker = Viewer(two.asker.id, organisation_id=two.university.id, memberships={two.university.id: "owner"})
        again = ask(record, ["problem"], "再问一次", actor=asker)
        assert [one.purpose for one in again] == ["想判断能不能做"]
    assert two.consents() == {"problem": "asked", "name": "asked"}
    with reading():
        clocks = session.query(Clock).filter_by(kind="consent_request").all()
        assert [(one.organisation_id, one.closed_at) for one in clocks] == [(two.enterprise.id, None)] * 2
    todo = two.answering.open("/workspace").text
    assert f"答复对“{two.demand.title}”未公开内容的查看申请" in todo


def test_a_refusal_needs_a_reason_that_does_not_name_who_hides(two: Two) -> None:
    two.ask("problem")
    assert two.answering.post("/consents/1/refuse", {"answer": ""}).errors() == ["给对方的话：请写明不同意的理由。"]
    named = two.answering.post("/consents/1/refuse", {"answer": f"{NAME}暂不合作"})
    assert named.errors() == ["给对方的话：您没有向对方公开单位名称，这里却写了名称。请改成“我司”。"]
    assert two.answering.post("/consents/1/refuse", {"answer": "暂不合作"}).status == 200
    assert "暂不合作" in two.asking.open("/consents/1").text
    assert two.consents() == {"problem": "refused"}
    with reading():
        clock = session.query(Clock).filter_by(kind="consent_request").one()
        assert clock.was_answered
    two.ask("problem")
    with reading():
        assert [one.state for one in session.query(Consent).order_by(Consent.id)] == ["refused", "asked"]


def test_both_sides_are_told_without_the_hidden_name(two: Two) -> None:
    two.ask("problem")
    two.answering.post("/consents/1/grant")
    two.answering.post("/consents/1/revoke")
    with reading():
        told = {one.kind: one for one in session.query(Notice) if one.kind.startswith("consents.")}
        assert set(told) == {"consents.granted", "consents.revoked"}, "the request is answered, so nobody must read it"
        assert {one.user_id for one in told.values()} == {two.asker.id}
        for one in told.values():
            assert NAME not in f"{one.data}{one.path}{one.once_key}"
            assert one.path == "/consents/1"
    run_waiting()
    assert NAME not in two.asking.open("/notices").text
    assert NAME not in two.asking.open("/consents?side=own").text
    assert NAME not in two.asking.open("/consents/1").text


def test_the_name_is_a_consent_of_its_own(two: Two) -> None:
    two.ask("all")
    two.answering.post("/consents/1/grant")
    assert two.seen() == [SECRET]
    two.ask("name")
    two.answering.post("/consents/2/grant")
    assert two.seen() == [SECRET, NAME]
    assert "植字阀业" in two.asking.open("/demands").html


def test_a_signed_statement_is_needed_where_the_owner_wants_one(two: Two) -> None:
    assert two.ask("money").path == f"/consents/sign/demands/{two.demand.id}"
    two.answering.post("/consents/1/grant")
    assert two.seen() == []
    assert "对方已同意，签署保密声明" in two.asking.open(two.page).text
    form = two.asking.open(f"/consents/sign/demands/{two.demand.id}")
    assert "瓯江某大学" in form.text
    assert NAME not in form.text
    assert two.asking.submit(form, {}).errors() == ["我已读完声明，有权代表本单位签署。：请先勾选，再签署。"]
    two.asking.submit(form, {"agrees": "y"})
    assert two.seen() == [MONEY]
    with reading():
        signed = session.query(SignedStatement).one()
        assert (signed.user_id, signed.text_version, len(signed.sha256)) == (two.asker.id, "2026-1", 64)
        assert session.query(HistoryEntry).filter_by(action="consents.signed").count() == 1
        fingerprint = signed.sha256
    assert two.asking.post(f"/consents/sign/demands/{two.demand.id}", {"agrees": "y"}).path == "/consents/statements/1"
    for visitor in (two.asking, two.answering):
        page = visitor.open("/consents/statements/1")
        assert fingerprint in page.text
        assert two.asker.name in page.text
    stranger = Visitor(two.app).sign_in(make_user("broker"))
    assert stranger.open("/consents/statements/1").status == 404


def test_rights_end_with_the_membership(two: Two) -> None:
    two.ask("problem")
    two.answering.post("/consents/1/grant")
    colleague = Visitor(two.app).sign_in(two.colleague)
    assert two.seen(colleague) == [SECRET]
    two.asking.post(f"/organisations/{two.university.id}/members/{two.colleague.id}/remove")
    assert two.seen(colleague) == []


def test_what_was_granted_for_a_time_ends_with_its_last_day(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    two.ask("problem")
    past = two.answering.post("/consents/1/grant", {"until": (today() - timedelta(days=1)).isoformat()})
    assert past.status == 409
    two.answering.post("/consents/1/grant", {"until": today().isoformat()})
    assert two.seen() == [SECRET]
    tomorrow = today() + timedelta(days=1)
    monkeypatch.setattr("matchmaking.consents.queries.today", lambda: tomorrow)
    monkeypatch.setattr("matchmaking.consents.jobs.today", lambda: tomorrow)
    assert two.seen() == []
    with unit_of_work():
        enqueue("consents.expire")
    run_waiting()
    assert two.consents() == {"problem": "expired"}
    with reading():
        assert session.query(Notice).filter_by(kind="consents.expired").count() == 1


def test_a_room_above_grants_without_a_request_and_a_second_time_changes_nothing(two: Two) -> None:
    owner = Viewer(two.owner.id, memberships={two.enterprise.id: "owner"})
    two.ask("problem")
    for _again in range(2):
        with unit_of_work():
            record = session.get_one(Demand, two.demand.id)
            grant(record, "name", two.university.id, owner, "入围后公开名称")
            grant(record, "problem", two.university.id, owner, "入围后公开")
    assert two.consents() == {"problem": "granted", "name": "granted"}
    assert two.seen() == [SECRET, NAME]
    notices = two.asking.open("/notices").text
    assert notices.count("对方主动向贵单位公开了这部分内容") == notices.count("对方已经同意。") == 1
    page = two.asking.open("/consents/2").text
    assert "公开“单位名称”" in page
    assert "申请单位" not in page


def test_an_organisation_that_nobody_verified_cannot_ask(two: Two) -> None:
    with unit_of_work():
        session.get_one(Organisation, two.university.id).verified_at = None
    assert two.ask("problem").status == 409
    with unit_of_work(), pytest.raises(RuleBroken):
        ask(
            session.get_one(Demand, two.demand.id), ["problem"], "想看",
            actor=Viewer(two.asker.id, organisation_id=two.university.id),
        )  # fmt: skip


def test_who_asked_can_take_it_back_and_a_withdrawn_record_needs_no_answer(two: Two) -> None:
    two.ask("problem", "name")
    two.asking.post("/consents/1/take-back")
    assert two.consents() == {"problem": "withdrawn", "name": "asked"}
    two.answering.post(f"{two.page}/withdraw", {"reason": "不做了"})
    assert two.consents() == {"problem": "withdrawn", "name": "expired"}
    with reading():
        assert session.query(Clock).filter_by(kind="consent_request", closed_at=None).count() == 0


def test_a_list_asks_for_the_consents_of_a_viewer_once(two: Two) -> None:
    two.ask("problem", "name")
    two.answering.post("/consents/1/grant")
    for number in range(3):
        make_demand(two.enterprise, title=f"另一条 {number}", audiences=AUDIENCES, hides_name=True)
    with reading() as opened:
        statements: list[str] = []
        viewer = Viewer(two.asker.id, organisation_id=two.university.id, memberships={two.university.id: "owner"})
        records = list(opened.query(Demand))
        _count(opened, statements, viewer, records)
    assert len([one for one in statements if "consents" in one]) == 1


def _count(opened: Any, statements: list[str], viewer: Viewer, records: list[Demand]) -> None:
    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(opened.get_bind(), "before_cursor_execute", note)
    try:
        for record in records:
            shown_groups(viewer, record)
            organisation_shown(viewer, record)
    finally:
        event.remove(opened.get_bind(), "before_cursor_execute", note)


def test_an_expired_consent_can_be_asked_for_again(two: Two) -> None:
    two.ask("problem")
    with unit_of_work():
        expire_consent(session.get_one(Consent, 1))
    two.ask("problem")
    assert two.consents() == {"problem": "asked"}
    with reading():
        assert session.query(Consent).count() == 2
