"""Who runs a contest, who enters, and who reports how a winner lands."""

from matchmaking.accounts.viewer import Viewer
from matchmaking.contests.models import Contest, ContestEntry, Winner
from matchmaking.contests.states import CANCELLED, DRAFT, FINISHED, GIVEN_UP, OPEN, RUNNING, STANDING, SUBMITTED
from matchmaking.core.db import now
from matchmaking.projects.permissions import speaks_for_project


def can_edit_contest(viewer: Viewer, contest: Contest) -> bool:
    """Run it: who writes for the organiser, and the officers of its county and the city."""
    return viewer.edits_for(contest.organisation_id) or viewer.looks_after(contest.organisation.county_code)


def can_see_contest(viewer: Viewer, contest: Contest) -> bool:
    """Everybody, once it was opened; a draft only those who run it."""
    return contest.opened_at is not None or can_edit_contest(viewer, contest)


def can_change_contest(viewer: Viewer, contest: Contest) -> bool:
    """Change what stands in it, until the first round begins."""
    return contest.state in (DRAFT, OPEN) and can_edit_contest(viewer, contest)


def can_cancel_contest(viewer: Viewer, contest: Contest) -> bool:
    """Call it off before the prizes are given."""
    return contest.state not in (FINISHED, CANCELLED) and can_edit_contest(viewer, contest)


def takes_entries(contest: Contest) -> bool:
    """To the second."""
    return contest.state == OPEN and now() <= contest.closes_at


def can_view_entry(viewer: Viewer, entry: ContestEntry) -> bool:
    """The team's own people, and who runs the contest."""
    return viewer.belongs_to(entry.project.organisation_id) or can_edit_contest(viewer, entry.contest)


def can_withdraw_entry(viewer: Viewer, entry: ContestEntry) -> bool:
    """The team, until the prizes are given."""
    is_running = entry.contest.state in (OPEN, RUNNING)
    return is_running and entry.state in (SUBMITTED, STANDING) and speaks_for_project(viewer, entry.project)


def can_view_winner(viewer: Viewer, winner: Winner) -> bool:
    """How it lands, step by step: its team, who runs the contest, officers and brokers."""
    return can_view_entry(viewer, winner.entry) or viewer.is_officer or viewer.is_broker


def can_report_landing(viewer: Viewer, winner: Winner) -> bool:
    """Say that a step was taken: the team, or who runs the contest."""
    mine = speaks_for_project(viewer, winner.entry.project) or can_edit_contest(viewer, winner.entry.contest)
    return mine and winner.state != GIVEN_UP
