"""Trials of the planted city: in every state a deal of its own between the own organisation and that of "E"."""

from typing import Any

from matchmaking.core.db import reading
from matchmaking.deals.models import Deal
from matchmaking.organisations.models import Organisation
from tests.factories.achievements import make_achievement
from tests.factories.deals import make_deal
from tests.factories.trials import make_entry, make_trial


def plant_trials(world: Any) -> None:
    """`trial_STATE` free ones, `sample_STATE` samples; `pool_own` and `pool_offered` stand in the pool."""
    with reading() as session:
        known = session.get_one(Deal, world.places["deal_trial"]["deal_id"])
        buyer, seller = (session.get_one(Organisation, one) for one in (known.buyer_id, known.seller_id))
        session.expunge_all()
    broker_id = world.people["B"].id
    for name, kind, state in (
        ("trial_applied", "free_use", "applied"), ("trial_approved", "free_use", "approved"),
        ("trial_agreed", "free_use", "agreed"), ("trial_running", "free_use", "running"),
        ("trial_evaluated", "free_use", "evaluated"), ("sample_running", "sample", "running"),
        ("sample_reported", "sample", "reported"),
    ):  # fmt: skip
        deal = make_deal(buyer, seller, state="trial", broker_id=broker_id)
        trial = make_trial(deal, kind, state)
        world.places[name] = {"deal_id": deal.id, "trial_id": trial.id}
        world.places[f"{name}_task"] = {"trial_id": trial.id}
    for name, owner in (("pool_own", buyer), ("pool_offered", seller)):
        achievement = make_achievement(owner)
        make_entry(achievement)
        world.places[name] = {"achievement_id": achievement.id}
