"""The own account: settings, password, signed-in sessions."""

from datetime import timedelta

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts import queries, services
from matchmaking.accounts.current import begin_session, session_id, viewer
from matchmaking.accounts.forms import ChangePasswordForm, SettingsForm
from matchmaking.accounts.labels import ROLES
from matchmaking.accounts.models import User
from matchmaking.accounts.views import Answer, accounts
from matchmaking.core.db import now, session
from matchmaking.core.door import keep
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import SIGNED_IN, guard


def _own_account() -> User:
    return session.get_one(User, viewer().user_id)


@accounts.route("/settings", methods=["GET", "POST"])
@guard(SIGNED_IN)
def settings() -> Answer:
    """Name, phone, and how the platform writes."""
    user = _own_account()
    form = SettingsForm(obj=user)
    if form.validate_on_submit():
        services.change_settings(
            user,
            name=form.name.data or "",
            phone=form.phone.data or None,
            language=form.language.data,
        )
        flash(_("设置已保存。"), "success")
        return redirect(url_for("accounts.settings"), 303)
    page = render_template("accounts/settings.html", form=form, user=user, roles=ROLES)
    return (page, 422) if request.method == "POST" else page


@accounts.route("/password", methods=["GET", "POST"])
@guard(SIGNED_IN)
def change_password() -> Answer:
    """Change the password; every other browser is signed out, and this one gets a new session."""
    user = _own_account()
    form = ChangePasswordForm(email=user.email, name=user.name)
    if form.validate_on_submit():
        email, address = user.email, request.remote_addr
        if services.is_password_of(user, form.present.data or "", address):
            services.change_password(user, form.password.data or "")
            begin_session(user)
            flash(_("密码已修改，其他设备上的登录都已退出。"), "success")
            return redirect(url_for("accounts.settings"), 303)
        keep(lambda: services.count_wrong_password(email, address))
        form.present.errors = [_("现在的密码不对，请重新填写。")]
    page = render_template("accounts/change_password.html", form=form)
    return (page, 422) if request.method == "POST" else page


@accounts.get("/sessions")
@guard(SIGNED_IN)
def list_sessions() -> str:
    """Where the person is signed in now."""
    moment = now()
    rows = queries.live_sessions_of(
        viewer().user_id or 0,
        seen_after=moment - timedelta(minutes=current_app.config["IDLE_MINUTES"]),
        begun_after=moment - timedelta(days=current_app.config["SESSION_DAYS"]),
    )
    return render_template("accounts/list_sessions.html", rows=rows, here=session_id(), form=EmptyForm())


@accounts.post("/sessions/<int:session_id>/end")
@guard(SIGNED_IN)
def end_session(session_id: int) -> Response:
    """Sign out another browser of the same person."""
    if not services.end_session(session_id, user_id=viewer().user_id or 0, actor=viewer()):
        abort(404)
    flash(_("那台设备已退出登录。"), "success")
    return redirect(url_for("accounts.list_sessions"), 303)
