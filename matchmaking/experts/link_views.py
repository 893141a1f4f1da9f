"""Choosing the achievements that a person worked on, and confirming them for the organisation."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.experts import linking
from matchmaking.experts.models import Expert
from matchmaking.experts.pages import who
from matchmaking.experts.permissions import can_decide_link, can_link
from matchmaking.experts.queries import link_with
from matchmaking.experts.side import EXPERTS
from matchmaking.experts.states import CONFIRMED, REFUSED
from matchmaking.experts.views import Answer, experts
from matchmaking.listings import views


@experts.route("/experts/<int:expert_id>/achievements", methods=["GET", "POST"])
@guard(SIGNED_IN)
def link_achievements(expert_id: int) -> Answer:
    """Tick the achievements that the person worked on."""
    expert: Expert = views.load(EXPERTS, expert_id, viewer())
    require(can_link(viewer(), expert))
    wanted = [int(one) for one in request.form.getlist("ids") if one.isascii() and one.isdigit() and len(one) < 10]
    error, status = "", 200
    if request.method == "POST":
        try:
            waiting = linking.choose_links(expert, wanted, actor=viewer())
        except RuleBroken as broken:
            error, status = broken.message, 422
        else:
            words = _("已保存，由本单位确认后显示。") if waiting else _("已保存。")
            flash(words, "success")
            return redirect(views.address(EXPERTS, "show", expert), 303)
    linked = [one.achievement_id for one in linking.links_of(expert.id, viewer())]
    page = render_template(
        "experts/link_achievements.html",
        expert=expert, who=who(expert, viewer()), error=error, offered=linking.offered_achievements(expert),
        chosen=wanted if request.method == "POST" else linked, may_confirm=can_decide_link(viewer(), expert),
    )  # fmt: skip
    return page, status


@experts.get("/experts/achievements/<int:link_id>")
@guard(SIGNED_IN)
def show_link(link_id: int) -> str:
    """Whether the person worked on the achievement, for who answers for the organisation."""
    link = _load(link_id)
    return render_template("experts/show_link.html", link=link, expert=link.expert, who=who(link.expert, viewer()))


@experts.post("/experts/achievements/<int:link_id>/decide")
@guard(SIGNED_IN)
def decide_link(link_id: int) -> Response:
    """Confirm it, or not. Pressed twice it is decided once."""
    link = _load(link_id)
    state = CONFIRMED if request.form.get("decision") == CONFIRMED else REFUSED
    if link.state != state:
        linking.decide(link, state, actor=viewer())
        flash(_("已确认，页面上会显示。") if state == CONFIRMED else _("已处理，页面上不显示。"), "success")
    return redirect(url_for("experts.show_expert", expert_id=link.expert_id), 303)


def _load(link_id: int) -> linking.ExpertAchievement:
    link = link_with(link_id)
    require(link is not None and viewer().belongs_to(link.expert.organisation_id), hide=True)
    assert link is not None
    require(can_decide_link(viewer(), link.expert))
    return link
