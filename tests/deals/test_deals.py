"""Deals: one stage at a time whoever moves it, the sums to the fen, and nothing for anybody outside."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.models import Clock
from matchmaking.core.db import now, reading, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.history import HistoryEntry, first_broken_entry, history_of
from matchmaking.deals import board, services
from matchmaking.deals.board import Wanted
from matchmaking.deals.models import Deal, DealEvent
from matchmaking.deals.opening import find_parties, of_pair, of_proposal
from matchmaking.deals.signals import deal_moved
from matchmaking.deals.wording import wan
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import words_of
from matchmaking.organisations.models import Organisation
from matchmaking.proposals.models import Proposal
from matchmaking.selections.signals import proposal_chosen
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.deals import make_deal
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.factories.proposals import make_proposal
from tests.house.test_queries import counted
from tests.kept import kept
from tests.visitor import Visitor

BUYER, SELLER = "岭下阀门有限公司", "沿江材料研究院"


@dataclass(frozen=True)
class Table:
    """A person of each side, their places, and a deal that has begun."""

    buyer: User
    seller: User
    broker: User
    colleague: User
    buyer_place: Organisation
    seller_place: Organisation
    centre: Organisation
    deal_id: int


def lay() -> Table:
    buyer, seller = make_user(name="需求甲"), make_user("researcher", name="成果乙")
    broker, colleague = make_user("broker", name="经理丙"), make_user("broker", name="经理丁")
    buyer_place = make_organisation(name=BUYER, owner=buyer)
    seller_place = make_organisation(name=SELLER, kind="institute", owner=seller)
    centre = make_organisation(name="山前转移中心", kind="transfer_centre", owner=broker, editor=colleague)
    deal = make_deal(buyer_place, seller_place, broker_id=broker.id, centre_id=centre.id, amount=Decimal("1800000.01"))
    return Table(buyer, seller, broker, colleague, buyer_place, seller_place, centre, deal.id)


@pytest.fixture
def table(app: Flask) -> Table:
    found: Table = kept(app, "deals", lay)
    return found


def deal_now(deal_id: int) -> Deal:
    with reading() as session:
        deal = session.get_one(Deal, deal_id)
        session.expunge(deal)
    return deal


def kinds_of(user: User) -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Notice.kind).where(Notice.user_id == user.id).order_by(Notice.id)))


def test_of_two_who_move_the_same_card_one_wins_and_the_other_reads_both_versions(app: Flask, table: Table) -> None:
    first, second = Visitor(app).sign_in(table.broker), Visitor(app).sign_in(table.broker)
    mine, theirs = first.open("/deals"), second.open("/deals")
    moved = first.submit(mine, {"to": "talks"}, action="/move")
    assert (moved.status, moved.path) == (200, "/deals")
    assert "“阀座耐磨涂层”已移到“三方洽谈”" in moved.text

    refused = second.submit(theirs, {"to": "negotiation"}, action="/move")
    assert refused.status == 409
    cells = [[cell.get_text(strip=True) for cell in row.select("td")] for row in refused.soup.select("tbody tr")]
    assert cells[0] == ["商务谈判", "三方洽谈"]
    assert cells[1] == ["我", "经理丙"]
    assert deal_now(table.deal_id).state == "talks"


def test_a_move_and_its_history_stand_or_fall_together(table: Table) -> None:
    def fail(_deal: Deal, **_more: object) -> None:
        raise KeyboardInterrupt

    actor = Viewer(user_id=table.broker.id, role="broker")
    with deal_moved.connected_to(fail), pytest.raises(KeyboardInterrupt), unit_of_work() as session:
        services.move_deal(session.get_one(Deal, table.deal_id), "talks", actor=actor)
    with reading() as session:
        deal = session.get_one(Deal, table.deal_id)
        assert (deal.state, [one.to_state for one in history_of(deal)]) == ("contact", [])
    with unit_of_work() as session:
        services.move_deal(session.get_one(Deal, table.deal_id), "talks", actor=actor)
    with reading() as session:
        deal = session.get_one(Deal, table.deal_id)
        assert (deal.state, [one.to_state for one in history_of(deal)]) == ("talks", ["talks"])
        assert first_broken_entry() is None


def test_the_last_move_is_taken_back_by_its_author_and_the_days_go_on(app: Flask, table: Table) -> None:
    begun = now() - timedelta(days=9)
    with unit_of_work() as session:
        deal = session.get_one(Deal, table.deal_id)
        deal.stage_since = deal.created_at = begun
    broker, seller = Visitor(app).sign_in(table.broker), Visitor(app).sign_in(table.seller)
    page = broker.submit(broker.open("/deals?at=contact"), {"to": "talks"}, action="/move")
    assert kinds_of(table.seller) == ["deals.moved"]
    back = broker.submit(page, action="/undo")
    assert "已撤销，回到“初步接触”。" in back.text
    deal = deal_now(table.deal_id)
    assert (deal.state, deal.stage_since) == ("contact", begun)
    # Who had not read of it is not told of it any more.
    assert kinds_of(table.seller) == []
    # The undo itself cannot be undone, and is nobody else's.
    assert broker.post(f"/deals/{deal.id}/undo", {"seen": deal.seen}).status == 409
    assert seller.post(f"/deals/{deal.id}/undo", {"seen": deal.seen}).status == 403
    assert "经过的阶段" not in seller.open(f"/deals/{deal.id}").text


def test_a_hidden_buyer_must_say_who_it_is_before_talks_and_is_nowhere_before(app: Flask, table: Table) -> None:
    with unit_of_work() as session:
        deal = session.get_one(Deal, table.deal_id)
        deal.hides_buyer = True
        deal.next_step, deal.next_side, deal.next_user_id = "寄样件", "buyer", table.buyer.id
    broker, buyer, seller = (Visitor(app).sign_in(one) for one in (table.broker, table.buyer, table.seller))
    for path in ("/deals", "/deals?view=list", f"/deals/{table.deal_id}"):
        text = seller.open(path).text
        assert "已脱敏企业" in text
        assert (BUYER in text, "需求甲" in text) == (False, False)
    assert "阀座耐磨涂层" in seller.open("/deals?q=沿江").text
    assert "没有符合条件的对接" in seller.open("/deals?q=岭下").text
    refused = broker.post(f"/deals/{table.deal_id}/move", {"to": "talks", "seen": deal_now(table.deal_id).seen})
    assert refused.status == 422
    assert "“阀座耐磨涂层”还不能进入“三方洽谈”" in refused.text
    assert refused.soup.select_one("[data-lacking] a")["href"] == f"/deals/{table.deal_id}#reveal"
    assert deal_now(table.deal_id).state == "contact"

    assert seller.post(f"/deals/{table.deal_id}/reveal").status == 403
    buyer.submit(buyer.open(f"/deals/{table.deal_id}"), button="告诉对方我们是谁")
    assert BUYER in seller.open(f"/deals/{table.deal_id}").text
    assert (
        broker.post(f"/deals/{table.deal_id}/move", {"to": "next", "seen": deal_now(table.deal_id).seen}).status == 200
    )
    assert deal_now(table.deal_id).state == "talks"


def test_two_clicks_log_a_call_once_and_it_can_be_completed_or_taken_back(app: Flask, table: Table) -> None:
    broker = Visitor(app).sign_in(table.broker)
    page = broker.open("/deals")
    logged = broker.submit(page, button="电话")
    broker.submit(page, button="电话")
    assert "已记一笔电话：阀座耐磨涂层" in logged.text
    with reading() as session:
        event = session.scalars(select(DealEvent)).one()
        assert (event.kind, event.words, event.sides) == ("call", "", ["buyer", "seller", "broker"])
        session.expunge(event)
    done = broker.submit(logged, {"words": "样件周五寄出"}, action=f"/log/{event.id}")
    assert "已补上。" in done.text
    seller = Visitor(app).sign_in(table.seller)
    assert "样件周五寄出" in seller.open(f"/deals/{table.deal_id}").text
    assert seller.post(f"/deals/{table.deal_id}/log/{event.id}/undo").status == 403
    broker.post(f"/deals/{table.deal_id}/log/{event.id}/undo")
    assert "样件周五寄出" not in broker.open(f"/deals/{table.deal_id}").text
    own = broker.post(f"/deals/{table.deal_id}/log", {"kind": "word", "words": "对方底价偏高", "readers": "own"})
    assert "对方底价偏高" in own.text
    assert "对方底价偏高" not in seller.open(f"/deals/{table.deal_id}").text
    empty = broker.post(f"/deals/{table.deal_id}/log", {"kind": "word"})
    assert empty.errors() == ["说了什么、看到什么：备注请写几个字。"]


def test_after_ten_minutes_the_log_stands(table: Table) -> None:
    actor = Viewer(user_id=table.broker.id, role="broker")
    with unit_of_work() as session:
        deal = session.get_one(Deal, table.deal_id)
        event = services.log_event(deal, "call", "", actor=actor, side="broker")
        event.at = now() - timedelta(minutes=11)
        with pytest.raises(RuleBroken, match="超过 10 分钟的记录不能撤回"):
            services.take_event_back(event, actor=actor)


def test_the_next_step_waits_for_whoever_does_it_and_is_overdue_the_day_after(app: Flask, table: Table) -> None:
    broker, seller = Visitor(app).sign_in(table.broker), Visitor(app).sign_in(table.seller)
    wrong = broker.post(f"/deals/{table.deal_id}/step", {"what": "", "on": "2020-01-01", "who": "seller"})
    assert (wrong.status, len(wrong.errors())) == (422, 1)
    due = today() + timedelta(days=2)
    broker.post(f"/deals/{table.deal_id}/step", {"what": "发试验方案", "on": due.isoformat(), "who": "seller"})
    assert "办好对接“阀座耐磨涂层”的下一步" in seller.open("/workspace").text
    assert "办好对接" not in broker.open("/workspace").text
    assert kinds_of(table.seller) == ["deals.next_step"]
    with unit_of_work() as session:
        session.get_one(Deal, table.deal_id).next_on = today() - timedelta(days=1)
    assert "1 单在跟，合计 180.000001 万元； 1 单逾期" in broker.open("/deals").text
    link = broker.open("/workspace").soup.select_one('a[href="/deals?whose=mine&late=1"]')
    assert (link is not None and link.get_text(), "单逾期" in seller.open("/workspace").text) == (
        "对接跟进：1 单逾期",
        False,
    )
    seller.submit(seller.open(f"/deals/{table.deal_id}"), button="办好了")
    assert "办好了：发试验方案" in broker.open(f"/deals/{table.deal_id}").text
    with reading() as session:
        assert session.scalar(select(Clock.closed_at).where(Clock.kind == "deal_next_step")) is not None


def test_a_deal_ends_with_a_reason_and_goes_on_within_a_week(app: Flask, table: Table) -> None:
    broker, buyer = Visitor(app).sign_in(table.broker), Visitor(app).sign_in(table.buyer)
    page = buyer.open(f"/deals/{table.deal_id}/end")
    assert buyer.submit(page, action="/end").errors() == ["请选择终止原因，双方都会看到。"]
    ended = buyer.submit(page, {"reason_code": "price", "words": "差一倍"}, action="/end")
    assert "在“初步接触”终止：价格谈不拢。 差一倍" in ended.text
    assert kinds_of(table.seller) == ["deals.ended"]
    assert buyer.post(f"/deals/{table.deal_id}/step", {"what": "再谈", "who": "seller"}).status == 409
    assert buyer.post(f"/deals/{table.deal_id}/reopen").status == 403
    again = broker.post(f"/deals/{table.deal_id}/reopen")
    assert "已恢复到“初步接触”。" in again.text
    broker.post(f"/deals/{table.deal_id}/end", {"reason_code": "price", "seen": deal_now(table.deal_id).seen})
    with unit_of_work() as session:
        session.get_one(Deal, table.deal_id).closed_at = now() - timedelta(days=8)
    assert broker.post(f"/deals/{table.deal_id}/reopen").status == 409


def test_a_pair_becomes_one_deal_and_both_parties_hear_who_opened_it(app: Flask, table: Table) -> None:
    demand = make_demand(table.buyer_place, title="陶瓷阀座")
    achievement = make_achievement(table.seller_place)
    other = make_user("enterprise")
    make_organisation(owner=other)
    address = f"/deals/new?demand={demand.id}&achievement={achievement.id}"
    assert Visitor(app).sign_in(other).open(address).status == 403
    broker = Visitor(app).sign_in(table.broker)
    page = broker.open(address)
    opened = broker.submit(page, {"title": "陶瓷阀座试制", "amount": "12.345678"}, action="/deals/new")
    twice = broker.submit(page, {"title": "陶瓷阀座试制"}, action="/deals/new")
    assert opened.path == twice.path
    deal = deal_now(int(opened.path.split("/")[-1]))
    assert (deal.amount, deal.broker_id, deal.centre_id) == (Decimal("123456.78"), table.broker.id, table.centre.id)
    assert _moves(deal.id) == ["contact"]
    with reading() as session:
        told = session.scalars(select(Notice).where(Notice.kind == "deals.opened").order_by(Notice.id)).all()
        assert [one.user_id for one in told] == [table.buyer.id, table.seller.id]
        assert "由经理丙开出，来自平台匹配。" in words_of(told[0], "zh")[1]
    again = broker.open(f"/matches/{demand.id}/{achievement.id}")
    assert "陶瓷阀座试制" in again.text
    assert "开一单对接" not in again.text


def _moves(deal_id: int) -> list[str]:
    query = select(HistoryEntry).where(HistoryEntry.subject_type == "deals", HistoryEntry.subject_id == deal_id)
    with reading() as session:
        return [one.to_state for one in session.scalars(query.order_by(HistoryEntry.id)) if one.to_state]


def test_a_broker_opens_nothing_about_a_hidden_demand_that_is_not_theirs(app: Flask, table: Table) -> None:
    demand, achievement = make_demand(table.buyer_place, hides_name=True), make_achievement(table.seller_place)
    address = f"/deals/new?demand={demand.id}&achievement={achievement.id}"
    assert Visitor(app).sign_in(table.broker).open(address).status == 403
    page = Visitor(app).sign_in(table.seller).open(address)
    assert (page.status, "已脱敏企业" in page.text, BUYER in page.text) == (200, True, False)
    with reading():
        assert of_pair(demand, achievement).hides_buyer


def test_a_chosen_answer_opens_its_deal(table: Table) -> None:
    demand = make_demand(table.buyer_place, title="低温球阀")
    proposal_id = make_proposal(demand, table.seller_place).id
    with unit_of_work() as session:
        proposal = session.get_one(Proposal, proposal_id)
        for _time in range(2):
            proposal_chosen.send(None, proposal=proposal, actor=None)
        opening = of_proposal(proposal)
        assert opening is not None
        deal = session.scalars(select(Deal).where(Deal.demand_id == demand.id)).one()
        assert (deal.buyer_id, deal.seller_id, deal.broker_id) == (table.buyer_place.id, table.seller_place.id, None)
        assert [(one.kind, one.subject_id) for one in deal.origins] == [("proposal", proposal_id)]


def test_by_hand_the_parties_are_found_by_name_and_one_is_the_own(app: Flask, table: Table) -> None:
    for name in ("平川阀门一厂", "平川阀门二厂"):
        make_organisation(name=name)
    make_organisation(name="平川三厂", state="submitted")
    with reading():
        assert [one.name for one in find_parties("平川")] == ["平川阀门一厂", "平川阀门二厂"]
    seller = Visitor(app).sign_in(table.seller)
    page = seller.open("/deals/new")
    asked = seller.submit(page, {"title": "阀门检漏", "buyer": "平川", "seller": SELLER}, action="/deals/new")
    assert asked.errors() == ["需求方单位：有几家单位名称相近，请选一家。"]
    choice = asked.soup.select_one("input[name=buyer_id]")["value"]
    opened = seller.submit(asked, {"buyer_id": choice, "kind": "visit"}, action="/deals/new")
    assert "从哪里来 走访" in opened.text
    foreign = {"title": "与我无关", "buyer": "平川阀门一厂", "seller": "平川阀门二厂", "kind": "hand"}
    assert "只能为本单位开对接" in seller.submit(page, foreign, action="/deals/new").errors()[0]


def test_a_deal_is_handed_to_a_colleague_and_a_free_one_is_taken_by_whom_a_party_asks(app: Flask, table: Table) -> None:
    broker, colleague, buyer = (Visitor(app).sign_in(one) for one in (table.broker, table.colleague, table.buyer))
    outsider = make_user("broker")
    page = broker.open(f"/deals/{table.deal_id}/hand-over")
    assert broker.submit(page, {"broker_id": outsider.id}, action="/hand-over").status == 422
    broker.submit(page, {"broker_id": table.colleague.id}, action="/hand-over")
    assert colleague.open(f"/deals/{table.deal_id}").status == 200
    assert kinds_of(table.buyer) == ["deals.handed_over"]
    with unit_of_work() as session:
        session.get_one(Deal, table.deal_id).broker_id = session.get_one(Deal, table.deal_id).centre_id = None
    assert colleague.open(f"/deals/{table.deal_id}/request").status == 404
    buyer.submit(buyer.open(f"/deals/{table.deal_id}/ask"), {"broker_id": table.colleague.id}, action="/ask")
    assert colleague.open(f"/deals/{table.deal_id}").status == 404
    assert broker.open(f"/deals/{table.deal_id}/request").status == 404
    taken = colleague.submit(colleague.open(f"/deals/{table.deal_id}/request"), button="接手")
    assert "技术经理人 经理丁" in taken.text
    assert kinds_of(table.seller) == ["deals.handed_over", "deals.broker_took"]


def test_the_sums_are_exact_and_a_stranger_has_nothing(app: Flask, table: Table) -> None:
    for place in range(3):
        make_deal(table.buyer_place, table.seller_place, amount=Decimal("0.01"), title=f"小单{place}", state="talks")
    viewer = Viewer(user_id=table.buyer.id, memberships={table.buyer_place.id: "owner"})
    with reading():
        found = board.columns(viewer, Wanted())
        assert [(one.count, one.amount) for one in found[:2]] == [(1, Decimal("1800000.01")), (3, Decimal("0.03"))]
        assert board.sums_of(found).amount == Decimal("1800000.04")
        assert board.sums_of_list(viewer, Wanted(low=Decimal("0.01"), high=Decimal("1")))[0].amount == Decimal("0.03")
        assert board.sums_of_list(Viewer(user_id=9999, role="city_officer"), Wanted())[1] == 0
        assert wan(Decimal("28460000.00")) == "2,846\u00a0万元"
    officer = Visitor(app).sign_in(make_user("city_officer"))
    assert "还没有对接" in officer.open("/deals").text
    assert officer.open(f"/deals/{table.deal_id}").status == 404


def test_sixty_deals_cost_what_one_costs(app: Flask, table: Table) -> None:
    broker = Visitor(app).sign_in(table.broker)
    broker.open("/deals")
    with counted() as few:
        broker.open("/deals")
    with unit_of_work() as session:
        for place in range(60):
            state = ("contact", "talks", "trial", "negotiation", "signing", "done")[place % 6]
            deal = Deal(
                title=f"对接{place}", state=state, stage_since=now(), buyer_id=table.buyer_place.id,
                seller_id=table.seller_place.id, broker_id=table.broker.id, amount=Decimal(place),
            )  # fmt: skip
            session.add(deal)
    with counted() as many:
        page = broker.open("/deals")
    assert (len(many), len(many) <= 20) == (len(few), True)
    assert len(page.soup.select("[data-deal]")) == 6 * board.CARDS
    assert "再看 7 单" in page.text
    assert len(broker.open("/deals?open=contact").soup.select("[data-stage=contact] [data-deal]")) == 11
