"""Calls in the planted city: of the own organisation, with applications of its project, and a researcher who judges."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.calls.models import Application, Call
from matchmaking.core.db import now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.juries.models import Juror, Jury, JuryCriterion, JuryEntry, JurySheet
from matchmaking.organisations.models import Organisation
from tests.factories.projects import make_project


def plant_calls(world: Any) -> None:
    """One call in every state that somebody works on; the applications stand in the open one."""
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
        for state in ("draft", "open", "screening"):
            call = Call(
                title=f"{state} 征集", about="找耐磨涂层。", organisation_id=own.id, state=state, decides_on=today(),
                closes_at=now() + timedelta(days=9), opened_at=None if state == "draft" else now(),
            )  # fmt: skip
            session.add(call)
            session.flush()
            world.places[f"call_{state}"] = {"call_id": call.id}
    projects = {state: make_project(own) for state in ("submitted", "passed", "waiting")}
    with unit_of_work() as session:
        call_id = world.places["call_open"]["call_id"]
        for state, project in projects.items():
            application = Application(call_id=call_id, project_id=project.id, title=project.title, state=state)
            session.add(application)
            session.flush()
            world.places[f"application_{state}"] = {"application_id": application.id}
        juror = Juror(user_id=world.people["R"].id, title="征集", state="signed", excluded=[])
        jury = Jury(
            subject_type="calls", subject_id=call_id, title="征集", jurors=[juror],
            criteria=[JuryCriterion(position=0, name="技术", weight=100)],
            entries=[JuryEntry(project_id=projects["passed"].id)],
        )  # fmt: skip
        session.add(jury)
        session.flush()
        sheet = JurySheet(
            juror_id=juror.id, entry_id=jury.entries[0].id, points={str(jury.criteria[0].id): 7}, handed_in_at=now()
        )
        session.add(sheet)
        session.flush()
        asked = session.scalars(select(Juror.id)).one()
        world.places["jury"] = {"jury_id": jury.id}
        world.places["jury_entry"] = {"jury_id": jury.id, "entry_id": jury.entries[0].id}
        world.places["jury_juror"] = {"jury_id": jury.id, "juror_id": asked}
        world.places["jury_task"] = {"juror_id": asked}
        world.places["jury_sheet"] = {"jury_id": jury.id, "sheet_id": sheet.id}
