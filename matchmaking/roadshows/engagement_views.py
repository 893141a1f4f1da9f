"""The page on which a host or a speaker says yes or no, and the organiser reads the answer."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.roadshows import engaging, permissions, queries
from matchmaking.roadshows.forms import AnswerForm
from matchmaking.roadshows.models import Engagement
from matchmaking.roadshows.states import ACCEPTED
from matchmaking.roadshows.views import roadshows

Answered = str | Response | tuple[str, int]


@roadshows.get("/roadshows/tasks/<int:engagement_id>")
@guard(SIGNED_IN)
def show_engagement(engagement_id: int) -> str:
    """What is asked, when and where; for who was asked with the form."""
    return _page(_load(engagement_id), AnswerForm(formdata=None))


@roadshows.post("/roadshows/tasks/<int:engagement_id>")
@guard(SIGNED_IN)
def answer_engagement(engagement_id: int) -> Answered:
    """Say yes or no."""
    engagement = _load(engagement_id)
    require(permissions.can_answer_engagement(viewer(), engagement))
    form = AnswerForm()
    if not (form.validate() and form.is_in_order()):
        return _page(engagement, form), 422
    accepts = form.decision.data == ACCEPTED
    engaging.answer_engagement(engagement, accepts=accepts, reason=form.reason.data or "", actor=viewer())
    flash(_("已确认，届时见。") if accepts else _("已答复，主办方会另作安排。"), "success")
    return redirect(url_for("roadshows.show_engagement", engagement_id=engagement.id), 303)


def _load(engagement_id: int) -> Engagement:
    engagement = queries.engagement_with(engagement_id)
    require(engagement is not None and permissions.can_view_engagement(viewer(), engagement), hide=True)
    assert engagement is not None
    return engagement


def _page(engagement: Engagement, form: AnswerForm) -> str:
    roadshow = engagement.roadshow
    return render_template(
        "roadshows/show_engagement.html",
        engagement=engagement, roadshow=roadshow, pitch=engagement.pitch, form=form,
        is_mine=permissions.is_asked(viewer(), engagement),
        may_answer=permissions.can_answer_engagement(viewer(), engagement),
        may_see=permissions.can_see_roadshow(viewer(), roadshow),
        clock=lines_for(Engagement.__tablename__, [engagement.id]).get(engagement.id),
    )  # fmt: skip
