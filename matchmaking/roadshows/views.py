"""The public pages: the lobby, the month, one session."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from matchmaking.accounts.current import viewer
from matchmaking.calls.models import ORGANISING_KINDS
from matchmaking.core.filters import today
from matchmaking.core.guards import PUBLIC, guard, require
from matchmaking.core.languages import current_language
from matchmaking.core.letters import link_to
from matchmaking.roadshows import lobby, permissions, queries, registration_queries
from matchmaking.roadshows.cards import share_title
from matchmaking.roadshows.live_address import refusal
from matchmaking.roadshows.models import ONLINE, ONSITE, Registration, Roadshow
from matchmaking.roadshows.registering import has_seat
from matchmaking.roadshows.staging import room_of, stage_of
from matchmaking.roadshows.states import WAITING
from matchmaking.vocabulary.queries import terms

roadshows = Blueprint("roadshows", __name__)
MOST_LIVE, MOST_NEXT = 3, 6


def load(roadshow_id: int) -> Roadshow:
    """A session that the viewer may see, or 404."""
    roadshow = queries.roadshow(roadshow_id)
    require(roadshow is not None and permissions.can_see_roadshow(viewer(), roadshow), hide=True)
    assert roadshow is not None
    return roadshow


@roadshows.get("/roadshows")
@guard(PUBLIC)
def list_roadshows() -> str:
    """The lobby: what is on with its present page, the days with their sessions, and the replays."""
    person = viewer()
    found = queries.between(today(), today() + timedelta(days=lobby.AHEAD))
    chosen = _day(request.args.get("day", "")) or lobby.first_day(found)
    of_day = [one for one in found if lobby.day_of(one) == chosen] or queries.between(chosen, chosen)
    live = queries.live_roadshows()[:MOST_LIVE]
    # With nothing on, the next session stands in its place.
    following = [] if live else queries.upcoming_roadshows(1)
    agendas = queries.agendas([one.id for one in {*live, *of_day, *following}])
    industries = {one.code: one.label() for one in terms("industry")}
    industry = request.args.get("industry", "")
    replays, pictures = lobby.replays(person, industry if industry in industries else "")
    return render_template(
        "roadshows/list_roadshows.html",
        shows=[lobby.live_show(person, one, agendas[one.id]) for one in live]
        or ([lobby.coming(person, following, agendas)] if following else []),
        days=lobby.day_buttons(found, chosen),
        chosen=chosen,
        cards=lobby.cards_of(person, of_day, agendas),
        hosts=queries.confirmed_hosts([one.id for one in of_day]),
        replays=replays,
        pictures=pictures,
        industries=industries,
        industry=industry,
        has_other_days=any(lobby.day_of(one) != chosen for one in found),
        may_organise=bool(person.is_signed_in and queries.organisers(ORGANISING_KINDS, person)),
        calls_url=url_for("calls.list_calls") if "calls.list_calls" in current_app.view_functions else "",
        channel_url=url_for("channels.show_channel") if "channels.show_channel" in current_app.view_functions else "",
    )


def _day(text: str) -> date | None:
    """A day out of an address; nonsense is no day."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-25") else None
    except ValueError:
        return None


@roadshows.get("/roadshows/month")
@guard(PUBLIC)
def show_month() -> str:
    """All public sessions of a month."""
    first = (_day(request.args.get("month", "") + "-01") or today()).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    found = queries.between(first, following - timedelta(days=1))
    cards = lobby.cards_of(viewer(), found, queries.agendas([one.id for one in found]))
    days: dict[date, list[lobby.Card]] = {}
    for card in cards:
        days.setdefault(lobby.day_of(card.roadshow), []).append(card)
    return render_template(
        "roadshows/show_month.html",
        first=first, days=days, hosts=queries.confirmed_hosts([one.id for one in found]),
        before=(first - timedelta(days=1)).replace(day=1) if first.year > 1 else None, after=following,
    )  # fmt: skip


@roadshows.get("/roadshows/<int:roadshow_id>")
@guard(PUBLIC)
def show_roadshow(roadshow_id: int) -> str:
    """A session with its agenda, and what the viewer may do."""
    roadshow, person = load(roadshow_id), viewer()
    pitches = queries.agenda(roadshow)
    registration = registration_queries.registration_of(roadshow.id, person.user_id) if person.is_signed_in else None
    stage = stage_of(roadshow, pitches)
    is_public = permissions.is_public(roadshow)
    return render_template(
        "roadshows/show_roadshow.html",
        roadshow=roadshow,
        lines=lobby.lines_of(person, roadshow, pitches, stage),
        stage=stage,
        room=room_of(roadshow),
        cover=lobby.session_picture(roadshow),
        host_name=queries.confirmed_hosts([roadshow.id]).get(roadshow.id, ""),
        live_url=_live_url(roadshow),
        counts=registration_queries.counts_by_way([roadshow.id]).get(roadshow.id, (0, 0)),
        taken=registration_queries.seats_taken(roadshow) if roadshow.capacity else 0,
        registration=registration,
        place_in_line=_place(registration),
        seats={ONSITE: has_seat(roadshow, ONSITE), ONLINE: has_seat(roadshow, ONLINE)} if is_public else {},
        may=steps_for(roadshow, registration),
        is_public=is_public,
        share=share_words(roadshow) if is_public else {},
    )


def _place(registration: Registration | None) -> int | None:
    return registration_queries.place_in_queue(registration) if registration and registration.state == WAITING else None


def _live_url(roadshow: Roadshow) -> str:
    """The external stream, as long as the setting still allows its host."""
    address = roadshow.live_url or ""
    return address if address and refusal(address, current_app.config["LIVE_HOSTS"]) is None else ""


def share_words(roadshow: Roadshow) -> dict[str, Any]:
    """What windows that share the page show of it."""
    return {
        "title": share_title(roadshow.title),
        "url": link_to("roadshows.show_roadshow", language=current_language(), roadshow_id=roadshow.id),
        "image": link_to("roadshows.send_card", language=current_language(), roadshow_id=roadshow.id)
        + f"?v={roadshow.version}",
    }


def steps_for(roadshow: Roadshow, registration: Registration | None) -> dict[str, bool]:
    """What the viewer may do now; the pages show exactly these buttons."""
    person = viewer()
    holds = registration is not None and registration.state != "cancelled"
    return {
        "edit": permissions.can_change_roadshow(person, roadshow),
        "agenda": permissions.can_change_agenda(person, roadshow),
        "announce": permissions.can_announce_roadshow(person, roadshow),
        "cancel": permissions.can_cancel_roadshow(person, roadshow),
        "open": permissions.can_open_roadshow(person, roadshow),
        "close": permissions.can_close_roadshow(person, roadshow),
        "reopen": permissions.can_reopen_roadshow(person, roadshow),
        "participants": permissions.can_see_participants(person, roadshow),
        "media": permissions.can_edit_roadshow(person, roadshow) and roadshow.state != "cancelled",
        "register": permissions.can_register(person, roadshow) and not holds,
        "sign_in": not person.is_signed_in and roadshow.state in ("announced", "live"),
        "leave": registration is not None and permissions.can_leave(person, roadshow, registration),
    }


__all__ = ["list_roadshows", "load", "roadshows", "show_month", "show_roadshow", "steps_for"]
