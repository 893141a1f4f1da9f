"""What is asked of the tables of this room."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.core.db import current_session
from matchmaking.juries.models import Juror, Jury, JuryEntry, JurySheet
from matchmaking.juries.states import REMOVED, SIGNED
from matchmaking.organisations.models import Membership
from matchmaking.projects.models import Project, ProjectMember
from matchmaking.selections.scoring import Result, result

# Shorter names stand in too many texts.
SHORTEST_NAME = 2


@dataclass(frozen=True)
class Scored:
    """A project before a jury with what its jurors made of it; `result` is None before the first sheet came in.

    `place` counts from 1; equal means share a place. `asked_count`: how many sheets are expected in all.
    """

    entry: JuryEntry
    result: Result | None
    asked_count: int
    place: int | None


def jury_of(subject_type: str, subject_id: int) -> Jury | None:
    """The jury of a record."""
    return current_session().scalar(
        select(Jury).where(Jury.subject_type == subject_type, Jury.subject_id == subject_id)
    )


def jury_with(jury_id: int) -> Jury | None:
    """A jury with its people, projects and sheets."""
    return current_session().get(
        Jury,
        jury_id,
        options=[
            selectinload(Jury.criteria),
            selectinload(Jury.jurors).joinedload(Juror.user),
            selectinload(Jury.jurors).selectinload(Juror.sheets),
            selectinload(Jury.entries).joinedload(JuryEntry.project).joinedload(Project.organisation),
        ],
    )


def juror_of(jury: Jury, user_id: int | None) -> Juror | None:
    """The part of a person in a jury; one who was taken out has none."""
    return next((one for one in jury.jurors if one.user_id == user_id and one.state != REMOVED), None)


def juries_of(user_id: int) -> list[Juror]:
    """What a person was asked to score, what waits first."""
    query = select(Juror).where(Juror.user_id == user_id, Juror.state != REMOVED)
    query = query.options(joinedload(Juror.jury).selectinload(Jury.entries), selectinload(Juror.sheets)).order_by(
        Juror.id.desc()
    )
    return list(current_session().scalars(query.limit(200)))


def conflicts(jury: Jury, user_ids: Collection[int]) -> dict[int, set[int]]:
    """User id → the projects that the platform itself bars this person from judging.

    Barred is who belongs to the organisation of a project, wrote it, or stands with the same name in its team.
    """
    entries = [one for one in jury.entries if not one.is_out]
    session = current_session()
    places = {
        (user_id, organisation_id)
        for user_id, organisation_id in session.execute(
            select(Membership.user_id, Membership.organisation_id).where(
                Membership.user_id.in_(list(user_ids)),
                Membership.organisation_id.in_({one.project.organisation_id for one in entries}),
            )
        )
    }
    teams: dict[int, set[str]] = {}
    members = select(ProjectMember.project_id, ProjectMember.name).where(
        ProjectMember.project_id.in_([one.project_id for one in entries])
    )
    for project_id, name in session.execute(members):
        teams.setdefault(project_id, set()).add(name.strip())
    names = {one.user_id: one.user.name.strip() for one in jury.jurors}
    found: dict[int, set[int]] = {one: set() for one in user_ids}
    for user_id in user_ids:
        name = names.get(user_id, "")
        for one in entries:
            is_named = len(name) >= SHORTEST_NAME and name in teams.get(one.project_id, ())
            if (user_id, one.project.organisation_id) in places or one.project.created_by_id == user_id or is_named:
                found[user_id].add(one.project_id)
    return found


def to_score(juror: Juror, barred: Collection[int]) -> list[JuryEntry]:
    """The projects that a juror scores; `barred` are those that the platform forbids."""
    out = {*barred, *juror.excluded}
    return [one for one in juror.jury.entries if not one.is_out and one.project_id not in out]


def sheet_of(juror: Juror, entry: JuryEntry) -> JurySheet | None:
    """The juror's own sheet of one project."""
    return next((one for one in juror.sheets if one.entry_id == entry.id), None)


def handed_in(jury: Jury) -> dict[int, list[tuple[Juror, JurySheet]]]:
    """Entry id → the sheets that count: handed in, by jurors who were not taken out."""
    found: dict[int, list[tuple[Juror, JurySheet]]] = {}
    for juror in jury.jurors:
        if juror.state == SIGNED:
            for sheet in juror.sheets:
                if sheet.handed_in_at is not None:
                    found.setdefault(sheet.entry_id, []).append((juror, sheet))
    return found


def scores(jury: Jury) -> list[Scored]:
    """The projects of a jury, the best first; those without a sheet come last.

    A sheet of somebody who has meanwhile become barred no longer counts.
    """
    signed = [one for one in jury.jurors if one.state == SIGNED]
    barred = conflicts(jury, [one.user_id for one in signed])
    sheets, weights = handed_in(jury), jury.weights
    rows: list[tuple[JuryEntry, Result | None, int]] = []
    for entry in jury.entries:
        if entry.is_out:
            continue
        counted = [
            {int(criterion): points for criterion, points in sheet.points.items()}
            for juror, sheet in sheets.get(entry.id, ())
            if entry.project_id not in barred[juror.user_id]
        ]
        asked = sum(entry in to_score(one, barred[one.user_id]) for one in signed)
        rows.append((entry, result(counted, weights), asked))
    rows.sort(key=lambda row: (row[1] is None, -row[1].mean if row[1] else 0, row[0].id))
    means = [row[1].mean for row in rows if row[1]]
    return [Scored(*row, place=means.index(row[1].mean) + 1 if row[1] else None) for row in rows]
