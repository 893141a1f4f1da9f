"""The page 全库匹配: the run that is under way, the last ones with what they changed, and a button to begin one."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role
from matchmaking.core.db import now, session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import guard, role
from matchmaking.matching.jobs import go_on_later
from matchmaking.matching.models import Match
from matchmaking.matching.rematch_models import (
    BUTTON,
    COMMAND,
    NIGHTLY,
    PHASES,
    STORING,
    WEIGHING,
    WORDS,
    RematchRun,
)
from matchmaking.matching.rematching import begin_run, running_run, stands_still
from matchmaking.matching.reranking import present_version
from matchmaking.matching.views import matching

CITY = role(Role.CITY_OFFICER)
RUNS_SHOWN = 14
ORIGINS = {NIGHTLY: _l("每日自动"), BUTTON: _l("手动开始"), COMMAND: _l("命令行")}
PHASE_WORDS = {
    WORDS: _l("按用词找候选（需求）"),
    WEIGHING: _l("逐对比对指标和条件（成果）"),
    STORING: _l("写入有变化的匹配（成果）"),
}


@matching.get("/desk/rematch")
@guard(CITY)
def show_rematch() -> str:
    """How far the run is, what the last ones changed, when the next one comes."""
    running = running_run()
    query = select(RematchRun).order_by(RematchRun.id.desc()).limit(RUNS_SHOWN)
    hour = int(current_app.config["REMATCH_HOUR"])
    return render_template(
        "matching/show_rematch.html",
        running=running,
        phases=_phases(running) if running else [],
        stands_still=running is not None and stands_still(running),
        seconds=_seconds(running) if running else 0,
        runs=[{"run": one, "origin": ORIGINS[one.origin], "seconds": _seconds(one)} for one in session.scalars(query)],
        hour=None if hour < 0 else min(hour, 23),
        version=present_version(),
        matches=session.scalar(select(func.count(Match.id))) or 0,
    )


@matching.post("/desk/rematch")
@guard(CITY)
def start_rematch() -> Response:
    """Begin a run now, or go on with one that stands still."""
    run = running_run()
    if run is not None:
        if not stands_still(run):
            raise RuleBroken(_("全库匹配正在进行，完成后才能再开始一次。"))
        words = _("已接着上次中断的地方继续。")
    else:
        run = begin_run(BUTTON, viewer().user_id)
        words = _("全库匹配已开始，在后台进行，不影响使用。刷新本页可以看到进度。")
    if run is None:
        raise RuleBroken(_("全库匹配正在进行，完成后才能再开始一次。"))
    go_on_later(run.id)
    flash(words, "success")
    return redirect(url_for("matching.show_rematch"), 303)


def _phases(run: RematchRun) -> list[dict[str, Any]]:
    """Each phase with its words, how far it is, and whether it is under way."""
    place = PHASES.index(run.phase)
    return [
        {"name": str(PHASE_WORDS[one]), **run.cursors[one], "is_present": number == place, "is_done": number < place}
        for number, one in enumerate(PHASES)
    ]


def _seconds(run: RematchRun) -> int:
    """How long a run took, or has taken until now."""
    return round(((run.finished_at or now()) - run.started_at).total_seconds())
