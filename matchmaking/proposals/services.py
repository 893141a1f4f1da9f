"""Starts, writes, submits, revises, withdraws and discards an answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.records import changed_values, number_for
from matchmaking.demands.models import Demand
from matchmaking.files.queries import files_of
from matchmaking.files.services import delete_file
from matchmaking.listings.disclosure import as_shown
from matchmaking.organisations.models import Organisation
from matchmaking.proposals.content import FLAT, PROMISED, content_of
from matchmaking.proposals.deadlines import end_review, start_review
from matchmaking.proposals.models import Promise, Proposal, ProposalRevision
from matchmaking.proposals.notices import tell_demand_side
from matchmaking.proposals.permissions import takes_changes
from matchmaking.proposals.promising import fresh_rows, is_outdated
from matchmaking.proposals.queries import answers_of, by_form_key, matched_achievements, open_key
from matchmaking.proposals.rules import MOST_ACHIEVEMENTS, contradictions, gaps
from matchmaking.proposals.signals import proposal_revised, proposal_submitted, proposal_withdrawn
from matchmaking.proposals.states import DRAFT, PROPOSAL_STATES, SUBMITTED, WITHDRAWN

PREFIX = "YD"
MOST_MATCHED = 3


def start_proposal(
    demand: Demand, organisation: Organisation, *, actor: Viewer, form_key: str | None, like: Proposal | None = None
) -> Proposal:
    """Begin an answer as a draft; the one that there is already, or that this form has made, is returned instead.

    `like` is an earlier answer of the same organisation whose texts, team and references are taken over; promises come
    along where a criterion has the same name. Without one the team's achievements that match the demand are linked.
    """
    present = answers_of(organisation.id, demand.id)
    if form_key and actor.user_id:
        present = present or by_form_key(form_key, actor.user_id)
    if present is not None:
        return present
    require_open(demand)
    proposal = Proposal(
        demand=demand,
        organisation=organisation,
        created_by_id=actor.user_id,
        form_key=form_key or None,
        open_key=open_key(demand.id, organisation.id),
        is_sample=False,
    )
    if like is not None:
        for name in FLAT:
            setattr(proposal, name, getattr(like, name))
        linked: Sequence[Achievement] = [one for one in like.achievements if one.is_published]
    else:
        linked = matched_achievements(demand.id, organisation.id, MOST_MATCHED)
    proposal.achievements = list(linked)
    rows = fresh_rows(as_shown(actor, demand), like.promises if like is not None else ())
    proposal.promises = [Promise(position=place, **row) for place, row in enumerate(rows)]
    current_session().add(proposal)
    history.record("proposals.created", proposal, actor=actor, to_state=DRAFT)
    return proposal


def require_open(demand: Demand) -> None:
    """Raises RuleBroken when the demand takes no answers any more, to the second."""
    if not takes_changes(demand):
        raise RuleBroken(closed_words(demand))


def closed_words(demand: Demand, *, loses_text: bool = True) -> str:
    """Why nothing can be written any more; `loses_text` when what was just sent is stored nowhere."""
    if not demand.is_published:
        return _("这条需求已撤回，不再接受应答。")
    if not loses_text:
        return _("应答已于截止日 24:00（北京时间）截止，不能再提交或修改。已保存的内容还在。")
    return _("应答已于截止日 24:00（北京时间）截止，内容没有保存。需要的话请把文字复制下来。")


def complete_rows(proposal: Proposal, rows: Sequence[Any], actor: Viewer) -> list[dict[str, Any]]:
    """What a form or a proposal holds for each criterion, together with the criterion as it is now.

    Criteria that the demand keeps for those whom it agreed to can be answered only by these.
    """
    return fresh_rows(as_shown(actor, proposal.demand), rows)


def change_proposal(proposal: Proposal, values: Mapping[str, Any], achievements: Sequence[Achievement]) -> bool:
    """Store what a form holds; True when anything changed. `values["promises"]` are complete rows.

    Of a submitted answer use `revise_proposal`: what others read changes only with a new version.
    """
    flat = {name: values[name] for name in FLAT}
    flat |= {name: flat[name] or "" for name in ("title", "idea", "basis", "validation", "plan", "team")}
    changed = changed_values(proposal, flat)
    for name, value in changed.items():
        setattr(proposal, name, value)
    touched = _write_promises(proposal, values["promises"])
    wanted = sorted(achievements, key=lambda one: one.id)[:MOST_ACHIEVEMENTS]
    if [one.id for one in wanted] != [one.id for one in proposal.achievements]:
        proposal.achievements = list(wanted)
        touched = True
    if touched:
        # A change of child rows must raise the version, or two people could overwrite each other.
        proposal.updated_at = now()
    return bool(changed) or touched


def _write_promises(proposal: Proposal, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Make the promises equal to the rows, in their places."""
    wanted = [{name: row[name] if row[name] != "" else None for name in PROMISED} for row in rows]
    if wanted == [{name: getattr(one, name) for name in PROMISED} for one in proposal.promises]:
        return False
    for place, values in enumerate(wanted):
        if place == len(proposal.promises):
            proposal.promises.append(Promise(position=place))
        for name, value in {**values, "position": place}.items():
            setattr(proposal.promises[place], name, value)
    del proposal.promises[len(wanted) :]
    return True


