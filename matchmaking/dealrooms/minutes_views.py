"""Writing minutes, new versions, and what the parties say of them."""

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.clocks.wording import lines_for
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.dealrooms import minutes_writing, queries
from matchmaking.dealrooms.forms import AnswerForm, MinutesForm
from matchmaking.dealrooms.minutes_writing import Written
from matchmaking.dealrooms.models import Minutes
from matchmaking.dealrooms.permissions import can_answer_minutes
from matchmaking.dealrooms.states import CHANGE, PARTIES
from matchmaking.dealrooms.views import Answered, acting, dealrooms
from matchmaking.deals.models import Deal
from matchmaking.deals.pages import deal_page
from matchmaking.deals.views import load_deal


def _written(form: MinutesForm) -> Written:
    assert form.held_on.data is not None
    return Written(form.held_on.data, form.present.data or "", form.text.data or "", form.decisions.data or "")


def _load(deal_id: int, minutes_id: int) -> tuple[Deal, Minutes]:
    deal = load_deal(deal_id)
    return deal, queries.minutes_with(deal, minutes_id) or abort(404)


def _to(minutes: Minutes) -> Response:
    return redirect(url_for("dealrooms.show_minutes", deal_id=minutes.deal_id, minutes_id=minutes.id), 303)


@dealrooms.route("/deals/<int:deal_id>/room/minutes/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def write_minutes(deal_id: int) -> Answered:
    """Write the minutes of a talk."""
    deal, person = load_deal(deal_id), viewer()
    side = acting(deal)
    form = MinutesForm()
    if not form.is_submitted():
        form.new_key()
        form.held_on.data = today()
    elif form.validate() and form.is_in_order():
        minutes = minutes_writing.write_minutes(
            deal, _written(form), side=side, actor=person, form_key=form.form_key.data
        )
        flash(_("纪要已保存，还没有确认的一方会收到通知。"), "success")
        return _to(minutes)
    page = deal_page("dealrooms/write_minutes.html", deal, person, form=form, minutes=None)
    return (page, 422) if form.errors else page


@dealrooms.route("/deals/<int:deal_id>/room/minutes/<int:minutes_id>/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_minutes(deal_id: int, minutes_id: int) -> Answered:
    """Write a new version, to be confirmed anew."""
    deal, minutes = _load(deal_id, minutes_id)
    side, person = acting(deal), viewer()
    form = MinutesForm(obj=minutes_writing.newest(minutes))
    if not form.is_submitted():
        form.version.data = str(minutes.version)
    elif form.validate() and form.is_in_order():
        try:
            minutes_writing.write_version(minutes, _written(form), seen=form.seen_version, side=side, actor=person)
        except Conflict:
            raise
        except RuleBroken as broken:
            form.text.errors = [broken.message]
        else:
            flash(_("新版本已保存，双方需要重新确认。"), "success")
            return _to(minutes)
    page = deal_page("dealrooms/write_minutes.html", deal, person, form=form, minutes=minutes)
    return (page, 422) if form.errors else page


@dealrooms.get("/deals/<int:deal_id>/room/minutes/<int:minutes_id>")
@guard(SIGNED_IN)
def show_minutes(deal_id: int, minutes_id: int) -> str:
    """One set of minutes with all versions and who has confirmed which."""
    return _page(*_load(deal_id, minutes_id), AnswerForm(formdata=None))


def _page(deal: Deal, minutes: Minutes, form: AnswerForm) -> str:
    person = viewer()
    answers = [one.id for one in minutes.versions[-1].answers]
    return deal_page(
        "dealrooms/show_minutes.html", deal, person, minutes=minutes, form=form,
        may_answer=can_answer_minutes(person, minutes), clocks=lines_for("deal_minutes_answers", answers),
    )  # fmt: skip


@dealrooms.post("/deals/<int:deal_id>/room/minutes/<int:minutes_id>/answer")
@guard(SIGNED_IN)
def answer_minutes(deal_id: int, minutes_id: int) -> Answered:
    """Confirm for one's party, or ask for a change."""
    deal, minutes = _load(deal_id, minutes_id)
    side, person = acting(deal), viewer()
    require(side in PARTIES)
    form = AnswerForm()
    valid = form.validate()
    if form.decision.data == CHANGE:
        if valid and not form.words.data:
            form.words.errors = [_("请写明哪里要改，别的方照着改。")]
        if form.errors:
            return _page(deal, minutes, form), 422
        minutes_writing.ask_for_change(
            minutes, form.words.data or "", side=side, seen=form.seen.data or "", actor=person
        )
        flash(_("已请求修改，其他方会收到通知。"), "success")
    else:
        if form.errors:
            return _page(deal, minutes, form), 422
        minutes_writing.confirm(minutes, side=side, seen=form.seen.data or "", actor=person)
        flash(_("已确认。"), "success")
    return _to(minutes)
