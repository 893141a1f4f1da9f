"""Background work of search: the index follows the database."""

from typing import Any

from matchmaking.core.jobs import job
from matchmaking.search.following import bring_up_to_date
from matchmaking.search.following import catch_up as compare_and_repair


@job("search.follow", batch=200, transaction=False)
def follow(payloads: list[dict[str, Any]]) -> None:
    """Bring the index up to date for the records named by the jobs; many small jobs cost one commit."""
    wanted: dict[str, set[int]] = {}
    for payload in payloads:
        wanted.setdefault(payload["kind"], set()).update(payload["ids"])
    for kind, ids in wanted.items():
        bring_up_to_date(kind, ids)


@job("search.catch_up", queue="batch", transaction=False, every=3600)
def catch_up() -> None:
    """Compare index and database and repair what differs; enqueued at start and every hour."""
    compare_and_repair()
