"""The enterprise's word on a revised text: sent, approved and written, declined, or changed by the enterprise."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.records import PUBLISHED as LISTED
from matchmaking.core.records import SUBMITTED
from matchmaking.demands.models import Demand
from matchmaking.demands.services import change_demand, publish_demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.deadlines import pause_check, resume_check
from matchmaking.refinements.charge import move, refinement_of
from matchmaking.refinements.models import ENTERPRISE, DemandRevision, Refinement
from matchmaking.refinements.notices import tell_desk, tell_enterprise
from matchmaking.refinements.revising import latest, problems_of, write
from matchmaking.refinements.states import (
    APPROVED,
    ASKED,
    AWAITING,
    DECLINED,
    DROPPED,
    PUBLISHED,
    REFINING,
    REVISION_STATES,
    SENT,
    WRITTEN,
)
from matchmaking.refinements.triage import APPROVAL, set_to_work
from matchmaking.refinements.values import content_of, from_json


def send(demand: Demand, *, seen_version: int | None, publishes: bool, note: str, actor: Viewer) -> DemandRevision:
    """Send the newest revision to the enterprise. With `publishes` the desk has checked it: approval publishes it.

    Raises RuleBroken where something is missing, Conflict when the text changed since the page was shown.
    """
    refinement = refinement_of(demand)
    revision = latest(refinement)
    if revision is None:
        raise RuleBroken(_("还没有修改稿。原文没有改动，可以直接发布。"))
    if revision.state == SENT:
        return revision
    if refinement.state == ASKED:
        raise RuleBroken(_("企业还没有答复您的问题，等答复以后再送确认。"))
    check_version(refinement, seen_version)
    if problems := problems_of(demand, revision.values):
        raise RuleBroken(_("这一稿还不能送企业确认：%(why)s", why=problems[0].message))
    if demand.state == SUBMITTED:
        set_to_work(refinement, actor=actor)
        pause_check(DEMANDS, demand)
    REVISION_STATES.move(revision, SENT, actor=actor)
    revision.sent_at, revision.note = now(), note or revision.note
    refinement.publishes_on_approval = publishes
    move(refinement, AWAITING, actor=actor, number=revision.number)
    clock = open_clock(APPROVAL, demand, organisation_id=demand.organisation_id, county_code=demand.county_code)
    tell_enterprise(
        "approval", demand, f"{revision.id}:{refinement.text_version}", actor=actor, note=revision.note,
        publishes=publishes, by=clock.due_at.isoformat(),
    )  # fmt: skip
    return revision


def call_back(demand: Demand, *, actor: Viewer) -> None:
    """The desk takes a text back that the enterprise has not decided on, to go on writing."""
    refinement = refinement_of(demand)
    revision = latest(refinement)
    if refinement.state != AWAITING or revision is None:
        return
    REVISION_STATES.move(revision, WRITTEN, actor=actor)
    revision.sent_at = None
    refinement.text_version += 1
    close_clock(APPROVAL, demand, was_answered=False)
    move(refinement, REFINING, actor=actor)
    resume_check(DEMANDS, demand)


def approve(demand: Demand, *, seen_version: int | None, actor: Viewer) -> bool:
    """The enterprise agrees: the text is written into the demand and, when the desk had checked it, published.

    Returns whether it was published. Raises Conflict when the text was changed since the page was shown or when the
    demand itself no longer says what the revision was written from, RuleBroken where a gate refuses to publish.
    """
    refinement = refinement_of(demand)
    revision = _sent(refinement)
    check_version(refinement, seen_version)
    if content_of(demand) != last_approved(refinement).values:
        raise Conflict(_("写这一稿以后，需求原文又改过，不能直接覆盖。请退回技术经理人，让对方按新的原文再改。"))
    REVISION_STATES.move(revision, APPROVED, actor=actor)
    revision.answered_at = now()
    change_demand(demand, from_json(dict(revision.values)), actor=actor)
    close_clock(APPROVAL, demand)
    if demand.state == LISTED:
        move(refinement, PUBLISHED, actor=actor)
        tell_desk("approved", demand, revision.id, actor=actor, is_published=True)
        return True
    publishes = refinement.publishes_on_approval
    if publishes:
        # The receiver of this step moves the refinement on.
        publish_demand(demand, actor=actor)
    else:
        move(refinement, REFINING, actor=actor)
        resume_check(DEMANDS, demand)
    tell_desk("approved", demand, revision.id, actor=actor, is_published=publishes)
    return publishes


def decline(demand: Demand, sentence: str, *, actor: Viewer) -> None:
    """The enterprise does not agree and says why; the desk goes on from the last text."""
    refinement = refinement_of(demand)
    revision = _sent(refinement)
    REVISION_STATES.move(revision, DECLINED, actor=actor)
    revision.answer, revision.answered_at = sentence, now()
    _back_to_desk(demand, refinement, actor=actor)
    tell_desk("declined", demand, revision.id, actor=actor, sentence=sentence)


def change_sent(
    demand: Demand, values: Mapping[str, Any], *, note: str, form_key: str | None, actor: Viewer
) -> DemandRevision | None:
    """The enterprise changes the text that was sent: its own revision goes back to the desk. None: nothing changed."""
    refinement = refinement_of(demand)
    revision = _sent(refinement)
    own = write(demand, values, actor=actor, note=note, side=ENTERPRISE, anew=True, form_key=form_key)
    if own is None or own is revision:
        return None
    REVISION_STATES.move(revision, DROPPED, actor=actor)
    revision.answered_at = now()
    _back_to_desk(demand, refinement, actor=actor)
    tell_desk("changed", demand, own.id, actor=actor, note=note)
    return own


def _back_to_desk(demand: Demand, refinement: Refinement, *, actor: Viewer) -> None:
    close_clock(APPROVAL, demand)
    refinement.text_version += 1
    if demand.state == LISTED:
        move(refinement, PUBLISHED, actor=actor)
        return
    move(refinement, REFINING, actor=actor)
    resume_check(DEMANDS, demand)


def _sent(refinement: Refinement) -> DemandRevision:
    revision = latest(refinement)
    if refinement.state != AWAITING or revision is None or revision.state != SENT:
        raise RuleBroken(_("这一稿已经处理过，或者技术经理人已收回。请刷新页面查看最新进展。"))
    # The step below needs the row's own id in every notice.
    current_session().flush()
    return revision


def last_approved(refinement: Refinement) -> DemandRevision:
    """The newest text that the enterprise stands by: its own, or the last one it agreed to."""
    return next(one for one in reversed(refinement.revisions) if one.state == APPROVED)


def check_version(refinement: Refinement, seen_version: int | None) -> None:
    """Refuse to decide on a text that the page did not show. Raises Conflict."""
    if seen_version != refinement.text_version:
        raise Conflict(_("您打开这一页之后，修改稿已经变了。请打开最新内容再决定。"))
