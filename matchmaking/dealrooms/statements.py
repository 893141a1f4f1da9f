"""The confidentiality statement: the text that holds now, and what a person signs of it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.papers import Block, Code, Heading, Small, Text, facts, make_pdf
from matchmaking.dealrooms import queries
from matchmaking.dealrooms.models import SignedStatement
from matchmaking.deals import logs
from matchmaking.deals.models import Deal

PACKAGED = Path(__file__).with_name("data") / "statement.txt"


@dataclass(frozen=True)
class StatementText:
    """A text to sign; its first line names the edition. `sha256` tells one text from every other."""

    edition: str
    text: str
    sha256: str


def current_text() -> StatementText:
    """The text that holds: the file of the setting DEAL_STATEMENT, or the one that comes with the software."""
    path = current_app.config["DEAL_STATEMENT"]
    text = (Path(path) if path else PACKAGED).read_text(encoding="utf-8").replace("\r\n", "\n").strip()
    return StatementText(text.partition("\n")[0].strip(), text, hashlib.sha256(text.encode()).hexdigest())


def has_signed(viewer: Viewer, deal_id: int) -> bool:
    """Whether the viewer has signed the text that holds now. A new text asks for a new signature."""
    return queries.signed_by(viewer.user_id, deal_id, current_text().sha256) is not None


def organisation_of(viewer: Viewer, deal: Deal, side: str) -> str:
    """For whom somebody signs."""
    parties = {"buyer": deal.buyer, "seller": deal.seller, "broker": deal.centre}
    place = parties[side]
    return place.name if place is not None else viewer.organisation_name


def signed_text(signed: SignedStatement) -> str:
    """The whole text over which the hash of a signature is taken, line by line."""
    return "\n".join(
        [
            signed.text, "",
            f"对接编号：{signed.deal.number}",
            f"签署人：{signed.name}",
            f"单位：{signed.organisation}",
            f"职务：{signed.role}",
            f"签署时间：{signed.signed_at.astimezone(SHANGHAI).isoformat(timespec='seconds')}",
            f"随机码：{signed.salt}", "",
        ]
    )  # fmt: skip


def sign(deal: Deal, *, side: str, name: str, role: str, seen: str, actor: Viewer) -> SignedStatement:
    """Sign for oneself. `seen` is the SHA-256 of the text on the page. A second time gives the first signature.

    Raises RuleBroken where the typed name is not the person's own, Conflict where the text has changed meanwhile.
    """
    text = current_text()
    if seen != text.sha256:
        raise Conflict(_("您打开这一页之后，承诺书换了新的文本，还没有签署。请看过新文本再签。"))
    before = queries.signed_by(actor.user_id, deal.id, text.sha256)
    if before is not None:
        return before
    if "".join(name.split()) != "".join(actor.name.split()):
        raise RuleBroken(_("请输入您本人的姓名“%(name)s”，与账号一致才算签署。", name=actor.name))
    signed = SignedStatement(
        deal=deal, side=side, user_id=actor.user_id, name=actor.name, organisation=organisation_of(actor, deal, side),
        role=role, edition=text.edition, text=text.text, text_sha256=text.sha256, salt=secrets.token_hex(16), sha256="",
        signed_at=now().replace(microsecond=0),
    )  # fmt: skip
    signed.sha256 = hashlib.sha256(signed_text(signed).encode()).hexdigest()
    try:
        with current_session().begin_nested():
            current_session().add(signed)
            current_session().flush()
    except IntegrityError:
        # Pressed twice at the same moment: the other request has signed.
        found = queries.signed_by(actor.user_id, deal.id, text.sha256)
        if found is None:
            raise
        return found
    logs.keep(
        deal, "dealrooms.signed", actor=actor, statement_id=signed.id, side=side, text_sha256=text.sha256,
        sha256=signed.sha256,
    )  # fmt: skip
    return signed


def statement_pdf(signed: SignedStatement) -> bytes:
    """The signed statement on paper, with the hash and how it is checked."""
    title, _line, body = signed.text.partition("\n")
    blocks: list[Block] = [Text(part, indent=True) for part in body.split("\n\n") if part.strip()]
    blocks += [
        Heading(_("签署")),
        facts(
            [
                (_("对接编号"), signed.deal.number), (_("签署人"), signed.name), (_("单位"), signed.organisation),
                (_("职务"), signed.role), (_("签署时间"), moment(signed.signed_at)),
            ]
        ),
        Small(_("在平台上登录后本人输入姓名签署。承诺书文本的 SHA-256：")), Code(signed.text_sha256),
        Small(_("签署内容（文本加签署信息）的 SHA-256：")), Code(signed.sha256),
    ]  # fmt: skip
    return make_pdf(title, blocks, subtitle=signed.deal.number, header=signed.deal.number)


def moment(at: datetime) -> str:
    """A moment on paper, in the city's time."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
