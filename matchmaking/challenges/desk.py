"""The officers' side: the queue, the formal check, experts, the public notice, and announcing."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.queries import user_by_email
from matchmaking.challenges import arguing, permissions, publicity, queries, services
from matchmaking.challenges.checklist import checklist
from matchmaking.challenges.forms import CheckForm, ConclusionForm, InviteForm
from matchmaking.challenges.models import Challenge
from matchmaking.challenges.states import EXPERT_STATE_NAMES, PREPARING, STATE_NAMES
from matchmaking.challenges.timeline import waits_until
from matchmaking.challenges.views import Answer, challenges, load
from matchmaking.clocks.wording import lines_for
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.guards import guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.demands.pages import organisation_words
from matchmaking.listings.forms import ReasonForm
from matchmaking.public_notices.forms import ContactForm
from matchmaking.public_notices.periods import last_day
from matchmaking.public_notices.queries import newest_of_county
from matchmaking.public_notices.services import Contact

ROWS, MOST_FOUND, SHORTEST_WORD = 20, 10, 2


def back_to(challenge: Challenge) -> Response:
    """The page of the procedure."""
    return redirect(url_for("challenges.show_challenge", challenge_id=challenge.id), 303)


@challenges.get("/desk/challenges")
@guard(permissions.OFFICERS)
def list_queue() -> str:
    """The challenges of the officer's county with whose turn it is."""
    state = request.args.get("state", "")
    state = state if state in STATE_NAMES and state != PREPARING else ""
    number = page_number(request.args)
    found, total = queries.at_desk(viewer(), state=state, limit=ROWS, offset=(number - 1) * ROWS)
    return render_template(
        "challenges/list_queue.html",
        page=Page(found, number, ROWS, total), state=state,
        states={code: words for code, words in STATE_NAMES.items() if code != PREPARING},
        deadlines=lines_for("challenges", [one.id for one in found]),
        until={one.id: waits_until(one) for one in found},
        organisation=lambda demand: organisation_words(demand, viewer()),
    )  # fmt: skip


@challenges.route("/challenges/<int:challenge_id>/check", methods=["GET", "POST"])
@guard(permissions.OFFICERS)
def check_challenge(challenge_id: int) -> Answer:
    """The formal check: what is computed, and what the officer has looked up."""
    challenge = load(challenge_id)
    require(permissions.can_check_challenge(viewer(), challenge))
    form = CheckForm()
    if form.validate_on_submit() and form.is_in_order():
        services.pass_check(challenge, ticks=form.ticks.data or [], note=form.note.data or "", actor=viewer())
        flash(_("形式审查通过。请邀请专家论证。"), "success")
        return redirect(url_for("challenges.list_experts", challenge_id=challenge.id), 303)
    page = render_template(
        "challenges/check_challenge.html",
        challenge=challenge, demand=challenge.demand, form=form, lines=checklist(challenge),
        organisation=organisation_words(challenge.demand, viewer()),
    )  # fmt: skip
    return (page, 422) if form.errors else page


@challenges.route("/challenges/<int:challenge_id>/return", methods=["GET", "POST"])
@guard(permissions.OFFICERS)
def return_challenge(challenge_id: int) -> Answer:
    """Back to the enterprise, with a reason."""
    challenge = load(challenge_id)
    require(permissions.can_return_challenge(viewer(), challenge))
    form = ReasonForm()
    if form.validate_on_submit():
        services.return_challenge(challenge, reason=form.reason.data, actor=viewer())
        flash(_("已退回，企业会看到理由。"), "success")
        return back_to(challenge)
    page = render_template("challenges/return_challenge.html", challenge=challenge, demand=challenge.demand, form=form)
    return (page, 422) if form.errors else page


@challenges.route("/challenges/<int:challenge_id>/experts", methods=["GET", "POST"])
@guard(permissions.OFFICERS)
def list_experts(challenge_id: int) -> Answer:
    """Who was asked and what came back; inviting by address, or by the name of somebody with an account."""
    challenge = load(challenge_id)
    require(permissions.can_manage_experts(viewer(), challenge))
    form = InviteForm()
    if form.validate_on_submit():
        user = user_by_email(form.email.data or "")
        if user is None or not user.is_active:
            form.email.errors = [_("没有用这个邮箱登录的账号。请专家先注册。")]
        else:
            try:
                arguing.invite_expert(challenge, user, actor=viewer())
            except RuleBroken as refused:
                form.email.errors = [refused.message]
            else:
                flash(_("已邀请%(name)s论证。", name=user.name), "success")
                return redirect(url_for("challenges.list_experts", challenge_id=challenge.id), 303)
    return _experts_page(challenge, form, ConclusionForm(formdata=None)), 422 if form.errors else 200


