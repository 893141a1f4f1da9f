"""Pages of organisations: the public list, one organisation, registering and changing it.

What rooms above hang into the page of an organisation comes through `core.panels.register_panel("organisation", …)`.
They hold one duty: a demand whose owner hides its name must never appear there.
"""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import session_id, viewer
from matchmaking.accounts.services import act_for as act_in_session_for
from matchmaking.core.addresses import own_address
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.pages import page_number
from matchmaking.core.panels import panels_for
from matchmaking.organisations import credit_code, permissions, services
from matchmaking.organisations.directory import FACETS, directory
from matchmaking.organisations.forms import OrganisationForm
from matchmaking.organisations.labels import KINDS, STATES
from matchmaking.organisations.models import Organisation
from matchmaking.vocabulary.queries import terms

organisations = Blueprint("organisations", __name__, url_prefix="/organisations")

Answer = str | Response | tuple[str, int]
LONGEST_QUERY = 100


@organisations.get("")
@guard(PUBLIC)
def list_organisations() -> str:
    """Verified organisations with words, filters and pages; every state of the list is an address."""
    text = " ".join(request.args.get("q", "").split())[:LONGEST_QUERY].strip()
    labels = _facet_labels()
    chosen = {
        name: [value for value in dict.fromkeys(request.args.getlist(name)) if value in labels[name]] for name in FACETS
    }
    found = directory(text, chosen, page_number(request.args))
    arguments = {"q": text or None, **{name: values for name, values in chosen.items() if values}}
    titles = {"kind": _("机构类别"), "county": _("所在县（市、区）"), "industry": _("主要产业")}
    facets = [
        {
            "name": name,
            "title": titles[name],
            "values": [
                {
                    "value": value,
                    "label": label,
                    "count": found.counts[name].get(value, 0),
                    "checked": value in chosen[name],
                }
                for value, label in labels[name].items()
                if found.counts[name].get(value) or value in chosen[name]
            ],
        }
        for name in FACETS
    ]
    chips = [
        {"label": labels[name][value], "url": _list_url({**arguments, name: [one for one in values if one != value]})}
        for name, values in chosen.items()
        for value in values
    ]
    return render_template(
        "organisations/list_organisations.html",
        page=found.page,
        text=text,
        facets=facets,
        chips=chips,
        keep=[(name, value) for name, values in chosen.items() for value in values],
        clear_url=_list_url({"q": arguments["q"]}),
        page_url=lambda number: _list_url({**arguments, "page": number if number > 1 else None}),
        kinds=KINDS,
    )


@organisations.get("/<int:organisation_id>")
@guard(PUBLIC)
def show_organisation(organisation_id: int) -> str:
    """One organisation: facts, and what the rooms above know of it. Unverified ones do not exist for the public."""
    organisation = load(organisation_id)
    who = viewer()
    return render_template(
        "organisations/show_organisation.html",
        organisation=organisation,
        kinds=KINDS,
        states=STATES,
        panels=panels_for("organisation", who, organisation),
        may_edit=permissions.can_edit_organisation(who, organisation),
        may_submit=permissions.can_submit_organisation(who, organisation),
        may_see_contact=permissions.can_view_contact(who, organisation),
        may_see_members=permissions.can_view_members(who, organisation),
        may_check=permissions.can_check_organisation(who, organisation),
    )


