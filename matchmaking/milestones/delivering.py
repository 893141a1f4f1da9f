"""Handing in the proof of a milestone, and the buyer's answer to it against each criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.deals import logs
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.files.contents import Content
from matchmaking.files.queries import files_of
from matchmaking.files.services import keep
from matchmaking.milestones import queries
from matchmaking.milestones.models import DeliveredValue, Delivery, Milestone
from matchmaking.milestones.planning import settle
from matchmaking.milestones.plans import sha256_of
from matchmaking.milestones.signals import milestone_accepted
from matchmaking.milestones.states import (
    ACCEPTED,
    DELIVERED,
    DELIVERY_STATES,
    MILESTONE_STATES,
    OPEN,
    RETURNED,
    SENT_BACK,
    TAKEN,
    TAKEN_BACK,
    WAITING,
)
from matchmaking.milestones.telling import tell
from matchmaking.milestones.verdicts import has_value, measured_text, proposed_verdict, wanted_text

SUBJECT, PROOF = "milestone_deliveries", "proof"
CAN_DELIVER = (OPEN, SENT_BACK)


@dataclass(frozen=True)
class Proof:
    """What is handed in: words, values by the id of the criterion (column names of DeliveredValue), files."""

    words: str
    values: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    files: Sequence[Content] = ()
    form_key: str | None = None


@dataclass(frozen=True)
class Ruling:
    """What the buyer says of one value."""

    verdict: str
    note: str = ""


def must_be_open(milestone: Milestone) -> None:
    """Raise RuleBroken unless the proof of this milestone can be handed in now."""
    if milestone.state not in CAN_DELIVER:
        raise RuleBroken(_("这个里程碑现在不能提交：前一个还没有验收并到账，或者已经提交过。"))


def deliver(milestone: Milestone, proof: Proof, *, actor: Viewer) -> Delivery:
    """Hand in the proof of an open milestone. Raises RuleBroken while it is locked or waits, or a value is missing."""
    before = queries.delivery_with_key(proof.form_key) if proof.form_key else None
    if before is not None:
        return before
    must_be_open(milestone)
    if missing := [one.name for one in milestone.criteria if not has_value(proof.values.get(one.id) or _NOTHING)]:
        raise RuleBroken(_("请填写每项指标的实测值，还缺：%(names)s。", names=_("、").join(missing)))
    delivery = Delivery(
        milestone=milestone, number=len(milestone.deliveries) + 1, words=proof.words, at=now(), by_id=actor.user_id,
        form_key=proof.form_key,
    )  # fmt: skip
    for one in milestone.criteria:
        value = dict(proof.values[one.id])
        delivery.values.append(
            DeliveredValue(
                criterion_id=one.id, position=one.position, name=one.name, wanted=wanted_text(one),
                proposed=proposed_verdict(one, value), **value,
            )
        )  # fmt: skip
    current_session().add(delivery)
    # Its files need the id.
    current_session().flush()
    owner = milestone.deal.seller_id
    files = [keep(one, delivery, PROOF, actor, organisation_id=owner).sha256 for one in proof.files]
    delivery.sha256 = sha256_of(text_of(delivery, files))
    MILESTONE_STATES.move(milestone, DELIVERED, actor=actor)
    milestone.delivered_at = now()
    _keep(milestone, "delivered", delivery, actor, files=files)
    _tell(milestone, "delivered", delivery, BUYER)
    settle(milestone.plan, actor=actor)
    return delivery


_NOTHING: Mapping[str, Any] = {"value_low": None, "value_high": None, "text": "", "unit": "", "condition": ""}


def text_of(delivery: Delivery, files: Sequence[str]) -> dict[str, Any]:
    """What was handed in, as plain data: the hash is over it. `files` are the hashes of the files."""
    rows = [[one.name, one.wanted, measured_text(one), one.condition, one.measured_by] for one in delivery.values]
    return {
        "milestone": delivery.milestone_id, "number": delivery.number, "words": delivery.words, "files": list(files),
        "values": rows,
    }  # fmt: skip


def waiting_delivery(milestone: Milestone) -> Delivery | None:
    """What waits for the buyer's answer."""
    return next((one for one in reversed(milestone.deliveries) if one.state == WAITING), None)


