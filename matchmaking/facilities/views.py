"""The public pages of service bases and the steps of their form."""

from functools import partial
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard
from matchmaking.facilities.catalogue import CATALOGUE
from matchmaking.facilities.models import Facility
from matchmaking.facilities.pages import in_list
from matchmaking.facilities.side import FACILITIES
from matchmaking.facilities.states import BASE_KINDS, BASE_NOTES
from matchmaking.facilities.steps import WRITING
from matchmaking.listings import draft_views, step_views, views

facilities = Blueprint("facilities", __name__)
Answer = str | Response | tuple[str, int]


@facilities.get("/facilities")
@guard(PUBLIC)
def list_facilities() -> str:
    """Find service bases."""
    return views.show_list(FACILITIES, CATALOGUE, viewer(), partial(in_list, _viewer=viewer()))


@facilities.get("/facilities/<int:facility_id>")
@guard(PUBLIC)
def show_facility(facility_id: int) -> str:
    """One service base."""
    return _page(views.load(FACILITIES, facility_id, viewer()), viewer())


@facilities.get("/facilities/<int:facility_id>/preview")
@guard(SIGNED_IN)
def preview_facility(facility_id: int) -> str:
    """The page of the base as somebody else will see it."""
    return draft_views.preview(views.load(FACILITIES, facility_id, viewer()), viewer(), _page)


def _page(facility: Facility, person: Viewer, **context: Any) -> str:
    return views.show_record(FACILITIES, facility, person, kinds=BASE_KINDS, notes=BASE_NOTES, **context)


@facilities.route("/facilities/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_facility() -> Answer:
    """Write the first step of a new base of the organisation that the viewer acts for."""
    return step_views.write_first(WRITING, viewer())


@facilities.get("/facilities/<int:facility_id>/edit")
@guard(SIGNED_IN)
def edit_facility(facility_id: int) -> str:
    """The steps of the form, how far each one is, and where to go on."""
    return step_views.task_list(WRITING, views.load(FACILITIES, facility_id, viewer()), viewer())


@facilities.route("/facilities/<int:facility_id>/edit/<step>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def write_facility(facility_id: int, step: str) -> Answer:
    """One step of the form."""
    return step_views.write_step(WRITING, views.load(FACILITIES, facility_id, viewer()), step, viewer())


@facilities.route("/facilities/<int:facility_id>/discard", methods=["GET", "POST"])
@guard(SIGNED_IN)
def discard_facility(facility_id: int) -> Answer:
    """Delete a draft that was never handed in."""
    return draft_views.discard(FACILITIES, views.load(FACILITIES, facility_id, viewer()), viewer())


@facilities.get("/facilities/mine")
@guard(SIGNED_IN)
def my_facilities() -> str:
    """The service bases of the viewer's organisation, by state."""
    return views.my_records(FACILITIES, viewer())
