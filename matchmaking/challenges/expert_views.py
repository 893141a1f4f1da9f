"""The page of an expert: read the demand, declare, score or stay out."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.challenges import arguing, permissions, queries
from matchmaking.challenges.forms import ScoreForm
from matchmaking.challenges.models import ChallengeExpert
from matchmaking.challenges.states import EXPERT_STATE_NAMES
from matchmaking.challenges.views import Answer, challenges
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.demands.pages import organisation_words, present_text
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.forms import ReasonForm
from matchmaking.listings.values import row_text


def load_expert(expert_id: int) -> ChallengeExpert:
    """The viewer's own part in an argument, or 404."""
    expert = queries.expert_with(expert_id) or abort(404)
    require(permissions.can_view_expert(viewer(), expert), hide=True)
    return expert


@challenges.route("/challenges/arguments/<int:expert_id>", methods=["GET", "POST"])
@guard(SIGNED_IN)
def score_challenge(expert_id: int) -> Answer:
    """Score a challenge; afterwards the page stays to be read."""
    expert = load_expert(expert_id)
    rules = expert.challenge.rules
    may_score = permissions.can_score(viewer(), expert)
    form = ScoreForm.for_rules(rules, scores=expert.scores, opinion=expert.opinion)
    if form.is_submitted():
        require(may_score)
        if form.validate():
            arguing.score_challenge(expert, scores=form.scores(), opinion=form.opinion.data or "", actor=viewer())
            flash(_("评分已提交。论证结束前可以回来修改。"), "success")
            return redirect(url_for("challenges.score_challenge", expert_id=expert.id), 303)
    return _page(expert, form, ReasonForm(formdata=None), may_score), 422 if form.errors else 200


@challenges.post("/challenges/arguments/<int:expert_id>/decline")
@guard(SIGNED_IN)
def decline_argument(expert_id: int) -> Response | tuple[str, int]:
    """Stay out, because of an interest or for another reason."""
    expert = load_expert(expert_id)
    require(permissions.can_score(viewer(), expert))
    form = ReasonForm()
    if not form.validate():
        scores = ScoreForm.for_rules(expert.challenge.rules, scores=expert.scores, opinion=expert.opinion)
        return _page(expert, scores, form, True), 422
    arguing.decline_argument(expert, reason=form.reason.data, actor=viewer())
    flash(_("已登记回避，主管部门会另请专家。"), "success")
    return redirect(url_for("challenges.score_challenge", expert_id=expert.id), 303)


def _page(expert: ChallengeExpert, form: ScoreForm, decline: ReasonForm, may_score: bool) -> str:
    demand = expert.challenge.demand
    has_text = may_score or expert.scored_at is not None
    return render_template(
        "challenges/score_challenge.html",
        expert=expert, challenge=expert.challenge, demand=as_shown(viewer(), demand),
        rules=expert.challenge.rules, form=form, decline=decline, may_score=may_score, has_text=has_text,
        state_name=EXPERT_STATE_NAMES[expert.state], organisation=organisation_words(demand, viewer()),
        shown=row_text, present=present_text,
    )  # fmt: skip
