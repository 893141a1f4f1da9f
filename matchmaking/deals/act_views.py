"""What is done with a deal: moved, taken back, logged, planned, changed, ended, opened again."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.addresses import own_address
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.filters import moment
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals import permissions, queries, services
from matchmaking.deals.forms import OWN, ChangeForm, EndForm, LogForm, MoveForm, StepForm, WordsForm
from matchmaking.deals.models import Deal, DealEvent
from matchmaking.deals.pages import deal_page, stage_spans, step_choices
from matchmaking.deals.states import ENDED, SIDES, STAGES
from matchmaking.deals.telling import tell
from matchmaking.deals.views import Answered, deal_overview, deals, load_deal, next_stage, previous_stage
from matchmaking.deals.wording import stage_words, wan

PASSING = ("moved", "logged")


def back_to(address: str | None, deal: Deal, **passing: int) -> Response:
    """Where the form came from, with what was done in the address, so that the page can offer to take it back."""
    found = own_address(address) or url_for("deals.show_deal", deal_id=deal.id)
    parts = urlsplit(found)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in PASSING]
    query = urlencode([*kept, *((name, str(value)) for name, value in passing.items())])
    return redirect(urlunsplit(("", "", parts.path, query, parts.fragment)), 303)


@deals.post("/deals/<int:deal_id>/move")
@guard(SIGNED_IN)
def move_deal(deal_id: int) -> Answered:
    """To another stage, from a card or from the deal's own page."""
    deal, person, form = load_deal(deal_id), viewer(), MoveForm()
    require(permissions.leads(person, deal))
    target = form.to.data or ""
    if target == ENDED and deal.is_running:
        return redirect(url_for("deals.end_deal", deal_id=deal.id), 303)
    target = {"next": next_stage(deal), "previous": previous_stage(deal)}.get(target, target) or deal.state
    if target not in STAGES:
        flash(_("请选择要移到的阶段。"), "error")
        return back_to(form.next.data, deal)
    _refuse_stale(deal, form.seen.data or "", stage_words(target))
    try:
        before = services.move_deal(deal, target, actor=person)
    except services.Lacking as lacking:
        return deal_page("deals/missing.html", deal, person, target=target, lacking=lacking.lacking), 422
    return back_to(form.next.data, deal, **({"moved": deal.id} if before != target else {}))


def _refuse_stale(deal: Deal, seen: str, wanted: str) -> None:
    """Somebody moved it since this page was opened: both versions side by side. Raises Conflict."""
    if seen == deal.seen:
        return
    last = next(iter(stage_spans(viewer(), deal)), None)
    raise Conflict(
        _("这一单刚被移动过，您的移动没有执行。请看现在的阶段，再决定要不要移。"),
        theirs=[
            (_("阶段"), stage_words(deal.state)),
            (_("谁"), (last.who if last else "") or _("平台")),
            (_("时间"), moment(deal.stage_since)),
        ],
        mine=[(_("阶段"), wanted), (_("谁"), _("我")), (_("时间"), _("刚才"))],
    )


@deals.post("/deals/<int:deal_id>/undo")
@guard(SIGNED_IN)
def undo_move(deal_id: int) -> Response:
    """Take the last move back."""
    deal, person = load_deal(deal_id), viewer()
    require(permissions.leads(person, deal))
    _refuse_stale(deal, request.form.get("seen", ""), _("撤销上一步"))
    services.undo_move(deal, actor=person)
    flash(_("已撤销，回到“%(stage)s”。", stage=stage_words(deal.state)), "success")
    return back_to(request.form.get("next"), deal)


@deals.post("/deals/<int:deal_id>/log")
@guard(SIGNED_IN)
def log_event(deal_id: int) -> Answered:
    """Keep what was done: two clicks on a card, or with words on the deal's page."""
    deal, person, form = load_deal(deal_id), viewer(), LogForm()
    side = permissions.acting_side(person, deal)
    require(side is not None)
    assert side is not None
    if not (form.validate() and form.is_in_order()):
        return deal_overview(deal, log=form), 422
    sides = () if form.readers.data == OWN else tuple(SIDES)
    key = f"{form.form_key.data}:{deal.id}:{form.kind.data}:{person.user_id}" if form.form_key.data else None
    event = services.log_event(
        deal, form.kind.data or "", form.words.data or "", actor=person, side=side, sides=sides,
        form_key=key[:120] if key else None,
    )  # fmt: skip
    return back_to(form.next.data, deal, logged=event.id)


def _event_of(deal: Deal, event_id: int) -> DealEvent:
    """An entry of the log that the viewer wrote; 404 for one of another deal or of another person."""
    event = queries.event_by_id(event_id)
    if event is None or event.deal_id != deal.id:
        abort(404)
    require(event.user_id == viewer().user_id)
    return event


@deals.post("/deals/<int:deal_id>/log/<int:event_id>")
@guard(SIGNED_IN)
def complete_event(deal_id: int, event_id: int) -> Response:
    """Add the words to what was just logged."""
    deal, form = load_deal(deal_id), WordsForm()
    event = _event_of(deal, event_id)
    if form.validate():
        services.complete_event(event, form.words.data or "", actor=viewer())
        flash(_("已补上。"), "success")
    else:
        flash(str(form.words.errors[0]) if form.words.errors else _("没有保存，请再试一次。"), "error")
    return back_to(form.next.data, deal)