def _experts_page(challenge: Challenge, form: InviteForm, conclusion: ConclusionForm) -> str:
    text = request.args.get("q", "").strip()
    known = queries.invited_ids(queries.experts_of(challenge))
    found = []
    if len(text) >= SHORTEST_WORD:
        without = [*known, viewer().user_id or 0]
        found = queries.people_named(
            text, without=without, outside_of=challenge.demand.organisation_id, limit=MOST_FOUND
        )
    experts = queries.experts_of(challenge)
    return render_template(
        "challenges/list_experts.html",
        challenge=challenge, demand=challenge.demand, rules=challenge.rules, experts=experts, form=form,
        conclusion=conclusion, text=text, found=found, states=EXPERT_STATE_NAMES,
        count=len(queries.scored(challenge)), result=arguing.result_of(challenge),
        deadlines=lines_for("challenge_experts", [one.id for one in experts]),
    )  # fmt: skip


@challenges.post("/challenges/<int:challenge_id>/experts/<int:expert_id>/remove")
@guard(permissions.OFFICERS)
def remove_expert(challenge_id: int, expert_id: int) -> Response:
    """Take an invitation back."""
    challenge = load(challenge_id)
    require(permissions.can_manage_experts(viewer(), challenge))
    expert = next((one for one in queries.experts_of(challenge) if one.id == expert_id), None) or abort(404)
    arguing.remove_expert(expert, actor=viewer())
    flash(_("已取消邀请。"), "success")
    return redirect(url_for("challenges.list_experts", challenge_id=challenge.id), 303)


@challenges.post("/challenges/<int:challenge_id>/conclude")
@guard(permissions.OFFICERS)
def conclude_challenge(challenge_id: int) -> Response | tuple[str, int]:
    """End the argument; the scores decide whether it is passed."""
    challenge = load(challenge_id)
    require(permissions.can_manage_experts(viewer(), challenge))
    form = ConclusionForm()
    if not form.validate():
        return _experts_page(challenge, InviteForm(formdata=None), form), 422
    has_passed = arguing.conclude_argument(challenge, conclusion=form.conclusion.data or "", actor=viewer())
    flash(_("论证通过，可以发起榜单公示。") if has_passed else _("论证未通过，企业会看到意见。"), "success")
    return back_to(challenge)


def contact_form(challenge: Challenge) -> ContactForm:
    """Where objections are taken; begins with what the officers of the county gave last."""
    last = newest_of_county(challenge.demand.county_code)
    return ContactForm(obj=last) if last else ContactForm()


def contact_in(form: ContactForm) -> Contact:
    """What was typed."""
    return Contact(form.office.data or "", form.phone.data, form.email.data)


@challenges.route("/challenges/<int:challenge_id>/publicise", methods=["GET", "POST"])
@guard(permissions.OFFICERS)
def publicise_challenge(challenge_id: int) -> Answer:
    """Show the list to the public."""
    challenge = load(challenge_id)
    require(permissions.can_publicise_challenge(viewer(), challenge))
    form = contact_form(challenge)
    if form.validate_on_submit() and form.is_in_order():
        publicity.start_list_notice(challenge, contact_in(form), actor=viewer())
        flash(_("榜单公示已开始。"), "success")
        return back_to(challenge)
    rules = challenge.rules
    page = render_template(
        "challenges/publicise_challenge.html",
        challenge=challenge, demand=challenge.demand, form=form, fields=publicity.list_fields(challenge),
        ends_on=last_day(today(), rules.list_days, rules.list_counting), starts_on=today(),
    )  # fmt: skip
    return (page, 422) if form.errors else page


@challenges.post("/challenges/<int:challenge_id>/announce")
@guard(permissions.OFFICERS)
def announce_challenge(challenge_id: int) -> Response:
    """发榜."""
    challenge = load(challenge_id)
    require(permissions.can_announce_challenge(viewer(), challenge))
    publicity.announce_challenge(challenge, actor=viewer())
    flash(_("已发榜，榜单编号 %(number)s。", number=challenge.number), "success")
    return redirect(url_for("demands.show_demand", demand_id=challenge.demand_id), 303)
