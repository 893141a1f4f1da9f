"""What came of sessions, for their hosts and organisers and for officers: pages, the lists behind them, workbooks."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask import Response as FileResponse
from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import session
from matchmaking.core.downloads import send_sheets
from matchmaking.core.filters import today
from matchmaking.core.guards import SIGNED_IN, guard, require, role
from matchmaking.core.pages import Page, page_number
from matchmaking.interests.states import KINDS
from matchmaking.organisations.models import Organisation
from matchmaking.roadshows.models import BREAK, Roadshow
from matchmaking.roadshows.permissions import can_see_participants
from matchmaking.roadshows.queries import agenda, bounds, count
from matchmaking.roadshows.states import ANNOUNCED, ENDED, LIVE
from matchmaking.roadshows.views import load
from matchmaking.stages import figures
from matchmaking.stages.figure_lines import Line, knows_watching, lines_of
from matchmaking.stages.figure_periods import Period, choices, period_of, quarter_of
from matchmaking.stages.figure_records import RECORDS, Wanted
from matchmaking.stages.figure_sheets import (
    ItemFigures,
    SessionFigures,
    Sheet,
    item_figures,
    item_sheet,
    line_sheet,
    page_sheet,
    session_figures,
    session_sheet,
)
from matchmaking.watching.queries import seconds_by_subject

stage_figures = Blueprint("stage_figures", __name__)
OFFICER = role(Role.COUNTY_OFFICER, Role.CITY_OFFICER)
ROWS, MOST_SESSIONS = 30, 400


def _load(roadshow_id: int) -> Roadshow:
    """A session whose figures the viewer may read: host, organiser, and the officers who look after it."""
    roadshow = load(roadshow_id)
    require(can_see_participants(viewer(), roadshow))
    return roadshow


def _address(roadshow_id: int) -> Any:
    """Where the records behind a figure of one session are."""

    def address(what: str, part: str) -> str:
        if what in ("registered", "present"):
            state = "seated" if what == "registered" else what
            return url_for("roadshows.list_participants", roadshow_id=roadshow_id, state=state)
        return url_for("stage_figures.list_records", roadshow_id=roadshow_id, what=what, part=part or None)

    return address


def _lines(roadshow: Roadshow) -> tuple[list[Line], list[ItemFigures], Any]:
    """The figures of a session, those of its items, and since when watching is counted."""
    pitches = [one for one in agenda(roadshow) if one.kind != BREAK]
    whole, items = figures.tallies_with_items(roadshow, pitches)
    since = figures.counted_since()
    in_hall = seconds_by_subject("project", [one.project_id for one in pitches if one.project_id])
    is_known = knows_watching(roadshow, whole, since)
    was_open = roadshow.opened_at is not None
    rows = [
        item_figures(one, items[one.id], in_hall, knows_watching=is_known, knows_questions=was_open) for one in pitches
    ]
    return lines_of([(roadshow, whole)], since, _address(roadshow.id)), rows, since


@stage_figures.get("/roadshows/<int:roadshow_id>/figures")
@guard(SIGNED_IN)
def show_figures(roadshow_id: int) -> str:
    """What came of one session."""
    roadshow = _load(roadshow_id)
    lines, items, since = _lines(roadshow)
    return render_template(
        "stages/show_figures.html", roadshow=roadshow, lines=lines, items=items, since=since, kinds=KINDS
    )


@stage_figures.get("/roadshows/<int:roadshow_id>/figures.xlsx")
@guard(SIGNED_IN)
def export_figures(roadshow_id: int) -> FileResponse:
    """The same numbers as a workbook."""
    roadshow = _load(roadshow_id)
    lines, items, since = _lines(roadshow)
    return _file([line_sheet(lines, since), item_sheet(items), page_sheet(items)], f"roadshow-{roadshow.id}-figures")


@stage_figures.get("/roadshows/<int:roadshow_id>/figures/<what>")
@guard(SIGNED_IN)
def list_records(roadshow_id: int, what: str) -> str:
    """The records behind a figure of one session, or of one of its items."""
    roadshow = _load(roadshow_id)
    require(what in RECORDS, hide=True)
    pitches = agenda(roadshow)
    pitch = next((one for one in pitches if str(one.id) == request.args.get("pitch", "")), None)
    homes = {one.project_id: one.id for one in pitches if one.kind != BREAK}
    home = pitch.project_id if pitch and homes.get(pitch.project_id) == pitch.id else None
    items = [one.id for one in pitches if one.kind != BREAK]
    wanted = Wanted([roadshow.id], _part(what), pitch.id if pitch else None, home, items)
    address = url_for("stage_figures.show_figures", roadshow_id=roadshow.id)
    return _records(what, wanted, crumbs=[(roadshow.title, url_for("roadshows.show_roadshow", roadshow_id=roadshow.id)),
                                          (_("效果数据"), address)], pitch=pitch, has_session=False)  # fmt: skip


def _part(what: str) -> str:
    part = request.args.get("part", "")
    return part if part in RECORDS[what].parts else ""


def _records(what: str, wanted: Wanted, *, crumbs: list[tuple[str, str]], pitch: Any = None, has_session: bool) -> str:
    """A page of a list; the column of the session is left out where there is only one."""
    records, person = RECORDS[what], viewer()
    query = records.query(wanted)
    total = count(query)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    found = session.execute(query.limit(ROWS).offset((number - 1) * ROWS)).unique().all()
    rows = [records.row(person, one[0] if len(one) == 1 else one) for one in found]
    last = None if has_session else -1

    def part_url(code: str) -> str:
        return url_for(request.endpoint or "", **{**(request.view_args or {}), **_kept(), "part": code or None})

    return render_template(
        "stages/list_records.html",
        records=records, what=what, part=wanted.part, pitch=pitch, crumbs=crumbs,
        columns=records.columns[:last], page=Page([one[:last] for one in rows], number, ROWS, total),
        part_url=part_url,
    )  # fmt: skip


def _kept() -> dict[str, str]:
    """What else the address asks for."""
    return {name: request.args[name] for name in ("pitch", "period") if request.args.get(name)}


def _period() -> Period:
    return period_of(request.args.get("period", "")) or quarter_of(today())


def _sessions(person: Viewer, period: Period) -> list[Roadshow]:
    """The sessions of a period that were announced, the newest first: the city's, or those of a county's organisers."""
    begin, end = bounds(period.first, period.last)
    query = select(Roadshow).where(
        Roadshow.state.in_([ANNOUNCED, LIVE, ENDED]), Roadshow.starts_at >= begin, Roadshow.starts_at < end
    )
    if not person.is_city_officer:
        county = select(Organisation.id).where(Organisation.county_code == (person.county_code or ""))
        query = query.where(Roadshow.organisation_id.in_(county))
    return list(session.scalars(query.order_by(Roadshow.starts_at.desc(), Roadshow.id.desc()).limit(MOST_SESSIONS)))


def _all_lines(period: Period) -> tuple[list[Line], list[SessionFigures], Any]:
    """The sums of a period, each of its sessions, and since when watching is counted."""
    sessions = _sessions(viewer(), period)
    found = figures.tallies([one.id for one in sessions])
    since = figures.counted_since()

    def address(what: str, part: str) -> str:
        if what in ("registered", "present"):
            return "#sessions"
        return url_for("stage_figures.list_all_records", what=what, part=part or None, period=period.code)

    rows = [session_figures(one, found[one.id], since) for one in sessions]
    return lines_of([(one, found[one.id]) for one in sessions], since, address), rows, since


@stage_figures.get("/desk/roadshows/figures")
@guard(OFFICER)
def list_figures() -> str:
    """All sessions of a period that an officer looks after: sums, and one row for each."""
    period = _period()
    lines, rows, since = _all_lines(period)
    number = min(page_number(request.args), max(1, -(-len(rows) // ROWS)))
    page = Page(rows[(number - 1) * ROWS : number * ROWS], number, ROWS, len(rows))
    return render_template(
        "stages/list_figures.html", period=period, choices=choices(today()), lines=lines, page=page, since=since
    )


@stage_figures.get("/desk/roadshows/figures.xlsx")
@guard(OFFICER)
def export_all_figures() -> FileResponse:
    """The same numbers as a workbook."""
    period = _period()
    lines, rows, since = _all_lines(period)
    return _file([line_sheet(lines, since), session_sheet(rows)], f"roadshows-{period.code}")


@stage_figures.get("/desk/roadshows/figures/<what>")
@guard(OFFICER)
def list_all_records(what: str) -> str:
    """The records behind a sum."""
    require(what in RECORDS, hide=True)
    period = _period()
    wanted = Wanted([one.id for one in _sessions(viewer(), period)], _part(what))
    address = url_for("stage_figures.list_figures", period=period.code)
    return _records(what, wanted, crumbs=[(f"{_('路演效果数据')} {period.label}", address)], has_session=True)


def _file(sheets: list[Sheet], name: str) -> FileResponse:
    return send_sheets(f"{name}.xlsx", sheets)
