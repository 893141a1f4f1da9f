"""The public pages: one session."""

from flask import Blueprint, render_template

from matchmaking.accounts.current import viewer
from matchmaking.core.guards import PUBLIC, guard, require
from matchmaking.roadshows import permissions, queries
from matchmaking.roadshows.models import Roadshow

roadshows = Blueprint("roadshows", __name__)


def load(roadshow_id: int) -> Roadshow:
    """A session that the viewer may see, or 404."""
    roadshow = queries.roadshow(roadshow_id)
    require(roadshow is not None and permissions.can_see_roadshow(viewer(), roadshow), hide=True)
    assert roadshow is not None
    return roadshow


@roadshows.get("/roadshows/<int:roadshow_id>")
@guard(PUBLIC)
def show_roadshow(roadshow_id: int) -> str:
    """A session with its agenda."""
    roadshow = load(roadshow_id)
    return render_template(
        "roadshows/show_roadshow.html", roadshow=roadshow, agenda=queries.agenda(roadshow),
    )  # fmt: skip
