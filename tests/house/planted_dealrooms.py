"""The room of a deal of the planted city: the own organisation wrote and uploaded, the other one is to answer."""

from typing import Any

from sqlalchemy import select

from matchmaking.core.db import unit_of_work
from matchmaking.core.filters import today
from matchmaking.dealrooms.models import DealFileVersion, MinutesAnswer, MinutesVersion
from matchmaking.dealrooms.tasks import Asked
from matchmaking.deals.models import Deal
from matchmaking.files.models import StoredFile
from matchmaking.organisations.models import Organisation
from tests.factories.dealrooms import (
    acting_for,
    make_file,
    make_message,
    make_minutes,
    make_statement,
    make_task,
)


def plant_dealrooms(world: Any) -> None:
    """Of everything one, in the deal in talks."""
    place = world.places["deal_talks"]
    with unit_of_work() as session:
        deal = session.get_one(Deal, place["deal_id"])
        own = session.get_one(Organisation, deal.buyer_id)
    owner = acting_for(world.people["O"], own)
    file = make_file(deal, owner, "buyer")
    private = make_file(deal, owner, "buyer", audience="own")
    task = make_task(deal, owner, "buyer", Asked("寄样品", "seller", None, today()))
    message = make_message(deal, owner, "buyer")
    minutes = make_minutes(deal, owner, "buyer")
    signed = make_statement(deal, owner, "buyer")
    with unit_of_work() as session:
        answer = session.scalar(
            select(MinutesAnswer.id).join(MinutesVersion).where(MinutesVersion.minutes_id == minutes.id)
        )
        tokens = dict(
            session.execute(
                select(DealFileVersion.file_id, StoredFile.token).join(StoredFile).where(
                    DealFileVersion.file_id.in_([file.id, private.id])
                )
            ).all()
        )  # fmt: skip
    world.places["deal_file"] = place | {"file_id": file.id}
    world.places["deal_file_own"] = place | {"file_id": private.id}
    world.places["deal_file_bytes"] = {"token": tokens[file.id]}
    world.places["deal_file_own_bytes"] = {"token": tokens[private.id]}
    world.places["deal_room_task"] = place | {"task_id": task.id}
    world.places["deal_task"] = {"task_id": task.id}
    world.places["deal_message"] = place | {"message_id": message.id}
    world.places["deal_minutes"] = place | {"minutes_id": minutes.id}
    world.places["deal_answer"] = {"answer_id": answer}
    world.places["deal_statement"] = place | {"statement_id": signed.id}
