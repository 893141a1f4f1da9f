"""Requests to see what is locked, a signed statement, and locked records, for the tests of the house."""

from typing import Any

from matchmaking.consents.models import Consent, SignedStatement
from matchmaking.consents.queries import open_key
from matchmaking.core.db import unit_of_work
from matchmaking.organisations.models import Membership, Organisation
from tests.factories.demands import make_demand


def plant_consents(world: Any) -> None:
    """What E's organisation asked of the own one, and was granted."""
    own = world.places["own"]["organisation_id"]
    hidden = world.places["demand_hidden"]["demand_id"]
    with unit_of_work() as session:
        asking = session.query(Membership.organisation_id).filter_by(user_id=world.people["E"].id).scalar()
        owner = session.get_one(Organisation, own)
    locked = make_demand(owner, audiences={"criteria": "consent", "money": "statement", "offers": "signed_in"})
    world.places["demand_locked"] = {"demand_id": locked.id}
    for place, record_id in (("hidden_subject", hidden), ("locked_subject", locked.id)):
        world.places[place] = {"subject_type": "demands", "subject_id": record_id}
    planted = {"consent_asked": (hidden, "name", "asked"), "consent_granted": (locked.id, "criteria", "granted")}
    for place, (record_id, group, state) in planted.items():
        with unit_of_work() as session:
            consent = Consent(
                subject_type="demands", subject_id=record_id, group=group, title="含颗粒介质", owner_id=own,
                organisation_id=asking, asked_by_id=world.people["E"].id, purpose="想看能不能做", state=state,
                open_key=open_key("demands", record_id, group, asking),
            )  # fmt: skip
            session.add(consent)
        world.places[place] = {"consent_id": consent.id}
    with unit_of_work() as session:
        statement = SignedStatement(
            subject_type="demands", subject_id=locked.id, title="含颗粒介质", owner_id=own, organisation_id=asking,
            user_id=world.people["E"].id, signer_name="某人", text_version="2026-1", text="保密声明", sha256="0" * 64,
        )  # fmt: skip
        session.add(statement)
    world.places["signed_statement"] = {"statement_id": statement.id}
