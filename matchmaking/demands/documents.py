"""What the search index knows of a demand."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from matchmaking.core.filters import SHANGHAI, today
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.disclosure import as_public
from matchmaking.listings.documents import Documents, amount_band, joined, rows_text

CLOSING = timedelta(days=14)


def deadline_states(deadline_on: date | None) -> tuple[str, ...]:
    """Whether answers are still taken, today: "open" (perhaps also "closing") or "closed"."""
    if deadline_on is None:
        return ("open",)
    if is_over(deadline_on):
        return ("closed",)
    return ("open", "closing") if deadline_on <= today() + CLOSING else ("open",)


def facets(demand: Demand) -> Mapping[str, tuple[str, ...]]:
    """The values that the list filters by."""
    known = as_public(demand)
    return {
        "industry": tuple(demand.industry_codes),
        "kind": (demand.kind,) if demand.kind else (),
        "budget": () if "money" in known.locked else (amount_band(demand.budget_high, demand.budget_low),),
        "cooperation": tuple(demand.cooperation_modes),
        "deadline": deadline_states(demand.deadline_on),
        "county": (demand.county_code,) if demand.county_code else (),
    }


def sorts(demand: Demand) -> Mapping[str, float]:
    """The numbers that the list orders by."""
    found = {"published": demand.published_at.timestamp()} if demand.published_at else {}
    if demand.deadline_on is not None and not is_over(demand.deadline_on):
        found["deadline"] = datetime.combine(demand.deadline_on, time(), SHANGHAI).timestamp()
    known = as_public(demand)
    budget = known.budget_high if known.budget_high is not None else known.budget_low
    if budget is not None:
        found["budget"] = float(budget)
    return found


def body(demand: Demand) -> str:
    """Everything but the title that the demand should be found by: only what is public, no name that is hidden."""
    known = as_public(demand)
    return joined(
        [
            demand.summary,
            known.problem,
            known.context,
            known.tried,
            " ".join(demand.keywords),
            rows_text(known.criteria, "present_value", "test_method"),
            None if demand.hides_name else demand.organisation.name,
        ]
    )


DOCUMENTS = Documents(DEMANDS, body, facets, sorts)
describe, load, register_documents = DOCUMENTS.describe, DOCUMENTS.load, DOCUMENTS.register
