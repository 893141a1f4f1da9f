"""Who looks after a deal: the broker hands it over, or a party asks one, who takes it or does not."""

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.core.db import current_session
from matchmaking.core.errors import RuleBroken
from matchmaking.deals import logs
from matchmaking.deals.clocks import ASKED, follow_step
from matchmaking.deals.models import Deal
from matchmaking.deals.telling import tell_asked, tell_broker
from matchmaking.organisations.models import Membership, Organisation, OrganisationKind
from matchmaking.organisations.states import VERIFIED


def centre_of(user_id: int | None) -> int | None:
    """The transfer centre that a broker works for."""
    query = (
        select(Organisation.id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.user_id == (user_id or 0), Organisation.kind == OrganisationKind.TRANSFER_CENTRE,
            Organisation.state == VERIFIED,
        )
        .order_by(Membership.id)
        .limit(1)
    )  # fmt: skip
    return current_session().scalar(query)


def colleagues(deal: Deal) -> list[User]:
    """The brokers of the same centre to whom a deal may be handed over: nobody who belongs to a party."""
    if deal.centre_id is None:
        return []
    query = _brokers(deal).join(Membership, Membership.user_id == User.id).where(
        Membership.organisation_id == deal.centre_id, User.id != (deal.broker_id or 0)
    )  # fmt: skip
    return list(current_session().scalars(query.order_by(User.name, User.id)))


def brokers_to_ask(deal: Deal) -> list[tuple[User, str]]:
    """The brokers whom a party may ask, each with the name of the centre: nobody who belongs to a party."""
    query = (
        _brokers(deal)
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Organisation.kind == OrganisationKind.TRANSFER_CENTRE, Organisation.state == VERIFIED)
        .add_columns(Organisation.name)
        .order_by(Organisation.name, User.name, User.id)
        .limit(300)
    )
    return [(user, name) for user, name in current_session().execute(query)]


def _brokers(deal: Deal):  # type: ignore[no-untyped-def]
    parties = select(Membership.user_id).where(Membership.organisation_id.in_([deal.buyer_id, deal.seller_id]))
    return select(User).where(User.role == Role.BROKER, User.is_active, User.id.not_in(parties))


def hand_over(deal: Deal, broker: User, *, actor: Viewer) -> None:
    """Give the deal to a colleague of the same centre. Raises RuleBroken for anybody else."""
    if broker.id == deal.broker_id:
        return
    if broker.id not in {one.id for one in colleagues(deal)}:
        raise RuleBroken(_("只能交给同一中心、不属于双方单位的技术经理人。"))
    before = deal.broker_id
    deal.broker = broker
    current_session().flush()
    if deal.next_user_id == before:
        deal.next_user_id = None
    follow_step(deal)
    logs.keep(deal, "deals.handed_over", actor=actor, broker_id=broker.id, before=before)
    tell_broker(deal, "handed_over", actor=actor, once=f"handed:{deal.version}", broker=broker.name)


def ask_broker(deal: Deal, broker: User, *, side: str, actor: Viewer) -> None:
    """Ask a broker to look after a deal that has none. A second one is asked in place of the first.

    Raises RuleBroken where there is one already, and for who cannot be asked.
    """
    if deal.broker_id is not None or not deal.is_running:
        raise RuleBroken(_("这一单已经有技术经理人，或者已经结束。请刷新页面。"))
    if deal.asked_broker_id == broker.id:
        return
    if broker.id not in {one.id for one, _centre in brokers_to_ask(deal)}:
        raise RuleBroken(_("请从名单里选一位技术经理人。"))
    deal.asked_broker, deal.asked_side = broker, side
    current_session().flush()
    close_clock(ASKED, deal, was_answered=False)
    open_clock(ASKED, deal, user_id=broker.id)
    logs.keep(deal, "deals.broker_asked", actor=actor, broker_id=broker.id, side=side)
    tell_asked(deal, actor=actor)


def answer_request(deal: Deal, *, takes: bool, actor: Viewer) -> None:
    """Take the deal, or decline; the parties hear which. Raises RuleBroken where nobody asks any more."""
    if deal.asked_broker_id != actor.user_id or deal.broker_id is not None or not deal.is_running:
        raise RuleBroken(_("这个邀请已经不在了。请回到对接跟进。"))
    close_clock(ASKED, deal)
    deal.asked_broker, deal.asked_side = None, None
    if takes:
        deal.broker_id, deal.centre_id = actor.user_id, centre_of(actor.user_id)
    current_session().flush()
    logs.keep(deal, "deals.broker_took" if takes else "deals.broker_declined", actor=actor)
    tell_broker(
        deal, "broker_took" if takes else "broker_declined", actor=actor, once=f"answered:{deal.version}",
        broker=actor.name,
    )  # fmt: skip
