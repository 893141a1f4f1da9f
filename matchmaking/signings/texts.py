"""The signed text: uploaded by one side, confirmed or refused by the others; then the contract is signed."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import Contract
from matchmaking.contracts.queries import newest_version
from matchmaking.contracts.services import mark_signed
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import today
from matchmaking.core.letters import path_to
from matchmaking.deals import logs
from matchmaking.deals.queries import people_of
from matchmaking.deals.services import advance
from matchmaking.deals.states import REGISTRATION
from matchmaking.files.contents import Content
from matchmaking.files.services import keep
from matchmaking.notifications.services import notify
from matchmaking.signings import clocks, queries
from matchmaking.signings.models import SignedText, SignedTextAnswer
from matchmaking.signings.permissions import organisation_of, sides_of, to_answer
from matchmaking.signings.reading import shows_code
from matchmaking.signings.services import is_ready
from matchmaking.signings.states import CONFIRMED, ELECTRONIC, REFUSED, SCAN, TEXT_STATES, WITHDRAWN

SUBJECT, PURPOSE = "signed_texts", "signed_text"


@dataclass(frozen=True)
class Signed:
    """What is said of a signed text. `content` is its file, kept byte by byte; an electronic one may have none."""

    way: str
    signed_on: date
    signed_place: str
    content: Content | None = None
    # What could be read in the file.
    words: str = ""
    platform: str = ""
    number: str = ""


def offer_text(contract: Contract, signed: Signed, *, sha256: str, side: str, actor: Viewer) -> SignedText:
    """Upload what was signed, of the approved version with this SHA-256. Sent twice, it is one.

    Raises RuleBroken while an approval is missing, for a day that has not come, and for a scan without a file.
    """
    version = newest_version(contract)
    standing = queries.standing_text(contract)
    if standing is not None:
        return standing
    if version is None or not is_ready(contract):
        raise RuleBroken(_("各方还没有都审批通过这一稿合同，不能上传签订文本。"))
    if version.sha256 != sha256:
        raise RuleBroken(_("您打开这一页之后，合同文本已经变了。请核对最新的一稿再上传。"))
    if signed.signed_on > today():
        raise RuleBroken(_("签订日期还没有到，请核对后再填。"))
    if signed.way == SCAN and signed.content is None:
        raise RuleBroken(_("请选择扫描件。"))
    content = signed.content
    text = SignedText(
        deal=contract.deal, deal_id=contract.deal_id, contract=contract, contract_id=contract.id,
        version_id=version.id, sha256=version.sha256, way=signed.way, signed_on=signed.signed_on,
        signed_place=signed.signed_place, side=side, user_id=actor.user_id, title=contract.deal.title,
        platform=signed.platform if signed.way == ELECTRONIC else "",
        number=signed.number if signed.way == ELECTRONIC else "", open_key=str(contract.id),
        shows_code=shows_code(signed.words, version.sha256),
    )  # fmt: skip
    current_session().add(text)
    # The file belongs to its id.
    current_session().flush()
    if content is not None:
        stored = keep(content, text, PURPOSE, actor, organisation_id=organisation_of(contract.deal, side))
        text.file_name, text.file_sha256 = stored.name, stored.sha256
    _log(text, "signings.text_offered", actor)
    clocks.watch_text(contract, is_due=True)
    _tell(text, to_answer(text, contract), "signings.text_offered")
    return text


def answer_text(text: SignedText, *, agrees: bool, reason: str, side: str, actor: Viewer) -> None:
    """Say whether this is the signed text; when every other side has confirmed it, the contract is signed.

    Raises RuleBroken for a refusal without a reason, and when the text was changed after it was approved.
    """
    contract = text.contract
    if side not in to_answer(text, contract):
        raise RuleBroken(_("您这一方已经答复过了。"))
    if not agrees and not reason:
        raise RuleBroken(_("请写明哪里与约定的文本不同，对方才能更正。"))
    answer = SignedTextAnswer(side=side, agrees=agrees, reason=reason, user_id=actor.user_id, at=now())
    text.answers.append(answer)
    current_session().flush()
    if not agrees:
        _close(text, REFUSED, actor)
        _log(text, "signings.text_refused", actor)
        clocks.watch_text(contract, is_due=is_ready(contract))
        _tell(text, sides_of(contract), "signings.text_refused")
        return
    _log(text, "signings.text_confirmed", actor)
    if to_answer(text, contract):
        clocks.watch_text(contract, is_due=True)
        return
    version = newest_version(contract)
    if not is_ready(contract) or version is None or version.sha256 != text.sha256:
        raise RuleBroken(_("合同文本在上传以后变了，请按最新的一稿重新审批和上传。"))
    TEXT_STATES.move(text, CONFIRMED, actor=actor)
    text.closed_at = now()
    contract.signed_place = text.signed_place
    mark_signed(contract, sha256=text.file_sha256 or text.sha256, signed_on=text.signed_on, actor=actor)
    clocks.watch_text(contract, is_due=False)
    _tell(text, sides_of(contract), "signings.signed")
    advance(contract.deal, REGISTRATION, actor=actor)


def withdraw_text(text: SignedText, *, actor: Viewer) -> None:
    """Take it back, to upload another one. Raises RuleBroken once it was answered by all or refused."""
    _close(text, WITHDRAWN, actor)
    _log(text, "signings.text_withdrawn", actor)
    clocks.watch_text(text.contract, is_due=is_ready(text.contract))


def drop_text(contract: Contract, *, actor: Viewer | None) -> None:
    """The approved text changed: what waits for confirmation is not the signed text any more."""
    text = queries.standing_text(contract)
    if text is not None and TEXT_STATES.allows(text.state, WITHDRAWN):
        _close(text, WITHDRAWN, actor)
        _log(text, "signings.text_withdrawn", actor)


def _close(text: SignedText, state: str, actor: Viewer | None) -> None:
    TEXT_STATES.move(text, state, actor=actor)
    text.closed_at, text.open_key = now(), None
    # The next one may come in the same transaction.
    current_session().flush()


def _log(text: SignedText, action: str, actor: Viewer | None) -> None:
    logs.keep(
        text.deal, action, actor=actor, signed_text_id=text.id, sha256=text.file_sha256 or text.sha256,
        version_sha256=text.sha256, way=text.way,
    )  # fmt: skip


def _tell(text: SignedText, sides: list[str] | tuple[str, ...], kind: str) -> None:
    people = [one for side in sides for one in people_of(text.deal, side)]
    path = path_to("signings.show_signing", deal_id=text.deal_id)
    once = f"{kind}:{text.id}:{len(text.answers)}"
    notify(people, kind, once, path, title=text.deal.title)
