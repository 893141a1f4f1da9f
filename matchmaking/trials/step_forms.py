"""The forms that stand on the page of a trial, filled with what is known."""

from datetime import timedelta
from functools import partial
from typing import Any

from matchmaking.core.filters import today
from matchmaking.trials import forms
from matchmaking.trials import permissions as steps
from matchmaking.trials.models import Trial

A_MONTH = 30


def terms_of(trial: Trial) -> dict[str, Any]:
    """What the terms begin with: those that were written before, or what the pool says."""
    if trial.free_from is not None:
        names = ("free_from", "free_until", "conversion_mode", "conversion_price", "conversion_condition", "duties")
        return {name: getattr(trial, name) for name in names}
    entry = trial.pool_entry
    months = trial.months or (entry.free_months if entry else 3)
    if entry is not None:
        months = min(months, entry.free_months)
    first = today() + timedelta(days=7)
    return {
        "free_from": first,
        "free_until": first + timedelta(days=A_MONTH * months),
        "conversion_mode": entry.conversion_mode if entry else "negotiated",
        "conversion_price": entry.conversion_price if entry else None,
        "conversion_condition": entry.terms if entry else "",
        "duties": "",
    }


def fresh_forms(trial: Trial, may: frozenset[str]) -> dict[str, Any]:
    """An empty form for every step that the viewer may take."""
    makers: dict[str, Any] = {
        steps.INSURE: forms.InsureForm,
        steps.START: partial(forms.StartForm, data={"started_on": today()}),
        steps.EXTEND: forms.ExtendForm,
        steps.ANSWER: forms.AnswerForm,
        steps.RETURN: forms.ReturnForm,
        steps.DROP: forms.DropForm,
        steps.ATTACH: forms.FileForm,
        steps.CONCLUDE: forms.ConcludeForm if trial.kind == "sample" else forms.ConvertForm,
    }
    # `formdata=None`: what was sent belongs to the one form that was wrong, which stands in for the fresh one.
    made = {name: make(formdata=None) for name, make in makers.items() if name in may}
    if steps.CONCLUDE in may and trial.kind != "sample":
        made[steps.RETURN] = forms.ReturnForm(formdata=None)
    if steps.RETURN in may:
        made["evaluate"] = forms.EvaluateForm(formdata=None)
    if steps.DECIDE in may:
        made["refuse"] = forms.RefuseForm(formdata=None)
    return made


def results_form(trial: Trial) -> forms.ResultsForm:
    """The form of the results with what is stored; a verdict that is the comparison's own stays to be compared."""
    rows = [
        {
            "measured": one.measured, "measured_unit": one.measured_unit or one.unit, "condition": one.condition,
            "verdict": "" if one.verdict == (one.found or "not_stated") else one.verdict, "words": one.words,
        }
        for one in trial.results
    ]  # fmt: skip
    return forms.ResultsForm(data={"rows": rows, "report": trial.report, "next_step": trial.next_step})
