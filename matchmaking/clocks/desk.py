"""The administrator's pages: the time limits of every kind, and which years' holidays are known."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role
from matchmaking.clocks.forms import RuleForm
from matchmaking.clocks.queries import limits_in, limits_of, rules_by_kind
from matchmaking.clocks.rules import KINDS, default_limits
from matchmaking.clocks.services import change_rule as change_limits
from matchmaking.clocks.working_days import LAST_YEAR
from matchmaking.core.errors import Conflict
from matchmaking.core.filters import today
from matchmaking.core.guards import guard, role

clock_desk = Blueprint("clock_desk", __name__, url_prefix="/desk/clocks")
ADMINISTRATOR = role(Role.ADMINISTRATOR)


@clock_desk.get("")
@guard(ADMINISTRATOR)
def list_rules() -> str:
    """Every kind with its time limits."""
    changed = rules_by_kind()
    rows = [
        (kind, limits_in(changed[code]) if code in changed else default_limits()[code], changed.get(code))
        for code, kind in KINDS.items()
    ]
    return render_template("clocks/list_rules.html", rows=rows, last_year=LAST_YEAR, year=today().year)


@clock_desk.route("/<kind>", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def change_rule(kind: str) -> str | Response | tuple[str, int]:
    """Change the time limits of one kind; running clocks keep theirs."""
    found = KINDS.get(kind) or abort(404)
    rule = rules_by_kind().get(kind)
    version = rule.version if rule else 0
    form = RuleForm(obj=limits_of(kind)).fit(found)
    if form.validate_on_submit() and form.is_in_order():
        if form.seen_version != version:
            raise Conflict(_("您打开这一页之后，别人已经修改过这项时限，您的修改没有保存。请打开最新版本再改一次。"))
        change_limits(kind, form.limits(), actor=viewer())
        flash(_("“%(name)s”的时限已修改，只用于以后提交的事项。", name=found.name), "success")
        return redirect(url_for("clock_desk.list_rules"), 303)
    form.version.data = form.version.data or str(version)
    page = render_template("clocks/change_rule.html", kind=found, form=form)
    return (page, 422) if form.errors else page
