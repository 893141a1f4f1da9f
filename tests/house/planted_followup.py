"""Interest in the planted project, and meetings about it, by the enterprise of another organisation."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.core.db import now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.interests.models import Interest, InterestStep
from matchmaking.meetings.models import Meeting, MeetingSlot
from matchmaking.organisations.models import Membership


def plant_followup(world: Any) -> None:
    """Interest that waits and hides who asks, and that is followed up; a meeting in each state, and a slot."""
    project_id = world.places["project_published"]["project_id"]
    own = world.places["own"]["organisation_id"]
    asker, host = world.people["E"].id, world.people["O"].id
    about = {"subject_type": "projects", "subject_id": project_id}
    with unit_of_work() as session:
        asking = session.scalar(select(Membership.organisation_id).where(Membership.user_id == asker))
    places = {"interest_open": ("open", "follow"), "interest_answered": ("answered", "material")}
    for name, (state, kind) in places.items():
        hides = state == "open"
        with unit_of_work() as session:
            interest = Interest(
                project_id=project_id, kind=kind, title="阀座", owner_id=own, organisation_id=asking, user_id=asker,
                words="想看样品。", state=state, hides_asker=hides,
                steps=[InterestStep(project_id=project_id, title="阀座", side="asker", text="寄样品", due_on=today())],
            )  # fmt: skip
            session.add(interest)
        world.places[name] = {"interest_id": interest.id}
        world.places[f"{name}_step"] = {"step_id": interest.steps[0].id}
    world.places["raise_interest"] = {"project_id": project_id, "kind": "material"}
    world.places["project_follow_up"] = {"project_id": project_id}
    world.places["meet_project"] = about
    begin = now() + timedelta(days=3)
    for state in ("asked", "proposed", "accepted", "over"):
        with unit_of_work() as session:
            meeting = Meeting(
                **about, title="阀座", owner_id=own, host_id=host, organisation_id=asking, user_id=asker, state=state,
                reason="想谈样品。", starts_at=begin, ends_at=begin + timedelta(minutes=30), expires_at=begin,
                place="线上", form_key=f"planted-{state}",
            )  # fmt: skip
            session.add(meeting)
        world.places[f"meeting_{state}"] = {"meeting_id": meeting.id}
    with unit_of_work() as session:
        slot = MeetingSlot(
            **about, owner_id=own, user_id=host, starts_at=begin, ends_at=begin + timedelta(minutes=30), place="线上"
        )
        session.add(slot)
    world.places["slot"] = {"slot_id": slot.id}
