"""What was asked about a project in sessions, for its hub."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.interests.sources import Row, Source
from matchmaking.projects.models import Project
from matchmaking.stages.permissions import knows_asker
from matchmaking.stages.queries import asked_of
from matchmaking.stages.routing import page_of
from matchmaking.stages.states import OPEN
from matchmaking.stages.wording import asker_in_full, asker_words


def rows_of(viewer: Viewer, project: Project, since: datetime) -> Sequence[Row]:
    """The questions about a project since a moment; anonymous askers only for those who may know them."""
    return [
        Row(
            at=one.created_at,
            who=asker_in_full(one) if knows_asker(viewer, one) else asker_words(one),
            text=one.text,
            path=page_of(one),
            note=one.roadshow.title,
            is_open=one.state == OPEN,
        )
        for one in asked_of(project.id, since)
    ]


SOURCE = Source("questions", _l("路演提问"), _l("还没有人在路演上提问。"), rows_of, place=30)
