"""Who is told of a step of an answer. What a sealed answer is called, or whose it is, stays out of every notice."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.demands.models import Demand
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import Topic
from matchmaking.organisations.queries import writer_ids
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.permissions import is_blind_for_owner, is_sealed

PROPOSALS = Topic(
    "proposals",
    _l("应答"),
    _l("您的需求收到应答、应答有修改或撤回；您应答的需求延期、撤回，或者截止前还有没提交的草稿。"),
    ("proposals.",),
    place=22,
)


def tell_demand_side(proposal: Proposal, step: str, actor: Viewer, **data: Any) -> None:
    """Tell those who may write for the demand's organisation. While it is sealed they hear only that there is one."""
    demand = proposal.demand
    sealed = is_sealed(demand)
    people = [one for one in writer_ids(demand.organisation_id) if one != actor.user_id]
    once = f"proposals:{proposal.id}:{step}:{len(proposal.revisions)}"
    # A reason or a number could say whose it is.
    name = "" if is_blind_for_owner(demand) else proposal.organisation.display_name
    shown = {} if sealed else {"organisation": name, **data}
    notify(people, f"proposals.{step}", once, answers_page(demand), title=demand.title, sealed=sealed, **shown)


def tell_team(proposal: Proposal, step: str, once: str, **data: Any) -> list[int]:
    """Tell those who may write for the answering organisation."""
    path = path_to("proposals.show_proposal", proposal_id=proposal.id)
    people = writer_ids(proposal.organisation_id)
    return notify(people, f"proposals.{step}", once, path, title=proposal.demand.title, **data)


def answers_page(demand: Demand) -> str:
    """Where the demand's side finds its answers."""
    return path_to("proposals.list_answers", demand_id=demand.id)
