"""Numbered texts beside what the enterprise handed in: written, changed, compared, dropped."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.jobs import enqueue
from matchmaking.demands.models import Demand
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.rules import Problem
from matchmaking.listings.services import names_of
from matchmaking.refinements.charge import claim_if_free, refinement_of
from matchmaking.refinements.models import DESK, ORIGINAL, DemandRevision, Refinement
from matchmaking.refinements.states import APPROVED, DROPPED, REVISION_STATES, SENT, WRITTEN
from matchmaking.refinements.triage import set_to_work
from matchmaking.refinements.values import content_of, from_json, text_of, to_json


def latest(refinement: Refinement | None) -> DemandRevision | None:
    """The newest text that still counts: written or sent, not dropped, declined or taken over already."""
    rows = refinement.revisions if refinement is not None else []
    return next((one for one in reversed(rows) if one.number and one.state in (WRITTEN, SENT)), None)


def newest_values(demand: Demand, refinement: Refinement | None) -> dict[str, Any]:
    """The text to go on from: the newest revision that counts, or else what the demand says."""
    revision = latest(refinement)
    return dict(revision.values) if revision else content_of(demand)


def original(refinement: Refinement) -> DemandRevision:
    """Number 0, kept when the first revision is written."""
    if not refinement.revisions:
        first = DemandRevision(
            number=0, side=ORIGINAL, state=APPROVED, author_id=refinement.demand.created_by_id,
            values=content_of(refinement.demand),
        )  # fmt: skip
        refinement.revisions.append(first)
    return refinement.revisions[0]


def made_by(refinement: Refinement | None, form_key: str | None) -> DemandRevision | None:
    """The revision that this form has already made."""
    rows = refinement.revisions if refinement is not None and form_key else []
    return next((one for one in rows if one.form_key == form_key), None)


def write(
    demand: Demand,
    values: Mapping[str, Any],
    *,
    actor: Viewer,
    note: str = "",
    side: str = DESK,
    anew: bool = False,
    form_key: str | None = None,
    merges: Demand | None = None,
    touches_desk: bool = True,
) -> DemandRevision | None:
    """Keep a text (plain data). Who wrote the newest one and has not sent it changes that; otherwise, or with `anew`,
    it becomes the next number. None when it says nothing new. The same form sent twice makes one. `touches_desk` is
    false for a public demand, which is not on the desk.
    """
    works = side == DESK and touches_desk
    refinement = claim_if_free(demand, actor=actor) if works else refinement_of(demand)
    if (made := made_by(refinement, form_key)) is not None:
        return made
    if works:
        set_to_work(refinement, actor=actor)
    before = newest_values(demand, refinement)
    kept = before | to_json(text_of(values))
    newest = latest(refinement)
    if kept == before and merges is None and (newest is None or note == newest.note):
        return None
    original(refinement)
    is_own = newest is not None and newest.author_id == actor.user_id and newest.state == WRITTEN
    if newest is not None and is_own and not anew and merges is None:
        newest.values, newest.note, newest.form_key = kept, note or newest.note, form_key or newest.form_key
        revision = newest
    else:
        if newest is not None and newest.state == WRITTEN:
            REVISION_STATES.move(newest, DROPPED, actor=actor)
        revision = DemandRevision(
            number=len(refinement.revisions), side=side, author_id=actor.user_id, values=kept, note=note,
            form_key=form_key or None, merges_id=merges.id if merges else None,
        )  # fmt: skip
        refinement.revisions.append(revision)
    refinement.text_version += 1
    current_session().flush()
    history.record("refinements.revised", refinement, actor=actor, data={"number": revision.number})
    enqueue("refinements.count", key=f"refinements.count:{demand.id}", demand_id=demand.id)
    return revision


def drop(demand: Demand, *, actor: Viewer) -> None:
    """Go back to the enterprise's own words; the revisions stay to be read."""
    refinement = refinement_of(demand)
    newest = latest(refinement)
    if newest is None:
        return
    if newest.state == SENT:
        raise RuleBroken(_("这一稿正等企业确认，请先收回。"))
    REVISION_STATES.move(newest, DROPPED, actor=actor)
    refinement.text_version += 1
    enqueue("refinements.count", key=f"refinements.count:{demand.id}", demand_id=demand.id)


def problems_of(demand: Demand, values: Mapping[str, Any]) -> list[Problem]:
    """What keeps a text (kept data) from being sent to the enterprise: it would be published as it is."""
    before = DEMANDS.values_of(demand)
    plain = before | from_json(dict(values))
    return [*DEMANDS.contradictions(plain, before, names_of(demand.organisation)), *DEMANDS.gaps(plain)]
