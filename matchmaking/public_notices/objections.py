"""Objections to a public notice: raised by people with an account, decided by who is in charge of the notice."""

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.files.contents import Content
from matchmaking.files.services import keep
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.organisations.queries import member_ids, officer_ids
from matchmaking.public_notices.models import Objection, PublicNotice
from matchmaking.public_notices.queries import objection_by_key, open_objections
from matchmaking.public_notices.services import clock_of, end_notice, stop_notice
from matchmaking.public_notices.states import OBJECTION_STATES, REJECTED, UPHELD

PROOF = "objection_proof"
RECEIVED = "public_notices.objection_received"


def raise_objection(
    notice: PublicNotice,
    *,
    name: str,
    organisation: str,
    contact: str,
    text: str,
    actor: Viewer,
    form_key: str | None,
    proof: Content | None = None,
) -> Objection:
    """Hold something against a running notice. The same form sent twice makes one objection.

    Raises RuleBroken after 24:00 of the last day, and while an objection of the same person is open.
    """
    if form_key and actor.user_id and (made := objection_by_key(form_key, actor.user_id)):
        return made
    if not notice.takes_objections:
        raise RuleBroken(_("公示期已满或公示已停止，不能再提出异议。"))
    if any(one.user_id == actor.user_id for one in open_objections(notice)):
        raise RuleBroken(_("您对这份公示提出的异议正在处理，请等答复后再提。"))
    objection = Objection(
        notice=notice, user_id=actor.user_id, name=name, organisation=organisation, contact=contact, text=text,
        form_key=form_key or None,
    )  # fmt: skip
    current_session().add(objection)
    # The history, the clock and the file need the id; the text is for the officers, so it stays out of the history.
    current_session().flush()
    history.record("objections.raised", objection, actor=actor, to_state=objection.state, data={"notice": notice.id})
    if proof is not None:
        keep(proof, objection, PROOF, actor)
    open_clock(
        clock_of(notice), objection, county_code=notice.county_code, organisation_id=notice.organisation_id
    )  # fmt: skip
    notify(handlers_of(notice), RECEIVED, f"objections:{objection.id}", page_of(objection), title=notice.title)
    return objection


def handlers_of(notice: PublicNotice) -> list[int]:
    """Who hears of an objection: the officers, and the owners of the organisation whose notice it is."""
    owners = member_ids(notice.organisation_id, "owner") if notice.organisation_id is not None else []
    return [*owners, *officer_ids(notice.county_code)]


def uphold_objection(objection: Objection, *, actor: Viewer, answer: str, reason: str) -> None:
    """The objection is right: the notice stops. `answer` is for its writer, `reason` for everybody."""
    _decide(objection, UPHELD, actor, answer)
    stop_notice(objection.notice, actor=actor, reason=reason)


def reject_objection(objection: Objection, *, actor: Viewer, answer: str) -> None:
    """The objection does not hold; the notice goes on, or ends when its last day is over."""
    _decide(objection, REJECTED, actor, answer)
    end_notice(objection.notice)


def page_of(objection: Objection) -> str:
    """Where its writer and those in charge read it."""
    return path_to("public_notices.show_objection", objection_id=objection.id)


def _decide(objection: Objection, state: str, actor: Viewer, answer: str) -> None:
    OBJECTION_STATES.move(objection, state, actor=actor)
    objection.answer, objection.handled_at, objection.handled_by_id = answer, now(), actor.user_id
    close_clock(clock_of(objection.notice), objection)
    withdraw_about(handlers_of(objection.notice), RECEIVED, page_of(objection))
    once = f"objections:{objection.id}:{state}"
    notify(
        [objection.user_id], f"public_notices.objection_{state}", once, page_of(objection),
        title=objection.notice.title, answer=answer,
    )  # fmt: skip
