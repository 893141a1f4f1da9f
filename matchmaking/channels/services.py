"""Planning the next round, pins, skips and theme days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from matchmaking.accounts.viewer import Viewer
from matchmaking.channels import queries
from matchmaking.channels.models import ChannelMark, ChannelRound, ThemeDay
from matchmaking.channels.schedule import programme
from matchmaking.channels.states import PIN, SKIP
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.letters import path_to
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import Topic
from matchmaking.organisations.queries import writer_ids
from matchmaking.projects.models import Project

KEEP = timedelta(days=30)
TOPIC = Topic("channels", _l("云路演频道"), _l("您单位的项目视频暂停或恢复在频道播放。"), ("channels.",), place=47)


def plan(moment: datetime | None = None) -> bool:
    """Bring the rounds up to date; True when something changed.

    A new round begins when the clip on the air ends, so that nobody is torn out of it; at once when that clip may not
    be played any more, or nothing is on the air. A round that has begun is never rewritten.
    """
    moment = moment or now()
    session = current_session()
    day = moment.astimezone(SHANGHAI).date()
    clips, marks, theme = queries.playable_clips(), queries.marks_on(day), queries.theme_on(day)
    wanted = [
        [one.video_id, one.project_id, one.seconds]
        for one in programme(
            clips,
            day,
            pinned=queries.pinned(marks),
            skipped=queries.skipped(marks),
            theme=theme.industry_codes if theme else (),
        )
    ]
    newest = queries.newest_round()
    if newest is None and not wanted:
        return False
    if newest is not None and newest.clips == wanted:
        return False
    if newest is not None and newest.starts_at > moment:
        newest.clips = wanted
    else:
        playing = next(iter(queries.showings_from(moment, 1)), None)
        may_go_on = playing is not None and any(one[0] == playing.clip.video_id for one in wanted)
        begins = playing.ends_at if playing is not None and may_go_on else moment
        session.add(ChannelRound(starts_at=begins, clips=wanted))
    session.execute(delete(ChannelRound).where(ChannelRound.starts_at < moment - KEEP))
    session.flush()
    return True


def pin_project(project: Project, *, until_on: date | None, actor: Viewer) -> None:
    """Play it first in every round, until the end of a day or until somebody takes the pin away."""
    _mark(project, PIN, until_on=until_on, reason=None, actor=actor)


def skip_project(project: Project, *, until_on: date | None, reason: str, actor: Viewer) -> None:
    """Leave it out of the channel; its team is told why and until when."""
    _mark(project, SKIP, until_on=until_on, reason=reason, actor=actor)
    mark = queries.mark_of(project.id)
    once = f"channels:{project.id}:skip:{mark.id if mark else 0}"
    notify(writer_ids(project.organisation_id), "channels.skipped", once, _page(project), title=project.title,
           reason=reason, until=until_on.isoformat() if until_on else "")  # fmt: skip


def unmark_project(project: Project, *, actor: Viewer) -> None:
    """Treat it like all others again; who was told of a skip is told of its end."""
    mark = queries.mark_of(project.id)
    if mark is None:
        raise RuleBroken(_("这个项目现在没有置顶，也没有暂停播放。"))
    history.record("channels.unmarked", project, actor=actor, from_state=mark.kind)
    if mark.kind == SKIP:
        once = f"channels:{project.id}:resume:{mark.id}"
        notify(writer_ids(project.organisation_id), "channels.resumed", once, _page(project), title=project.title)
    current_session().delete(mark)
    current_session().flush()
    plan()


def set_theme(on: date, *, title: str, industry_codes: Sequence[str], actor: Viewer) -> ThemeDay:
    """Give a day a theme, or change it."""
    session, theme = current_session(), queries.theme_on(on)
    if theme is None:
        theme = ThemeDay(on=on, title=title, industry_codes=list(industry_codes), actor_id=actor.user_id or 0)
        session.add(theme)
    else:
        theme.title, theme.industry_codes, theme.actor_id = title, list(industry_codes), actor.user_id or 0
    history.record(
        "channels.theme", theme, actor=actor, data={"on": on.isoformat(), "industries": list(industry_codes)}
    )
    session.flush()
    plan()
    return theme


def drop_theme(theme: ThemeDay, *, actor: Viewer) -> None:
    """Make it a day like any other."""
    history.record("channels.theme_dropped", theme, actor=actor, data={"on": theme.on.isoformat()})
    current_session().delete(theme)
    current_session().flush()
    plan()


def _mark(project: Project, kind: str, *, until_on: date | None, reason: str | None, actor: Viewer) -> None:
    session, mark = current_session(), queries.mark_of(project.id)
    if mark is not None:
        session.delete(mark)
        session.flush()
    session.add(
        ChannelMark(project_id=project.id, kind=kind, until_on=until_on, reason=reason, actor_id=actor.user_id or 0)
    )
    history.record(f"channels.{kind}", project, actor=actor, reason=reason)
    session.flush()
    plan()


def _page(project: Project) -> str:
    return path_to("projects.show_project", project_id=project.id)
