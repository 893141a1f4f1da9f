"""How the price of a deal is made: the mode, whose rules hold for the seller, and the papers that prove it."""

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.states import RUNNING, SELLER
from matchmaking.files.contents import Content
from matchmaking.files.models import StoredFile
from matchmaking.files.services import keep
from matchmaking.pricing import clocks, offering, queries
from matchmaking.pricing.agreeing import drop_price, go_on
from matchmaking.pricing.models import PriceSheet
from matchmaking.pricing.publicity import stop_outdated
from matchmaking.pricing.states import MODES, NEGOTIATED, REPLACED
from matchmaking.pricing.telling import tell


def sheet_for(deal: Deal) -> PriceSheet:
    """The sheet of a deal, made when it is needed."""
    sheet = queries.sheet_of(deal)
    if sheet is None:
        sheet = PriceSheet(deal_id=deal.id, mode=NEGOTIATED)
        current_session().add(sheet)
        current_session().flush()
    return sheet


def choose_mode(deal: Deal, mode: str, *, actor: Viewer) -> None:
    """Say how the price is made. A price that was agreed in another mode holds no longer, nor does its notice."""
    if mode not in MODES or deal.state not in RUNNING:
        raise RuleBroken(_("这一单已经结束，不能再改。"))
    sheet = sheet_for(deal)
    if sheet.mode == mode:
        return
    sheet.mode = mode
    current_session().flush()
    logs.keep(deal, "pricing.mode_chosen", actor=actor, mode=mode)
    offering.drop_offer(deal, actor=actor)
    price = queries.agreed_price(deal)
    if price is not None:
        drop_price(price, REPLACED, actor=actor)
    stop_outdated(deal, actor=actor)
    clocks.stop(clocks.NOTICE, deal, SELLER, was_answered=False)
    tell(deal, "mode_chosen", f"{mode}:{sheet.version}", actor=actor)


def answer_body(deal: Deal, is_state_body: bool, *, actor: Viewer) -> None:
    """The seller says whether it is a state research institution or university; kept with who and when."""
    if deal.state not in RUNNING:
        raise RuleBroken(_("这一单已经结束，不能再改。"))
    was_due = queries.notice_is_due(deal)
    sheet = sheet_for(deal)
    sheet.is_state_body, sheet.body_at, sheet.body_by_id = is_state_body, now(), actor.user_id
    current_session().flush()
    logs.keep(deal, "pricing.body_answered", actor=actor, is_state_body=is_state_body)
    tell(deal, "body_answered", sheet.version, actor=actor)
    if queries.notice_is_due(deal) == was_due or queries.agreed_price(deal) is None:
        return
    if was_due:
        clocks.stop(clocks.NOTICE, deal, SELLER, was_answered=False)
    if queries.notice_state(deal) is None:
        go_on(deal, actor=actor)


def add_paper(deal: Deal, content: Content, purpose: str, *, actor: Viewer, organisation_id: int | None) -> StoredFile:
    """Keep a paper that proves how the price was made; nobody takes it away again. Raises FileRefused."""
    stored = keep(content, sheet_for(deal), purpose, actor, organisation_id=organisation_id)
    current_session().flush()
    logs.keep(deal, "pricing.paper_added", actor=actor, purpose=purpose, file=stored.id, sha256=stored.sha256)
    tell(deal, "paper_added", stored.id, actor=actor)
    return stored
