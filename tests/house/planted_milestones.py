"""Performance in the planted city: each place has a deal of its own between the own organisation and that of "E"."""

from typing import Any

from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.milestones import accords, queries
from matchmaking.milestones.changing import delay_content
from matchmaking.milestones.disputing import Record, open_dispute
from matchmaking.milestones.paying import Said, claim_payment, report_paid
from matchmaking.milestones.publishing import publication_content
from matchmaking.milestones.states import DELAY, PUBLICATION
from matchmaking.organisations.models import Organisation
from tests.factories.achievements import make_achievement
from tests.factories.deals import make_deal
from tests.factories.milestones import accept_all, finish_steps, hand_in, make_plan, sides_of


def plant_milestones(world: Any) -> None:
    """A plan that has just begun, one with a proof that waits, one with everything accepted, one all done."""
    with reading() as session:
        known = session.get_one(Deal, world.places["deal_performance"]["deal_id"])
        buyer, seller = (session.get_one(Organisation, one) for one in (known.buyer_id, known.seller_id))
        session.expunge_all()
    achievement = make_achievement(seller)

    def deal_with_plan(state: str = "performance") -> int:
        deal = make_deal(
            buyer, seller, state=state, broker_id=world.people["B"].id, achievement_id=achievement.id
        )  # fmt: skip
        make_plan(deal)
        return deal.id

    begun, delivered, ready, done = (deal_with_plan() for _one in range(4))
    with unit_of_work() as session:
        deal = session.get_one(Deal, begun)
        plan, sides = queries.plan_of(deal), sides_of(deal)
        world.places["performance"] = {"deal_id": begun}
        world.places["plan_version"] = {"deal_id": begun, "number": 1}
        world.places["milestone_open"] = {"milestone_id": plan.milestones[0].id}
        world.places["payment_planned"] = {"payment_id": plan.payments[0].id}
        dispute = open_dispute(
            deal, "样件尺寸", Record("量具不一致", today(), "buyer"), milestone=None, actor=sides.seller, side="seller"
        )
        world.places["dispute"] = {"dispute_id": dispute.id}
        # Proposed by the broker, so that both parties have something to answer.
        accord = accords.propose(
            deal, DELAY, actor=sides.seller, side="broker", words="材料晚到", milestone=plan.milestones[0],
            content=delay_content(plan.milestones[0], today()),
        )  # fmt: skip
        session.flush()
        world.places["accord_waiting"] = {"accord_id": accord.id}

        deal = session.get_one(Deal, delivered)
        plan, sides = queries.plan_of(deal), sides_of(deal)
        hand_in(plan.milestones[0], sides)
        claim_payment(plan.payments[0], Said(amount=plan.payments[0].left), actor=sides.seller)
        world.places["milestone_delivered"] = {"milestone_id": plan.milestones[0].id}
        world.places["payment_claimed"] = {"payment_id": plan.payments[0].id}

        deal = session.get_one(Deal, ready)
        finish_steps(deal, sides_of(deal), 3)
        world.places["performance_ready"] = {"deal_id": ready}
        payment = queries.payments_of(deal)[0]
        report_paid(payment, Said(amount=payment.left, on=today()), actor=sides_of(deal).buyer)
        world.places["payment_reported"] = {"payment_id": payment.id}

        deal = session.get_one(Deal, done)
        finish_steps(deal, sides_of(deal), 3)
        acceptance = accept_all(deal, sides_of(deal))
        world.places["performance_accepted"] = {"deal_id": done}
        world.places["accord_acceptance"] = {"accord_id": acceptance.id}
        accords.propose(
            deal, PUBLICATION, actor=sides_of(deal).seller, side="seller",
            content=publication_content(acceptance, [0]),
        )  # fmt: skip
    world.places["achievement_verified"] = {"achievement_id": achievement.id}
