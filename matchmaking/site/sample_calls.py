"""The invented calls with their applications and juries, the contest edition with its rounds, and what was watched."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from matchmaking.accounts.models import Role
from matchmaking.accounts.queries import user_by_email
from matchmaking.accounts.viewer import Viewer
from matchmaking.calls import services as calls
from matchmaking.calls.models import Call
from matchmaking.contests import services as contests
from matchmaking.contests.landing import report_step
from matchmaking.contests.models import Contest, ContestEntry
from matchmaking.contests.queries import entries_of, winners_of
from matchmaking.core.db import now, session
from matchmaking.core.filters import SHANGHAI, today
from matchmaking.interests.models import Interest
from matchmaking.juries.models import Jury
from matchmaking.juries.queries import jury_of
from matchmaking.juries.services import ask_juror, declare, write_sheet
from matchmaking.organisations.models import Organisation
from matchmaking.projects.models import Project
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.watching.models import WatchTotal

Row = Mapping[str, Any]


def load_calls(rows: Sequence[Row], organisations: Mapping[str, Organisation]) -> None:
    """Call, apply, score and decide as people would; a call that is there already stays."""
    known = set(session.scalars(select(Call.title).where(Call.is_sample)))
    for row in rows:
        if row["title"] not in known:
            _call(row, organisations[row["organisation"]])


def load_contests(rows: Sequence[Row], organisations: Mapping[str, Organisation]) -> None:
    """Hold the editions; one that is there already stays."""
    known = set(session.scalars(select(Contest.title).where(Contest.is_sample)))
    for row in rows:
        if row["title"] not in known:
            _contest(row, organisations[row["organisation"]])


def load_watching(rows: Sequence[Row]) -> None:
    """Sums of watching of the sample sessions, without a person, and which interest came of them.

    What is there already stays.
    """
    for row in rows:
        roadshow = session.scalar(select(Roadshow).where(Roadshow.is_sample, Roadshow.title == row["roadshow"]))
        if roadshow is None:
            continue
        pitches = session.scalars(select(Pitch).where(Pitch.roadshow_id == roadshow.id).order_by(Pitch.position)).all()
        for place, part, seconds, views in row["parts"]:
            key = {"subject_type": "pitch", "subject_id": pitches[place].id, "part": part}
            on = roadshow.starts_at.astimezone(SHANGHAI).date()
            if session.scalar(select(WatchTotal.id).filter_by(**key).limit(1)) is None:
                session.add(WatchTotal(**key, on=on, seconds=float(seconds), view_count=views))
        for number in row["interests"]:
            project = _project(number)
            for pitch in pitches:
                if project is not None and pitch.project_id == project.id:
                    _came_of(roadshow, pitch)


def _came_of(roadshow: Roadshow, pitch: Pitch) -> None:
    """The sample interest in a project came of this item of the session."""
    wanted = Interest.is_sample, Interest.project_id == pitch.project_id, Interest.roadshow_id.is_(None)
    session.execute(update(Interest).where(*wanted).values(roadshow_id=roadshow.id, pitch_id=pitch.id))


def _call(row: Row, organisation: Organisation) -> None:
    actor = _person(row["by"], organisation)
    values = {name: row[name] for name in ("title", "about", "conditions", "offers", "industry_codes", "places")}
    values |= {
        "organisation_id": organisation.id,
        "closes_at": _day_end(row["closes_days"]),
        "decides_on": today() + timedelta(days=row["decides_days"]),
    }
    # Applications come in before the deadline, also where it lies in the past.
    call = calls.write_call(None, values | {"closes_at": now() + timedelta(days=1)}, actor=actor)
    call.is_sample, call.organisation = True, organisation
    calls.open_call(call, actor=actor)
    applications = {}
    for entry in row["applications"]:
        project = _project(entry["project"])
        if project is None:
            continue
        made = calls.apply(call, project, text=entry["text"], speaker=entry["speaker"], actor=_team(project))
        applications[entry["project"]] = made
        if entry.get("passed"):
            calls.pass_application(made, actor=actor)
    _score(jury_of(calls.SUBJECT, call.id), row["jury"], actor)
    call.closes_at = values["closes_at"]
    if row["state"] == "decided":
        calls.close_applications(call, actor=actor)
        for entry in row["applications"]:
            if entry["project"] in applications:
                calls.prepare_outcome(
                    applications[entry["project"]], entry["outcome"], reason_code=entry.get("reason"),
                    sentence=entry.get("sentence", ""),
                )  # fmt: skip
        calls.decide_call(call, actor=actor)


def _contest(row: Row, organisation: Organisation) -> None:
    actor = _person(row["by"], organisation)
    values = {name: row[name] for name in ("title", "about", "conditions", "prizes")}
    values |= {"organisation_id": organisation.id, "closes_at": now() + timedelta(days=1)}
    rounds = [{**one, "due_on": today() + timedelta(days=one["due_days"])} for one in row["rounds"]]
    contest = contests.write_contest(None, values, divisions=row["divisions"], rounds=rounds, actor=actor)
    contest.is_sample, contest.organisation = True, organisation
    contests.open_contest(contest, actor=actor)
    for entry in row["entries"]:
        project = _project(entry["project"])
        if project is not None:
            division = contest.divisions[entry["division"]]
            made = contests.enter(contest, project, division, actor=_team(project))
            contests.admit_entry(made, actor=actor)
    contest.closes_at = _day_end(row["closes_days"])
    present = contests.start_round(contest, actor=actor)
    for jury in contests.juries_of(present):
        _score(jury, row["jury"], actor)
    contests.close_round(present, actor=actor)
    best: dict[int, ContestEntry] = {entry.project_id: entry for entry in entries_of(contest, "standing")}
    prizes = {}
    for number, prize in row["prizes_given"].items():
        project = _project(number)
        if project is not None and project.id in best:
            prizes[best[project.id].id] = prize
    contests.award(contest, prizes, actor=actor)
    for winner in winners_of(contest):
        for kind, days, amount, proof in row["landing"].get(winner.entry.project.external_number, ()):
            taken = {"on": today() - timedelta(days=days), "amount": Decimal(amount) if amount else None}
            team = _team(winner.entry.project)
            report_step(winner, kind, **taken, proof=proof, county_code=row["county_code"], actor=team)


def _score(jury: Jury | None, row: Row, actor: Viewer) -> None:
    """Ask the jurors; who has points for the projects signs and hands them in."""
    assert jury is not None
    for email, by_project in row.items():
        juror = ask_juror(jury, email=email, actor=actor)
        person = Viewer(user_id=juror.user_id)
        if not by_project:
            continue
        declare(juror, excluded=(), steps_back=False, interest="", actor=person)
        for entry in jury.entries:
            marks = by_project.get(entry.project.external_number)
            if marks:
                points = {one.id: mark for one, mark in zip(jury.criteria, marks, strict=True)}
                write_sheet(juror, entry, points, "", hand_in=True, actor=person)
    session.flush()


def _person(email: str, organisation: Organisation) -> Viewer:
    user = user_by_email(email)
    assert user is not None
    return Viewer(user_id=user.id, name=user.name, role=Role.CITY_OFFICER, memberships={organisation.id: "owner"})


def _team(project: Project) -> Viewer:
    return Viewer(user_id=project.created_by_id, memberships={project.organisation_id: "owner"})


def _project(number: str) -> Project | None:
    return session.scalar(select(Project).where(Project.is_sample, Project.external_number == number))


def _day_end(days: int) -> datetime:
    return datetime.combine(today() + timedelta(days=days), time(23, 59, 59), SHANGHAI)
