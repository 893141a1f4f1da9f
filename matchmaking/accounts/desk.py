"""The administrators' desk for people: list, roles, deactivation."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from matchmaking.accounts import people, queries
from matchmaking.accounts.counties import counties
from matchmaking.accounts.current import viewer
from matchmaking.accounts.forms import RefuseRoleForm, RoleForm
from matchmaking.accounts.labels import ROLES
from matchmaking.accounts.models import Role, User
from matchmaking.accounts.permissions import can_deactivate_user, can_grant_role
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import guard, require, role
from matchmaking.core.history import history_of
from matchmaking.core.pages import Page, page_number

desk = Blueprint("people_desk", __name__, url_prefix="/desk/people")
ADMINISTRATOR = role(Role.ADMINISTRATOR)
SHOWN = 30
LONGEST_QUERY = 100
EVENTS_SHOWN = 20


@desk.get("")
@guard(ADMINISTRATOR)
def list_people() -> str:
    """People, those who wait for a role first; `q` searches names and addresses, `role` filters."""
    number, text = page_number(request.args), request.args.get("q", "").strip()[:LONGEST_QUERY]
    wanted = request.args.get("role", "")
    wanted = wanted if wanted in set(Role) else ""
    rows, total = queries.people(text, wanted, limit=SHOWN, offset=(number - 1) * SHOWN)
    page = Page(rows, number, SHOWN, total)
    return render_template("accounts/list_people.html", page=page, text=text, role=wanted, roles=ROLES)


@desk.get("/<int:user_id>")
@guard(ADMINISTRATOR)
def show_person(user_id: int) -> str:
    """One person with the role, what was asked for, and the latest events."""
    return _person_page(_load(user_id))


@desk.post("/<int:user_id>/role")
@guard(ADMINISTRATOR)
def grant_role(user_id: int) -> Response | tuple[str, int]:
    """Give a person a role."""
    user = _load(user_id)
    require(can_grant_role(viewer(), user))
    form = _role_form(user)
    if not form.validate():
        return _person_page(user, role_form=form), 422
    county = form.county_code.data or None
    people.grant_role(user, form.role.data, county_code=county, actor=viewer())
    flash(_("%(name)s现在的身份是%(role)s。", name=user.name, role=ROLES[Role(user.role)]), "success")
    return redirect(url_for("people_desk.show_person", user_id=user.id), 303)


@desk.post("/<int:user_id>/refuse-role")
@guard(ADMINISTRATOR)
def refuse_role(user_id: int) -> Response | tuple[str, int]:
    """Do not grant what was asked for, with a reason that the person gets."""
    user = _load(user_id)
    require(can_grant_role(viewer(), user))
    form = RefuseRoleForm()
    if not form.validate():
        return _person_page(user, refuse_form=form), 422
    people.refuse_role(user, form.reason.data or "", actor=viewer())
    flash(_("已告诉%(name)s没有核准的原因。", name=user.name), "success")
    return redirect(url_for("people_desk.show_person", user_id=user.id), 303)


@desk.post("/<int:user_id>/deactivate")
@guard(ADMINISTRATOR)
def deactivate_user(user_id: int) -> Response:
    """Take an account out of use and end its sessions."""
    user = _load(user_id)
    if not can_deactivate_user(viewer(), user):
        raise RuleBroken(_("不能停用自己的账号。请让另一位管理员操作。"))
    people.deactivate_user(user, actor=viewer())
    flash(_("%(name)s的账号已停用，登录都已退出。", name=user.name), "success")
    return redirect(url_for("people_desk.show_person", user_id=user.id), 303)


@desk.post("/<int:user_id>/activate")
@guard(ADMINISTRATOR)
def activate_user(user_id: int) -> Response:
    """Put an account back into use."""
    user = _load(user_id)
    people.activate_user(user, actor=viewer())
    flash(_("%(name)s的账号已恢复使用。", name=user.name), "success")
    return redirect(url_for("people_desk.show_person", user_id=user.id), 303)


def _load(user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        abort(404)
    return user


def _role_form(user: User) -> RoleForm:
    form = RoleForm(role=user.requested_role or user.role, county_code=user.county_code or "")
    form.county_code.choices = [
        SelectChoice("", _("（不适用）")),
        *[SelectChoice(code, name) for code, name in counties().items()],
    ]
    return form


def _person_page(user: User, **forms: Any) -> str:
    events = list(reversed(history_of(user)))[:EVENTS_SHOWN]
    values = {
        "role_form": _role_form(user),
        "refuse_form": RefuseRoleForm(),
        "names": queries.names_of({event.actor_id for event in events if event.actor_id}),
        "county": counties().get(user.county_code or "", ""),
        "may_grant": can_grant_role(viewer(), user),
        "may_deactivate": can_deactivate_user(viewer(), user),
        **forms,
    }
    return render_template("accounts/show_person.html", user=user, events=events, roles=ROLES, **values)
