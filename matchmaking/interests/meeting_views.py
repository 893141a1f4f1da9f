"""The team of a project proposes a time to somebody who showed interest."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.interests.permissions import can_propose_meeting
from matchmaking.interests.services import join_meeting
from matchmaking.interests.views import Answered, interests, load_interest
from matchmaking.interests.wording import asker_words
from matchmaking.meetings.forms import ProposeForm
from matchmaking.meetings.services import propose_first


@interests.route("/interests/<int:interest_id>/meeting", methods=["GET", "POST"])
@guard(SIGNED_IN)
def propose_meeting(interest_id: int) -> Answered:
    """Name a day and a time; the other side accepts, or names another."""
    interest, person = load_interest(interest_id), viewer()
    require(can_propose_meeting(person, interest))
    form, error = ProposeForm(), ""
    if form.validate_on_submit() and form.time_in_order():
        if not form.place.data:
            form.place.errors = [_("请写明地点或会议链接。")]
        else:
            try:
                meeting = propose_first(
                    interest.project, form.message.data or interest.words, form.when(), actor=person,
                    user_id=interest.user_id, organisation_id=interest.organisation_id,
                    roadshow_id=interest.roadshow_id,
                )  # fmt: skip
                join_meeting(interest, meeting, actor=person)
            except RuleBroken as broken:
                error = broken.message
            else:
                flash(_("已把时间发给对方，等对方确认。"), "success")
                return redirect(url_for("meetings.show_meeting", meeting_id=meeting.id), 303)
    page = render_template(
        "interests/propose_meeting.html", interest=interest, who=asker_words(interest, person), form=form, error=error
    )
    return (page, 422) if form.errors or error else page
