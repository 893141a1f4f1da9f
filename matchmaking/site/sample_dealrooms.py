"""What is in the rooms of some invented deals: files with versions, messages, statements, tasks, minutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import running
from matchmaking.core.db import now, session
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.dealrooms import filing, messages, minutes_writing, statements, tasks
from matchmaking.dealrooms.clocks import TASK
from matchmaking.dealrooms.minutes_writing import Written
from matchmaking.dealrooms.models import DealMessage
from matchmaking.dealrooms.tasks import Asked
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.files.contents import Content
from matchmaking.organisations.models import Membership

Row = Mapping[str, Any]


def load_dealrooms(rows: Sequence[Row]) -> None:
    """Fill the rooms; one in which somebody has written already stays as it is."""
    for row in rows:
        deal = session.scalar(select(Deal).where(Deal.is_sample, Deal.title == row["deal"]))
        if deal is None or session.scalar(select(DealMessage.id).where(DealMessage.deal_id == deal.id).limit(1)):
            continue
        people = {side: _person(deal, side) for side in (BUYER, SELLER, "broker")}
        for file in row["files"]:
            _file(deal, file, people[file["side"]])
        for side, role in row["statements"]:
            seen = statements.current_text().sha256
            statements.sign(deal, side=side, name=people[side].name, role=role, seen=seen, actor=people[side])
        _minutes(deal, row["minutes"], people)
        for task in row["tasks"]:
            _task(deal, task, people[task["by"]])
        for said in row["messages"]:
            messages.send_message(
                deal, said["text"], audience=said["audience"], side=said["side"], actor=people[said["side"]],
                at=_moment(said["days"]),
            )  # fmt: skip


def _person(deal: Deal, side: str) -> Viewer:
    """Who writes for a side."""
    if side not in (BUYER, SELLER):
        assert deal.broker is not None
        return Viewer(user_id=deal.broker.id, name=deal.broker.name, role=deal.broker.role)
    place = deal.buyer if side == BUYER else deal.seller
    query = select(User).join(Membership, Membership.user_id == User.id)
    user = session.scalars(query.where(Membership.organisation_id == place.id).order_by(Membership.id).limit(1)).one()
    return Viewer(
        user_id=user.id, name=user.name, role=user.role, organisation_id=place.id, organisation_name=place.name,
        memberships={place.id: "owner"},
    )  # fmt: skip


def _moment(days: int) -> datetime:
    return datetime.combine(today() - timedelta(days=days), time(15, 20), SHANGHAI)


def _file(deal: Deal, row: Row, actor: Viewer) -> None:
    contents = [Content(text.encode(), f"{row['name']}.txt", "text/plain") for text in row["texts"]]
    file = filing.add_file(
        deal, contents[0], name=row["name"], about=row["about"], audience=row["audience"],
        needs_statement=row["needs_statement"], side=row["side"], actor=actor,
    )  # fmt: skip
    for content in contents[1:]:
        session.flush()
        filing.add_version(file, content, "补了圆角和规格 C", seen=file.version, actor=actor)


def _minutes(deal: Deal, row: Row, people: Mapping[str, Viewer]) -> None:
    said = Written(today() - timedelta(days=row["days"]), row["present"], row["text"], row["decisions"])
    minutes = minutes_writing.write_minutes(deal, said, side=row["side"], actor=people[row["side"]])
    for side in row["confirmed"]:
        seen = minutes_writing.newest(minutes).sha256
        minutes_writing.confirm(minutes, side=side, seen=seen, actor=people[side])


def _task(deal: Deal, row: Row, actor: Viewer) -> None:
    due_on = today() + timedelta(days=row["days"])
    task = tasks.add_task(
        deal, Asked(row["title"], row["side"], None, max(due_on, today())), side=row["by"], actor=actor
    )
    clock = running(TASK, task)
    if due_on < today() and clock is not None:
        # It has been overdue since: whoever must act was reminded then.
        task.due_on, clock.due_at = due_on, datetime.combine(due_on, time(17, 30), SHANGHAI)
        clock.reminded_at = clock.overdue_told_at = now()
        clock.next_at = None
