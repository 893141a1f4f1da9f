"""The end of a challenge: showing the public who was chosen, or ending it without an answer."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.challenges import choosing, permissions, publicity
from matchmaking.challenges.desk import back_to, contact_form, contact_in
from matchmaking.challenges.forms import CloseForm
from matchmaking.challenges.views import Answer, challenges, load
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.guards import guard, require
from matchmaking.public_notices.periods import last_day


@challenges.route("/challenges/<int:challenge_id>/result", methods=["GET", "POST"])
@guard(permissions.OFFICERS)
def publicise_result(challenge_id: int) -> Answer:
    """Show the public who was chosen, once the enterprise has confirmed it and the panel was as the rules ask."""
    challenge = load(challenge_id)
    require(permissions.can_publicise_result(viewer(), challenge))
    selection = choosing.confirmed_choice(challenge)
    hurdles = choosing.shortcomings(challenge, selection)
    form = contact_form(challenge)
    if form.is_submitted() and (hurdles or selection is None):
        raise RuleBroken(_("还不能公示评审结果：%(why)s", why=" ".join(hurdles)))
    winners = choosing.winners_of(selection) if selection is not None else []
    if selection is not None and form.validate_on_submit() and form.is_in_order():
        publicity.start_result_notice(challenge, winners, contact_in(form), actor=viewer())
        flash(_("评审结果公示已开始。"), "success")
        return back_to(challenge)
    rules = challenge.rules
    page = render_template(
        "challenges/publicise_result.html",
        challenge=challenge, demand=challenge.demand, form=form, hurdles=hurdles, rules=rules,
        winners=[] if hurdles else winners, may_close=not choosing.answers_of(challenge),
        ends_on=last_day(today(), rules.result_days, rules.result_counting),
    )  # fmt: skip
    return (page, 422) if form.errors else page


@challenges.route("/challenges/<int:challenge_id>/close", methods=["GET", "POST"])
@guard(permissions.OFFICERS)
def close_challenge(challenge_id: int) -> Answer:
    """End a challenge that nobody has answered."""
    challenge = load(challenge_id)
    require(permissions.can_publicise_result(viewer(), challenge))
    if choosing.answers_of(challenge):
        raise RuleBroken(_("已经收到揭榜方案，要由企业逐一作出决定，不能直接结束。"))
    form = CloseForm()
    if form.validate_on_submit():
        publicity.close_challenge(challenge, reason=form.reason.data or "", actor=viewer())
        flash(_("揭榜已结束，企业会看到原因。"), "success")
        return redirect(url_for("challenges.list_queue"), 303)
    page = render_template("challenges/close_challenge.html", challenge=challenge, demand=challenge.demand, form=form)
    return (page, 422) if form.errors else page
