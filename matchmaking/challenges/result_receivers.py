"""What follows when the enterprise confirms or takes back its choice, and when the notice of the result is over."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.choosing import begin_choice, confirmed_choice
from matchmaking.challenges.models import Challenge
from matchmaking.challenges.publicity import RESULT_KIND
from matchmaking.challenges.queries import challenge_of
from matchmaking.challenges.receivers import of_notice
from matchmaking.challenges.signals import challenge_announced, challenge_awarded
from matchmaking.challenges.states import AWARDED, CLOSED, OPEN, RESULT_NOTICE
from matchmaking.challenges.steps import RESULT, move, tell_enterprise, tell_officers
from matchmaking.clocks.services import open_clock
from matchmaking.core.languages import in_chinese
from matchmaking.public_notices.models import PublicNotice
from matchmaking.public_notices.queries import running_notice
from matchmaking.public_notices.services import stop_notice
from matchmaking.public_notices.signals import notice_ended, notice_stopped
from matchmaking.selections.deciding import chosen_ones, reopen_decision
from matchmaking.selections.delivery import deliver_when_due
from matchmaking.selections.models import Selection
from matchmaking.selections.signals import decision_confirmed, decision_delivered, decision_reopened


@challenge_announced.connect
def prepare_choice(challenge: Challenge, *, actor: Viewer | None, **_data: Any) -> None:
    """The rules decide whether the answers are judged blind."""
    begin_choice(challenge, actor=actor)


@decision_confirmed.connect
def ask_officers(selection: Selection, **_data: Any) -> None:
    """Somebody is chosen: the officers show it to the public."""
    challenge = challenge_of(selection.demand)
    if challenge is not None and challenge.state == OPEN and chosen_ones(selection):
        open_clock(RESULT, challenge, county_code=challenge.demand.county_code)
        tell_officers(challenge, "decided")


@decision_reopened.connect
def stop_result(selection: Selection, *, actor: Viewer | None, **_data: Any) -> None:
    """The enterprise chooses anew while the public is shown the old result."""
    challenge = challenge_of(selection.demand)
    if challenge is None or challenge.state != RESULT_NOTICE:
        return
    notice = running_notice(RESULT_KIND, challenge)
    if notice is not None:
        stop_notice(notice, actor=actor or Viewer.nobody(), reason=in_chinese(_l("评审决定已撤回，将重新评审。")))


@decision_delivered.connect
def close_without_winner(selection: Selection, *, actor: Viewer | None, **_data: Any) -> None:
    """Every answer was declined."""
    challenge = challenge_of(selection.demand)
    if challenge is not None and challenge.state == OPEN and not chosen_ones(selection):
        reason = in_chinese(_l("评审后没有选出揭榜方。"))
        move(challenge, CLOSED, actor=actor, reason=reason)
        tell_enterprise(challenge, "closed", actor, reason=reason)


@notice_ended.connect
def award(notice: PublicNotice, **_data: Any) -> None:
    """Nothing holds against the result: it is final, and everybody who answered hears it."""
    challenge = of_notice(notice, RESULT_KIND)
    if challenge is None or challenge.state != RESULT_NOTICE:
        return
    move(challenge, AWARDED, actor=None)
    tell_enterprise(challenge, "awarded")
    challenge_awarded.send(challenge)
    selection = confirmed_choice(challenge)
    if selection is not None:
        deliver_when_due(selection)


@notice_stopped.connect
def reopen_choice(notice: PublicNotice, *, actor: Viewer, reason: str, **_data: Any) -> None:
    """An objection holds: the enterprise chooses anew."""
    challenge = of_notice(notice, RESULT_KIND)
    if challenge is None or challenge.state != RESULT_NOTICE:
        return
    move(challenge, OPEN, actor=actor, reason=reason)
    tell_enterprise(challenge, "result_stopped", actor, reason=reason)
    selection = confirmed_choice(challenge)
    if selection is not None:
        reopen_decision(selection, actor=actor)
