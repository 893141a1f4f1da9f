"""A contract is performed: one milestone after the other, payments exact to the fen, the end confirmed by both."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from matchmaking.clocks.models import Clock
from matchmaking.clocks.queries import running
from matchmaking.clocks.working_days import end_of
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.history import HistoryEntry, first_broken_entry, history_of
from matchmaking.deals.models import Deal
from matchmaking.deals.services import end_deal, set_next_step
from matchmaking.milestones import accords, queries
from matchmaking.milestones.changing import delay_content, settlement_content
from matchmaking.milestones.delivering import Proof, Ruling, decide, deliver, waiting_delivery
from matchmaking.milestones.disputing import Record, add_step, open_dispute
from matchmaking.milestones.paying import Said, claim_payment, confirm_receipt, deny_receipt, report_paid
from matchmaking.milestones.plans import content_of, day_of
from matchmaking.milestones.records import records_of
from matchmaking.milestones.states import CHANGE, DELAY, DESPITE, PLAN, SETTLEMENT, WAIVER
from matchmaking.milestones.turns import ANSWER, turn_words, turns_of
from tests.factories.deals import make_deal
from tests.factories.milestones import (
    VALUE,
    accept,
    accept_all,
    finish_steps,
    hand_in,
    make_plan,
    pay,
    plan_content,
    sides_of,
)
from tests.kept import kept


@pytest.fixture
def world(app: Flask) -> dict[str, int]:
    """A deal whose plan has just begun."""

    def make() -> dict[str, int]:
        deal = make_deal(state="performance")
        make_plan(deal)
        return {"deal": deal.id}

    return kept(app, "milestones", make)


def states(deal: Deal) -> list[str]:
    return [one.state for one in queries.plan_of(deal).milestones]


def steps(deal: Deal) -> list[str]:
    return [one.action for one in history_of(deal)]


def test_the_next_milestone_opens_only_when_the_one_before_is_accepted_and_paid(world: dict[str, int]) -> None:
    with unit_of_work():
        deal = session.get_one(Deal, world["deal"])
        sides, plan = sides_of(deal), queries.plan_of(deal)
        assert states(deal) == ["open", "locked", "locked"]
        with pytest.raises(RuleBroken, match="现在不能提交"):
            hand_in(plan.milestones[1], sides)
        first = plan.milestones[0]
        hand_in(first, sides)
        assert states(deal) == ["delivered", "locked", "locked"]
        with pytest.raises(RuleBroken, match="还不能提出这笔款"):
            claim_payment(plan.payments[1], Said(amount=Decimal("1.00")), actor=sides.seller)
        accept(first, sides)
        assert states(deal) == ["accepted", "locked", "locked"]
        pay(plan.payments[1], sides)
        assert states(deal) == ["paid", "open", "locked"]
        assert queries.received_sum(deal) == Decimal("240000.00")
        found = steps(deal)
        assert [one for one in found if one.startswith("milestones.")] == [
            "milestones.planned", "milestones.open", "milestones.delivered", "milestones.accepted",
            "milestones.claimed", "milestones.reported", "milestones.received", "milestones.paid", "milestones.open",
        ]  # fmt: skip
        assert all("sha256" in one.data for one in history_of(deal) if one.action == "milestones.delivered")
        assert first_broken_entry() is None


def test_the_buyer_sends_back_with_a_reason_against_each_criterion(world: dict[str, int]) -> None:
    with unit_of_work():
        deal = session.get_one(Deal, world["deal"])
        sides, milestone = sides_of(deal), queries.plan_of(deal).milestones[0]
        with pytest.raises(RuleBroken, match="还缺：涂层厚度"):
            deliver(milestone, Proof("做好了"), actor=sides.seller)
        hand_in(milestone, sides, 110.0)
        delivery = waiting_delivery(milestone)
        [value] = delivery.values
        assert (value.wanted, value.proposed, value.verdict) == ("≥ 120 µm", "not_met", None)

        def say(verdict: str, note: str, words: str, *, seen: str = delivery.sha256, accepts: bool = False) -> None:
            rulings = {value.id: Ruling(verdict, note)} if verdict else {}
            decide(milestone, seen=seen, accepts=accepts, rulings=rulings, words=words, actor=sides.buyer)

        for arguments, error in (
            (("", "", "重做"), "给出结论"), (("not_met", "", "重做"), "写明差在哪里"),
            (("not_met", "薄了 10 µm", ""), "退回请写明理由"),
        ):  # fmt: skip
            with pytest.raises(RuleBroken, match=error):
                say(*arguments)
        with pytest.raises(Conflict, match="换了一份提交"):
            say("met", "", "", seen="0" * 64)
        say("not_met", "薄了 10 µm", "请加厚后重交")
        assert (milestone.state, delivery.state, value.note) == ("sent_back", "sent_back", "薄了 10 µm")
        with pytest.raises(RuleBroken, match="没有待验收的提交"):
            say("met", "", "")
        hand_in(milestone, sides, 125.0)
        again = waiting_delivery(milestone)
        assert (again.number, again.values[0].proposed) == (2, "met")
        accept(milestone, sides)
        assert milestone.state == "accepted"


def test_receipts_in_parts_sum_exactly_and_never_exceed_the_amount(world: dict[str, int]) -> None:
    with unit_of_work():
        deal = session.get_one(Deal, world["deal"])
        sides, payment = sides_of(deal), queries.payments_of(deal)[0]
        claim_payment(payment, Said(amount=Decimal("360000.00"), invoice_number="0123"), actor=sides.seller)
        report_paid(payment, Said(amount=Decimal("120000.33"), on=today()), actor=sides.buyer)
        with pytest.raises(RuleBroken, match=r"不超过还没到账的 360000\.00 元"):
            confirm_receipt(payment, Said(amount=Decimal("360000.01"), on=today()), actor=sides.seller)
        confirm_receipt(payment, Said(amount=Decimal("120000.33"), on=today()), actor=sides.seller)
        assert (payment.state, payment.left) == ("claimed", Decimal("239999.67"))
        report_paid(payment, Said(amount=Decimal("239999.67"), on=today()), actor=sides.buyer)
        deny_receipt(payment, Said(words="账上没有"), actor=sides.seller)
        assert payment.state == "claimed"
        once = Said(amount=Decimal("239999.67"), on=today(), form_key="k1")
        entry = confirm_receipt(payment, once, actor=sides.seller)
        assert confirm_receipt(payment, once, actor=sides.seller) is entry
        assert (payment.state, payment.received, payment.received_on) == ("received", Decimal("360000.00"), today())
        assert queries.received_sums([deal.id]) == {deal.id: Decimal("360000.00")}
        with pytest.raises(RuleBroken, match="已经到账或结清"):
            confirm_receipt(payment, Said(amount=Decimal("0.01"), on=today()), actor=sides.seller)


def test_whose_turn_it_is_has_a_clock_and_stands_on_the_card(world: dict[str, int]) -> None:
    with unit_of_work():
        deal = session.get_one(Deal, world["deal"])
        sides, plan = sides_of(deal), queries.plan_of(deal)
        milestone, payment = plan.milestones[0], plan.payments[1]
        clock = running("milestone_deliver", milestone)
        assert (clock.organisation_id, clock.due_at) == (deal.seller_id, end_of(milestone.due_on))
        assert (deal.next_step, deal.next_side, deal.next_on) == ("提交“样件”的成果", "seller", milestone.due_on)
        hand_in(milestone, sides)
        assert running("milestone_deliver", milestone) is None
        assert running("milestone_accept", milestone).organisation_id == deal.buyer_id
        assert deal.next_step == "验收“样件”"
        accept(milestone, sides)
        assert running("payment_claim", payment).organisation_id == deal.seller_id
        set_next_step(deal, words="对方法务回函", on=None, side="buyer", actor=sides.buyer)
        claim_payment(payment, Said(amount=payment.amount), actor=sides.seller)
        assert running("payment_pay", payment).organisation_id == deal.buyer_id
        assert deal.next_step == "对方法务回函"
        end_deal(deal, reason_code="other", words="停产", actor=None)
        assert [one.kind for one in session.query(Clock).where(Clock.closed_at.is_(None))] == []


def test_both_sides_may_let_the_next_begin_and_give_another_day(world: dict[str, int]) -> None:
    with unit_of_work():
        deal = session.get_one(Deal, world["deal"])
        sides, milestone = sides_of(deal), queries.plan_of(deal).milestones[0]
        waiver = accords.propose(deal, WAIVER, actor=sides.seller, side="seller", words="先做", milestone=milestone)
        assert waiver.lacks == ["buyer"]
        with pytest.raises(RuleBroken, match="已有一份在等对方答复"):
            accords.propose(deal, WAIVER, actor=sides.buyer, side="buyer", words="先做", milestone=milestone)
        with pytest.raises(RuleBroken, match="贵方已经确认过"):
            accords.confirm(waiver, actor=sides.seller, side="seller", sha256=waiver.sha256)
        with pytest.raises(Conflict, match="不是您看到的那一份"):
            accords.confirm(waiver, actor=sides.buyer, side="buyer", sha256="0" * 64)
        assert states(deal) == ["open", "locked", "locked"]
        accords.confirm(waiver, actor=sides.buyer, side="buyer", sha256=waiver.sha256)
        assert states(deal) == ["open", "open", "locked"]
        assert [one.holds_back for one in queries.plan_of(deal).milestones] == [False, True, False]
        last = queries.plan_of(deal).milestones[-1]
        with pytest.raises(RuleBroken, match="没有要等这个里程碑的工作"):
            accords.propose(deal, WAIVER, actor=sides.seller, side="seller", words="先做", milestone=last)
        later = day_of("2027-04-15")
        delay = accords.propose(
            deal, DELAY, actor=sides.seller, side="broker", words="材料晚到", milestone=milestone,
            content=delay_content(milestone, later),
        )  # fmt: skip
        assert delay.lacks == ["buyer", "seller"]
        accords.confirm(delay, actor=sides.buyer, side="buyer", sha256=delay.sha256)
        assert milestone.due_on == day_of("2027-03-01")
        accords.confirm(delay, actor=sides.seller, side="seller", sha256=delay.sha256)
        plan = queries.plan_of(deal)
        assert (milestone.due_on, plan.number, [one.origin for one in plan.versions]) == (later, 2, ["plan", "delay"])
        assert running("milestone_deliver", milestone).due_at == end_of(later)
        refused = accords.propose(
            deal, DELAY, actor=sides.seller, side="seller", words="再晚", milestone=milestone,
            content=delay_content(milestone, day_of("2028-01-01")),
        )  # fmt: skip
        accords.refuse(refused, actor=sides.buyer, side="buyer", words="不能再晚")
        assert (refused.state, milestone.due_on) == ("refused", later)


def change(deal: Deal, sides: Any, edit: Callable[[dict[str, Any]], None]) -> Any:
    plan = queries.plan_of(deal)
    before, after = content_of(plan), content_of(plan)
    edit(after)
    return accords.propose(
        deal, CHANGE, actor=sides.seller, side="seller", words="增项",
        content={"base": plan.number, "before": before, "plan": after},
    )  # fmt: skip


def test_a_change_order_keeps_the_old_version_and_sums_exactly(world: dict[str, int]) -> None:
    def add_step_with_money(content: dict[str, Any]) -> None:
        content["milestones"].insert(1, {"id": None, "title": "复检", "content": "", "due_on": "2027-04-01"})
        for row in content["payments"][2:]:
            row["milestone"] += 1
        content["payments"][2]["amount"] = "200000.01"
        content["payments"].append(
            {"id": None, "title": "复检款", "amount": "150000.00", "due_on": None, "milestone": 2}
        )
        content["total"] = "1250000.00"

    def wrong_sum(content: dict[str, Any]) -> None:
        content["payments"][3]["amount"] = "299999.98"

    def touch_what_is_paid(content: dict[str, Any]) -> None:
        content["payments"][1]["amount"] = "240000.01"
        content["total"] = "1200000.01"

    with unit_of_work():
        deal = session.get_one(Deal, world["deal"])
        sides = sides_of(deal)
        finish_steps(deal, sides, 1)
        assert states(deal) == ["paid", "open", "locked"]
        for edit, error in (
            (wrong_sum, r"1199999\.99 元，与合计 1200000\.00 元不一致"),
            (touch_what_is_paid, "不能再改"),
        ):
            with pytest.raises(RuleBroken, match=error):
                change(deal, sides, edit)
        accord = change(deal, sides, add_step_with_money)
        accords.confirm(accord, actor=sides.buyer, side="buyer", sha256=accord.sha256)
        plan = queries.plan_of(deal)
        assert [(one.title, one.state) for one in plan.milestones] == [
            ("样件", "paid"), ("复检", "open"), ("装机试运行", "locked"), ("批量验收", "locked")
        ]  # fmt: skip
        assert plan.total == sum(one.amount for one in plan.payments) == Decimal("1250000.00")
        assert [one.content["total"] for one in plan.versions] == ["1200000.00", "1250000.00"]
        outdated = change(deal, sides, lambda content: content["milestones"][3].update(title="验收"))
        plan.number += 1
        with pytest.raises(Conflict, match="有了新版本"):
            accords.confirm(outdated, actor=sides.buyer, side="buyer", sha256=outdated.sha256)


def test_a_dispute_holds_back_the_end_until_it_is_settled_or_both_want_to_go_on(world: dict[str, int]) -> None:
    with unit_of_work():
        deal = session.get_one(Deal, world["deal"])
        sides = sides_of(deal)
        with pytest.raises(RuleBroken, match="还没有验收"):
            accept_all(deal, sides)
        finish_steps(deal, sides, 3)
        dispute = open_dispute(
            deal, "样件尺寸", Record("量具不一致", today(), "buyer"), milestone=None, actor=sides.seller, side="seller"
        )
        assert running("dispute_step", dispute).organisation_id == deal.buyer_id
        with pytest.raises(RuleBroken, match="争议“样件尺寸”还没有了结"):
            accept_all(deal, sides)
        on = accords.propose(deal, DESPITE, actor=sides.seller, side="seller", words="先验收")
        accords.confirm(on, actor=sides.buyer, side="buyer", sha256=on.sha256)
        assert queries.blocking_disputes(deal) == []
        with pytest.raises(RuleBroken, match="各自写下"):
            add_step(dispute, Record("了结", today(), "buyer"), actor=sides.buyer, side="broker", closes=True)
        add_step(dispute, Record("换量具复测", today(), "buyer"), actor=sides.buyer, side="buyer", closes=True)
        assert dispute.is_open
        add_step(dispute, Record("复测合格", today(), "buyer"), actor=sides.seller, side="seller", closes=True)
        assert (dispute.state, dispute.outcome) == ("resolved", "复测合格")
        assert running("dispute_step", dispute) is None


def test_the_deal_is_done_when_both_confirmed_and_all_has_come_or_is_settled(world: dict[str, int]) -> None:
    with unit_of_work():
        deal = session.get_one(Deal, world["deal"])
        sides = sides_of(deal)
        finish_steps(deal, sides, 3)
        set_next_step(deal, words="催财务付款", on=None, side="seller", actor=sides.seller)
        accord = accept_all(deal, sides, confirms=False)
        assert (deal.state, queries.acceptance_of(deal)) == ("performance", None)
        assert [turn_words(one) for one in turns_of(deal, queries.plan_of(deal)) if one.what == ANSWER] == [
            f"答复最终验收：“{deal.title}”"
        ]
        accords.confirm(accord, actor=sides.buyer, side="buyer", sha256=accord.sha256)
        assert (deal.state, accord.state) == ("performance", "agreed")
        payment = queries.payments_of(deal)[0]
        assert payment.left == Decimal("360000.00")
        settlement = accords.propose(
            deal, SETTLEMENT, actor=sides.seller, side="seller", words="减价", content=settlement_content([payment])
        )  # fmt: skip
        accords.confirm(settlement, actor=sides.buyer, side="buyer", sha256=settlement.sha256)
        assert (payment.state, payment.left, deal.state) == ("settled", Decimal(0), "done")
        assert deal.next_step == ""
        assert queries.received_sum(deal) == Decimal("840000.00")
        logged = {one.data.get("sha256") for one in history_of(deal)}
        sealed = [one for one in records_of(sides.seller, deal) if one.sha256]
        assert len(sealed) == 15
        for record in sealed:
            assert hashlib.sha256(record.text.encode()).hexdigest() == record.sha256
            assert record.sha256 in logged
        data = [one.data for one in session.query(HistoryEntry).where(HistoryEntry.action.like("milestones.%"))]
        assert not any("360000" in str(one) or "减价" in str(one) for one in data)


def test_a_plan_by_hand_begins_when_both_confirmed_it(app: Flask) -> None:
    deal = make_deal(state="performance")
    with unit_of_work():
        found = session.get_one(Deal, deal.id)
        sides = sides_of(found)
        accord = accords.propose(found, PLAN, actor=sides.buyer, side="buyer", content=plan_content())
        assert queries.plan_of(found) is None
        accords.confirm(accord, actor=sides.seller, side="seller", sha256=accord.sha256)
        assert states(found) == ["open", "locked", "locked"]
        with pytest.raises(RuleBroken, match="已有履约计划"):
            accords.propose(found, PLAN, actor=sides.buyer, side="buyer", content=plan_content())
    with reading():
        assert VALUE["unit"] == "µm"
