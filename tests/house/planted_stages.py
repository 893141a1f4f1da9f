"""The planted city's room of a live session: a question, a message, a poll and a step of the host."""

from typing import Any

from matchmaking.core.db import now, unit_of_work
from matchmaking.roadshows.models import Roadshow
from matchmaking.stages.models import Poll, Stage, StageMessage, StageQuestion, StageStep


def plant_stages(world: Any) -> None:
    """Everything in the session that is on; the question is that of the enterprise of another organisation."""
    place = world.places["roadshow_live"]
    asker = world.people["E"].id
    with unit_of_work() as session:
        roadshow = session.get_one(Roadshow, place["roadshow_id"])
        roadshow.opened_at = now()
        pitch = roadshow.pitches[0]
        rows = {
            "stage": Stage(roadshow_id=roadshow.id, pitch_id=pitch.id, pitch_began_at=now(), pitch_ends_at=now()),
            "question": StageQuestion(roadshow_id=roadshow.id, pitch_id=pitch.id, user_id=asker, text="单价多少？"),
            "message": StageMessage(roadshow_id=roadshow.id, user_id=asker, text="讲得清楚"),
            "poll": Poll(roadshow_id=roadshow.id, text="最关心什么？", options=["价格", "交期"], state="running"),
            "step": StageStep(roadshow_id=roadshow.id, kind="messages", before={"takes_messages": True}),
        }  # fmt: skip
        session.add_all(rows.values())
    question = {"question_id": rows["question"].id}
    world.places["stage_question"] = question
    world.places["stage_question_at_desk"] = {**place, **question}
    world.places["stage_message"] = {**place, "message_id": rows["message"].id}
    world.places["stage_poll"] = {**place, "poll_id": rows["poll"].id}
    world.places["stage_step"] = {**place, "step_id": rows["step"].id}
    world.places["desk_part"] = {**place, "part": "questions"}
