"""The hub of one project: for 14 days after a session the front work list, then for 90 days what is still open."""

from flask import render_template

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.interests import queries
from matchmaking.interests.hub import hub_of
from matchmaking.interests.permissions import can_finish_step, can_take_charge, can_view_hub, is_in_charge
from matchmaking.interests.views import deadlines, interests
from matchmaking.interests.wording import asker_words
from matchmaking.listings.permissions import can_view_listing
from matchmaking.projects.pages import whose
from matchmaking.projects.permissions import speaks_for_project
from matchmaking.projects.queries import project_with


@interests.get("/projects/<int:project_id>/hub")
@guard(SIGNED_IN)
def show_hub(project_id: int) -> str:
    """Who watched, asked and wants what, what was promised by whom until when, and what happened."""
    person, project = viewer(), project_with(project_id)
    known = project is not None and (can_view_listing(person, project) or can_view_hub(person, project))
    require(known, hide=True)
    assert project is not None
    require(can_view_hub(person, project))
    hub = hub_of(person, project, deadlines)
    broker = queries.broker_of(project.id)
    return render_template(
        "interests/show_hub.html",
        project=project,
        whose=whose(project, person),
        hub=hub,
        figures=[{"label": label, "value": count} for label, count in hub.counts],
        may_open=speaks_for_project(person, project),
        steps=[(one, asker_words(one.interest, person), can_finish_step(person, one)) for one in hub.steps],
        broker=broker.user.name if broker else "",
        is_mine=is_in_charge(person, project.id),
        may_take=can_take_charge(person, project),
    )
