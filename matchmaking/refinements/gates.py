"""Nothing is published that somebody changed and the enterprise has not approved."""

from flask_babel import gettext as _

from matchmaking.demands.models import Demand
from matchmaking.refinements.queries import find_refinement
from matchmaking.refinements.revising import latest
from matchmaking.refinements.states import SENT


def unapproved_text(demand: Demand) -> str | None:
    """Why a demand may not be published yet, in words; None when nothing was changed without the enterprise."""
    revision = latest(find_refinement(demand.id))
    if revision is None:
        return None
    if revision.state == SENT:
        return _("修改稿正等企业确认，企业确认以后才能发布。")
    return _("有一份修改稿还没有送企业确认。请先送企业确认；要按原文发布，请先放弃修改稿。")
