"""The invented sessions: one that is on now, three to come, two that can be looked at again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.queries import user_by_email
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, session
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.organisations.models import Membership, Organisation
from matchmaking.projects.models import Project
from matchmaking.roadshows.engaging import ask_speakers
from matchmaking.roadshows.models import Registration, Roadshow
from matchmaking.roadshows.programme import add_item
from matchmaking.roadshows.registering import check_in, register
from matchmaking.roadshows.services import close_roadshow, create_roadshow, open_roadshow
from matchmaking.roadshows.states import ANNOUNCED, ENDED, LIVE, REGISTERED, ROADSHOW_STATES

Row = Mapping[str, Any]
PLAIN = ("title", "theme", "description", "form", "place", "capacity", "co_host", "industry_codes")
FIVE = 5


def load_roadshows(rows: Sequence[Row], organisations: Mapping[str, Organisation]) -> int:
    """Plan and hold the sample sessions as people would; what is there already stays. Returns how many are new."""
    known = set(session.scalars(select(Roadshow.title).where(Roadshow.is_sample)))
    new = [row for row in rows if row["title"] not in known]
    for row in new:
        _load(row, organisations[row["organisation"]])
    return len(new)


def _load(row: Row, organisation: Organisation) -> None:
    host = user_by_email(row["host"])
    assert host is not None
    actor = Viewer(user_id=host.id, role=Role.CITY_OFFICER, memberships={organisation.id: "owner"})
    begin = _begin(row["begin"])
    values = {name: row[name] for name in PLAIN}
    values |= {"starts_at": begin, "ends_at": begin + timedelta(minutes=row["minutes"])}
    roadshow = create_roadshow(values, organisation=organisation, actor=actor, host=host)
    roadshow.is_sample = True
    # The items need the id of their session.
    session.flush()
    _plan(roadshow, row, actor)
    ROADSHOW_STATES.move(roadshow, ANNOUNCED, actor=actor)
    roadshow.announced_at = min(now(), begin) - timedelta(days=5)
    if row["state"] == ANNOUNCED:
        ask_speakers(roadshow, actor=actor)
    _register(roadshow, row["registered"])
    if row["state"] in (LIVE, ENDED):
        open_roadshow(roadshow, actor=actor)
        roadshow.opened_at = begin
    if row["state"] == ENDED:
        for one in session.scalars(select(Registration).where(Registration.roadshow_id == roadshow.id)):
            if one.state == REGISTERED:
                check_in(one, actor=actor)
                one.present_at = begin
        close_roadshow(roadshow, actor=actor)
        roadshow.closed_at = roadshow.ends_at


def _begin(row: Row) -> datetime:
    """When it begins, counted from the moment of loading; a running one on a round time."""
    if "minutes" in row:
        at = now() + timedelta(minutes=row["minutes"])
        return at - timedelta(minutes=at.minute % FIVE, seconds=at.second, microseconds=at.microsecond)
    return datetime.combine(today() + timedelta(days=row["days"]), time.fromisoformat(row["at"]), SHANGHAI)


def _plan(roadshow: Roadshow, row: Row, actor: Viewer) -> None:
    at = roadshow.starts_at
    for item in row["items"]:
        project = _project(item.get("project"))
        end = at + timedelta(minutes=item["minutes"])
        values = {
            "kind": item["kind"],
            "project_id": project.id if project else None,
            "title": project.title if project else item["title"],
            "starts_at": at,
            "ends_at": end,
            "speaker": item.get("speaker", ""),
            "speaker_place": item.get("speaker_place", ""),
        }
        add_item(roadshow, values, actor=actor)
        # The next item is compared with those that are stored.
        session.flush()
        at = end


def _project(number: str | None) -> Project | None:
    """The sample project of a number in the file."""
    query = select(Project).where(Project.is_sample, Project.external_number == (number or ""))
    return session.scalar(query)


def _register(roadshow: Roadshow, emails: Sequence[str]) -> None:
    """Let sample people register, one after the other."""
    for place, email in enumerate(emails):
        user = user_by_email(email)
        if user is None:
            continue
        home = session.scalar(select(Membership.organisation_id).where(Membership.user_id == user.id).limit(1))
        made = register(roadshow, attends=_way(place), actor=_viewer(user, home))
        made.is_sample = True
        made.queued_at = now() - timedelta(hours=30 - place)
        session.flush()


def _way(place: int) -> str:
    """In a mixed session two of three come to the hall."""
    return "online" if place % 3 == 2 else "onsite"


def _viewer(user: User, organisation_id: int | None) -> Viewer:
    return Viewer(user_id=user.id, name=user.name, role=user.role, organisation_id=organisation_id)
