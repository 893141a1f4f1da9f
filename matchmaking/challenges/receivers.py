"""What follows when a public notice ends or is stopped, and when a demand is published or withdrawn."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.models import Challenge
from matchmaking.challenges.publicity import LIST_KIND, PREFIX
from matchmaking.challenges.queries import challenge_of
from matchmaking.challenges.signals import challenge_announced
from matchmaking.challenges.states import CLEARED, CLOSED, LIST_NOTICE, OPEN, RESULT_NOTICE, STOPPED
from matchmaking.challenges.steps import move, tell_enterprise, tell_officers
from matchmaking.core.db import current_session, now
from matchmaking.core.filters import today
from matchmaking.core.languages import in_chinese
from matchmaking.core.records import number_for
from matchmaking.demands.models import Demand
from matchmaking.demands.signals import demand_published, demand_withdrawn
from matchmaking.public_notices.models import PublicNotice
from matchmaking.public_notices.queries import notices_of
from matchmaking.public_notices.services import stop_notice
from matchmaking.public_notices.signals import notice_ended, notice_stopped


def of_notice(notice: PublicNotice, kind: str) -> Challenge | None:
    """The challenge that a notice of this kind is about."""
    if notice.kind != kind or notice.subject_type != Challenge.__tablename__:
        return None
    return current_session().get(Challenge, notice.subject_id)


@notice_ended.connect
def clear_list(notice: PublicNotice, **_data: Any) -> None:
    """Nothing holds against the list: it may be announced."""
    challenge = of_notice(notice, LIST_KIND)
    if challenge is not None and challenge.state == LIST_NOTICE:
        move(challenge, CLEARED, actor=None)
        tell_officers(challenge, "cleared")
        tell_enterprise(challenge, "cleared")


@notice_stopped.connect
def stop_list(notice: PublicNotice, *, actor: Viewer, reason: str, **_data: Any) -> None:
    """An objection holds: the officers decide how to go on."""
    challenge = of_notice(notice, LIST_KIND)
    if challenge is not None and challenge.state == LIST_NOTICE:
        move(challenge, STOPPED, actor=actor, reason=reason)
        tell_enterprise(challenge, "stopped", actor, reason=reason)


@demand_published.connect
def open_challenge(demand: Demand, *, actor: Viewer | None, **_data: Any) -> None:
    """发榜, whoever pressed the button: the challenge gets its number."""
    challenge = challenge_of(demand)
    if challenge is None or challenge.state != CLEARED:
        return
    challenge.number = challenge.number or number_for(PREFIX, challenge.id, today())
    challenge.announced_at = now()
    move(challenge, OPEN, actor=actor)
    tell_enterprise(challenge, "announced", actor, number=challenge.number)
    challenge_announced.send(challenge, actor=actor)


@demand_withdrawn.connect
def end_challenge(demand: Demand, *, actor: Viewer | None, **_data: Any) -> None:
    """The enterprise or an officer took the demand back."""
    challenge = challenge_of(demand)
    if challenge is None:
        return
    reason = in_chinese(_l("需求已撤回。"))
    for notice in notices_of(challenge) if challenge.state == RESULT_NOTICE else ():
        if notice.is_running:
            # Its receiver takes the challenge back to where it was open.
            stop_notice(notice, actor=actor or Viewer.nobody(), reason=reason)
    if challenge.state == OPEN:
        move(challenge, CLOSED, actor=actor, reason=reason)
