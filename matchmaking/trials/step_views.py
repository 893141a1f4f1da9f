"""The steps of a trial: each a form on its page, or a page of its own where there is much to write."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals.pages import deal_page
from matchmaking.deals.permissions import acting_side
from matchmaking.files.contents import FileRefused
from matchmaking.files.services import read_upload
from matchmaking.trials import forms, permissions, services
from matchmaking.trials import permissions as steps
from matchmaking.trials.judging import target_text
from matchmaking.trials.models import Trial
from matchmaking.trials.states import FREE_USE, PASSED, RUNNING, SAMPLE
from matchmaking.trials.step_forms import results_form, terms_of
from matchmaking.trials.views import Answered, load_trial, trial_page, trials


def _may(trial: Trial, step: str) -> None:
    require(step in permissions.steps_for(viewer(), trial))


def _back(trial: Trial) -> Response:
    return redirect(url_for("trials.show_trial", deal_id=trial.deal_id, trial_id=trial.id), 303)


def _do(trial: Trial, name: str, form: Any, act: Callable[[], object], said: str) -> Answered:
    """Take a step whose form stands on the page of the trial; what is wrong is shown there with all that was typed."""
    is_good = form.validate() and (not hasattr(form, "is_in_order") or form.is_in_order())
    if not is_good:
        return trial_page(trial, {name: form}), 422
    act()
    flash(said, "success")
    return _back(trial)


@trials.route("/deals/<int:deal_id>/trials/<int:trial_id>/approve", methods=["GET", "POST"])
@guard(SIGNED_IN)
def approve(deal_id: int, trial_id: int) -> Answered:
    """The owner allows it and writes the terms."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.DECIDE)
    form = forms.ApproveForm(data=terms_of(trial)) if request.method != "POST" else forms.ApproveForm()
    if request.method == "POST" and form.validate() and form.is_in_order():
        services.approve(trial, _terms(form), words=form.decision_words.data or "", actor=viewer())
        flash(_("已批准，对方确认约定后就可以开始试用。"), "success")
        return _back(trial)
    return _terms_page(trial, form, is_approval=True)


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/refuse")
@guard(SIGNED_IN)
def refuse(deal_id: int, trial_id: int) -> Answered:
    """The owner does not allow it."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.DECIDE)
    form = forms.RefuseForm()
    return _do(
        trial, "refuse", form,
        lambda: services.refuse(
            trial, reason_code=form.reason_code.data, words=form.reason.data or "", actor=viewer()
        ),
        _("已答复，申请单位会收到原因。"),
    )  # fmt: skip


@trials.route("/deals/<int:deal_id>/trials/<int:trial_id>/terms", methods=["GET", "POST"])
@guard(SIGNED_IN)
def change_terms(deal_id: int, trial_id: int) -> Answered:
    """Either side writes other terms."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.TERMS)
    form = forms.TermsForm(data=terms_of(trial)) if request.method != "POST" else forms.TermsForm()
    if request.method != "POST":
        form.version.data = str(trial.version)
    elif form.validate() and form.is_in_order():
        if form.seen_version != trial.version:
            raise Conflict(_("对方刚刚改过约定，请先看新的内容再改。"), theirs=[(_("试用约定"), trial.terms_text)])
        side = acting_side(viewer(), trial.deal) or ""
        services.change_terms(trial, _terms(form), side=side, actor=viewer())
        flash(_("已保存，等对方确认。"), "success")
        return _back(trial)
    return _terms_page(trial, form, is_approval=False)


def _terms(form: forms.TermsForm) -> services.Terms:
    return services.Terms(
        free_from=form.free_from.data, free_until=form.free_until.data, conversion_mode=form.conversion_mode.data,
        conversion_condition=form.conversion_condition.data or "", conversion_price=form.conversion_price.data,
        duties=form.duties.data or "",
    )  # fmt: skip


