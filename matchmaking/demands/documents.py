"""What the search index knows of a demand."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from matchmaking.core.filters import SHANGHAI, today
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings import queries
from matchmaking.listings.audiences import is_public
from matchmaking.listings.disclosure import as_public
from matchmaking.listings.documents import amount_band, copy_group, joined, rows_text
from matchmaking.organisations.models import Organisation
from matchmaking.search.engine import Document
from matchmaking.search.registry import register

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


def describe(demand: Demand) -> Document | None:
    """The document of a published demand that everybody may see."""
    if not is_public(demand):
        return None
    return Document(
        kind=DEMANDS.kind,
        id=demand.id,
        title=demand.title,
        body=body(demand),
        facets=facets(demand),
        sorts=sorts(demand),
        revision=queries.revision_of(demand),
        group=copy_group(demand),
    )


def load(ids: Sequence[int]) -> list[Demand]:
    """Demands with everything that `describe` reads."""
    return queries.load_for_index(DEMANDS, ids)


def register_documents() -> None:
    """Have the index follow the demands."""
    register(
        DEMANDS.kind,
        model=Demand,
        describe=describe,
        all_ids=lambda: queries.revisions(DEMANDS),
        load=load,
        related={Organisation: lambda organisation: queries.ids_of_organisation(DEMANDS, organisation.id)},
    )
