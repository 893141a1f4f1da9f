"""Chooses the institutions of an invited or direct demand, takes their replies, and changes the way of publishing."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.demands.answers import answer_count
from matchmaking.demands.deadlines import is_over
from matchmaking.demands.models import Demand, Invitee
from matchmaking.demands.modes import DIRECT, MODE_CHANGES, PUBLIC_MODES
from matchmaking.demands.queries import invitee_of, invitees_of
from matchmaking.demands.services import create_demand
from matchmaking.demands.side import DEMANDS
from matchmaking.demands.signals import demand_mode_changed, invitation_answered, invitee_added
from matchmaking.listings.confirming import note_confirmed
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.organisations.queries import has_word

DIRECT_ANSWER = "direct_answer"
# Who can solve a problem for others; authorities, investors and the like are not asked.
SUPPLIERS = (
    OrganisationKind.UNIVERSITY, OrganisationKind.INSTITUTE, OrganisationKind.RND_INSTITUTION,
    OrganisationKind.SERVICE_PROVIDER, OrganisationKind.ENTERPRISE,
)  # fmt: skip
MOST_WORDS = 6


def suppliers(demand: Demand, text: str, kind: str) -> Select[Any]:
    """The verified institutions that can be invited to a demand, by words and kind, those already chosen included."""
    kinds = [one for one in SUPPLIERS if not kind or one == kind]
    words = [has_word(word) for word in text.split()[:MOST_WORDS]]
    query = select(Organisation).where(
        Organisation.verified_at.is_not(None), Organisation.kind.in_(kinds), Organisation.id != demand.organisation_id
    )
    return query.where(*words).order_by(Organisation.name, Organisation.id)


def invite(demand: Demand, organisation: Organisation, *, actor: Viewer) -> Invitee:
    """Choose an institution; one that is chosen already stays as it is. A published demand tells it at once.

    A direct demand has one institution, so another one takes the place of the first. Raises RuleBroken.
    """
    known = invitee_of(demand.id, organisation.id)
    if known is not None:
        return known
    if organisation.id == demand.organisation_id or organisation.kind not in SUPPLIERS or not organisation.is_verified:
        raise RuleBroken(_("只能邀请已核验的高校、院所、研发机构、科技服务机构或企业，不能邀请自己。"))
    if demand.is_published and is_over(demand.deadline_on):
        raise RuleBroken(_("应答截止日期已过。请先延期，再邀请新的单位。"))
    present = invitees_of(demand.id)
    most = current_app.config["INVITEES"]
    if demand.mode == DIRECT:
        for one in present:
            current_session().delete(one)
    elif len(present) >= most:
        raise RuleBroken(ngettext("最多邀请 %(num)s 家单位。", "最多邀请 %(num)s 家单位。", most))
    invitee = Invitee(demand_id=demand.id, organisation_id=organisation.id, invited_by_id=actor.user_id)
    current_session().add(invitee)
    history.record("demands.invited", demand, actor=actor, data={"organisation_id": organisation.id})
    if demand.is_published:
        tell(demand, [invitee])
    return invitee


def uninvite(demand: Demand, organisation_id: int, *, actor: Viewer) -> None:
    """Take an institution out again, as long as it has not been told. Raises RuleBroken."""
    invitee = invitee_of(demand.id, organisation_id)
    if invitee is None:
        return
    if invitee.told_at is not None:
        raise RuleBroken(_("这家单位已经收到邀请，不能再去掉。"))
    current_session().delete(invitee)
    history.record("demands.uninvited", demand, actor=actor, data={"organisation_id": organisation_id})


def tell(demand: Demand, invitees: list[Invitee]) -> None:
    """Write down that these institutions are told now; the one of a direct demand must answer within its time limit."""
    for invitee in invitees:
        invitee.told_at = now()
        if demand.mode == DIRECT:
            open_clock(DIRECT_ANSWER, demand, organisation_id=invitee.organisation_id, county_code=demand.county_code)
        invitee_added.send(demand, invitee=invitee)


def answer_invitation(invitee: Invitee, *, is_willing: bool, reason_code: str, reason: str, actor: Viewer) -> bool:
    """Keep what an invited institution says, and tell the owner; False when it said the same before."""
    demand = invitee.demand
    said = (None, "") if is_willing else (reason_code, reason)
    before = invitee.willing_at if is_willing else invitee.declined_at
    if before is not None and (is_willing or (invitee.reason_code, invitee.reason or "") == said):
        return False
    moment = now()
    invitee.willing_at, invitee.declined_at = (moment, None) if is_willing else (None, moment)
    invitee.reason_code, invitee.reason = said[0], said[1] or None
    close_clock(DIRECT_ANSWER, demand)
    word = "willing" if is_willing else "declined"
    history.record(
        "demands.invitation_answered", demand, actor=actor,
        data={"organisation_id": invitee.organisation_id, "reply": word, "reason": said[0]},
    )  # fmt: skip
    invitation_answered.send(demand, invitee=invitee, actor=actor)
    return True


def note_seen(invitee_id: int) -> None:
    """Keep when somebody of an invited institution first opened the page."""
    invitee = current_session().get(Invitee, invitee_id)
    if invitee is not None and invitee.seen_at is None:
        invitee.seen_at = now()


def mode_refusal(demand: Demand, mode: str) -> str | None:
    """Why a published demand cannot be published in another way, in words for its owner; None when it can."""
    if mode not in MODE_CHANGES.get(demand.mode, ()):
        return _("不能改成这种发布方式。请撤回后转为草稿，改好再提交核验。")
    if demand.mode in PUBLIC_MODES and (count := answer_count(demand)):
        return ngettext(
            "已经收到 %(num)s 份应答，不能再改成定向邀请。", "已经收到 %(num)s 份应答，不能再改成定向邀请。", count
        )
    return None


def change_mode(demand: Demand, mode: str, *, actor: Viewer) -> None:
    """Publish a published demand in another way. What everybody may see from now on is new from now on.

    Raises RuleBroken.
    """
    if words := mode_refusal(demand, mode):
        raise RuleBroken(words)
    before = demand.mode
    demand.mode = mode
    if mode in PUBLIC_MODES:
        demand.published_at = now()
    else:
        tell(demand, [one for one in invitees_of(demand.id) if one.told_at is None])
    close_clock(DIRECT_ANSWER, demand, was_answered=False)
    history.record("demands.mode_changed", demand, actor=actor, data={"before": before, "after": mode})
    note_confirmed(DEMANDS, [demand])
    demand_mode_changed.send(demand, before=before, actor=actor)


def start_direct(
    target: Organisation, *, owner: Organisation, title: str, values: dict[str, Any], actor: Viewer
) -> Demand:
    """A draft for talking to one institution alone; the same draft is not made twice. Raises RuleBroken."""
    known = select(Demand).join(Invitee, Invitee.demand_id == Demand.id).where(
        Demand.organisation_id == owner.id, Demand.state == "draft", Demand.mode == DIRECT, Demand.title == title,
        Invitee.organisation_id == target.id,
    )  # fmt: skip
    found = current_session().scalar(known.order_by(Demand.id).limit(1))
    if found is not None:
        return found
    demand = create_demand({**values, "title": title, "mode": DIRECT}, organisation=owner, actor=actor)
    # The invitation needs the id.
    current_session().flush()
    invite(demand, target, actor=actor)
    return demand
