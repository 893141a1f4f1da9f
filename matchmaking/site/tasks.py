"""What waits for a person: the list at the head of the workspace."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.challenges.queries import to_apply
from matchmaking.clocks.queries import waiting_for
from matchmaking.clocks.rules import KINDS, page_of
from matchmaking.clocks.subjects import describe
from matchmaking.clocks.wording import ClockLine, line_of
from matchmaking.core.db import session
from matchmaking.core.filters import days_left, today
from matchmaking.core.jobs import DEAD, Job
from matchmaking.core.records import DRAFT, PUBLISHED
from matchmaking.deals.board import MINE, Wanted, sums_of_list
from matchmaking.demands.deadlines import not_over
from matchmaking.demands.models import Demand, Invitee
from matchmaking.demands.queries import invitations_of
from matchmaking.experts.models import Expert
from matchmaking.experts.permissions import answered_by
from matchmaking.facilities.models import Facility
from matchmaking.listings.permissions import to_check, works_at_desk
from matchmaking.listings.queries import counts_of
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.queries import invitations_for, waiting_count
from matchmaking.organisations.states import REFUSED, UNVERIFIED
from matchmaking.projects.models import Project
from matchmaking.proposals.queries import drafts_of

CLOSING = timedelta(days=7)
WRITTEN: tuple[tuple[Any, str], ...] = (
    (Demand, "demand"), (Achievement, "achievement"), (Expert, "expert"), (Facility, "facility"), (Project, "project"),
)  # fmt: skip
MOST_ROWS = 5
MOST_CLOCKS = 10
# A demand without a deadline never presses.
MOST_DAYS = 10_000
SubjectKey = tuple[str, int]


@dataclass(frozen=True)
class Task:
    """Something to do: what, on which page (an endpoint and its arguments), and a word or a clock on how it stands."""

    label: str
    endpoint: str
    arguments: dict[str, Any]
    tag: str = ""
    is_pressing: bool = False
    clock: ClockLine | None = None


def tasks_of(viewer: Viewer, email: str) -> list[Task]:
    """What waits for this person: overdue deals, then what has a time limit, overdue first, then the most pressing."""
    timed = _timed(viewer)
    found = [
        *_invitations(email),
        *_own_organisation(viewer, timed),
        *_own_records(viewer, timed),
        *_invitations_to_answer(viewer, timed),
        *_desk(viewer),
    ]
    return [*_late_deals(viewer), *timed.values(), *sorted(found, key=lambda task: not task.is_pressing)]


def _timed(viewer: Viewer) -> dict[SubjectKey, Task]:
    """The running clocks whose turn is the viewer's, by record, the one that is due first at the head."""
    clocks = waiting_for(viewer, MOST_CLOCKS)
    subjects = describe((clock.subject_type, clock.subject_id) for clock in clocks)
    found = {}
    for clock in clocks:
        key = (clock.subject_type, clock.subject_id)
        if key in subjects:
            subject, words = subjects[key], KINDS[clock.kind].todo(subjects[key].title)
            page = page_of(clock.kind, subject.endpoint)
            found[key] = Task(words, page, dict(subject.arguments), clock=line_of(clock))
    return found


def _invitations(email: str) -> Iterator[Task]:
    count = len(invitations_for(email))
    if count:
        words = ngettext("有 %(num)s 个机构邀请您加入", "有 %(num)s 个机构邀请您加入", count)
        yield Task(words, "organisations.list_invitations", {}, _("待答复"), True)


def _own_organisation(viewer: Viewer, timed: Mapping[SubjectKey, Task]) -> Iterator[Task]:
    """What keeps the organisation that the viewer acts for from publishing."""
    if viewer.organisation_id is None:
        if viewer.role in (Role.ENTERPRISE, Role.RESEARCHER):
            yield Task(_("先登记或加入一个机构，再以它的名义发布"), "organisations.new_organisation", {}, "", True)
        return
    organisation = session.get(Organisation, viewer.organisation_id)
    if organisation is None or not viewer.owns(organisation.id) or ("organisations", organisation.id) in timed:
        return
    place = {"organisation_id": organisation.id}
    if organisation.state == UNVERIFIED:
        yield Task(_("提交机构核验，核验通过后才能公开发布"), "organisations.show_organisation", place, "", True)
    elif organisation.state == REFUSED:
        yield Task(
            _("机构核验没有通过，请按理由补充后再提交"), "organisations.show_organisation", place, _("已退回"), True
        )


