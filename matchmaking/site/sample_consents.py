"""The invented requests to see what sample records keep back."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.consents.queries import latest_by_group
from matchmaking.consents.services import ask, grant_consent
from matchmaking.core.db import session
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation


def load_consents(
    rows: Sequence[Mapping[str, Any]],
    source: str,
    organisations: Mapping[str, Organisation],
    authors: Mapping[int, Viewer],
) -> None:
    """Ask as each organisation would; those with an answer are granted. What was asked before is left as it is."""
    for row in rows:
        asking = organisations[row["organisation"]]
        demand = session.scalar(
            select(Demand).where(Demand.external_source == source, Demand.external_number == row["demand"])
        )
        author = authors.get(asking.id)
        if demand is None or author is None or row["group"] in latest_by_group(demand, asking.id):
            continue
        asker = Viewer(author.user_id, organisation_id=asking.id, memberships={asking.id: "owner"})
        for consent in ask(demand, [row["group"]], row["purpose"], actor=asker):
            if row["answer"]:
                grant_consent(consent, actor=authors.get(demand.organisation_id), answer=row["answer"])
