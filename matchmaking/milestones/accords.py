"""What both sides must agree to: one side proposes, it holds when buyer and seller have confirmed the same text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.milestones import queries
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.clocks import tend
from matchmaking.milestones.models import Milestone
from matchmaking.milestones.planning import settle
from matchmaking.milestones.plans import sha256_of
from matchmaking.milestones.states import ACCORD_STATES, AGREED, PROPOSED, REFUSED, WITHDRAWN
from matchmaking.milestones.telling import other_side, tell


@dataclass(frozen=True)
class Handling:
    """What a kind does: `check` refuses (RuleBroken) what can no longer hold, `apply` makes it hold."""

    check: Callable[[Accord], None]
    apply: Callable[[Accord, Any], None]


_handlings: dict[str, Handling] = {}


def register_accord(kind: str, handling: Handling) -> None:
    """Say what a kind does; the module of the kind calls it."""
    _handlings[kind] = handling


def text_of(
    deal: Deal, kind: str, words: str, content: Mapping[str, Any], milestone: Milestone | None
) -> dict[str, Any]:
    """What is confirmed, as plain data: the hash is over it."""
    return {
        "deal": deal.number, "kind": kind, "milestone": milestone.id if milestone else None, "words": words,
        # What the answering side adds comes after the text that both read.
        "content": {name: value for name, value in content.items() if name != "answer"},
    }  # fmt: skip


def propose(
    deal: Deal, kind: str, *, actor: Viewer, side: str, words: str = "", content: Mapping[str, Any] | None = None,
    milestone: Milestone | None = None, form_key: str | None = None,
) -> Accord:  # fmt: skip
    """Propose something; who acts for a party has thereby confirmed it. Raises RuleBroken while another one waits."""
    session = current_session()
    before = _by_form_key(form_key)
    if before is not None:
        return before
    key = f"{deal.id}:{kind}:{milestone.id if milestone else 0}"
    if queries.waiting_accord(deal, kind, milestone) is not None:
        raise RuleBroken(_("这件事已有一份在等对方答复。请等对方答复，或先收回那一份。"))
    data = dict(content or {})
    accord = Accord(
        deal=deal, kind=kind, milestone=milestone, title=milestone.title if milestone else deal.title, open_key=key,
        words=words, content=data, sha256=sha256_of(text_of(deal, kind, words, data, milestone)), side=side,
        by_id=actor.user_id, at=now(), state=PROPOSED, form_key=form_key,
    )  # fmt: skip
    _handlings[kind].check(accord)
    if side in (BUYER, SELLER):
        _sign(accord, side, actor)
    session.add(accord)
    session.flush()
    logs.keep(deal, "milestones.proposed", actor=actor, kind=kind, accord_id=accord.id, sha256=accord.sha256, side=side)
    _tell(accord, "proposed", other_side(side))
    tend(deal, queries.plan_of(deal))
    return accord


def confirm(accord: Accord, *, actor: Viewer, side: str, sha256: str, words: str = "", **more: Any) -> None:
    """Confirm for a party the text whose hash is `sha256`; with the second party's word it holds.

    `more` goes into what the answering side adds (`content["answer"]`). Raises Conflict for another text, RuleBroken
    where it can no longer hold.
    """
    _must_wait(accord)
    if sha256 != accord.sha256:
        raise Conflict(_("对方提出的内容已经不是您看到的那一份。请刷新页面，看过最新内容再确认。"))
    if side not in accord.lacks:
        raise RuleBroken(_("贵方已经确认过了，正在等对方。"))
    _handlings[accord.kind].check(accord)
    _sign(accord, side, actor)
    accord.answer, accord.answer_side, accord.answered_at = words, side, now()
    if more:
        accord.content = {**accord.content, "answer": more}
    logs.keep(
        accord.deal, "milestones.confirmed", actor=actor, kind=accord.kind, accord_id=accord.id, sha256=accord.sha256,
        side=side, answer=more or None,
    )  # fmt: skip
    if not accord.lacks:
        ACCORD_STATES.move(accord, AGREED, actor=actor)
        accord.open_key, accord.agreed_at = None, now()
        # What follows asks for what both sides agreed to.
        current_session().flush()
        _handlings[accord.kind].apply(accord, actor)
        logs.keep(accord.deal, "milestones.agreed", actor=actor, kind=accord.kind, accord_id=accord.id)
    _tell(accord, "agreed" if accord.is_agreed else "confirmed", other_side(side))
    _settle(accord, actor)


def refuse(accord: Accord, *, actor: Viewer, side: str, words: str) -> None:
    """Say no, with words for the other side. A delay that is objected to stays on record as such."""
    _must_wait(accord)
    if side not in (BUYER, SELLER) or side == accord.side:
        raise RuleBroken(_("这是贵方提出的，不再需要时请收回。"))
    ACCORD_STATES.move(accord, REFUSED, actor=actor)
    accord.open_key = None
    accord.answer, accord.answer_side, accord.answered_at = words, side, now()
    logs.keep(accord.deal, "milestones.refused", actor=actor, kind=accord.kind, accord_id=accord.id, side=side)
    _tell(accord, "refused", other_side(side))
    _settle(accord, actor)


def withdraw(accord: Accord, *, actor: Viewer, side: str) -> None:
    """Take back what the own side proposed and the other has not answered."""
    _must_wait(accord)
    if side != accord.side:
        raise RuleBroken(_("只有提出的一方可以收回。"))
    ACCORD_STATES.move(accord, WITHDRAWN, actor=actor)
    accord.open_key = None
    logs.keep(accord.deal, "milestones.withdrawn", actor=actor, kind=accord.kind, accord_id=accord.id, side=side)
    _settle(accord, actor)


def _by_form_key(form_key: str | None) -> Accord | None:
    return queries.accord_with_key(form_key) if form_key else None


def _must_wait(accord: Accord) -> None:
    if not accord.is_open:
        raise RuleBroken(_("这份确认事项已经有了结果，请刷新页面查看。"))


def _sign(accord: Accord, side: str, actor: Viewer) -> None:
    if side == BUYER:
        accord.buyer_at, accord.buyer_by_id = now(), actor.user_id
    else:
        accord.seller_at, accord.seller_by_id = now(), actor.user_id


def _settle(accord: Accord, actor: Any) -> None:
    current_session().flush()
    plan = queries.plan_of(accord.deal)
    if plan is None:
        tend(accord.deal, None)
    else:
        settle(plan, actor=actor)


def _tell(accord: Accord, what: str, to: tuple[str, ...]) -> None:
    tell(
        accord.deal, what, f"{accord.id}", to=to, endpoint="milestones.show_accord", title=accord.title,
        accord_id=accord.id,
    )  # fmt: skip