def take_back(milestone: Milestone, *, actor: Viewer) -> None:
    """The seller takes back what waits, to hand in something else."""
    delivery = _waiting(milestone)
    DELIVERY_STATES.move(delivery, TAKEN_BACK, actor=actor)
    MILESTONE_STATES.move(milestone, OPEN, actor=actor)
    _keep(milestone, "taken_back", delivery, actor)
    settle(milestone.plan, actor=actor)


def decide(
    milestone: Milestone, *, seen: str, accepts: bool, rulings: Mapping[int, Ruling], words: str, actor: Viewer
) -> None:
    """The buyer accepts or sends back, with a verdict on each value (by its id); `seen` is the hash of what it read.

    Raises Conflict when something else waits now, RuleBroken without a verdict on each criterion, without a reason
    for each that is not met when it is sent back, and for accepting what is not met without saying why.
    """
    delivery = _waiting(milestone)
    if seen != delivery.sha256:
        raise Conflict(_("成果方换了一份提交内容。请刷新页面，看过最新的一份再验收。"))
    for one in delivery.values:
        ruling = rulings.get(one.id)
        if ruling is None or not ruling.verdict:
            raise RuleBroken(_("请对每项指标给出结论，还缺“%(name)s”。", name=one.name))
        if ruling.verdict != "met" and not ruling.note:
            raise RuleBroken(_("“%(name)s”没有满足，请写明差在哪里，或为什么仍然接受。", name=one.name))
        one.verdict, one.note = ruling.verdict, ruling.note
    if not accepts and not words:
        raise RuleBroken(_("退回请写明理由，成果方靠它修改。"))
    delivery.answer, delivery.decided_at, delivery.decided_by_id = words, now(), actor.user_id
    DELIVERY_STATES.move(delivery, TAKEN if accepts else RETURNED, actor=actor)
    MILESTONE_STATES.move(milestone, ACCEPTED if accepts else SENT_BACK, actor=actor)
    verdicts = {str(one.criterion_id or one.id): one.verdict for one in delivery.values}
    answer = sha256_of([words, [[one.name, one.verdict, one.note] for one in delivery.values]])
    if accepts:
        milestone.accepted_at = now()
    _keep(milestone, "accepted" if accepts else "sent_back", delivery, actor, verdicts=verdicts, answer_sha256=answer)
    _tell(milestone, "accepted" if accepts else "sent_back", delivery, SELLER)
    if accepts:
        milestone_accepted.send(milestone, actor=actor)
    settle(milestone.plan, actor=actor)


def _waiting(milestone: Milestone) -> Delivery:
    delivery = waiting_delivery(milestone)
    if delivery is None:
        raise RuleBroken(_("没有待验收的提交，可能刚被处理或收回。请刷新页面查看。"))
    return delivery


def _keep(milestone: Milestone, step: str, delivery: Delivery, actor: Viewer, **more: Any) -> None:
    logs.keep(
        milestone.deal, f"milestones.{step}", actor=actor, milestone_id=milestone.id, delivery_id=delivery.id,
        sha256=delivery.sha256, **more,
    )  # fmt: skip


def _tell(milestone: Milestone, what: str, delivery: Delivery, side: str) -> None:
    tell(
        milestone.deal, what, f"{delivery.id}", to=(side,), endpoint="milestones.show_milestone",
        title=milestone.title, milestone_id=milestone.id,
    )  # fmt: skip


def proof_files(delivery: Delivery) -> list[Any]:
    """The files of a proof."""
    return files_of(SUBJECT, delivery.id)
