"""The decision: prepared for every answer, confirmed with the password, taken back before delivery."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import User
from matchmaking.accounts.services import count_wrong_password, is_password_of
from matchmaking.core.db import session
from matchmaking.core.door import keep
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.proposals.states import CHOSEN, DECLINED
from matchmaking.selections import conflicts, deciding, pages, permissions, services
from matchmaking.selections.forms import ConfirmForm, DecisionForm
from matchmaking.selections.gates import most_choices, waiting_reason
from matchmaking.selections.models import Selection
from matchmaking.selections.views import Answer, load, refuse_stale, selections


def _load(selection_id: int) -> Selection:
    """A selection that the viewer decides on, and whose answers may be read."""
    selection = load(selection_id)
    require(permissions.can_manage_selection(viewer(), selection))
    require(permissions.can_read_answers(viewer(), selection))
    return selection


@selections.route("/selections/<int:selection_id>/decide", methods=["GET", "POST"])
@guard(SIGNED_IN)
def decide(selection_id: int) -> Answer:
    """Choose, and write a reason for everybody else; kept as often as wanted, delivered only when confirmed."""
    selection = _load(selection_id)
    services.require_open(selection)
    shown = pages.shown_candidates(selection, viewer())
    form = DecisionForm() if request.method == "POST" else _fresh(selection, shown)
    form.fit()
    if request.method == "POST":
        sound = form.is_sound(services.hidden_names(selection.demand)) and len(form.rows.entries) == len(shown)
        chosen = [entry for entry in form.rows.entries if entry.form.result.data == "chosen"]
        if len(chosen) > most_choices(selection):
            most = most_choices(selection)
            chosen[-1].form.result.errors = [_("最多选定 %(most)d 个方案。", most=most)]
            sound = False
        if not sound:
            return _decide_page(selection, shown, form), 422
        words = {"": _("待定"), "chosen": _("选定"), "declined": _("不选")}
        pairs = list(zip(shown, form.rows.entries, strict=True))
        refuse_stale(selection, form.seen_version, [(one.label, words[entry.form.result.data]) for one, entry in pairs])
        outcomes = {
            one.candidate.id: deciding.Outcome(
                is_chosen=entry.form.result.data == "chosen",
                reason_code=entry.form.reason_code.data if entry.form.result.data == "declined" else "",
                sentence=(entry.form.sentence.data or "") if entry.form.result.data == "declined" else "",
                reveals_name=bool(entry.form.reveals_name.data),
            )
            for one, entry in pairs
        }
        deciding.prepare_decision(selection, outcomes, actor=viewer())
        if request.form.get("action") == "confirm":
            return redirect(url_for("selections.confirm_decision", selection_id=selection.id), 303)
        flash(_("已保存，还没有告诉任何应答单位。"), "success")
        return redirect(url_for("selections.show_selection", selection_id=selection.id), 303)
    return _decide_page(selection, shown, form)


def _fresh(selection: Selection, shown: list[pages.Shown]) -> DecisionForm:
    form = DecisionForm(formdata=None)
    for one in shown:
        results = {CHOSEN: "chosen", DECLINED: "declined"}
        form.rows.append_entry(
            {
                "result": results.get(one.proposal.state, ""),
                "reason_code": one.candidate.reason_code or "",
                "sentence": one.candidate.sentence or "",
                "reveals_name": one.candidate.reveals_name,
            }
        )
    form.version.data = str(selection.version)
    return form


def _decide_page(selection: Selection, shown: list[pages.Shown], form: DecisionForm) -> str:
    asked = pages.active_reviewers(selection, conflicts.barred(selection))
    judged = [pages.judged(selection, one, viewer(), asked) for one in shown]
    return render_template(
        "selections/decide.html",
        selection=selection,
        demand=selection.demand,
        form=form,
        rows=list(zip(shown, form.rows.entries, judged, strict=False)),
        most=most_choices(selection),
        is_blind=permissions.is_blind_to(viewer(), selection),
    )


@selections.route("/selections/<int:selection_id>/confirm", methods=["GET", "POST"])
@guard(SIGNED_IN)
def confirm_decision(selection_id: int) -> Answer:
    """What will be told to whom, once more in full; the password makes it final."""
    selection = _load(selection_id)
    form = ConfirmForm()
    back = redirect(url_for("selections.show_selection", selection_id=selection.id), 303)
    if request.method == "POST":
        if form.decision_key.data and form.decision_key.data == selection.decision_key:
            # The same form once more: the decision is made, this is its page.
            return back
        services.require_open(selection)
        if form.validate():
            user = session.get_one(User, viewer().user_id)
            email, address = user.email, request.remote_addr
            if is_password_of(user, form.password.data or "", address):
                refuse_stale(selection, form.seen_version, [(_("决定"), _("确认"))])
                deciding.confirm_decision(
                    selection, at_once=form.when.data == "now", decision_key=form.decision_key.data or "",
                    actor=viewer(),
                )  # fmt: skip
                if selection.is_delivered:
                    flash(_("决定已送达所有应答单位。"), "success")
                else:
                    flash(_("决定已确认，到公布时间一起送达。"), "success")
                return back
            keep(lambda: count_wrong_password(email, address))
            form.password.errors = [_("密码不对，请重新填写。")]
        return _confirm_page(selection, form), 422
    services.require_open(selection)
    form.decision_key.data, form.version.data = pages.new_key(), str(selection.version)
    return _confirm_page(selection, form)


def _confirm_page(selection: Selection, form: ConfirmForm) -> str:
    shown = pages.shown_candidates(selection, viewer())
    return render_template(
        "selections/confirm_decision.html",
        selection=selection,
        demand=selection.demand,
        form=form,
        chosen=[one for one in shown if one.proposal.state == CHOSEN],
        declined=[one for one in shown if one.proposal.state == DECLINED],
        hurdle=deciding.hurdle(selection),
        waiting=waiting_reason(selection),
        is_blind=permissions.is_blind_to(viewer(), selection),
    )


@selections.post("/selections/<int:selection_id>/reopen")
@guard(SIGNED_IN)
def reopen_decision(selection_id: int) -> Response:
    """Take the confirmation back while nobody has been told."""
    selection = _load(selection_id)
    form = EmptyForm()
    form.validate()
    deciding.reopen_decision(selection, actor=viewer())
    flash(_("已撤回确认，可以继续修改。到公布时间还没有确认，会逐级提醒。"), "success")
    return redirect(url_for("selections.show_selection", selection_id=selection.id), 303)
