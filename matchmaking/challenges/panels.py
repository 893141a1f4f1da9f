"""What challenges hang into the page of a demand, and what they keep back: publication, and changes meanwhile."""

from collections.abc import Sequence

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.checklist import gaps
from matchmaking.challenges.choosing import most_winners, waits_for
from matchmaking.challenges.models import Challenge
from matchmaking.challenges.permissions import can_view_challenge, can_write_challenge, has_public_page
from matchmaking.challenges.publicity import LIST_KIND, RESULT_KIND
from matchmaking.challenges.queries import challenge_of
from matchmaking.challenges.states import LOCKED, PUBLISHABLE, STATE_NAMES
from matchmaking.challenges.timeline import timeline
from matchmaking.core.db import current_session
from matchmaking.core.letters import path_to
from matchmaking.core.panels import FIRST, Panel, register_panel
from matchmaking.demands.answers import register_decision
from matchmaking.demands.models import Demand
from matchmaking.demands.modes import CHALLENGE
from matchmaking.listings.gates import register_gate, register_lock
from matchmaking.public_notices.queries import notices_of
from matchmaking.selections.gates import register_choice_gate, register_choice_limit


def register_challenges() -> None:
    """Tell the rooms below."""
    register_panel("demand", demand_panels)
    register_panel("demand_draft", draft_panels)
    register_gate("demand", check_publication)
    register_lock("demands", is_under_way)
    # While its answers are judged and the result is shown, it does not expire.
    register_decision(is_under_way)
    register_choice_gate(waits_for)
    register_choice_limit(most_winners)


def check_publication(demand: Demand) -> str | None:
    """Why a demand that is to be a challenge may not be published yet."""
    if demand.mode != CHALLENGE:
        return None
    challenge = challenge_of(demand)
    if challenge is not None and challenge.state in PUBLISHABLE:
        return None
    return _("揭榜需求要先完成形式审查、专家论证和榜单公示，才能发榜。")


def is_under_way(demand: Demand) -> bool:
    """Whether its text must stay as it is."""
    challenge = challenge_of(demand)
    return challenge is not None and challenge.state in LOCKED


def demand_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """The procedure: for everybody once it was shown to the public, before that for the enterprise and the officers."""
    if demand.mode != CHALLENGE:
        return []
    challenge = challenge_of(demand)
    may_write = can_write_challenge(viewer, demand, challenge)
    if challenge is None:
        context = {"challenge": None, "demand": demand, "may_write": True}
        return [Panel("challenges/_panel.html", context, FIRST)] if may_write else []
    may_view = can_view_challenge(viewer, challenge)
    if not may_view and not has_public_page(challenge):
        return []
    context = {
        "challenge": challenge,
        "demand": demand,
        "steps": timeline(challenge),
        "state_name": STATE_NAMES[challenge.state],
        "notices": [one for one in notices_of(challenge) if one.kind in (LIST_KIND, RESULT_KIND)],
        "may_write": may_write,
        "may_view": may_view,
    }
    return [Panel("challenges/_panel.html", context, FIRST)]


def draft_panels(viewer: Viewer, demand: Demand) -> Sequence[Panel]:
    """Beside the answers that are checked before a demand is handed in: what a challenge asks for besides."""
    if demand.mode != CHALLENGE:
        return []
    challenge = challenge_of(demand)
    lacks = challenge is None or bool(gaps(challenge))
    return [Panel("challenges/_draft.html", {"demand": demand, "lacks": lacks}, FIRST)]


def public_page(challenge_id: int) -> str | None:
    """Where everybody reads about the subject of a notice: the demand, once it was announced."""
    challenge = current_session().get(Challenge, challenge_id)
    if challenge is None or not challenge.is_announced:
        return None
    return path_to("demands.show_demand", demand_id=challenge.demand_id)
