"""Who is told of a step of the performance: without amounts, and without the name of anybody."""

from matchmaking.core.letters import path_to
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import people_of
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.notifications.services import notify


def other_side(side: str) -> tuple[str, ...]:
    """Who hears what a side did, beside the broker; what the broker did, both parties hear."""
    return (SELLER,) if side == BUYER else (BUYER,) if side == SELLER else (BUYER, SELLER)


def tell(
    deal: Deal, what: str, once: str, *, to: tuple[str, ...], endpoint: str, title: str = "", **arguments: int
) -> None:
    """Tell the people of these sides, and the broker, that `what` happened; `title` is that of a milestone or payment.

    `what` is a code of templates/milestones/notices/step.txt.
    """
    path = path_to(endpoint, **arguments)
    for side in dict.fromkeys((*to, BROKER)):
        notify(
            people_of(deal, side), "milestones.step", f"milestones:{what}:{once}", path,
            what=what, deal=deal.title, title=title, side=side,
        )  # fmt: skip
