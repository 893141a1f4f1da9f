"""What follows from the steps of a demand: the invited are told, its owner hears replies, everybody of extensions."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.clocks.services import close_clock
from matchmaking.core.letters import path_to
from matchmaking.demands.inviting import DIRECT_ANSWER, tell
from matchmaking.demands.models import Demand, Extension, Invitee
from matchmaking.demands.permissions import can_view_demand
from matchmaking.demands.queries import invited_ids, invitees_of
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.signals import (
    demand_expired,
    demand_extended,
    demand_published,
    demand_withdrawn,
    invitation_answered,
    invitee_added,
)
from matchmaking.follows.queries import people_told_of, record_followers, viewers_of
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.organisations.queries import writer_ids

register_topic(
    Topic(
        "invitations",
        _l("邀请与延期"),
        _l("有单位邀请您应答或直接洽谈，受邀单位的答复，以及您关心的需求延期。"),
        ("demands.invited", "demands.invitation_answered", "demands.extended"),
        place=25,
    )
)


def _page(demand: Demand) -> str:
    return path_to("demands.show_demand", demand_id=demand.id)


@demand_published.connect
def tell_invited(demand: Demand, **_more: Any) -> None:
    """It is published: whoever was chosen is told now."""
    if not demand.is_for_everybody:
        tell(demand, [one for one in invitees_of(demand.id) if one.declined_at is None])


@invitee_added.connect
def notify_invited(demand: Demand, *, invitee: Invitee) -> None:
    """The people of the institution read that somebody asks them; whose demand it is, the page says to whom it may."""
    notify(
        writer_ids(invitee.organisation_id), "demands.invited",
        f"demands:{demand.id}:invited:{demand.published_at}", _page(demand),
        title=demand.title, mode=demand.mode, deadline=demand.deadline_on.isoformat() if demand.deadline_on else None,
    )  # fmt: skip


@invitation_answered.connect
def tell_owner(demand: Demand, *, invitee: Invitee, **_more: Any) -> None:
    """The owner reads what the institution said."""
    moment = invitee.willing_at or invitee.declined_at
    notify(
        writer_ids(demand.organisation_id), "demands.invitation_answered",
        f"demands:{demand.id}:answered:{invitee.id}:{moment}", _page(demand),
        title=demand.title, organisation=invitee.organisation.name, is_willing=invitee.willing_at is not None,
        mode=demand.mode, reason_code=invitee.reason_code, reason=invitee.reason or "",
    )  # fmt: skip


@demand_extended.connect
def tell_of_extension(demand: Demand, *, extension: Extension, **_more: Any) -> None:
    """The invited, its followers, and those who were once told of the demand, read until when it runs now."""
    people = {one for organisation_id in invited_ids(demand.id) for one in writer_ids(organisation_id)}
    people |= {*people_told_of(DEMANDS.kind, demand.id), *record_followers(DEMANDS.kind, demand.id)}
    wanted = [
        user_id
        for user_id, viewer in viewers_of(people).items()
        if can_view_demand(viewer, demand) and not viewer.belongs_to(demand.organisation_id)
    ]
    notify(sorted(wanted), "demands.extended", extension_key(extension), _page(demand), **extension_words(extension))


def extension_key(extension: Extension) -> str:
    """Under which key people are told of an extension, once; rooms above tell theirs under the same."""
    return f"demands:{extension.demand_id}:extended:{extension.created_at}"


def extension_words(extension: Extension) -> dict[str, Any]:
    """What the notice of an extension says."""
    return {
        "title": extension.demand.title,
        "reason_code": extension.reason_code,
        "reason": extension.reason,
        "before": extension.before_on.isoformat() if extension.before_on else None,
        "after": extension.after_on.isoformat() if extension.after_on else None,
    }


@demand_withdrawn.connect
@demand_expired.connect
def stop_waiting(demand: Demand, **_more: Any) -> None:
    """Nobody has to say any more whether they want to talk."""
    close_clock(DIRECT_ANSWER, demand, was_answered=False)
