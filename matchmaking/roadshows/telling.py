"""Whom a change of a session concerns, and what notices say of it."""

from typing import Any

from matchmaking.core.letters import path_to
from matchmaking.notifications.services import notify
from matchmaking.organisations.queries import writer_ids
from matchmaking.roadshows.models import Engagement, Roadshow
from matchmaking.roadshows.queries import engagements_of
from matchmaking.roadshows.registration_queries import registered_ids
from matchmaking.roadshows.states import ACCEPTED, ASKED


def page_of(roadshow: Roadshow) -> str:
    """The page of a session."""
    return path_to("roadshows.show_roadshow", roadshow_id=roadshow.id)


def page_of_task(engagement: Engagement) -> str:
    """The page on which a task is confirmed."""
    return path_to("roadshows.show_engagement", engagement_id=engagement.id)


def words_of(roadshow: Roadshow) -> dict[str, Any]:
    """What notices say of a session: plain values, worded when they are read."""
    return {
        "title": roadshow.title, "starts_at": roadshow.starts_at.isoformat(), "place": roadshow.place,
        "form": roadshow.form,
    }  # fmt: skip


def tell_everybody(roadshow: Roadshow, kind: str, once: str, /, *, waiting: bool = True, **data: Any) -> None:
    """Tell once: who registered, who waits unless told otherwise, who hosts and who speaks."""
    tasks = [one for one in engagements_of(roadshow) if one.state in (ASKED, ACCEPTED)]
    people = registered_ids(roadshow, waiting=waiting)
    people += [person for one in tasks for person in asked_people(one)]
    notify(people, f"roadshows.{kind}", f"roadshows:{roadshow.id}:{kind}:{once}", page_of(roadshow), **data)


def asked_people(engagement: Engagement) -> list[int]:
    """Who answers for a task."""
    if engagement.user_id is not None:
        return [engagement.user_id]
    return writer_ids(engagement.organisation_id or 0)


def organising_people(roadshow: Roadshow) -> list[int]:
    """Who prepares a session: whoever made it, and who writes for the organiser."""
    people = writer_ids(roadshow.organisation_id)
    return [*people, roadshow.created_by_id] if roadshow.created_by_id else people
