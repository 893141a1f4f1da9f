"""Putting demands together: one enterprise's duplicates become one, those of two enterprises are linked as joint."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, tuple_, update

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock
from matchmaking.core import history
from matchmaking.core.db import current_session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.languages import in_chinese
from matchmaking.demands.models import Demand
from matchmaking.demands.services import withdraw_demand
from matchmaking.demands.side import DEMANDS
from matchmaking.files.models import StoredFile
from matchmaking.listings.deadlines import end_check
from matchmaking.listings.gates import is_locked
from matchmaking.matching.judgment_models import CURRENT, Judgment
from matchmaking.matching.relearning import learn_again
from matchmaking.matching.repeating import take_over_repeats
from matchmaking.refinements.approval import send
from matchmaking.refinements.charge import claim_if_free, move, refinement_of
from matchmaking.refinements.models import DESK, JointLink
from matchmaking.refinements.notices import tell_enterprise
from matchmaking.refinements.permissions import can_work_on
from matchmaking.refinements.queries import find_link, find_refinement, merge_targets
from matchmaking.refinements.revising import latest, newest_values, write
from matchmaking.refinements.signals import demand_merged
from matchmaking.refinements.states import AWAITING, DROPPED, MERGED, REVISION_STATES
from matchmaking.refinements.triage import ANSWER, REVIEW
from matchmaking.refinements.values import row_values

TEXTS = ("problem", "context", "tried", "offers")
KEEP, TAKE, BOTH = "keep", "take", "both"


def merged_values(
    demand: Demand, target: Demand, *, texts: Mapping[str, str], own: list[int], others: list[int]
) -> dict[str, Any]:
    """The target's text after the merge (plain data): per text field kept, taken over or both, and the chosen rows.

    `own` are the places of the target's criteria that stay, `others` those of the demand's that come along.
    """
    mine = newest_values(demand, refinement_of(demand))
    its = newest_values(target, refinement_of(target))
    values: dict[str, Any] = {}
    for name, choice in texts.items():
        if choice == TAKE:
            values[name] = mine.get(name) or ""
        elif choice == BOTH:
            values[name] = "\n".join(dict.fromkeys(part for part in (its.get(name), mine.get(name)) if part))
    stay, come = row_values(its, "criteria"), row_values(mine, "criteria")
    values["criteria"] = [row for place, row in enumerate(stay) if place in own]
    values["criteria"] += [row for place, row in enumerate(come) if place in others and row not in values["criteria"]]
    words = [*(its.get("keywords") or []), *(mine.get("keywords") or [])]
    values["keywords"] = list(dict.fromkeys(words))[:10]
    return values


def obstacle(target: Demand, viewer: Viewer) -> str | None:
    """Why nothing can be merged into this demand just now, in words; None when nothing stands in the way."""
    way = find_refinement(target.id)
    if is_locked(target):
        return _("正按别的程序办理，文字不能改，不能并入。")
    if way is not None and way.state == AWAITING:
        return _("那一条正等企业确认，请等企业确认以后再合并。")
    if not target.is_published and not can_work_on(viewer, target, way):
        return _("由别人负责，请先和负责人商量。")
    return None


def merge(demand: Demand, target: Demand, values: Mapping[str, Any], *, actor: Viewer) -> None:
    """Close `demand` as merged into another demand of the same enterprise; its files and judgments move over.

    What the target says from now on is a revision of it, which the enterprise approves like any other; the text of a
    public target goes to the enterprise at once. Raises RuleBroken for a target that it cannot be merged into.
    """
    if target.id not in {one.id for one in merge_targets(demand)}:
        raise RuleBroken(_("只能合并到同一家企业已提交或已发布的另一条需求。"))
    refinement = claim_if_free(demand, actor=actor)
    if stands := obstacle(target, actor):
        raise RuleBroken(stands)
    if refinement.state == AWAITING:
        raise RuleBroken(_("这一条的修改稿正等企业确认，请先收回再合并。"))
    note = in_chinese(_l("合并自 %(number)s“%(title)s”", number=demand.number or demand.id, title=demand.title))
    if target.is_published:
        _revise_public(target, values, note, demand, actor)
    else:
        claim_if_free(target, actor=actor)
        write(target, values, actor=actor, note=note, anew=True, merges=demand)
    _hand_over(demand, target)
    take_over_repeats(demand, target)
    learn_again([target.id])
    if (left := latest(refinement)) is not None:
        REVISION_STATES.move(left, DROPPED, actor=actor)
    for kind in (ANSWER, REVIEW):
        close_clock(kind, demand, was_answered=False)
    refinement.merged_into = target
    # Before the demand moves, so that the receiver of that step finds it done.
    move(refinement, MERGED, actor=actor, into=target.id)
    # Officers read why it was withdrawn; which one it was merged into would tell them whose a hidden name is.
    reason = in_chinese(_l("已合并到本单位的另一条需求。"))
    withdraw_demand(demand, actor=actor, reason=reason)
    end_check(DEMANDS, demand)
    demand_merged.send(demand, into=target, actor=actor)
    tell_enterprise("merged", demand, target.id, actor=actor, into=target.title)


def _revise_public(target: Demand, values: Mapping[str, Any], note: str, demand: Demand, actor: Viewer) -> None:
    """A public demand keeps its text until the enterprise approves the new one."""
    refinement = refinement_of(target)
    if (
        write(target, values, actor=actor, note=note, side=DESK, touches_desk=False, anew=True, merges=demand)
        is not None
    ):
        send(target, seen_version=refinement.text_version, publishes=False, note=note, actor=actor)


def _hand_over(demand: Demand, target: Demand) -> None:
    """Files move over, and what was said of the demand's matches where nobody said it of the target's."""
    session = current_session()
    files = update(StoredFile).where(
        StoredFile.subject_type == Demand.__tablename__, StoredFile.subject_id == demand.id
    )
    session.execute(files.values(subject_id=target.id))
    said = select(Judgment.achievement_id, Judgment.judge_key).where(
        Judgment.demand_id == target.id, Judgment.state == CURRENT
    )
    judgments = update(Judgment).where(
        Judgment.demand_id == demand.id, tuple_(Judgment.achievement_id, Judgment.judge_key).not_in(said)
    )
    session.execute(judgments.values(demand_id=target.id), execution_options={"synchronize_session": False})


def link(demand: Demand, other: Demand, *, actor: Viewer) -> None:
    """Note that two demands could be one order; a second time changes nothing.

    Whether both are of one enterprise is not asked: the answer would give a hidden name away.
    """
    if find_link(demand.id, other.id) is None:
        low, high = sorted((demand.id, other.id))
        current_session().add(JointLink(demand_id=low, other_id=high, created_by_id=actor.user_id))
        history.record("refinements.linked", refinement_of(demand), actor=actor, data={"other": other.id})


def unlink(demand: Demand, other: Demand, *, actor: Viewer) -> None:
    """They could not, after all."""
    found = find_link(demand.id, other.id)
    if found is not None:
        current_session().delete(found)
        history.record("refinements.unlinked", refinement_of(demand), actor=actor, data={"other": other.id})