def _own_records(viewer: Viewer, timed: Mapping[SubjectKey, Task]) -> Iterator[Task]:
    """Drafts, above all those that were sent back, and demands that end soon, of the organisation acted for."""
    for model, kind in WRITTEN:
        drafts = select(model.id, model.title, model.state_reason).where(
            model.organisation_id == (viewer.organisation_id or 0), model.state == DRAFT
        )
        if model is Expert:
            # What a colleague writes of themselves is nobody else's to finish.
            drafts = drafts.where(answered_by(viewer))
        ordered = drafts.order_by(model.state_reason.is_(None), model.updated_at.desc()).limit(MOST_ROWS)
        for record_id, title, reason in session.execute(ordered) if viewer.organisation_id else ():
            if (model.__tablename__, record_id) in timed:
                continue
            words = _("按退回理由修改“%(title)s”", title=title) if reason else _("接着写“%(title)s”", title=title)
            tag = _("已退回") if reason else _("草稿")
            yield Task(words, f"{model.__tablename__}.edit_{kind}", {f"{kind}_id": record_id}, tag, bool(reason))
    if viewer.edits_for(viewer.organisation_id):
        for demand in to_apply(viewer.organisation_id or 0, MOST_ROWS):
            words = _("为“%(title)s”填写揭榜资料，提交形式审查", title=demand.title)
            yield Task(words, "challenges.edit_challenge", {"demand_id": demand.id}, _("待提交"), True)
        for proposal in drafts_of(viewer.organisation_id or 0, MOST_ROWS):
            words = _("接着写对“%(title)s”的应答", title=proposal.demand.title)
            left = (proposal.demand.deadline_on - today()).days if proposal.demand.deadline_on else MOST_DAYS
            tag = days_left(proposal.demand.deadline_on)
            yield Task(words, "proposals.edit_proposal", {"proposal_id": proposal.id}, tag, left <= CLOSING.days)
    if viewer.organisation_id:
        closing = select(Demand).where(
            Demand.organisation_id == viewer.organisation_id,
            Demand.state == PUBLISHED,
            Demand.deadline_on.between(today(), today() + CLOSING),
        )
        for demand in session.scalars(closing.order_by(Demand.deadline_on).limit(MOST_ROWS)):
            words = _("需求“%(title)s”快到截止日期，需要时请延期", title=demand.title)
            yield Task(words, "demands.extend_demand", {"demand_id": demand.id}, days_left(demand.deadline_on))


def _invitations_to_answer(viewer: Viewer, timed: Mapping[SubjectKey, Task]) -> Iterator[Task]:
    """The demands to which the organisation is invited and of which it has said nothing yet."""
    if not viewer.edits_for(viewer.organisation_id):
        return
    waiting = invitations_of(viewer.organisation_id or 0).where(
        Invitee.willing_at.is_(None), Invitee.declined_at.is_(None), not_over(Demand.deadline_on)
    )
    for _invitee, demand in session.execute(waiting.limit(MOST_ROWS)):
        if ("demands", demand.id) not in timed:
            words = _("答复邀请“%(title)s”", title=demand.title)
            yield Task(words, "demands.answer_invitation", {"demand_id": demand.id}, days_left(demand.deadline_on))


def _late_deals(viewer: Viewer) -> Iterator[Task]:
    """The deals of a broker where somebody, whichever side, let the day of the next step pass."""
    if viewer.is_broker and (count := sums_of_list(viewer, Wanted(whose=MINE, is_late=True))[0].late):
        words = _("对接跟进") + _("：") + ngettext("%(num)s 单逾期", "%(num)s 单逾期", count)
        yield Task(words, "deals.list_deals", {"whose": MINE, "late": 1}, _("逾期"), is_pressing=True)


def _desk(viewer: Viewer) -> Iterator[Task]:
    """What waits at the desk of brokers, officers and administrators."""
    if works_at_desk(viewer):
        demands, achievements, experts, facilities, projects = counts_of(
            *(to_check(model, viewer) for model in (Demand, Achievement, Expert, Facility, Project))
        )
        if count := demands:
            words = ngettext("凝练台上有 %(num)s 条需求", "凝练台上有 %(num)s 条需求", count)
            yield Task(words, "refinements.list_refinements", {}, _("待办理"))
        if count := achievements:
            words = ngettext("%(num)s 条成果等待核验", "%(num)s 条成果等待核验", count)
            yield Task(words, "achievements.desk_queue", {}, _("待核验"))
        if count := experts:
            words = ngettext("%(num)s 份专家资料等待核验", "%(num)s 份专家资料等待核验", count)
            yield Task(words, "experts.desk_queue", {}, _("待核验"))
        if count := facilities:
            words = ngettext("%(num)s 个服务基地等待核验", "%(num)s 个服务基地等待核验", count)
            yield Task(words, "facilities.desk_queue", {}, _("待核验"))
        if count := projects:
            words = ngettext("%(num)s 个项目等待核验", "%(num)s 个项目等待核验", count)
            yield Task(words, "projects.desk_queue", {}, _("待核验"))
    if viewer.is_officer and (count := waiting_count(viewer)):
        words = ngettext("%(num)s 家机构等待核验", "%(num)s 家机构等待核验", count)
        yield Task(words, "organisation_desk.list_queue", {}, _("待核验"))
    if viewer.is_admin:
        wanted = select(func.count(User.id)).where(User.requested_role.is_not(None), User.is_active)
        if count := session.scalar(wanted):
            words = ngettext("%(num)s 人申请身份", "%(num)s 人申请身份", count)
            yield Task(words, "people_desk.list_people", {}, _("待处理"))
        if count := session.scalar(select(func.count(Job.id)).where(Job.state == DEAD)):
            words = ngettext("%(num)s 个后台任务失败", "%(num)s 个后台任务失败", count)
            yield Task(words, "core.list_jobs", {}, _("待处理"), True)
