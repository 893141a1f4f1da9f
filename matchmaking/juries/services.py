"""Sets juries up, asks people, takes their declarations and their sheets."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.queries import user_by_email
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject as register_clock_subject
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.letters import path_to
from matchmaking.juries.models import Juror, Jury, JuryCriterion, JuryEntry, JurySheet
from matchmaking.juries.queries import conflicts, sheet_of, to_score
from matchmaking.juries.states import ASKED, CLOSED, EXCUSED, JUROR_STATES, JURY_STATES, OPEN, REMOVED, SIGNED
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.notifications.topics import Topic
from matchmaking.projects.models import Project
from matchmaking.selections.scoring import MOST_POINTS

CLOCK = "jury_score"
MOST_JURORS = 30
TOPIC = Topic("juries", _l("项目评审"), _l("请您评审项目；评审人声明、回避和交齐评分。"), ("juries.",), place=46)
# What most calls for projects look at, in percent; prefilled, and changed at will.
USUAL_CRITERIA = (
    ("技术先进性与可靠性", "有没有实测、验证和权利依据", 30),
    ("市场与应用前景", "谁会买、替代什么、规模多大", 25),
    ("团队", "经历和分工能不能把它做出来", 20),
    ("落地可行性", "条件、周期和落地意愿", 15),
    ("资金需求合理性", "要多少、用在哪里、分几步", 10),
)


def set_up_jury(subject_type: str, subject_id: int, *, title: str, due_on: date | None, actor: Viewer) -> Jury:
    """Make the jury of a record, with the usual sheet to begin with."""
    jury = Jury(subject_type=subject_type, subject_id=subject_id, title=title, due_on=due_on)
    jury.criteria = [
        JuryCriterion(position=place, name=name, note=note, weight=weight)
        for place, (name, note, weight) in enumerate(USUAL_CRITERIA)
    ]
    current_session().add(jury)
    history.record("juries.set_up", jury, actor=actor, to_state=OPEN)
    return jury


def set_criteria(jury: Jury, rows: Sequence[Mapping[str, Any]], *, due_on: date | None, actor: Viewer) -> None:
    """Replace the sheet (weights add up to 100, the form sees to it) and the last day.

    Raises RuleBroken once somebody has begun to score: all projects are measured with the same sheet.
    """
    require_open(jury)
    present = [(one.name, one.note, one.weight) for one in jury.criteria]
    wanted = [(row["name"], row.get("note") or "", row["weight"]) for row in rows]
    if present != wanted:
        if any(one.sheets for one in jury.jurors):
            raise RuleBroken(_("已经有人开始评分，评分表不能再改，否则各项目用的不是同一张表。"))
        jury.criteria = [
            JuryCriterion(position=place, name=name, note=note, weight=weight)
            for place, (name, note, weight) in enumerate(wanted)
        ]
    jury.due_on = due_on
    history.record("juries.criteria", jury, actor=actor)


def put_before(jury: Jury, projects: Iterable[Project]) -> None:
    """Let the jury score these projects; those it has stay."""
    known = {one.project_id: one for one in jury.entries}
    for project in projects:
        entry = known.get(project.id)
        if entry is None:
            jury.entries.append(JuryEntry(project=project))
        else:
            entry.is_out = False
    current_session().flush()
    for juror in jury.jurors:
        _follow(juror)


def take_out(jury: Jury, project_id: int) -> None:
    """Score it no more; nobody waits for it any longer."""
    for entry in jury.entries:
        if entry.project_id == project_id:
            entry.is_out = True
    for juror in jury.jurors:
        _follow(juror)


def ask_juror(jury: Jury, *, email: str, actor: Viewer) -> Juror:
    """Ask somebody with an account; asked again after leaving, the part begins anew.

    Raises RuleBroken for an unknown address, a person who is in it, and one barred from every project.
    """
    require_open(jury)
    user = user_by_email(email)
    if user is None or not user.is_active or user.email_confirmed_at is None:
        raise RuleBroken(_("没有用这个邮箱注册的账号。请对方先注册并确认邮箱，再来邀请。"))
    juror = next((one for one in jury.jurors if one.user_id == user.id), None)
    if juror is not None and juror.state in (ASKED, SIGNED):
        raise RuleBroken(_("这个人已经在评审名单里。"))
    if juror is None:
        if len(jury.jurors) >= MOST_JURORS:
            raise RuleBroken(_("一次最多邀请 %(most)d 位评审人。", most=MOST_JURORS))
        juror = Juror(user=user, user_id=user.id, title=jury.title, excluded=[])
        jury.jurors.append(juror)
    else:
        JUROR_STATES.move(juror, ASKED, actor=actor)
    current_session().flush()
    standing = [one for one in jury.entries if not one.is_out]
    if standing and len(conflicts(jury, [user.id])[user.id]) == len(standing):
        raise RuleBroken(_("平台核查到这个人与全部参评项目都有关联（单位成员、填写人或团队成员），不能邀请评审。"))
    juror.asked_by_id, juror.asked_at = actor.user_id, now()
    juror.declared_at = juror.interest = None
    juror.excluded = []
    history.record("juries.asked", juror, actor=actor)
    _start(juror)
    once = f"juries:{juror.id}:asked:{juror.asked_at.isoformat()}"
    notify([user.id], "juries.asked", once, page_of(jury), title=jury.title)
    return juror


def declare(juror: Juror, *, excluded: Sequence[int], steps_back: bool, interest: str, actor: Viewer) -> None:
    """Sign the declaration of interests; `excluded` are ids of projects the juror keeps away from."""
    juror.declared_at, juror.interest = now(), interest.strip() or None
    if steps_back:
        JUROR_STATES.move(juror, EXCUSED, actor=actor)
        close_clock(CLOCK, juror)
        _tell_manager(juror, "excused")
        return
    juror.excluded = sorted(set(excluded))
    JUROR_STATES.move(juror, SIGNED, actor=actor)
    _follow(juror)


def remove_juror(juror: Juror, *, actor: Viewer) -> None:
    """Take somebody out; what was handed in no longer counts, the record of it stays."""
    require_open(juror.jury)
    JUROR_STATES.move(juror, REMOVED, actor=actor)
    close_clock(CLOCK, juror, was_answered=False)
    withdraw_about([juror.user_id], "juries.asked", page_of(juror.jury))


def write_sheet(
    juror: Juror, entry: JuryEntry, points: Mapping[int, int], comment: str, *, hand_in: bool, actor: Viewer
) -> JurySheet:
    """Keep points by criterion; handed in they are fixed. Raises RuleBroken where that cannot be."""
    require_open(juror.jury)
    barred = conflicts(juror.jury, [juror.user_id])[juror.user_id]
    if juror.state != SIGNED or entry not in to_score(juror, barred):
        raise RuleBroken(_("您不评这个项目：还没有签声明、需要回避，或者它已经退出。"))
    sheet = sheet_of(juror, entry)
    if sheet is not None and sheet.handed_in_at is not None:
        raise RuleBroken(_("您对这个项目的评分已经提交，提交后不能修改。确实要改，请联系组织方退回重评。"))
    known = set(juror.jury.weights)
    if not set(points) <= known or any(not 0 <= one <= MOST_POINTS for one in points.values()):
        raise RuleBroken(_("每项请打 0–10 的整数分。"))
    if hand_in and set(points) != known:
        raise RuleBroken(_("每一项都要打分才能提交。"))
    if sheet is None:
        sheet = JurySheet(entry=entry, entry_id=entry.id)
        juror.sheets.append(sheet)
    sheet.points, sheet.comment = {str(one): value for one, value in points.items()}, comment.strip()
    if hand_in:
        sheet.handed_in_at = now()
        current_session().flush()
        history.record("juries.handed_in", sheet, actor=actor)
        if _follow(juror):
            _tell_manager(juror, "done")
    return sheet


def return_sheet(sheet: JurySheet, *, actor: Viewer) -> None:
    """Let a juror score anew what was handed in."""
    require_open(sheet.juror.jury)
    if sheet.handed_in_at is None:
        raise RuleBroken(_("这份评分还没有提交，不需要退回。"))
    sheet.handed_in_at = None
    history.record("juries.returned", sheet, actor=actor)
    _follow(sheet.juror)
    once = f"juries:sheet:{sheet.id}:returned:{now().isoformat()}"
    notify([sheet.juror.user_id], "juries.returned", once, page_of(sheet.juror.jury), title=sheet.juror.jury.title)


def close_jury(jury: Jury, *, actor: Viewer) -> None:
    """No more scoring; whoever has not scored need not."""
    JURY_STATES.move(jury, CLOSED, actor=actor)
    for juror in jury.jurors:
        if juror.state in (ASKED, SIGNED):
            close_clock(CLOCK, juror, was_answered=False)


def reopen_jury(jury: Jury, *, actor: Viewer) -> None:
    """Go on scoring."""
    JURY_STATES.move(jury, OPEN, actor=actor)
    for juror in jury.jurors:
        _follow(juror)


def require_open(jury: Jury) -> None:
    """Raises RuleBroken once the jury is closed."""
    if not jury.is_open:
        raise RuleBroken(_("评审已经结束，不能再改。"))


def page_of(jury: Jury) -> str:
    """Where a juror works."""
    return path_to("juries.show_jury", jury_id=jury.id)


def register_clock() -> None:
    """Tell the mechanism of clocks: who was asked scores, or steps back."""
    register_kind(Kind(CLOCK, _l("评审项目"), lambda title: _("评审“%(title)s”的项目", title=title), None))
    register_clock_subject("jurors", Juror.id, Juror.title, "juries.show_task", "juror_id")


def _follow(juror: Juror) -> bool:
    """Have a clock run exactly while the juror has something to do; True when everything is done."""
    if juror.state not in (ASKED, SIGNED) or not juror.jury.is_open:
        return False
    done = {one.entry_id for one in juror.sheets if one.handed_in_at is not None}
    barred = conflicts(juror.jury, [juror.user_id])[juror.user_id]
    waiting = [one for one in to_score(juror, barred) if one.id not in done]
    if juror.state == SIGNED and not waiting:
        close_clock(CLOCK, juror)
        return True
    _start(juror)
    return False


def _start(juror: Juror) -> None:
    due = juror.jury.due_on
    open_clock(
        CLOCK, juror, user_id=juror.user_id, due_at=datetime.combine(due, time(23, 59, 59), SHANGHAI) if due else None
    )


def _tell_manager(juror: Juror, kind: str) -> None:
    if juror.asked_by_id is not None:
        once = f"juries:{juror.id}:{kind}:{now().isoformat()}"
        path = path_to("juries.manage_jury", jury_id=juror.jury_id)
        notify([juror.asked_by_id], f"juries.{kind}", once, path, title=juror.jury.title, name=juror.user.name)
