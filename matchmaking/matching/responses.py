"""How soon owners usually act, as a step for each organisation; read once a day for the whole catalogue."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app

from matchmaking.clocks.queries import response_days_by_organisation
from matchmaking.core.filters import today
from matchmaking.listings.disclosure import hides_name
from matchmaking.matching.standing import response_step

MEMORY = "matching_responses"


@dataclass(frozen=True)
class Responses:
    """The steps of a day, by the id of the organisation."""

    day: date
    steps: dict[int, str]


def response_of(record: Any) -> str | None:
    """The step of the record's owner; None when there are too few cases, or when its name is hidden.

    How fast somebody answers stands on the page of an organisation, so beside a hidden name it would narrow down whose
    record it is.
    """
    if hides_name(record):
        return None
    known: Responses | None = current_app.extensions.get(MEMORY)
    if known is None or known.day != today():
        days = response_days_by_organisation()
        steps = {one: step for one, value in days.items() if (step := response_step(value)) is not None}
        known = current_app.extensions[MEMORY] = Responses(today(), steps)
    return known.steps.get(record.organisation_id)
