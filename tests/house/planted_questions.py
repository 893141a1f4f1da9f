"""Questions in the planted city: of the enterprise of another organisation about a demand of the own one."""

from typing import Any

from matchmaking.core.db import now, unit_of_work
from matchmaking.follows.models import RecordFollow
from matchmaking.questions.models import Answer, Question


def plant_questions(world: Any) -> None:
    """One that waits, one that is answered, and a follow of the demand."""
    demand = world.places["demand_published"]
    asker = world.people["E"].id
    for state in ("asked", "answered"):
        with unit_of_work() as session:
            question = Question(**demand, user_id=asker, state=state, text="基体是什么材料？")
            if state == "answered":
                question.answered_at = now()
                question.answers = [Answer(number=1, text="F316。", at=now())]
            session.add(question)
        world.places[f"question_{state}"] = {"question_id": question.id}
    with unit_of_work() as session:
        session.add(RecordFollow(user_id=asker, kind="demand", record_id=demand["demand_id"]))
    world.places["record_demand"] = {"kind": "demand", "record_id": demand["demand_id"]}
