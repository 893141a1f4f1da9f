"""The public board and the rules; the enterprise's application; the page of the procedure."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.challenges import permissions, queries, services
from matchmaking.challenges.checklist import checklist
from matchmaking.challenges.forms import ChallengeForm
from matchmaking.challenges.models import Challenge
from matchmaking.challenges.queries import RUNNING
from matchmaking.challenges.rules import STATEMENTS
from matchmaking.challenges.states import AWARDED, CLOSED, EXPERT_STATE_NAMES, SCORED, STATE_NAMES
from matchmaking.challenges.timeline import timeline, waits_until
from matchmaking.clocks.wording import lines_for
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.demands.models import Demand
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.permissions import can_view_demand, visible_demands
from matchmaking.listings.services import names_of
from matchmaking.public_notices.queries import notices_of
from matchmaking.vocabulary.queries import terms

challenges = Blueprint("challenges", __name__)
Answer = str | Response | tuple[str, int]
ROWS = 20
BOARD_STATES = {
    RUNNING: _l("正在揭榜"),
    queries.REVIEW: _l("评榜中"),
    AWARDED: _l("已揭榜"),
    CLOSED: _l("已结束"),
}


def load(challenge_id: int) -> Challenge:
    """The challenge for those who take part in the procedure, or 404."""
    challenge = queries.challenge_with(challenge_id) or abort(404)
    require(permissions.can_view_challenge(viewer(), challenge), hide=True)
    return challenge


@challenges.get("/challenges")
@guard(PUBLIC)
def list_challenges() -> str:
    """Everything that was announced: what takes answers, what is being judged, what was awarded."""
    industries = {one.code: one.label() for one in terms("industry")}
    counties = {one.code: one.label() for one in terms("county")}
    wanted = {name: request.args.get(name, "") for name in ("state", "industry", "county")}
    state = wanted["state"] if wanted["state"] in BOARD_STATES else ""
    industry = wanted["industry"] if wanted["industry"] in industries else ""
    county = wanted["county"] if wanted["county"] in counties else ""
    number = page_number(request.args)
    found, total = queries.board(
        visible_demands(viewer()),
        state=state, industry=industry, county_code=county, limit=ROWS, offset=(number - 1) * ROWS,
    )  # fmt: skip
    return render_template(
        "challenges/list_challenges.html",
        page=Page(found, number, ROWS, total), state=state, industry=industry, county=county,
        states=BOARD_STATES, industries=industries, counties=counties, words=_board_word,
        organisation=lambda demand: organisation_words(demand, viewer()),
    )  # fmt: skip


def _board_word(challenge: Challenge) -> str:
    """Which of the filters a challenge belongs to."""
    if challenge.state in (AWARDED, CLOSED):
        return challenge.state
    return RUNNING if queries.takes_answers(challenge) else queries.REVIEW


@challenges.get("/challenges/rules")
@guard(PUBLIC)
def show_rules() -> str:
    """The rules in force, or an earlier version."""
    present = services.rules_in_force()
    versions = queries.all_versions() or [present]
    wanted = request.args.get("version", "")
    shown = next((one for one in versions if str(one.number) == wanted), present)
    return render_template(
        "challenges/show_rules.html",
        shown=shown, present=present, versions=versions, rules=shown.rules, statements=STATEMENTS,
        may_change=permissions.ADMINISTRATOR.test(viewer()),
    )  # fmt: skip


@challenges.route("/demands/<int:demand_id>/challenge", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_challenge(demand_id: int) -> Answer:
    """What the enterprise says beside its demand."""
    demand = session.get(Demand, demand_id)
    require(demand is not None and can_view_demand(viewer(), demand), hide=True)
    assert demand is not None
    challenge = queries.challenge_of(demand)
    require(permissions.can_write_challenge(viewer(), demand, challenge))
    form = ChallengeForm(obj=challenge)
    version = challenge.version if challenge else 0
    if form.validate_on_submit() and (not demand.hides_name or form.hides(names_of(demand.organisation))):
        if form.seen_version != version:
            raise Conflict(_("您打开这一页之后，别人已经修改过揭榜资料，您的修改没有保存。请打开最新版本再改一次。"))
        challenge = services.write_challenge(demand, form.values(), actor=viewer())
        # The redirect needs the id.
        session.flush()
        flash(_("揭榜资料已保存。"), "success")
        return redirect(url_for("challenges.show_challenge", challenge_id=challenge.id), 303)
    form.version.data = form.version.data or str(version)
    rules = challenge.rules if challenge else services.rules_in_force().rules
    page = render_template("challenges/edit_challenge.html", demand=demand, challenge=challenge, form=form, rules=rules)
    return (page, 422) if form.errors else page


@challenges.get("/challenges/<int:challenge_id>")
@guard(SIGNED_IN)
def show_challenge(challenge_id: int) -> str:
    """The procedure with what the viewer may do next. The enterprise reads opinions without names."""
    challenge = load(challenge_id)
    officer = permissions.is_in_charge(viewer(), challenge.demand)
    experts = queries.experts_of(challenge)
    return render_template(
        "challenges/show_challenge.html",
        challenge=challenge,
        demand=challenge.demand,
        organisation=organisation_words(challenge.demand, viewer()),
        rules=challenge.rules,
        steps=timeline(challenge),
        clock=lines_for("challenges", [challenge.id]).get(challenge.id),
        until=waits_until(challenge),
        state_name=STATE_NAMES[challenge.state],
        lines=checklist(challenge),
        notices=notices_of(challenge),
        experts=experts if officer else [],
        expert_states=EXPERT_STATE_NAMES,
        opinions=_opinions(challenge),
        is_officer=officer,
        may=steps_for(challenge),
    )


def _opinions(challenge: Challenge) -> list[tuple[str, float]]:
    """What the experts wrote and their totals once the argument is concluded, in an order that names nobody."""
    if challenge.result is None:
        return []
    scored = [one for one in queries.experts_of(challenge) if one.state == SCORED]
    return sorted((one.opinion, round(challenge.rules.score_of(one.scores), 1)) for one in scored)


def steps_for(challenge: Challenge) -> dict[str, bool]:
    """What the viewer may do now; the page shows exactly these buttons."""
    who = viewer()
    return {
        "write": permissions.can_write_challenge(who, challenge.demand, challenge),
        "submit": permissions.can_submit_challenge(who, challenge),
        "check": permissions.can_check_challenge(who, challenge),
        "experts": permissions.can_manage_experts(who, challenge),
        "publicise": permissions.can_publicise_challenge(who, challenge),
        "return": permissions.can_return_challenge(who, challenge),
        "announce": permissions.can_announce_challenge(who, challenge),
        "result": permissions.can_publicise_result(who, challenge),
    }


@challenges.post("/challenges/<int:challenge_id>/submit")
@guard(SIGNED_IN)
def submit_challenge(challenge_id: int) -> Response:
    """Hand the application in for the formal check."""
    challenge = load(challenge_id)
    require(permissions.can_submit_challenge(viewer(), challenge))
    services.submit_challenge(challenge, actor=viewer())
    flash(_("已提交形式审查。审查和论证期间，需求内容不能修改。"), "success")
    return redirect(url_for("challenges.show_challenge", challenge_id=challenge.id), 303)
