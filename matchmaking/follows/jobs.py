"""Telling followers of new records, after the index has them."""

from matchmaking.core.jobs import job
from matchmaking.follows.alerts import tell_followers as tell


@job("follows.tell_followers")
def tell_followers(kind: str, ids: list[int]) -> None:
    """One transaction with all its notices; run again, it tells nobody twice."""
    tell(kind, ids)