def _terms_page(trial: Trial, form: forms.TermsForm, *, is_approval: bool) -> Answered:
    page = deal_page(
        "trials/edit_terms.html", trial.deal, viewer(), trial=trial, form=form, is_approval=is_approval,
    )  # fmt: skip
    return (page, 422) if form.errors else page


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/confirm")
@guard(SIGNED_IN)
def confirm_terms(deal_id: int, trial_id: int) -> Response:
    """A side agrees to the words on the page."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.CONFIRM)
    side = acting_side(viewer(), trial.deal) or ""
    services.confirm_terms(trial, side=side, sha256=request.form.get("sha256", ""), actor=viewer())
    flash(_("已确认，时间、经办人和文本的校验值都记下来了。"), "success")
    return _back(trial)


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/insure")
@guard(SIGNED_IN)
def insure(deal_id: int, trial_id: int) -> Answered:
    """Note the policy."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.INSURE)
    form = forms.InsureForm()
    return _do(
        trial, steps.INSURE, form,
        lambda: services.insure(
            trial, insurer=form.insurer.data or "", policy_number=form.policy_number.data or "",
            until=form.insured_until.data, actor=viewer(),
        ),
        _("已记下保险，保险单可以在“文件”里上传。"),
    )  # fmt: skip


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/start")
@guard(SIGNED_IN)
def start(deal_id: int, trial_id: int) -> Answered:
    """It begins."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.START)
    form = forms.StartForm()
    return _do(trial, steps.START, form, lambda: services.start(trial, on=form.started_on.data, actor=viewer()),
               _("已开始，到期前会提醒报结果。"))  # fmt: skip


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/extend")
@guard(SIGNED_IN)
def extend(deal_id: int, trial_id: int) -> Answered:
    """It goes on longer."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.EXTEND)
    form = forms.ExtendForm()
    side = acting_side(viewer(), trial.deal) or ""
    return _do(
        trial, steps.EXTEND, form,
        lambda: services.extend(
            trial, until=form.until.data, reason=form.extension_reason.data or "", side=side, actor=viewer()
        ),
        _("已延长，各方会收到通知。"),
    )  # fmt: skip


