"""Contests in the planted city: of the own organisation, with entries of its project and a winner."""

from datetime import timedelta
from typing import Any

from matchmaking.contests.models import Contest, ContestEntry, Division, Round, Winner
from matchmaking.core.db import now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.organisations.models import Organisation
from tests.factories.projects import make_project


def plant_contests(world: Any) -> None:
    """One that takes entries, a draft, one with its last round closed, and one that is over."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    projects = [make_project(own) for _ in range(2)]
    with unit_of_work() as session:
        for state in ("draft", "open", "running", "finished"):
            contest = Contest(
                title=f"{state} 大赛", about="面向泵阀产业。", organisation_id=own.id, state=state,
                closes_at=now() + timedelta(days=5), opened_at=None if state == "draft" else now(),
                divisions=[Division(position=0, name="初创组")],
                rounds=[
                    Round(position=0, name="决赛", advance_count=1, due_on=today() + timedelta(days=9),
                          state="closed" if state in ("running", "finished") else "preparing", closed_at=now())
                ],
            )  # fmt: skip
            session.add(contest)
            session.flush()
            world.places[f"contest_{state}"] = {"contest_id": contest.id}
            if state == "draft":
                continue
            for project, entry_state in zip(projects, ("submitted", "standing"), strict=True):
                entry = ContestEntry(
                    contest=contest, division=contest.divisions[0], project_id=project.id, title="甲", state=entry_state
                )
                session.add(entry)
                session.flush()
                world.places[f"entry_{state}_{entry_state}"] = {"entry_id": entry.id}
        for state in ("tracked", "given_up"):
            place = "submitted" if state == "given_up" else "standing"
            winner = Winner(
                entry_id=world.places[f"entry_finished_{place}"]["entry_id"], prize="一等奖", title="甲", state=state
            )
            session.add(winner)
            session.flush()
            world.places[f"winner_{state}"] = {"winner_id": winner.id}
