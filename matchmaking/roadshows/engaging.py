"""Asks hosts and speakers, takes their answers, and takes tasks back."""

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.notifications.services import notify, withdraw_notices
from matchmaking.roadshows.models import HOST, SPEAKER, Engagement, Pitch, Roadshow
from matchmaking.roadshows.queries import agenda, engagements_of, holding
from matchmaking.roadshows.sources import teams_of
from matchmaking.roadshows.states import ACCEPTED, ASKED, DECLINED, ENGAGEMENT_STATES, WITHDRAWN
from matchmaking.roadshows.telling import asked_people, organising_people, page_of_task, words_of

CONFIRM = "roadshow_engagement"


def ask_host(roadshow: Roadshow, user: User, *, actor: Viewer) -> Engagement:
    """Put a person down as the host and ask for a yes; who puts oneself down has said so."""
    key = f"{HOST}:{roadshow.id}"
    before = holding(key)
    if before is not None and before.user_id == user.id:
        return before
    if before is not None:
        withdraw_engagement(before, actor=actor)
    roadshow.host = user
    return _ask(roadshow, None, HOST, key, user_id=user.id, organisation_id=None, actor=actor)


def drop_host(roadshow: Roadshow, *, actor: Viewer) -> None:
    """Do without the present host."""
    before = holding(f"{HOST}:{roadshow.id}")
    roadshow.host = None
    if before is not None:
        withdraw_engagement(before, actor=actor)


def ask_speakers(roadshow: Roadshow, *, actor: Viewer) -> int:
    """Ask everybody of the agenda who was not asked yet; return how many.

    The named person is asked, else the team of the project. A name without an account cannot be asked here.
    """
    known = {one.pitch_id for one in engagements_of(roadshow) if one.task == SPEAKER and one.state != WITHDRAWN}
    found = to_ask(agenda(roadshow), known)
    for pitch, organisation_id in found:
        key = f"{SPEAKER}:{pitch.id}"
        _ask(roadshow, pitch, SPEAKER, key, user_id=pitch.speaker_id, organisation_id=organisation_id, actor=actor)
    return len(found)


def to_ask(pitches: Sequence[Pitch], known: Collection[int | None]) -> list[tuple[Pitch, int | None]]:
    """The items, without those `known`, whose speaker can be asked, and the organisation where no person is named."""
    teams = teams_of(one.project_id for one in pitches)
    rows = [(one, None if one.speaker_id else teams.get(one.project_id or 0)) for one in pitches if one.id not in known]
    return [(pitch, organisation_id) for pitch, organisation_id in rows if pitch.speaker_id or organisation_id]


def _ask(
    roadshow: Roadshow, pitch: Pitch | None, task: str, key: str, *, user_id: int | None, organisation_id: int | None,
    actor: Viewer,
) -> Engagement:  # fmt: skip
    is_own = user_id == actor.user_id if user_id else actor.edits_for(organisation_id)
    engagement = Engagement(
        roadshow=roadshow, pitch=pitch, task=task, user_id=user_id, organisation_id=organisation_id,
        title=roadshow.title, state=ACCEPTED if is_own else ASKED, answered_at=now() if is_own else None, open_key=key,
        is_sample=roadshow.is_sample,
    )  # fmt: skip
    current_session().add(engagement)
    history.record("roadshow_engagements.asked", engagement, actor=actor, to_state=engagement.state)
    if not is_own:
        open_clock(CONFIRM, engagement, organisation_id=organisation_id, user_id=user_id)
        once = f"roadshow_engagements:{engagement.id}:asked"
        words = words_of(roadshow) | _task_words(engagement)
        notify(asked_people(engagement), "roadshows.asked", once, page_of_task(engagement), **words)
    return engagement


def _task_words(engagement: Engagement) -> dict[str, Any]:
    pitch = engagement.pitch
    return {
        "task": engagement.task,
        "item": pitch.title if pitch else "",
        "item_at": pitch.starts_at.isoformat() if pitch else "",
    }


def answer_engagement(engagement: Engagement, *, accepts: bool, reason: str, actor: Viewer) -> None:
    """Say yes or no; who organises the session is told. Without its host a session has none until one is found."""
    roadshow = engagement.roadshow
    ENGAGEMENT_STATES.move(engagement, ACCEPTED if accepts else DECLINED, actor=actor)
    engagement.answered_at, engagement.reason = now(), reason
    close_clock(CONFIRM, engagement)
    withdraw_notices(asked_people(engagement), f"roadshow_engagements:{engagement.id}:asked")
    if not accepts:
        engagement.open_key = None
        if engagement.task == HOST and roadshow.host_id == engagement.user_id:
            roadshow.host = None
    once = f"roadshow_engagements:{engagement.id}:{engagement.state}"
    words = words_of(roadshow) | _task_words(engagement) | {"accepts": accepts, "reason": reason}
    notify(organising_people(roadshow), "roadshows.answered", once, page_of_task(engagement), **words)


def withdraw_engagement(engagement: Engagement, *, actor: Viewer | None) -> None:
    """Take a task back; who had agreed is told, who had not answered need not."""
    had_agreed = engagement.state == ACCEPTED
    if engagement.state not in (ASKED, ACCEPTED):
        return
    ENGAGEMENT_STATES.move(engagement, WITHDRAWN, actor=actor)
    engagement.open_key = None
    close_clock(CONFIRM, engagement, was_answered=False)
    withdraw_notices(asked_people(engagement), f"roadshow_engagements:{engagement.id}:asked")
    people = [one for one in asked_people(engagement) if actor is None or one != actor.user_id]
    if had_agreed:
        once = f"roadshow_engagements:{engagement.id}:withdrawn"
        words = words_of(engagement.roadshow) | _task_words(engagement)
        notify(people, "roadshows.released", once, page_of_task(engagement), **words)


def ask_anew(pitch: Pitch, *, actor: Viewer) -> None:
    """Somebody else speaks: the present task ends, and the new person is asked with the next round."""
    before = holding(f"{SPEAKER}:{pitch.id}")
    if before is not None:
        withdraw_engagement(before, actor=actor)


def end_tasks(roadshow: Roadshow, *, actor: Viewer | None, quietly: bool = False) -> None:
    """The session is over or called off: nobody needs to answer any more, and nothing is open.

    `quietly`: who had agreed keeps the task and is told otherwise.
    """
    for engagement in engagements_of(roadshow):
        if engagement.state == ASKED or not quietly:
            withdraw_engagement(engagement, actor=actor)


def tell_speaker(pitch: Pitch, *, actor: Viewer) -> None:
    """A time has changed: who agreed to speak, or was asked to, is told."""
    engagement = holding(f"{SPEAKER}:{pitch.id}")
    if engagement is None:
        return
    people = [one for one in asked_people(engagement) if one != actor.user_id]
    once = f"roadshow_engagements:{engagement.id}:moved:{pitch.starts_at.isoformat()}"
    words = words_of(engagement.roadshow) | _task_words(engagement)
    notify(people, "roadshows.moved", once, page_of_task(engagement), **words)


def register_clock() -> None:
    """Tell the mechanism of clocks: who was asked answers."""
    register_kind(Kind(CONFIRM, _l("确认路演安排"), _todo, None, whose=_l("被邀请的人")))
    register_subject(
        Engagement.__tablename__, Engagement.id, Engagement.title, "roadshows.show_engagement", "engagement_id"
    )


def _todo(title: str) -> str:
    return _("确认“%(title)s”的主持或路演安排", title=title)