@trials.route("/deals/<int:deal_id>/trials/<int:trial_id>/results", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_results(deal_id: int, trial_id: int) -> Answered:
    """Write down what was measured; hand a sample's result in."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.RESULTS)
    if request.method != "POST":
        form = results_form(trial)
        form.version.data = str(trial.version)
        return _results_page(trial, form)
    form = forms.ResultsForm()
    if not (form.validate() and _rows_in_order(form, trial)):
        return _results_page(trial, form), 422
    if form.seen_version != trial.version or len(form.rows.entries) != len(trial.results):
        raise Conflict(_("别人刚刚改过这次试用，您的修改没有保存。请打开最新的内容再填。"))
    services.save_results(
        trial, [row.data for row in form.rows.entries], report=form.report.data or "",
        next_step=form.next_step.data or "", actor=viewer(),
    )  # fmt: skip
    if request.form.get("go") == "report" and trial.kind == SAMPLE:
        services.report_sample(trial, actor=viewer())
        flash(_("结果已报送，等需求方给出结论。"), "success")
    else:
        flash(_("已保存。"), "success")
    return _back(trial)


def _rows_in_order(form: forms.ResultsForm, trial: Trial) -> bool:
    """A verdict without a value says why."""
    wrong = False
    for entry in form.rows.entries:
        row = entry.form
        if row.verdict.data and row.verdict.data != "not_stated" and not row.measured.data and not row.words.data:
            row.words.errors = [_("没有实测值却下了结论，请写明判断依据。")]
            wrong = True
    if not wrong and request.form.get("go") == "report" and trial.kind == SAMPLE:
        stated = [one for one in form.rows.entries if one.form.measured.data or one.form.verdict.data]
        if not stated:
            form.rows.errors = [_("还没有一项测出结果，请至少填写一项实测值和结论。")]
            wrong = True
    return not wrong


def _results_page(trial: Trial, form: forms.ResultsForm) -> str:
    return deal_page(
        "trials/edit_results.html", trial.deal, viewer(), trial=trial, form=form,
        targets=[target_text(one) for one in trial.results], criterion=forms.CriterionForm(formdata=None),
    )  # fmt: skip


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/criteria")
@guard(SIGNED_IN)
def add_criterion(deal_id: int, trial_id: int) -> Answered:
    """A further criterion."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.RESULTS)
    form = forms.CriterionForm()
    if form.validate() and len(trial.results) < forms.MOST_ROWS:
        services.add_result_row(trial, form.name.data or "", form.target.data or "", actor=viewer())
        flash(_("已加一项指标。"), "success")
    else:
        flash(_("请写明是哪一项指标；一次试用最多 %(most)d 项。", most=forms.MOST_ROWS), "error")
    return redirect(url_for("trials.edit_results", deal_id=deal_id, trial_id=trial_id), 303)


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/evaluate")
@guard(SIGNED_IN)
def evaluate(deal_id: int, trial_id: int) -> Answered:
    """The buyer judges the free trial."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.RETURN)
    form = forms.EvaluateForm()
    if not form.validate():
        return trial_page(trial, {"evaluate": form}), 422
    lacking = services.check_results(trial.results)
    if lacking:
        form.evaluation.errors = [lacking]
        return trial_page(trial, {"evaluate": form}), 422
    services.evaluate(trial, words=form.evaluation.data or "", actor=viewer())
    flash(_("评价已送达成果方。"), "success")
    return _back(trial)


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/conclude")
@guard(SIGNED_IN)
def conclude(deal_id: int, trial_id: int) -> Answered:
    """Passed or not; for a free trial: kept for money."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.CONCLUDE)
    if trial.kind == FREE_USE:
        form = forms.ConvertForm()
        return _do(trial, steps.CONCLUDE, form,
                   lambda: services.convert(trial, words=form.conversion_words.data or "", actor=viewer()),
                   _("已转为有偿，接下来谈价格、订合同。"))  # fmt: skip
    choice = forms.ConcludeForm()

    def act() -> None:
        words = choice.conclusion.data or ""
        if choice.outcome.data == RUNNING:
            services.send_back(trial, words=words, actor=viewer())
        else:
            passed = choice.outcome.data == PASSED
            services.conclude_sample(
                trial, passed=passed, words=words, next_step=choice.after.data or "", actor=viewer()
            )

    return _do(trial, steps.CONCLUDE, choice, act, _("结论已送达各方。"))


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/answer")
@guard(SIGNED_IN)
def answer(deal_id: int, trial_id: int) -> Answered:
    """The seller's word."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.ANSWER)
    form = forms.AnswerForm()
    return _do(trial, steps.ANSWER, form, lambda: services.answer(trial, words=form.answer.data or "", actor=viewer()),
               _("回应已送达需求方。"))  # fmt: skip


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/return")
@guard(SIGNED_IN)
def give_back(deal_id: int, trial_id: int) -> Answered:
    """The buyer does not keep it."""
    trial = load_trial(deal_id, trial_id)
    may = permissions.steps_for(viewer(), trial)
    require(steps.RETURN in may or (steps.CONCLUDE in may and trial.kind == FREE_USE))
    form = forms.ReturnForm()
    return _do(
        trial, steps.RETURN, form,
        lambda: services.give_back(
            trial, reason_code=form.reason_code.data, words=form.reason.data or "", actor=viewer()
        ),
        _("已退回，各方会收到原因。"),
    )  # fmt: skip


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/drop")
@guard(SIGNED_IN)
def drop(deal_id: int, trial_id: int) -> Answered:
    """It does not take place."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.DROP)
    form = forms.DropForm()
    return _do(
        trial, steps.DROP, form,
        lambda: services.drop(trial, reason_code=form.reason_code.data, words=form.reason.data or "", actor=viewer()),
        _("已放弃这次试用，各方会收到原因。"),
    )  # fmt: skip


@trials.post("/deals/<int:deal_id>/trials/<int:trial_id>/files")
@guard(SIGNED_IN)
def attach_file(deal_id: int, trial_id: int) -> Answered:
    """Keep a report, a photo, a policy."""
    trial = load_trial(deal_id, trial_id)
    _may(trial, steps.ATTACH)
    form = forms.FileForm()
    if not form.validate():
        return trial_page(trial, {steps.ATTACH: form}), 422
    # Only read so far: give the write lock back while the file is examined.
    session.rollback()
    try:
        content = read_upload(form.file.data)
        trial = load_trial(deal_id, trial_id)
        stored = services.keep_file(trial, content, form.purpose.data, actor=viewer())
    except FileRefused as refused:
        trial = load_trial(deal_id, trial_id)
        form.file.errors = [refused.message]
        return trial_page(trial, {steps.ATTACH: form}), 422
    flash(_("已上传“%(name)s”。", name=stored.name), "success")
    return _back(trial)
