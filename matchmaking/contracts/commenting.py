"""What the sides say of single clauses: asked, answered, resolved. Open comments hold the agreement up."""

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.contracts.clocks import COMMENT
from matchmaking.contracts.generating import digest_of
from matchmaking.contracts.models import ClauseComment, ClauseReply, Contract, ContractVersion
from matchmaking.contracts.services import PARTIES, check_open, page_of, touch
from matchmaking.contracts.states import AGREED
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.deals import logs
from matchmaking.deals.queries import people_of
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.notifications.services import notify


def other_party(side: str) -> str:
    """The party across the table."""
    return SELLER if side == BUYER else BUYER


def add_comment(
    contract: Contract, version: ContractVersion, clause: str, words: str, *, side: str, asked: str, actor: Viewer,
    form_key: str | None,
) -> ClauseComment:  # fmt: skip
    """Say something of a clause; the side `asked` has a limit for answering. Sent twice, it is one.

    A comment on an agreed text opens it again. Raises RuleBroken for a clause that the version does not have.
    """
    check_open(contract)
    form_key = digest_of(f"{form_key}:{clause}") if form_key else None
    if form_key:
        before = current_session().scalar(select(ClauseComment).where(ClauseComment.form_key == form_key))
        if before is not None and before.contract_id == contract.id:
            return before
    if clause not in {one["key"] for one in version.clauses}:
        raise RuleBroken(_("这一稿里没有这一条，请刷新页面。"))
    asked = asked if asked in PARTIES and asked != side else other_party(side)
    comment = ClauseComment(
        contract_id=contract.id, version_number=version.number, clause=clause, title=contract.title, side=side,
        asked_side=asked, user_id=actor.user_id, words=words, at=now(), form_key=form_key, replies=[],
    )  # fmt: skip
    current_session().add(comment)
    current_session().flush()
    comment.contract = contract
    logs.keep(
        contract.deal, "contracts.comment", actor=actor, contract_id=contract.id, comment_id=comment.id, side=side
    )
    _wait(comment, asked)
    _tell(comment, "comment", asked, actor)
    if contract.state == AGREED:
        touch(contract, actor=actor)
        # Nothing of the text has changed yet.
        contract.changed_at = min(contract.changed_at, version.at)
    return comment


def answer_comment(
    comment: ClauseComment, words: str, *, side: str, actor: Viewer, form_key: str | None
) -> ClauseReply | None:
    """Answer below a comment; whoever did not speak last is next. Raises RuleBroken for one that is resolved."""
    check_open(comment.contract)
    if comment.resolved_at is not None:
        raise RuleBroken(_("这条意见已经解决。还有话要说，请另提一条。"))
    if form_key and any(one.form_key == form_key for one in comment.replies):
        return None
    reply = ClauseReply(side=side, user_id=actor.user_id, words=words, at=now(), form_key=form_key or None)
    comment.replies.append(reply)
    current_session().flush()
    logs.keep(
        comment.contract.deal, "contracts.reply", actor=actor, contract_id=comment.contract_id, comment_id=comment.id
    )
    next_side = comment.asked_side if side == comment.side else comment.side
    close_clock(COMMENT, comment)
    _wait(comment, next_side)
    _tell(comment, "reply", next_side, actor, once=reply.id)
    return reply


def resolve_comment(comment: ClauseComment, *, side: str, actor: Viewer) -> None:
    """The side that raised it, or the broker's, says that it is settled. Again changes nothing."""
    check_open(comment.contract)
    if comment.resolved_at is not None:
        return
    if not may_resolve(comment, side):
        raise RuleBroken(_("由提出意见的一方或者技术经理人标为已解决。"))
    comment.resolved_at, comment.resolved_by_id, comment.resolved_side = now(), actor.user_id, side
    close_clock(COMMENT, comment)
    logs.keep(
        comment.contract.deal, "contracts.resolved", actor=actor, contract_id=comment.contract_id, comment_id=comment.id
    )


def may_resolve(comment: ClauseComment, side: str | None) -> bool:
    """Whether this side may settle it."""
    return side is not None and side in (comment.side, BROKER)


def _wait(comment: ClauseComment, side: str) -> None:
    deal = comment.contract.deal
    if side == BROKER:
        open_clock(COMMENT, comment, user_id=deal.broker_id, organisation_id=None if deal.broker_id else deal.centre_id)
        return
    open_clock(COMMENT, comment, organisation_id=deal.party_id(side))


def _tell(comment: ClauseComment, what: str, side: str, actor: Viewer, once: object = "") -> None:
    deal = comment.contract.deal
    people = [one for one in people_of(deal, side) if one != actor.user_id]
    once_key = f"contracts:comment:{comment.id}:{what}:{once}"
    page = page_of(comment.contract)
    notify(people, f"contracts.{what}", once_key, page, title=deal.title, clause=comment.clause)