@deals.post("/deals/<int:deal_id>/log/<int:event_id>/undo")
@guard(SIGNED_IN)
def undo_event(deal_id: int, event_id: int) -> Response:
    """Take what was just logged back."""
    deal = load_deal(deal_id)
    services.take_event_back(_event_of(deal, event_id), actor=viewer())
    flash(_("已撤回这一笔。"), "success")
    return back_to(request.form.get("next"), deal)


@deals.post("/deals/<int:deal_id>/step")
@guard(SIGNED_IN)
def set_step(deal_id: int) -> Answered:
    """Say what is next, by when, and who does it."""
    deal, person, form = load_deal(deal_id), viewer(), StepForm()
    require(permissions.can_act(person, deal))
    form.who.choices = step_choices(person, deal)
    if not (form.validate() and form.is_in_order()):
        return deal_overview(deal, step=form), 422
    if not deal.is_running:
        raise RuleBroken(_("这一单已经结束，不再约定下一步。"))
    services.set_next_step(
        deal, words=form.what.data or "", on=form.on.data, side=form.side, user_id=form.user_id, actor=person
    )
    due = form.on.data.isoformat() if form.on.data else ""
    tell(deal, "next_step", f"step:{deal.version}:{due}:{form.who.data}", actor=person, sides=(form.side,), due=due)
    flash(_("已记下，到期前会提醒要办的人。"), "success")
    return back_to(None, deal)


@deals.post("/deals/<int:deal_id>/step/done")
@guard(SIGNED_IN)
def finish_step(deal_id: int) -> Response:
    """The next step is done."""
    deal, person = load_deal(deal_id), viewer()
    side = permissions.acting_side(person, deal)
    require(side is not None)
    services.finish_step(deal, actor=person, side=side or "")
    flash(_("办好了。请写明接着做什么。"), "success")
    return back_to(None, deal)


@deals.route("/deals/<int:deal_id>/change", methods=["GET", "POST"])
@guard(SIGNED_IN)
def change_deal(deal_id: int) -> Answered:
    """Another title or expected amount."""
    deal, person = load_deal(deal_id), viewer()
    require(permissions.leads(person, deal))
    form = ChangeForm(obj=deal)
    if form.validate_on_submit():
        if form.seen_version != deal.version:
            raise Conflict(
                _("这一单刚被别人改过，您的修改没有保存。"),
                theirs=[(_("标题"), deal.title), (_("预计金额"), wan(deal.amount))],
                mine=[(_("标题"), form.title.data or ""), (_("预计金额"), wan(form.amount.data))],
            )
        if deal.hides_buyer and _names_buyer(deal, form.title.data or ""):
            form.title.errors = [_("需求方还没有说明自己是谁，标题里不能出现它的名称。")]
        else:
            services.change_deal(deal, title=form.title.data or "", amount=form.amount.data, actor=person)
            flash(_("已保存。"), "success")
            return back_to(None, deal)
    page = deal_page("deals/change_deal.html", deal, person, form=form)
    return (page, 422) if form.errors else page


def _names_buyer(deal: Deal, text: str) -> bool:
    return any(one and one in text for one in (deal.buyer.name, deal.buyer.short_name, deal.buyer.name_en))


@deals.route("/deals/<int:deal_id>/end", methods=["GET", "POST"])
@guard(SIGNED_IN)
def end_deal(deal_id: int) -> Answered:
    """It comes to nothing: why, for both sides to read."""
    deal, person, form = load_deal(deal_id), viewer(), EndForm()
    require(permissions.can_act(person, deal))
    if not permissions.can_end(person, deal):
        raise RuleBroken(_("这一单已经结束。请刷新页面。"))
    if request.method != "POST":
        form.seen.data = deal.seen
    elif form.validate() and form.is_in_order():
        _refuse_stale(deal, form.seen.data or "", stage_words(ENDED))
        services.end_deal(deal, reason_code=form.reason_code.data, words=form.words.data or "", actor=person)
        flash(_("已终止，另一方会收到通知。7 天内可以恢复。"), "success")
        return back_to(None, deal)
    page = deal_page("deals/end_deal.html", deal, person, form=form)
    return (page, 422) if form.errors else page


@deals.post("/deals/<int:deal_id>/reopen")
@guard(SIGNED_IN)
def reopen_deal(deal_id: int) -> Response:
    """Go on where it ended."""
    deal, person = load_deal(deal_id), viewer()
    require(permissions.leads(person, deal))
    services.reopen_deal(deal, actor=person)
    flash(_("已恢复到“%(stage)s”。", stage=stage_words(deal.state)), "success")
    return back_to(None, deal)


@deals.post("/deals/<int:deal_id>/reveal")
@guard(SIGNED_IN)
def reveal_buyer(deal_id: int) -> Response:
    """The buyer tells the seller who it is."""
    deal, person = load_deal(deal_id), viewer()
    require(permissions.acting_side(person, deal) == "buyer")
    if permissions.can_reveal(person, deal):
        services.reveal_buyer(deal, actor=person)
        tell(deal, "revealed", "revealed", actor=person, sides=("seller", "broker"))
        flash(_("成果方现在看得到贵单位。"), "success")
    return back_to(None, deal)
