"""The permanent hall, the page of a project, and the steps of its form."""

from functools import partial
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.forms import RIGHT_STATES
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard
from matchmaking.listings import draft_views, step_views, views
from matchmaking.media.models import SUMMARY
from matchmaking.media.queries import deck_of, ready_videos, summary_of
from matchmaking.projects.catalogue import CATALOGUE
from matchmaking.projects.models import SUBJECT, Project
from matchmaking.projects.pages import in_list, landing_words, shown_pictures, whose
from matchmaking.projects.permissions import organisation_shown, speaks_for_project
from matchmaking.projects.side import PROJECTS
from matchmaking.projects.states import RIGHT_BASES, ROUNDS
from matchmaking.projects.steps import WRITING

projects = Blueprint("projects", __name__)
Answer = str | Response | tuple[str, int]


@projects.get("/projects")
@guard(PUBLIC)
def list_projects() -> str:
    """The permanent hall."""
    pictures = partial(shown_pictures, viewer=viewer())
    return views.show_list(PROJECTS, CATALOGUE, viewer(), partial(in_list, viewer=viewer()), pictures)


@projects.get("/projects/<int:project_id>")
@guard(PUBLIC)
def show_project(project_id: int) -> str:
    """One project."""
    return _page(views.load(PROJECTS, project_id, viewer()), viewer())


@projects.get("/projects/<int:project_id>/preview")
@guard(SIGNED_IN)
def preview_project(project_id: int) -> str:
    """The page of the project as somebody else will see it."""
    return draft_views.preview(views.load(PROJECTS, project_id, viewer()), viewer(), _page)


def _page(project: Project, person: Viewer, **context: Any) -> str:
    # Deck and video say whose they are.
    is_named = organisation_shown(person, project)
    media = {
        "deck": deck_of(SUBJECT, project.id) if is_named else None,
        "videos": ready_videos(SUBJECT, [project.id]) if is_named else [],
        "one_page": summary_of(SUBJECT, project.id) if is_named else None,
        "one_page_deck": deck_of(SUBJECT, project.id, SUMMARY) if is_named else None,
    }
    return views.show_record(
        PROJECTS,
        project,
        person,
        whose=whose(project, person),
        is_named=is_named,
        **media,
        landing=landing_words(project),
        speaks=speaks_for_project(person, project) and "preview" not in context,
        rounds=ROUNDS,
        right_bases=RIGHT_BASES,
        right_states=RIGHT_STATES,
        **context,
    )


@projects.route("/projects/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_project() -> Answer:
    """Write the first step of a new project of the organisation that the viewer acts for."""
    return step_views.write_first(WRITING, viewer())


@projects.get("/projects/<int:project_id>/edit")
@guard(SIGNED_IN)
def edit_project(project_id: int) -> str:
    """The steps of the form, how far each one is, and where to go on."""
    return step_views.task_list(WRITING, views.load(PROJECTS, project_id, viewer()), viewer())


@projects.route("/projects/<int:project_id>/edit/<step>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def write_project(project_id: int, step: str) -> Answer:
    """One step of the form."""
    return step_views.write_step(WRITING, views.load(PROJECTS, project_id, viewer()), step, viewer())


@projects.route("/projects/<int:project_id>/discard", methods=["GET", "POST"])
@guard(SIGNED_IN)
def discard_project(project_id: int) -> Answer:
    """Delete a draft that was never handed in."""
    return draft_views.discard(PROJECTS, views.load(PROJECTS, project_id, viewer()), viewer())


@projects.get("/projects/mine")
@guard(SIGNED_IN)
def my_projects() -> str:
    """The projects of the viewer's organisation, by state."""
    return views.my_records(PROJECTS, viewer())
