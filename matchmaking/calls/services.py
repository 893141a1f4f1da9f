"""Opens and closes calls, takes applications, screens, decides and tells."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.calls import queries
from matchmaking.calls.models import Application, Call
from matchmaking.calls.permissions import takes_applications
from matchmaking.calls.states import (
    ACCEPTED,
    APPLICATION_STATES,
    CALL_STATES,
    CANCELLED,
    DECIDED,
    OPEN,
    OUTCOMES,
    PASSED,
    REASONS,
    REFUSED,
    SCREENING,
    SUBMITTED,
    WAITING,
    WITHDRAWN,
)
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.juries.queries import jury_of
from matchmaking.juries.services import close_jury, put_before, set_up_jury, take_out
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import Topic
from matchmaking.organisations.queries import writer_ids
from matchmaking.projects.models import Project

SCREEN, DECIDE = "call_screen", "call_decide"
SUBJECT = "calls"
TOPIC = Topic("calls", _l("项目征集"), _l("报名的初审、入选和候补结果；征集取消；有项目报名。"), ("calls.",), place=45)


def write_call(call: Call | None, values: Mapping[str, Any], *, actor: Viewer, form_key: str | None = None) -> Call:
    """Store a draft, or change a call that still takes applications; the same form makes one call."""
    if call is None:
        if form_key and (made := queries.call_by_form_key(form_key)) is not None:
            return made
        call = Call(**values, form_key=form_key or None, created_by_id=actor.user_id)
        current_session().add(call)
        current_session().flush()
        history.record("calls.created", call, actor=actor)
        jury = set_up_jury(SUBJECT, call.id, title=call.title, due_on=None, actor=actor)
    else:
        for name, value in values.items():
            setattr(call, name, value)
        history.record("calls.changed", call, actor=actor)
        found = jury_of(SUBJECT, call.id)
        assert found is not None
        jury = found
    jury.title = call.title
    return call


def open_call(call: Call, *, actor: Viewer) -> None:
    """Take applications from now on. Raises RuleBroken when the deadline has passed already."""
    if call.closes_at <= now():
        raise RuleBroken(_("报名截止时间已经过了，请先修改截止时间再发布。"))
    CALL_STATES.move(call, OPEN, actor=actor)
    call.opened_at = call.opened_at or now()


def close_applications(call: Call, *, actor: Viewer | None) -> None:
    """No more applications: those that came in are screened and scored, and somebody decides by the promised day."""
    CALL_STATES.move(call, SCREENING, actor=actor)
    open_clock(DECIDE, call, organisation_id=call.organisation_id)


def reopen_applications(call: Call, *, actor: Viewer) -> None:
    """Take applications again after closing early. Raises RuleBroken once the announced deadline has passed."""
    if call.closes_at <= now():
        raise RuleBroken(_("公布的截止时间已经过了，不能再开放报名。"))
    CALL_STATES.move(call, OPEN, actor=actor)
    close_clock(DECIDE, call, was_answered=False)


def cancel_call(call: Call, *, reason: str, actor: Viewer) -> None:
    """Call it off; everybody who applied is told why."""
    CALL_STATES.move(call, CANCELLED, actor=actor, reason=reason)
    call.state_reason = reason
    close_clock(DECIDE, call, was_answered=False)
    jury = jury_of(SUBJECT, call.id)
    if jury is not None and jury.is_open:
        close_jury(jury, actor=actor)
    for one in queries.applications_to(call):
        close_clock(SCREEN, one, was_answered=False)
        if one.is_standing:
            _tell_team(one, "cancelled", reason=reason)


def apply(call: Call, project: Project, *, text: str, speaker: str, actor: Viewer) -> Application:
    """Apply with a project; one that was withdrawn may come back. Applying twice gives what is there."""
    if not takes_applications(call):
        raise RuleBroken(_("报名已经截止。"))
    application = queries.application_of(call, project.id)
    if application is not None and application.state == REFUSED:
        raise RuleBroken(_("这个项目在本次征集里没有通过初审，不能再报。理由见“我的报名”。"))
    if application is None:
        application = Application(
            call=call, call_id=call.id, project=project, project_id=project.id, title=project.title
        )
        current_session().add(application)
        current_session().flush()
        history.record("applications.submitted", application, actor=actor, to_state=SUBMITTED)
    elif application.state == WITHDRAWN:
        APPLICATION_STATES.move(application, SUBMITTED, actor=actor)
    else:
        return application
    application.text, application.speaker, application.user_id = text, speaker, actor.user_id
    application.title = project.title
    application.outcome = application.reason_code = None
    open_clock(SCREEN, application, organisation_id=call.organisation_id)
    once = f"calls:{application.id}:applied:{now().isoformat()}"
    path = path_to("calls.show_application", application_id=application.id)
    notify(writer_ids(call.organisation_id), "calls.applied", once, path, title=project.title, call=call.title)
    return application


def withdraw_application(application: Application, *, actor: Viewer) -> None:
    """Take it back; a place that becomes free is for the waiting list, and the organiser is told."""
    had_place = application.state == ACCEPTED
    APPLICATION_STATES.move(application, WITHDRAWN, actor=actor)
    close_clock(SCREEN, application, was_answered=False)
    _leave_jury(application)
    once = f"calls:{application.id}:withdrawn:{now().isoformat()}"
    path = path_to("calls.list_applications", call_id=application.call_id)
    kind = "calls.place_free" if had_place else "calls.withdrawn"
    people = writer_ids(application.call.organisation_id)
    notify(people, kind, once, path, title=application.title, call=application.call.title)


def pass_application(application: Application, *, actor: Viewer) -> None:
    """Screening passed: the jury scores it from now on."""
    APPLICATION_STATES.move(application, PASSED, actor=actor)
    close_clock(SCREEN, application)
    jury = jury_of(SUBJECT, application.call_id)
    if jury is not None and jury.is_open:
        put_before(jury, [application.project])
    _tell_team(application, "passed")


def refuse_application(application: Application, *, reason_code: str, sentence: str, actor: Viewer) -> None:
    """Screening not passed: the team hears why at once."""
    APPLICATION_STATES.move(application, REFUSED, actor=actor, reason=reason_code)
    application.reason_code, application.sentence = reason_code, sentence
    application.told_at = now()
    close_clock(SCREEN, application)
    _leave_jury(application)
    _tell_team(application, "refused", reason=str(REASONS[reason_code]), sentence=sentence)


def undo_screening(application: Application, *, actor: Viewer) -> None:
    """Screen it anew, while nothing is decided."""
    APPLICATION_STATES.move(application, SUBMITTED, actor=actor)
    application.reason_code, application.sentence, application.outcome = None, "", None
    open_clock(SCREEN, application, organisation_id=application.call.organisation_id)
    _leave_jury(application)


def prepare_outcome(application: Application, outcome: str | None, *, reason_code: str | None, sentence: str) -> None:
    """Keep what is intended; nobody is told before the decision. Raises RuleBroken for a refusal without a reason."""
    if outcome is not None and outcome not in OUTCOMES:
        raise RuleBroken(_("请选择入选、候补或不入选。"))
    if outcome == REFUSED and reason_code not in REASONS:
        raise RuleBroken(_("不入选的要选一个原因，项目方会看到。"))
    application.outcome, application.sentence = outcome, sentence
    application.reason_code = reason_code if outcome == REFUSED else None


def what_is_missing(call: Call, applications: Sequence[Application]) -> str | None:
    """A sentence that says why the result cannot be told yet; None when it can."""
    if any(one.state == SUBMITTED for one in applications):
        return _("还有报名没有初审，请先初审完。")
    passed = [one for one in applications if one.state == PASSED]
    if any(one.outcome is None for one in passed):
        return _("还有项目没有定结果，请给每个初审通过的项目选好结果。")
    accepted = sum(one.outcome == ACCEPTED for one in passed)
    if call.places is not None and accepted > call.places:
        return _(
            "入选 %(accepted)s 个，超过了名额 %(places)s 个。请把多出的改为候补，或者先改名额。",
            accepted=accepted,
            places=call.places,
        )  # fmt: skip
    return None


def decide_call(call: Call, *, actor: Viewer) -> None:
    """Tell everybody at once. Raises RuleBroken while an application is not screened or has no outcome."""
    applications = queries.applications_to(call)
    if (missing := what_is_missing(call, applications)) is not None:
        raise RuleBroken(missing)
    passed = [one for one in applications if one.state == PASSED]
    accepted = sum(one.outcome == ACCEPTED for one in passed)
    CALL_STATES.move(call, DECIDED, actor=actor, accepted=accepted)
    call.decided_at = now()
    close_clock(DECIDE, call)
    jury = jury_of(SUBJECT, call.id)
    if jury is not None and jury.is_open:
        close_jury(jury, actor=actor)
    for one in passed:
        _move_to_outcome(one, actor)


def promote(application: Application, *, actor: Viewer) -> None:
    """From the waiting list to a place that became free. Raises RuleBroken when all places are taken."""
    call = application.call
    taken = sum(one.state == ACCEPTED for one in queries.applications_to(call))
    if call.places is not None and taken >= call.places:
        raise RuleBroken(_("名额已满，等有项目退出后再递补。"))
    application.outcome = ACCEPTED
    _move_to_outcome(application, actor)


def _move_to_outcome(application: Application, actor: Viewer) -> None:
    outcome = application.outcome or WAITING
    APPLICATION_STATES.move(application, outcome, actor=actor, reason=application.reason_code)
    application.told_at = now()
    reason = str(REASONS[application.reason_code]) if application.reason_code else ""
    _tell_team(application, outcome, reason=reason, sentence=application.sentence)


def _leave_jury(application: Application) -> None:
    jury = jury_of(SUBJECT, application.call_id)
    if jury is not None:
        take_out(jury, application.project_id)


def _tell_team(application: Application, kind: str, **data: str) -> None:
    once = f"calls:{application.id}:{kind}:{now().isoformat()}"
    path = path_to("calls.show_application", application_id=application.id)
    people = writer_ids(application.project.organisation_id)
    notify(people, f"calls.{kind}", once, path, title=application.title, call=application.call.title, **data)


def register_clocks() -> None:
    """Tell the mechanism of clocks: applications are screened, calls are decided, both by the organiser."""
    register_kind(
        Kind(SCREEN, _l("初审报名"), lambda title: _("初审“%(title)s”的报名", title=title), None, whose=_l("主办单位"))
    )
    register_kind(
        Kind(
            DECIDE,
            _l("公布征集结果"),
            lambda title: _("公布“%(title)s”的结果", title=title),
            None,
            endpoint="calls.list_applications",
            whose=_l("主办单位"),
        )  # fmt: skip
    )
    register_subject("applications", Application.id, Application.title, "calls.show_application", "application_id")
    register_subject(SUBJECT, Call.id, Call.title, "calls.show_call", "call_id")
