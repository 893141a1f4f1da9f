"""The few addresses that belong to no room: text size, background jobs, health."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from matchmaking.core.addresses import own_address
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.forms import EmptyForm
from matchmaking.core.guards import PUBLIC, Rule, guard
from matchmaking.core.jobs import DEAD, Job, retry
from matchmaking.core.pages import Page, page_number

core = Blueprint("core", __name__)
ADMINISTRATOR = Rule("role: administrator", lambda viewer: viewer.is_admin)
JOBS_SHOWN = 50


@core.post("/text-size")
@guard(PUBLIC)
def switch_text_size() -> Response:
    """Switch between normal and large text; kept in a cookie, so that it works for everybody."""
    response = redirect(own_address(request.form.get("next")) or url_for("site.home"), 303)
    if request.cookies.get("large_text") == "1":
        response.delete_cookie("large_text", path="/")
    else:
        response.set_cookie(
            "large_text",
            "1",
            max_age=31_536_000,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["BEHIND_TLS"],
        )
    return response


@core.get("/desk/jobs")
@guard(ADMINISTRATOR)
def list_jobs() -> str:
    """Background jobs with their state; dead ones first."""
    number = page_number(request.args)
    total = session.scalar(select(func.count(Job.id))) or 0
    counts = dict(session.execute(select(Job.state, func.count(Job.id)).group_by(Job.state)).all())
    query = select(Job).order_by(Job.state != DEAD, Job.id.desc()).limit(JOBS_SHOWN).offset((number - 1) * JOBS_SHOWN)
    page = Page(list(session.scalars(query)), number, JOBS_SHOWN, total)
    return render_template("core/list_jobs.html", page=page, counts=counts, form=EmptyForm())


@core.post("/desk/jobs/<int:job_id>/retry")
@guard(ADMINISTRATOR)
def retry_job(job_id: int) -> Response:
    """Give a dead job another round."""
    if not retry(job_id):
        raise RuleBroken(_("这个任务没有停在失败状态，不需要重试。"))
    flash(_("任务已重新排队。"), "success")
    return redirect(url_for("core.list_jobs"), 303)


@core.get("/healthz")
@guard(PUBLIC)
def healthz() -> tuple[dict[str, object], int]:
    """Say whether the database, the index and the jobs are well; no details that help an attacker."""
    try:
        session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"status": "down", "database": False}, 503
    dead = session.scalar(select(func.count(Job.id)).where(Job.state == DEAD)) or 0
    checks = {name: check() for name, check in current_app.extensions["health_checks"].items()}
    well = all(checks.values())
    # What the site does without is said, and changes nothing.
    notes = {name: note() for name, note in current_app.extensions["health_notes"].items()}
    answer = {"status": "ok" if well else "degraded", "database": True, **checks, **notes, "dead_jobs": dead}
    return answer, 200 if well else 503