@organisations.route("/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_organisation() -> Answer:
    """Register an organisation; the person becomes its owner and acts for it."""
    require(permissions.can_create_organisation(viewer()))
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            organisation = services.create_organisation(form.values(), actor=viewer())
        except services.CodeTaken as taken:
            form.credit_code.errors = [taken.message]
        else:
            act_in_session_for(session_id() or 0, organisation.id)
            _flash_about_code(form)
            flash(_("机构已登记。请核对资料，再提交核验；核验通过后才能公开发布。"), "success")
            return redirect(url_for("organisations.show_organisation", organisation_id=organisation.id), 303)
    page = render_template("organisations/new_organisation.html", form=form)
    return (page, 422) if request.method == "POST" else page


@organisations.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_organisation(organisation_id: int) -> Answer:
    """Change the facts."""
    organisation = load(organisation_id)
    require(permissions.can_edit_organisation(viewer(), organisation))
    form = OrganisationForm(obj=organisation)
    if form.validate_on_submit():
        if form.seen_version != organisation.version:
            _refuse_stale(form, organisation)
        was_verified = organisation.is_verified
        try:
            services.change_organisation(organisation, form.values(), actor=viewer())
        except services.CodeTaken as taken:
            form.credit_code.errors = [taken.message]
        else:
            _flash_about_code(form)
            if was_verified and not organisation.is_verified:
                flash(_("名称、类别、代码或所在地有变化，已重新提交核验；核验期间机构页仍然公开。"), "info")
            flash(_("机构资料已保存。"), "success")
            return redirect(url_for("organisations.show_organisation", organisation_id=organisation.id), 303)
    form.version.data = form.version.data or str(organisation.version)
    page = render_template("organisations/edit_organisation.html", form=form, organisation=organisation)
    return (page, 422) if request.method == "POST" else page


@organisations.post("/<int:organisation_id>/submit")
@guard(SIGNED_IN)
def submit_for_verification(organisation_id: int) -> Response:
    """Ask an officer to verify."""
    organisation = load(organisation_id)
    require(permissions.can_edit_organisation(viewer(), organisation))
    services.submit_for_verification(organisation, actor=viewer())
    flash(_("已提交核验，结果会在消息里告诉您，也会发邮件。"), "success")
    return redirect(url_for("organisations.show_organisation", organisation_id=organisation.id), 303)


@organisations.post("/<int:organisation_id>/act-for")
@guard(SIGNED_IN)
def act_for(organisation_id: int) -> Response:
    """Act for this organisation from now on; others of the person's organisations stay as they are."""
    require(permissions.can_act_for(viewer(), organisation_id), hide=True)
    act_in_session_for(session_id() or 0, organisation_id)
    name = viewer().organisation_names[organisation_id]
    flash(_("您现在代表%(organisation)s。", organisation=name), "success")
    way_on = own_address(request.form.get("next"))
    return redirect(way_on or url_for("organisations.show_organisation", organisation_id=organisation_id), 303)


def load(organisation_id: int) -> Organisation:
    """The organisation, or 404; also 404 for who may not know of it."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        abort(404)
    require(permissions.can_view_organisation(viewer(), organisation), hide=True)
    return organisation


def _facet_labels() -> dict[str, dict[str, str]]:
    labels = {"kind": {kind.value: str(label) for kind, label in KINDS.items()}}
    for name in ("county", "industry"):
        labels[name] = {entry.code: entry.label() for entry in terms(name)}
    return labels


def _list_url(arguments: dict[str, Any]) -> str:
    return url_for("organisations.list_organisations", **arguments)


def _flash_about_code(form: OrganisationForm) -> None:
    """Say what was read differently from what was typed, and what an officer will look at."""
    if not form.credit_code.data:
        return
    reading = credit_code.read(form.credit_code.data)
    if reading.corrected:
        flash(_("代码里没有字母 O 和 I，已按数字 0 和 1 保存：%(code)s。请核对。", code=reading.code), "info")
    if not reading.passes:
        hint = _("早期的部分代码也会这样") if reading.inner_passes else _("很可能有一位写错了")
        flash(_("代码的校验位对不上，%(hint)s。请对照证照核对；已先保存，由主管部门人工核验。", hint=hint), "warning")


def _refuse_stale(form: OrganisationForm, organisation: Organisation) -> None:
    """Somebody else was faster: show both versions. Raises Conflict."""
    mine = form.values()
    changed = [
        field
        for field in form
        if field.name in mine and (getattr(organisation, field.name) or None) != (mine[field.name] or None)
    ]
    raise Conflict(
        _("您打开这一页之后，别人已经修改过机构资料，您的修改没有保存。下面列出不同之处，请打开最新版本再改一次。"),
        theirs=[(str(field.label.text), _in_words(field, getattr(organisation, field.name))) for field in changed],
        mine=[(str(field.label.text), _in_words(field, mine[field.name])) for field in changed],
    )


def _in_words(field: Any, value: Any) -> str:
    """A value as people read it, with the labels of choices."""
    if not hasattr(field, "choices"):
        return str(value or "")
    labels = {choice.value: choice.label for choice in field.choices}
    return _("、").join(str(labels.get(one, one)) for one in (value if isinstance(value, list) else [value or ""]))


def offer_acting_choices() -> dict[str, Any]:
    """The organisations that the person may act for, for the account menu."""
    who = viewer()
    return {
        "acting_choices": [
            {"id": one, "name": name, "url": url_for("organisations.act_for", organisation_id=one)}
            for one, name in who.organisation_names.items()
        ]
        if who.is_signed_in
        else []
    }
