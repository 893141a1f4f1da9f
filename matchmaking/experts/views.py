"""The public pages of experts and the steps of their form."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.experts.catalogue import CATALOGUE
from matchmaking.experts.models import Expert
from matchmaking.experts.pages import in_list, place, who
from matchmaking.experts.queries import own_profile
from matchmaking.experts.side import EXPERTS
from matchmaking.experts.states import COLLEAGUE
from matchmaking.experts.steps import WRITING
from matchmaking.listings import draft_views, step_views, views
from matchmaking.listings.rules import Problem

experts = Blueprint("experts", __name__)
Answer = str | Response | tuple[str, int]


@experts.get("/experts")
@guard(PUBLIC)
def list_experts() -> str:
    """Find experts."""
    return views.show_list(EXPERTS, CATALOGUE, viewer(), partial(in_list, viewer=viewer()))


@experts.get("/experts/<int:expert_id>")
@guard(PUBLIC)
def show_expert(expert_id: int) -> str:
    """One expert."""
    return _page(views.load(EXPERTS, expert_id, viewer()), viewer())


@experts.get("/experts/<int:expert_id>/preview")
@guard(SIGNED_IN)
def preview_expert(expert_id: int) -> str:
    """The page of the expert as somebody else will see it."""
    return draft_views.preview(views.load(EXPERTS, expert_id, viewer()), viewer(), _page)


def _page(expert: Expert, person: Viewer, **context: Any) -> str:
    return views.show_record(EXPERTS, expert, person, who=who(expert, person), place=place(expert, person), **context)


@experts.route("/experts/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_expert() -> Answer:
    """Write the first step of a profile: of oneself, or of a colleague for the organisation that one writes for."""
    person = viewer()
    for_colleague = request.form.get("written_for") == COLLEAGUE
    may_write_for_others = person.edits_for(person.organisation_id)
    require(not for_colleague or may_write_for_others)
    own = own_profile(person)
    is_the_same = own is not None and own.form_key == request.form.get("form_key")
    is_second = own is not None and not is_the_same and not for_colleague
    if is_second and not may_write_for_others:
        flash(_("您已有一份专家资料，请在这一份上修改。"), "info")
        return redirect(views.address(EXPERTS, "show", own), 303)
    message = _("您本人已有一份专家资料，请到“专家资料”里修改那一份。这里可以为同事填写。")
    return step_views.write_first(WRITING, person, [Problem("written_for", message)] if is_second else [])


@experts.get("/experts/<int:expert_id>/edit")
@guard(SIGNED_IN)
def edit_expert(expert_id: int) -> str:
    """The steps of the form, how far each one is, and where to go on."""
    return step_views.task_list(WRITING, views.load(EXPERTS, expert_id, viewer()), viewer())


@experts.route("/experts/<int:expert_id>/edit/<step>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def write_expert(expert_id: int, step: str) -> Answer:
    """One step of the form."""
    return step_views.write_step(WRITING, views.load(EXPERTS, expert_id, viewer()), step, viewer())


@experts.route("/experts/<int:expert_id>/discard", methods=["GET", "POST"])
@guard(SIGNED_IN)
def discard_expert(expert_id: int) -> Answer:
    """Delete a draft that was never handed in."""
    return draft_views.discard(EXPERTS, views.load(EXPERTS, expert_id, viewer()), viewer())


@experts.get("/experts/mine")
@guard(SIGNED_IN)
def my_experts() -> str:
    """The profiles of the viewer's organisation, the own one among them, by state."""
    return views.my_records(EXPERTS, viewer())
