"""Who raises, answers and reads interest, and the hub of a project."""

from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.queries import came_up_to
from matchmaking.demands.models import Demand
from matchmaking.interests.models import Interest, InterestStep
from matchmaking.interests.queries import charges_of
from matchmaking.interests.sources import may_read_hub
from matchmaking.interests.states import ANSWERED, ASKER, OPEN, STEP_OPEN
from matchmaking.listings.audiences import is_shown
from matchmaking.listings.disclosure import name_shown
from matchmaking.meetings.states import ENDED


def can_raise_interest(viewer: Viewer, project: Any) -> bool:
    """Show interest in a project on show that is not one's own: who is signed in, and writes for the organisation that
    it is in the name of, where there is one."""
    if not viewer.is_signed_in or not is_shown(viewer, project) or viewer.belongs_to(project.organisation_id):
        return False
    return viewer.organisation_id is None or viewer.edits_for(viewer.organisation_id)


def is_team(viewer: Viewer, interest: Interest) -> bool:
    """Act for the project: whoever writes for its organisation."""
    return viewer.edits_for(interest.owner_id)


def is_asker(viewer: Viewer, interest: Interest) -> bool:
    """Act for the side that showed interest."""
    if viewer.is_signed_in and interest.user_id == viewer.user_id:
        return True
    return interest.organisation_id is not None and viewer.edits_for(interest.organisation_id)


def is_in_charge(viewer: Viewer, project_id: int) -> bool:
    """Whether the viewer is the broker who looks after the project."""
    return viewer.is_broker and project_id in charges_of(viewer.user_id)


def can_view_interest(viewer: Viewer, interest: Interest) -> bool:
    """Both sides, brokers, and the officers whom an ignored one has come up to."""
    if viewer.belongs_to(interest.owner_id) or viewer.belongs_to(interest.organisation_id) or viewer.is_broker:
        return True
    return is_asker(viewer, interest) or (viewer.is_officer and has_come_up(viewer, interest))


def has_come_up(viewer: Viewer, interest: Interest) -> bool:
    """Whether it, or one of its steps, was ignored for so long that the viewer must see to it."""
    return any(came_up_to(viewer, one) for one in (interest, *interest.steps))


def knows_asker(viewer: Viewer, interest: Interest) -> bool:
    """Learn who asks, where that is not said: the own side, and the broker in charge."""
    if not interest.hides_asker or viewer.belongs_to(interest.organisation_id) or is_asker(viewer, interest):
        return True
    return is_in_charge(viewer, interest.project_id)


def shows_demand(viewer: Viewer, interest: Interest, demand: Demand) -> bool:
    """Whether the demand may stand beside whoever asks: it must not say whose a hidden one is."""
    if viewer.belongs_to(demand.organisation_id) or name_shown(viewer, demand):
        # A demand that names its owner would name who asks without a name.
        return knows_asker(viewer, interest) or demand.hides_name
    return not knows_asker(viewer, interest)


def can_answer_interest(viewer: Viewer, interest: Interest) -> bool:
    """Answer, or say no with a reason: the team."""
    return interest.state == OPEN and is_team(viewer, interest)


def can_go_on(viewer: Viewer, interest: Interest) -> bool:
    """Agree on a next step, propose a meeting, end it: the team and the broker in charge."""
    return interest.state in (OPEN, ANSWERED) and (
        is_team(viewer, interest) or is_in_charge(viewer, interest.project_id)
    )


def can_propose_meeting(viewer: Viewer, interest: Interest) -> bool:
    """Name a time for a talk: the team, to whom says who it is; while no meeting about it is arranged."""
    is_free = interest.meeting is None or interest.meeting.state in ENDED
    return is_free and not interest.hides_asker and can_go_on(viewer, interest) and is_team(viewer, interest)


def can_withdraw_interest(viewer: Viewer, interest: Interest) -> bool:
    """Not interested any more: who asked."""
    return interest.state in (OPEN, ANSWERED) and is_asker(viewer, interest)


def can_reveal_asker(viewer: Viewer, interest: Interest) -> bool:
    """Tell the team who asks."""
    return interest.hides_asker and can_withdraw_interest(viewer, interest)


def marks_step(viewer: Viewer, step: InterestStep) -> bool:
    """Say what became of a step: the side that promised it, the team, and the broker in charge."""
    if step.side == ASKER and is_asker(viewer, step.interest):
        return True
    return is_team(viewer, step.interest) or is_in_charge(viewer, step.project_id)


def can_finish_step(viewer: Viewer, step: InterestStep) -> bool:
    """The same while it is open."""
    return step.state == STEP_OPEN and marks_step(viewer, step)


def can_take_charge(viewer: Viewer, project: Any) -> bool:
    """Look after what follows a project: brokers who do not belong to its team."""
    return viewer.is_broker and not viewer.belongs_to(project.organisation_id)


def reads_words(viewer: Viewer, project: Any) -> bool:
    """Read in the hub what people wrote and open it there: the team and brokers. Others see who and what."""
    return viewer.belongs_to(project.organisation_id) or viewer.is_broker


def can_view_hub(viewer: Viewer, project: Any) -> bool:
    """The team, the broker in charge, the officers of its county, and whom a room above names (hosts)."""
    if viewer.belongs_to(project.organisation_id) or is_in_charge(viewer, project.id):
        return True
    return viewer.looks_after(project.county_code) or may_read_hub(viewer, project)
