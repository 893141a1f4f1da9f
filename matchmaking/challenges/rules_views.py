"""The administrator's page of the rules: every change is a new version."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import viewer
from matchmaking.challenges import services
from matchmaking.challenges.forms import RulesForm
from matchmaking.challenges.permissions import ADMINISTRATOR
from matchmaking.challenges.views import Answer, challenges
from matchmaking.core.guards import guard


@challenges.route("/desk/challenges/rules", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def change_rules() -> Answer:
    """Change the rules for challenges that begin from now on."""
    present = services.rules_in_force()
    form = RulesForm.of(present.rules)
    status = 200
    if request.method == "POST" and not form.dimensions.handle_buttons(request.form):
        if form.validate() and form.is_in_order():
            rules = form.rules(present.rules)
            version = services.change_rules(
                rules, note=form.note.data or "", seen_number=form.seen_version, actor=viewer()
            )
            flash(_("揭榜规则第 %(number)s 版已生效，已经开始的揭榜仍按原来的版本。", number=version.number), "success")
            return redirect(url_for("challenges.show_rules"), 303)
        status = 422
    form.version.data = form.version.data or str(present.number)
    return render_template("challenges/change_rules.html", form=form, present=present), status
