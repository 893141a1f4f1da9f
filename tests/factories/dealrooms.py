"""People of a deal and what is in its room, for tests."""

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, unit_of_work
from matchmaking.dealrooms import filing, messages, minutes_writing, statements, tasks
from matchmaking.dealrooms.minutes_writing import Written
from matchmaking.dealrooms.models import DealFile, DealMessage, DealTask, Minutes, SignedStatement
from matchmaking.deals.models import Deal
from matchmaking.files.contents import Content
from matchmaking.organisations.models import Organisation


def acting_for(user: User, organisation: Organisation | None = None, role: str = "owner") -> Viewer:
    """Somebody as the services see them."""
    places = {organisation.id: role} if organisation else {}
    return Viewer(
        user_id=user.id, name=user.name, role=user.role, organisation_id=organisation.id if organisation else None,
        organisation_name=organisation.name if organisation else "", memberships=places,
    )  # fmt: skip


def make_file(deal: Deal, actor: Viewer, side: str, words: str = "结合强度 76 MPa", **values: object) -> DealFile:
    """A text file in the room; `audience` and `needs_statement` may be given."""
    asked = {"name": "检测报告", "about": "", "audience": "all", "needs_statement": False, **values}
    with unit_of_work() as session:
        content = Content(words.encode(), "检测报告.txt", "text/plain")
        return filing.add_file(session.get_one(Deal, deal.id), content, side=side, actor=actor, **asked)  # type: ignore[arg-type]


def make_task(deal: Deal, actor: Viewer, side: str, asked: tasks.Asked) -> DealTask:
    """A task."""
    with unit_of_work() as session:
        return tasks.add_task(session.get_one(Deal, deal.id), asked, side=side, actor=actor)


def make_message(deal: Deal, actor: Viewer, side: str, text: str = "请寄样品", audience: str = "all") -> DealMessage:
    """A message."""
    with unit_of_work() as session:
        return messages.send_message(session.get_one(Deal, deal.id), text, audience=audience, side=side, actor=actor)


def make_minutes(deal: Deal, actor: Viewer, side: str, text: str = "看过中试线") -> Minutes:
    """Minutes of a talk today."""
    said = Written(now().date(), "双方技术负责人", text, "先做 3 件样品")
    with unit_of_work() as session:
        return minutes_writing.write_minutes(session.get_one(Deal, deal.id), said, side=side, actor=actor)


def make_statement(deal: Deal, actor: Viewer, side: str) -> SignedStatement:
    """A signed statement."""
    with unit_of_work() as session:
        seen = statements.current_text().sha256
        found = session.get_one(Deal, deal.id)
        return statements.sign(found, side=side, name=actor.name, role="工程师", seen=seen, actor=actor)
