"""Whose turn it is: entries are admitted, rankings published, landings reported."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.contests.models import Contest, ContestEntry, Winner
from matchmaking.contests.states import TRACKED
from matchmaking.core.db import now

ADMIT, RANK, LANDING = "contest_admit", "contest_rank", "landing_report"
# The team is asked this often how far it is.
EVERY = timedelta(days=90)


def follow_landing(winner: Winner, *, was_answered: bool = True) -> None:
    """Ask the team anew in a quarter, as long as the landing is followed."""
    close_clock(LANDING, winner, was_answered=was_answered)
    if winner.state == TRACKED:
        open_clock(LANDING, winner, organisation_id=winner.entry.project.organisation_id, due_at=now() + EVERY)


def register_clocks() -> None:
    """Tell the mechanism of clocks."""
    register_kind(Kind(ADMIT, _l("审核参赛"), lambda title: _("审核“%(title)s”的参赛", title=title), None,
                       endpoint="contests.show_entry", whose=_l("主办单位")))  # fmt: skip
    register_kind(Kind(RANK, _l("公布名次"), lambda title: _("推进“%(title)s”：评分交齐、公布名次", title=title), None,
                       endpoint="contests.manage_contest", whose=_l("主办单位")))  # fmt: skip
    register_kind(Kind(LANDING, _l("报告落地进展"), lambda title: _("报告“%(title)s”的落地进展", title=title), None,
                       whose=_l("项目方")))  # fmt: skip
    register_subject("contest_entries", ContestEntry.id, ContestEntry.title, "contests.show_entry", "entry_id")
    register_subject("contests", Contest.id, Contest.title, "contests.show_contest", "contest_id")
    register_subject("contest_winners", Winner.id, Winner.title, "contests.show_winner", "winner_id")
