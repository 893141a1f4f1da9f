"""How a person wants to be told: the page of preferences, and the link in letters that works without signing in."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import User
from matchmaking.core.db import session
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard
from matchmaking.notifications import services
from matchmaking.notifications.forms import preferences_form
from matchmaking.notifications.queries import delivery_in, preferences_of
from matchmaking.notifications.topics import TOPICS, topics_to_choose
from matchmaking.notifications.unsubscribing import read_token
from matchmaking.notifications.views import notifications

Answer = str | Response | tuple[str, int]


@notifications.route("/preferences", methods=["GET", "POST"])
@guard(SIGNED_IN)
def preferences() -> Answer:
    """For each topic: at once, once a day, no e-mail; what cannot be switched off is named."""
    user = session.get_one(User, viewer().user_id)
    chosen = preferences_of([user.id])
    topics = topics_to_choose()
    form = preferences_form()(data={topic.code: delivery_in(chosen, user.id, topic) for topic in topics})
    if form.validate_on_submit():
        services.choose(user.id, {topic.code: form[topic.code].data for topic in topics})
        flash(_("提醒设置已保存。"), "success")
        return redirect(url_for("notifications.preferences"), 303)
    page = render_template(
        "notifications/preferences.html",
        form=form,
        fields=[form[topic.code] for topic in topics],
        fixed=[topic for topic in TOPICS.values() if topic.is_fixed],
        user=user,
    )
    return (page, 422) if request.method == "POST" else page


@notifications.route("/unsubscribe/<token>", methods=["GET", "POST"])
@guard(PUBLIC)
def unsubscribe(token: str) -> Answer:
    """Ask first, because mail programs open links by themselves; the button then stops the letters."""
    stopping = read_token(token)
    user = session.get(User, stopping.user_id) if stopping else None
    if stopping is None or user is None:
        return render_template("notifications/unsubscribe.html", stopping=None, done=False), 404
    topic = TOPICS.get(stopping.topic)
    everything = topic is None or request.form.get("scope") == "all"
    if request.method == "POST":
        if not EmptyForm().validate():
            abort(400)
        services.stop_letters(user.id, None if everything or topic is None else topic.code)
    return render_template(
        "notifications/unsubscribe.html",
        stopping=stopping,
        token=token,
        topic=topic,
        email=_hinted(user.email),
        done=request.method == "POST",
        everything=everything,
    )


def _hinted(email: str) -> str:
    """An address that its owner recognises, and that tells nobody else who it is."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}"