def values_of(proposal: Proposal, actor: Viewer) -> dict[str, Any]:
    """The content as plain data, with the criteria as they are now."""
    return {
        **{name: getattr(proposal, name) for name in FLAT},
        "promises": complete_rows(proposal, proposal.promises, actor),
    }


def submit_proposal(proposal: Proposal, *, actor: Viewer, no_confidential: bool) -> None:
    """Hand a draft in. Raises RuleBroken when it is late or incomplete, or when the declaration is missing."""
    require_open(proposal.demand)
    if is_outdated(as_shown(actor, proposal.demand), proposal.promises):
        raise RuleBroken(outdated_words())
    _require_fit(proposal, values_of(proposal, actor), no_confidential)
    PROPOSAL_STATES.move(proposal, SUBMITTED, actor=actor)
    proposal.no_confidential = True
    proposal.submitted_at = now()
    proposal.number = proposal.number or number_for(PREFIX, proposal.id, today())
    _keep_revision(proposal, actor)
    start_review(proposal)
    tell_demand_side(proposal, "submitted", actor)
    proposal_submitted.send(proposal, actor=actor)


def revise_proposal(
    proposal: Proposal, values: Mapping[str, Any], achievements: Sequence[Achievement], *, actor: Viewer
) -> bool:
    """Replace what was submitted by a new version; False when nothing differs. Raises RuleBroken as submitting does."""
    require_open(proposal.demand)
    _require_fit(proposal, values, True)
    if not change_proposal(proposal, values, achievements):
        return False
    proposal.revised_at = now()
    _keep_revision(proposal, actor)
    history.record("proposals.revised", proposal, actor=actor, data={"version": len(proposal.revisions)})
    tell_demand_side(proposal, "revised", actor, times=len(proposal.revisions) - 1)
    proposal_revised.send(proposal, actor=actor)
    return True


def _require_fit(proposal: Proposal, values: Mapping[str, Any], no_confidential: bool) -> None:
    if not no_confidential:
        raise RuleBroken(_("提交前请确认方案不含保密内容。"))
    if not proposal.organisation.is_public:
        raise RuleBroken(unverified_words())
    if contradictions(values) or gaps(values):
        raise RuleBroken(_("还有内容没有填完整，请回到编辑页补充后再提交。"))


def unverified_words() -> str:
    """What an organisation that nobody has verified must do first."""
    return _("贵单位还没有通过认证，草稿可以先写，认证通过后才能提交。请到单位页面提交认证。")


def outdated_words() -> str:
    """The demand asks something else than when the promises were written."""
    return _("需求的技术指标有变化，请回到编辑页逐项核对、保存，再提交。")


def _keep_revision(proposal: Proposal, actor: Viewer) -> None:
    number = len(proposal.revisions) + 1
    proposal.revisions.append(
        ProposalRevision(number=number, at=now(), by_id=actor.user_id, content=content_of(proposal))
    )


def withdraw_proposal(proposal: Proposal, *, actor: Viewer, reason: str) -> None:
    """Take a submitted answer back; its organisation may answer again while the demand is open."""
    PROPOSAL_STATES.move(proposal, WITHDRAWN, actor=actor)
    proposal.withdrawn_at, proposal.withdrawal_reason, proposal.open_key = now(), reason, None
    end_review(proposal, was_answered=False)
    tell_demand_side(proposal, "withdrawn", actor, number=proposal.number, reason=reason)
    proposal_withdrawn.send(proposal, actor=actor)


def discard_proposal(proposal: Proposal, *, actor: Viewer) -> None:
    """Throw a draft away, with its files."""
    for stored in files_of(proposal.__tablename__, proposal.id):
        delete_file(stored, viewer=actor)
    history.record("proposals.discarded", proposal, actor=actor, from_state=DRAFT)
    current_session().delete(proposal)
