"""What is handed out: calendar files, the QR code and the share card of a session."""

from flask import Response, abort, current_app
from flask_babel import gettext as _

from matchmaking.accounts.models import User
from matchmaking.core.db import session
from matchmaking.core.guards import PUBLIC, guard, require
from matchmaking.core.languages import current_language
from matchmaking.core.letters import link_to
from matchmaking.roadshows import permissions, queries, registration_queries
from matchmaking.roadshows.addresses import owner_of
from matchmaking.roadshows.calendars import MEDIA_TYPE, calendar_of
from matchmaking.roadshows.cards import qr_svg, share_card
from matchmaking.roadshows.models import HOST, Roadshow
from matchmaking.roadshows.states import WAITING
from matchmaking.roadshows.views import load, roadshows
from matchmaking.roadshows.wording import form_word, full_day, hours_of

HOUR = 3600


@roadshows.get("/roadshows.ics")
@guard(PUBLIC)
def send_calendar() -> Response:
    """Everybody's calendar: what is announced, what was called off, and the last month."""
    found = queries.in_calendar()
    name = _("%(site)s云路演", site=current_app.config["SITE_NAME"])
    return _calendar(calendar_of(found, queries.agendas([one.id for one in found]), name), "roadshows.ics")


@roadshows.get("/roadshows/<int:roadshow_id>.ics")
@guard(PUBLIC)
def send_session(roadshow_id: int) -> Response:
    """One session as a calendar file."""
    roadshow = load(roadshow_id)
    require(permissions.is_public(roadshow), hide=True)
    body = calendar_of([roadshow], {roadshow.id: queries.agenda(roadshow)}, roadshow.title)
    return _calendar(body, f"roadshow-{roadshow.id}.ics", as_file=True)


@roadshows.get("/roadshows/calendar/<token>.ics")
@guard(PUBLIC)
def send_own_calendar(token: str) -> Response:
    """One person's calendar, for whoever knows the secret address: what the person comes to, hosts or speaks at."""
    user_id = owner_of(token)
    user = session.get(User, user_id) if user_id is not None else None
    if user is None or not user.is_active:
        abort(404)
    registered, tasks = registration_queries.registrations_of(user.id), queries.tasks_of(user.id)
    notes, found = {}, {}
    for registration, roadshow in registered:
        found[roadshow.id] = roadshow
        if registration.state == WAITING:
            notes[roadshow.id] = _("您在候补，还没有名额。")
    waiting = frozenset(notes)
    for task, roadshow in tasks:
        found[roadshow.id] = roadshow
        notes[roadshow.id] = _("您主持这一场。") if task.task == HOST else _("您在这一场路演。")
    ordered = sorted(found.values(), key=lambda one: (one.starts_at, one.id))
    body = calendar_of(
        ordered, queries.agendas(found), _("我的云路演"), notes=notes,
        tentative=waiting - {roadshow.id for _task, roadshow in tasks},
    )  # fmt: skip
    response = _calendar(body, "my-roadshows.ics")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@roadshows.get("/roadshows/<int:roadshow_id>/qr.svg")
@guard(PUBLIC)
def send_qr(roadshow_id: int) -> Response:
    """The address of the session as a QR code."""
    roadshow = load(roadshow_id)
    address = link_to("roadshows.show_roadshow", language=current_language(), roadshow_id=roadshow.id)
    return _picture(qr_svg(address), "image/svg+xml")


@roadshows.get("/roadshows/<int:roadshow_id>/card.png")
@guard(PUBLIC)
def send_card(roadshow_id: int) -> Response:
    """The share card."""
    roadshow = load(roadshow_id)
    require(permissions.is_public(roadshow), hide=True)
    return _picture(
        share_card(roadshow.title, card_lines(roadshow), form_word(roadshow.form), site_name()), "image/png"
    )


def card_lines(roadshow: Roadshow) -> tuple[str, ...]:
    """When, where, and who invites."""
    # The day itself and never "today": the picture is kept by others.
    when = f"{full_day(roadshow.starts_at)}  {hours_of(roadshow)}".replace("\u2060", "")
    return (when, roadshow.place or _("线上"), _("主办：%(name)s", name=roadshow.organisation.local_name))


def site_name() -> str:
    """The site's name in the language of the page."""
    return current_app.config["SITE_NAME_EN" if current_language() == "en" else "SITE_NAME"]


def _calendar(body: bytes, name: str, *, as_file: bool = False) -> Response:
    response = Response(body, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'{"attachment" if as_file else "inline"}; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _picture(body: bytes, media_type: str) -> Response:
    response = Response(body, content_type=media_type)
    response.headers["Cache-Control"] = f"private, max-age={HOUR}"
    # Windows that share the page fetch the picture from elsewhere.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
