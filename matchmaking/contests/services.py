"""Runs a contest: entries, rounds, rankings, prizes."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.contests import queries
from matchmaking.contests.clocks import ADMIT, RANK, follow_landing
from matchmaking.contests.models import Contest, ContestEntry, Division, Heat, Placing, Round, Winner
from matchmaking.contests.permissions import takes_entries
from matchmaking.contests.states import (
    CANCELLED,
    CLOSED,
    CONTEST_STATES,
    ENTRY_STATES,
    FINISHED,
    OPEN,
    OUT,
    PREPARING,
    REFUSED,
    ROUND_STATES,
    RUNNING,
    SCORING,
    STANDING,
    SUBMITTED,
    WITHDRAWN,
)
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.juries.models import Jury
from matchmaking.juries.queries import jury_of, jury_with, scores
from matchmaking.juries.services import close_jury, put_before, set_up_jury, take_out
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import Topic
from matchmaking.organisations.queries import writer_ids
from matchmaking.projects.models import Project

SUBJECT = "contest_heats"
TOPIC = Topic("contests", _l("创新创业大赛"), _l("参赛审核、各轮名次、获奖和落地跟踪。"), ("contests.",), place=48)


def write_contest(
    contest: Contest | None,
    values: Mapping[str, Any],
    *,
    divisions: Sequence[Mapping[str, Any]],
    rounds: Sequence[Mapping[str, Any]],
    actor: Viewer,
    form_key: str | None = None,
) -> Contest:
    """Store a draft or change one; the same form makes one contest.

    Raises RuleBroken when divisions are changed after projects have entered: nobody is moved without asking.
    """
    session = current_session()
    if contest is None:
        if form_key and (made := queries.contest_by_form_key(form_key)) is not None:
            return made
        contest = Contest(**values, form_key=form_key or None, created_by_id=actor.user_id)
        session.add(contest)
    else:
        for name, value in values.items():
            setattr(contest, name, value)
    names = [row["name"] for row in divisions]
    if [one.name for one in contest.divisions] != names:
        if contest.id is not None and queries.entries_of(contest):
            raise RuleBroken(_("已经有项目报名，赛道不能再改。"))
        contest.divisions = [Division(position=place, name=name) for place, name in enumerate(names)]
    wanted = [(row["name"], row["advance_count"], row["due_on"]) for row in rounds]
    if [(one.name, one.advance_count, one.due_on) for one in contest.rounds] != wanted:
        contest.rounds = [
            Round(position=place, name=name, advance_count=count, due_on=due)
            for place, (name, count, due) in enumerate(wanted)
        ]
    session.flush()
    history.record("contests.written", contest, actor=actor)
    return contest


def open_contest(contest: Contest, *, actor: Viewer) -> None:
    """Take entries from now on. Raises RuleBroken when the deadline has passed already."""
    if contest.closes_at <= now():
        raise RuleBroken(_("报名截止时间已经过了，请先修改截止时间再发布。"))
    CONTEST_STATES.move(contest, OPEN, actor=actor)
    contest.opened_at = contest.opened_at or now()


def cancel_contest(contest: Contest, *, reason: str, actor: Viewer) -> None:
    """Call it off; everybody who takes part is told why."""
    CONTEST_STATES.move(contest, CANCELLED, actor=actor, reason=reason)
    contest.state_reason = reason
    for one in contest.rounds:
        close_clock(RANK, one, was_answered=False)
        for jury in juries_of(one):
            if jury.is_open:
                close_jury(jury, actor=actor)
    for entry in queries.entries_of(contest, SUBMITTED, STANDING):
        close_clock(ADMIT, entry, was_answered=False)
        tell_team(entry, "cancelled", reason=reason)


def enter(contest: Contest, project: Project, division: Division, *, actor: Viewer) -> ContestEntry:
    """Take part; who withdrew may come back. Entering twice gives what is there. Raises RuleBroken when it is late."""
    if not takes_entries(contest):
        raise RuleBroken(_("报名已经截止。"))
    entry = queries.entry_of(contest, project.id)
    if entry is not None and entry.state == REFUSED:
        raise RuleBroken(_("这个项目没有通过参赛审核，不能再报。"))
    if entry is None:
        entry = ContestEntry(contest=contest, division=division, project=project, title=project.title)
        current_session().add(entry)
        current_session().flush()
        history.record("contest_entries.submitted", entry, actor=actor, to_state=SUBMITTED)
    elif entry.state == WITHDRAWN:
        ENTRY_STATES.move(entry, SUBMITTED, actor=actor)
        entry.division = division
    else:
        return entry
    entry.user_id, entry.title = actor.user_id, project.title
    open_clock(ADMIT, entry, organisation_id=contest.organisation_id)
    return entry


def admit_entry(entry: ContestEntry, *, actor: Viewer) -> None:
    """It may take part."""
    ENTRY_STATES.move(entry, STANDING, actor=actor)
    close_clock(ADMIT, entry)
    tell_team(entry, "admitted", division=entry.division.name)


def refuse_entry(entry: ContestEntry, *, reason: str, actor: Viewer) -> None:
    """It may not; the team hears why."""
    ENTRY_STATES.move(entry, REFUSED, actor=actor, reason=reason)
    entry.state_reason = reason
    close_clock(ADMIT, entry)
    tell_team(entry, "refused", reason=reason)


def withdraw_entry(entry: ContestEntry, *, actor: Viewer) -> None:
    """Step back; judges score it no more."""
    ENTRY_STATES.move(entry, WITHDRAWN, actor=actor)
    close_clock(ADMIT, entry, was_answered=False)
    for one in entry.contest.rounds:
        if one.state == SCORING:
            for jury in juries_of(one):
                take_out(jury, entry.project_id)
    once = f"contests:{entry.id}:withdrawn:{now().isoformat()}"
    path = path_to("contests.manage_contest", contest_id=entry.contest_id)
    people = writer_ids(entry.contest.organisation_id)
    notify(people, "contests.withdrawn", once, path, title=entry.title, contest=entry.contest.title)


def start_round(contest: Contest, *, actor: Viewer) -> Round:
    """Begin the next round: a jury for each division that has projects, with the sheet of the round before.

    Raises RuleBroken while entries wait for admission, or when nobody takes part.
    """
    present = contest.present_round
    if present is None or present.state != PREPARING:
        raise RuleBroken(_("没有可以开始的轮次。"))
    if queries.entries_of(contest, SUBMITTED):
        raise RuleBroken(_("还有报名没有审核，请先审核完。"))
    standing = queries.entries_of(contest, STANDING)
    if not standing:
        raise RuleBroken(_("还没有参赛项目。"))
    if contest.state == OPEN:
        CONTEST_STATES.move(contest, RUNNING, actor=actor)
    ROUND_STATES.move(present, SCORING, actor=actor)
    for division in contest.divisions:
        projects = [one.project for one in standing if one.division_id == division.id]
        if not projects:
            continue
        title = " ".join((contest.title, present.name, division.name))
        heat = Heat(round=present, division=division, title=title)
        current_session().add(heat)
        current_session().flush()
        jury = set_up_jury(SUBJECT, heat.id, title=title, due_on=present.due_on, actor=actor)
        put_before(jury, projects)
    current_session().flush()
    open_clock(RANK, contest, organisation_id=contest.organisation_id)
    return present


def juries_of(present: Round) -> list[Jury]:
    """The juries of a round, each with its people, projects and sheets."""
    found = [jury_of(SUBJECT, heat.id) for heat in present.heats]
    return [jury_with(one.id) or one for one in found if one is not None]


def close_round(present: Round, *, actor: Viewer) -> None:
    """Publish the ranking: the best of each division go on, equals with them; all teams hear where they came.

    Raises RuleBroken while a project has no sheet, or a judge who signed has not handed in all of them.
    """
    contest = present.contest
    juries = {jury.subject_id: jury for jury in juries_of(present)}
    results = {heat_id: scores(jury) for heat_id, jury in juries.items()}
    waiting = [
        one.entry.project.title
        for rows in results.values()
        for one in rows
        if one.result is None or one.result.count < one.asked_count
    ]
    if waiting:
        raise RuleBroken(_("评分还没交齐：%(list)s。请催评审人，或者把不评的人移出。", list=_("、").join(waiting[:5])))
    ROUND_STATES.move(present, CLOSED, actor=actor)
    present.closed_at = now()
    close_clock(RANK, contest)
    entries = {one.project_id: one for one in queries.entries_of(contest, STANDING)}
    for heat in present.heats:
        rows = [one for one in results.get(heat.id, ()) if one.entry.project_id in entries]
        if juries[heat.id].is_open:
            close_jury(juries[heat.id], actor=actor)
        for one in rows:
            assert one.result is not None
            assert one.place is not None
            entry = entries[one.entry.project_id]
            goes_on = one.place <= present.advance_count
            current_session().add(
                Placing(
                    heat=heat,
                    entry=entry,
                    place=one.place,
                    tenths=int(one.result.mean * 10),
                    sheet_count=one.result.count,
                    goes_on=goes_on,
                )  # fmt: skip
            )
            if not goes_on:
                ENTRY_STATES.move(entry, OUT, actor=actor)
            kind = "ranked_last" if present.is_last else "advanced" if goes_on else "out"
            tell_team(entry, kind, round=present.name, place=str(one.place), division=heat.division.name)
    if not present.is_last:
        open_clock(RANK, contest, organisation_id=contest.organisation_id)


def award(contest: Contest, prizes: Mapping[int, str], *, actor: Viewer) -> None:
    """Give the prizes (entry id → its name) and finish; from now on the landing of each winner is followed.

    Raises RuleBroken before the last round is closed, without any prize, or for an entry that is out.
    """
    if any(one.state != CLOSED for one in contest.rounds):
        raise RuleBroken(_("最后一轮还没有公布名次。"))
    standing = {one.id: one for one in queries.entries_of(contest, STANDING)}
    if not prizes or not set(prizes) <= set(standing):
        raise RuleBroken(_("请至少给一个进入最后名次的项目填写奖项。"))
    CONTEST_STATES.move(contest, FINISHED, actor=actor)
    contest.finished_at = now()
    close_clock(RANK, contest)
    for entry_id, prize in prizes.items():
        entry = standing[entry_id]
        winner = Winner(entry=entry, prize=prize, title=entry.title)
        current_session().add(winner)
        current_session().flush()
        history.record("contest_winners.awarded", winner, actor=actor, data={"prize": prize})
        follow_landing(winner)
        tell_team(entry, "won", prize=prize)


def tell_team(entry: ContestEntry, kind: str, **data: str) -> None:
    """Tell the writers of the project's organisation; the page is the contest's."""
    once = f"contests:{entry.id}:{kind}:{now().isoformat()}"
    path = path_to("contests.show_contest", contest_id=entry.contest_id)
    people = writer_ids(entry.project.organisation_id)
    notify(people, f"contests.{kind}", once, path, title=entry.title, contest=entry.contest.title, **data)
