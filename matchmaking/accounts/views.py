"""Signing in and out, signing up, and the links sent by e-mail."""

from math import ceil

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts import services
from matchmaking.accounts.current import begin_session, forget_browser, had_session, session_id, viewer
from matchmaking.accounts.forms import ConfirmForm, NewPasswordForm, ResetRequestForm, SignInForm, SignUpForm
from matchmaking.accounts.limits import TooManyTries
from matchmaking.accounts.models import User
from matchmaking.core.addresses import own_address, own_path
from matchmaking.core.db import now, session
from matchmaking.core.door import keep
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.core.languages import current_language

accounts = Blueprint("accounts", __name__, url_prefix="/accounts")

Answer = str | Response | tuple[str, int]


def landing() -> str:
    """Where people go after signing in when they were not on the way to anywhere."""
    known = current_app.view_functions
    found = next((name for name in ("site.workspace", "site.home") if name in known), "accounts.settings")
    return url_for(found)


@accounts.app_errorhandler(TooManyTries)
def answer_too_many_tries(error: TooManyTries) -> Answer:
    """Say when to try again; the same words whether the account, the address or neither is known."""
    seconds = max(1, ceil((error.until - now()).total_seconds()))
    at = error.until.astimezone(SHANGHAI).strftime("%H:%M")
    message = _("短时间内试得太多了。为了保护账号，请在 %(time)s 之后再试。", time=at)
    return Response(
        render_template("errors/429.html", message=message),
        429,
        headers={"Retry-After": str(seconds)},
        content_type="text/html; charset=utf-8",
    )


@accounts.route("/sign-in", methods=["GET", "POST"])
@guard(PUBLIC)
def sign_in() -> Answer:
    """Sign in. An unknown account, a wrong password and an unconfirmed address get the same answer."""
    form = SignInForm()
    way_on = own_path(request.values.get("next"))
    if viewer().is_signed_in and request.method != "POST":
        return redirect(own_address(way_on) or landing(), 303)
    if form.validate_on_submit():
        email, password, address = form.email.data or "", form.password.data or "", request.remote_addr
        user_id = services.check_password(email, password, address)
        if user_id is not None:
            user = session.get_one(User, user_id)
            services.signed_in(user, password)
            begin_session(user)
            return redirect(own_address(way_on) or landing(), 303)
        keep(lambda: services.count_wrong_password(email, address))
        form.form_errors.append(_("邮箱或密码不对。刚注册的账号，请先点开确认邮件里的链接。"))
    page = render_template("accounts/sign_in.html", form=form, next=way_on, had_session=had_session())
    return (page, 422) if request.method == "POST" else page


@accounts.post("/sign-out")
@guard(PUBLIC)
def sign_out() -> Response:
    """End the session here and in the database."""
    own = session_id()
    if own is not None:
        services.end_session(own, user_id=viewer().user_id or 0, actor=viewer())
    forget_browser()
    flash(_("您已退出登录。"), "success")
    return redirect(request.script_root + "/", 303)


@accounts.route("/sign-up", methods=["GET", "POST"])
@guard(PUBLIC)
def sign_up() -> Answer:
    """Ask for an account. What comes next is the same whether the address has one already."""
    if viewer().is_signed_in:
        return redirect(landing(), 303)
    form = SignUpForm()
    if form.validate_on_submit():
        services.sign_up(
            email=form.email.data or "",
            name=form.name.data or "",
            password=form.password.data or "",
            role=form.role.data,
            language=current_language(),
            address=request.remote_addr,
        )
        return redirect(url_for("accounts.letter_sent", purpose="sign-up"), 303)
    page = render_template("accounts/sign_up.html", form=form)
    return (page, 422) if request.method == "POST" else page


@accounts.get("/letter-sent/<any('sign-up', 'reset'):purpose>")
@guard(PUBLIC)
def letter_sent(purpose: str) -> str:
    """Say that a letter is on its way, to whoever asked."""
    return render_template("accounts/letter_sent.html", purpose=purpose)


@accounts.route("/confirm/<token>", methods=["GET", "POST"])
@guard(PUBLIC)
def confirm_email(token: str) -> Answer:
    """Confirm an address with the link from the letter and the password, and sign in."""
    user = services.owner_of_token(token, services.CONFIRM)
    if user is None:
        return render_template("accounts/link_used.html", purpose="confirm"), 410
    form, email, address = ConfirmForm(), user.email, request.remote_addr
    if form.validate_on_submit():
        if services.confirm_email(user, token, form.password.data or "", address):
            begin_session(user)
            flash(_("邮箱已确认，账号可以使用了。"), "success")
            return redirect(landing(), 303)
        keep(lambda: services.count_wrong_password(email, address))
        form.password.errors = [_("密码不对。请填写注册时设置的密码；想不起来，可以重新设置。")]
    page = render_template("accounts/confirm_email.html", form=form, email=email)
    return (page, 422) if request.method == "POST" else page


@accounts.route("/reset", methods=["GET", "POST"])
@guard(PUBLIC)
def request_reset() -> Answer:
    """Ask for a link to set a new password; the answer does not say whether there is such an account."""
    form = ResetRequestForm()
    if form.validate_on_submit():
        services.request_reset(email=form.email.data or "", address=request.remote_addr)
        return redirect(url_for("accounts.letter_sent", purpose="reset"), 303)
    page = render_template("accounts/request_reset.html", form=form)
    return (page, 422) if request.method == "POST" else page


@accounts.route("/reset/<token>", methods=["GET", "POST"])
@guard(PUBLIC)
def reset_password(token: str) -> Answer:
    """Set a new password with the link from the letter."""
    user = services.owner_of_token(token, services.RESET)
    if user is None:
        return render_template("accounts/link_used.html", purpose="reset"), 410
    form = NewPasswordForm(email=user.email, name=user.name)
    if form.validate_on_submit():
        services.reset_password(user, token, form.password.data or "")
        forget_browser()
        flash(_("新密码已生效，其他设备上的登录都已退出。请用新密码登录。"), "success")
        return redirect(url_for("accounts.sign_in"), 303)
    page = render_template("accounts/reset_password.html", form=form, email=user.email)
    return (page, 422) if request.method == "POST" else page
