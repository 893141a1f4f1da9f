"""Background work of interests: weighing takes longer than a request may, and longer than the write lock is held."""

from matchmaking.core.db import current_session, reading, unit_of_work
from matchmaking.core.jobs import job
from matchmaking.interests.models import Interest
from matchmaking.interests.pairing import add_pairs, pairs_of


@job("interests.pair_up", transaction=False)
def pair_up(interest_id: int) -> None:
    """Put the pairs of an interest into the list."""
    with reading():
        interest = current_session().get(Interest, interest_id)
        pairs = pairs_of(interest) if interest is not None and interest.open_key is not None else []
    if pairs:
        with unit_of_work():
            add_pairs(current_session().get_one(Interest, interest_id), pairs)
