"""The steps of an organisation's chain for one contract, and writing the chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict
from matchmaking.organisations.queries import member_ids
from matchmaking.signings import queries
from matchmaking.signings.models import ApprovalChain, ChainMember, ChainStep


@dataclass(frozen=True)
class Link:
    """One step: its name (empty: the owners of the organisation) and who may decide it."""

    name: str
    user_ids: tuple[int, ...]
    from_amount: Decimal | None = None


def links_for(organisation_id: int, amount: Decimal | None) -> list[Link]:
    """The steps that a contract of `amount` yuan goes through; at least one."""
    chain = queries.chain_of(organisation_id)
    links = [
        Link(one.name, tuple(member.user_id for member in one.members), one.from_amount)
        for one in (chain.steps if chain is not None else ())
        if one.from_amount is None or (amount is not None and amount >= one.from_amount)
    ]
    # Thresholds may leave nobody for a small contract: then the owners look at it, as without a chain.
    return links or [owners_link(organisation_id)]


def owners_link(organisation_id: int) -> Link:
    """What holds where nothing was set."""
    return Link("", tuple(member_ids(organisation_id, "owner")))


def write_chain(
    organisation_id: int, links: Sequence[Link], *, seen_version: int | None, actor: Viewer
) -> ApprovalChain | None:
    """Set the chain; without links the owners approve again. Approvals that run keep the steps they began with.

    Raises Conflict when somebody else changed it meanwhile.
    """
    session = current_session()
    chain = queries.chain_of(organisation_id)
    if (chain.version if chain is not None else None) != seen_version:
        raise Conflict(_("您打开这一页之后，别人已经改过审批流程，您的修改没有保存。请打开最新的再改一次。"))
    if not links:
        if chain is not None:
            history.record("approval_chains.removed", chain, actor=actor)
            session.delete(chain)
        return None
    if chain is None:
        chain = ApprovalChain(organisation_id=organisation_id)
        session.add(chain)
    else:
        # Also where only the steps differ, the chain itself counts as changed.
        chain.steps.clear()
        chain.updated_at = now()
        session.flush()
    for position, link in enumerate(links):
        chain.steps.append(
            ChainStep(
                position=position, name=link.name, from_amount=link.from_amount,
                members=[ChainMember(user_id=one) for one in link.user_ids],
            )
        )  # fmt: skip
    session.flush()
    history.record("approval_chains.written", chain, actor=actor, data={"steps": len(links)})
    return chain
