"""Claims by hand: a broker says what was done, with evidence; the other sides confirm or dispute."""

import hashlib
from datetime import datetime

from flask_babel import gettext as _

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.attributions.ledger import Line, append
from matchmaking.attributions.models import LedgerEntry
from matchmaking.attributions.states import ANSWER, CLAIM
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.queries import people_of
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.files.contents import Content
from matchmaking.files.services import keep
from matchmaking.notifications.services import notify


def claim(
    deal: Deal, *, role: str, person: User, happened_at: datetime, words: str, content: Content | None,
    form_key: str | None, actor: Viewer,
) -> LedgerEntry | None:  # fmt: skip
    """Say what `person` did; None when the same form was sent before. Raises RuleBroken for a moment to come."""
    if happened_at > now():
        raise RuleBroken(_("发生的日期不能晚于今天。"))
    entry = append(
        deal,
        Line(
            CLAIM, role, person.id, person.name, BROKER, happened_at, words=words, author_id=actor.user_id,
            author_side=BROKER, source_key=f"claim:{form_key}" if form_key else None,
            evidence_sha256=hashlib.sha256(content.data).hexdigest() if content is not None else "",
        ),
    )  # fmt: skip
    if entry is None:
        return None
    if content is not None:
        keep(content, entry, "evidence", actor)
    logs.keep(deal, "attributions.claimed", actor=actor, entry_id=entry.id, role=role, sha256=entry.hash)
    _tell(deal, "claimed", (BUYER, SELLER), actor, entry)
    return entry


def answer_claim(entry: LedgerEntry, *, answer: str, words: str, side: str, person: User, actor: Viewer) -> None:
    """A party confirms or disputes a claim; that is a further entry, and may be followed by another one."""
    deal = entry.deal
    if entry.how != CLAIM:
        raise RuleBroken(_("只有人工登记的贡献需要认可。"))
    made = append(
        deal,
        Line(
            ANSWER, entry.role, person.id, person.name, side, now(), words=words, author_id=actor.user_id,
            author_side=side, claim_id=entry.id, answer=answer,
        ),
    )  # fmt: skip
    assert made is not None
    logs.keep(deal, f"attributions.{answer}", actor=actor, entry_id=entry.id, side=side, sha256=made.hash)
    _tell(deal, answer, (BROKER,), actor, made)


def newest_answers(entries: list[LedgerEntry]) -> dict[int, dict[str, LedgerEntry]]:
    """claim id → side → the answer that holds now."""
    found: dict[int, dict[str, LedgerEntry]] = {}
    for one in entries:
        if one.how == ANSWER and one.claim_id is not None:
            found.setdefault(one.claim_id, {})[one.author_side] = one
    return found


def _tell(deal: Deal, what: str, sides: tuple[str, ...], actor: Viewer, entry: LedgerEntry) -> None:
    current_session().flush()
    people = {one for side in sides for one in people_of(deal, side)} - {actor.user_id}
    path = path_to("attributions.show_ledger", deal_id=deal.id)
    notify(sorted(people), f"attributions.{what}", f"attributions:entry:{entry.id}", path, title=deal.title)
