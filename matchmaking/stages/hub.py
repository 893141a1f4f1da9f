"""What was asked about a project in sessions, for its hub."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.interests.sources import Row, Source
from matchmaking.projects.models import Project
from matchmaking.stages.models import StageQuestion
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
            who=_who(viewer, one),
            text=one.text,
            path=page_of(one),
            note=one.roadshow.title,
            is_open=one.state == OPEN,
        )
        for one in asked_of(project.id, since)
    ]


def _who(viewer: Viewer, question: StageQuestion) -> str:
    """Who asked; whoever learns an anonymous asker is told that the public does not."""
    if not knows_asker(viewer, question):
        return asker_words(question)
    name = asker_in_full(question)
    return _("%(who)s（对外匿名）", who=name) if question.is_anonymous else name


SOURCE = Source("questions", _l("路演提问"), _l("还没有人在路演上提问。"), rows_of, place=30)
