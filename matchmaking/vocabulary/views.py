"""The public page: which industries, fields and levels the platform uses, and what is not confirmed about them."""

from collections.abc import Iterable

from flask import Blueprint, render_template

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.core.panels import panels_for
from matchmaking.vocabulary.kinds import KINDS
from matchmaking.vocabulary.queries import Entry, terms

vocabulary = Blueprint("vocabulary", __name__)
STRATEGIC_FIELDS = 15


@vocabulary.get("/vocabulary")
@guard(PUBLIC)
def show_vocabulary() -> str:
    """Industries by group and year, strategic fields, places, readiness levels."""
    fields = [entry for entry in terms("field315") if entry.parent]
    areas = [entry for entry in terms("field315") if not entry.parent]
    industries = terms("industry")
    return render_template(
        "vocabulary/show_vocabulary.html",
        kinds=KINDS,
        industry_year=max((entry.year for entry in industries), default=0),
        industry_groups=_below(terms("industry_group"), industries),
        former_industries=[
            entry for entry in terms("industry", 2021) if entry.code not in {current.code for current in industries}
        ],
        areas=_below(areas, fields),
        field_count=len(fields),
        missing_count=max(0, STRATEGIC_FIELDS - len(fields)),
        lists=[(KINDS[kind], terms(kind)) for kind in ("port_valley", "county", "zone", "technical_field")],
        levels=terms("readiness"),
        panels=panels_for("vocabulary", viewer(), None),
    )


def _below(parents: Iterable[Entry], children: Iterable[Entry]) -> list[tuple[Entry, list[Entry]]]:
    """Each parent with its children, in order."""
    children = list(children)
    return [(parent, [child for child in children if child.parent == parent.code]) for parent in parents]
