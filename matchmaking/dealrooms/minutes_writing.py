"""Minutes: written by any side, in numbered versions, each confirmed by both parties or sent back with words."""

import hashlib
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import close_clock
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import Conflict, RuleBroken
from matchmaking.dealrooms.clocks import MINUTES
from matchmaking.dealrooms.models import Minutes, MinutesAnswer, MinutesVersion
from matchmaking.dealrooms.states import ANSWER_STATES, ANSWERS, CHANGE, CONFIRMED, PARTIES, PAST, WAITING
from matchmaking.dealrooms.telling import tell, wait_for
from matchmaking.deals import logs
from matchmaking.deals.models import Deal
from matchmaking.deals.states import SIDES


@dataclass(frozen=True)
class Written:
    """What minutes say."""

    held_on: date
    present: str
    text: str
    decisions: str


def plain_text(said: Written | MinutesVersion) -> str:
    """The text over which the hash is taken; the same lines stand in the archive."""
    return "\n".join(
        [
            f"日期：{said.held_on.isoformat()}", "参加人：", said.present, "纪要：", said.text, "决定：",
            said.decisions, "",
        ]
    )  # fmt: skip


def sha256_of(said: Written | MinutesVersion) -> str:
    """SHA-256 of the plain text."""
    return hashlib.sha256(plain_text(said).encode()).hexdigest()


def write_minutes(deal: Deal, said: Written, *, side: str, actor: Viewer, form_key: str | None = None) -> Minutes:
    """Write the minutes of a talk; the same form a second time gives what it made the first time."""
    if form_key:
        before = current_session().scalar(select(Minutes).where(Minutes.form_key == form_key))
        if before is not None and before.deal_id == deal.id:
            return before
    minutes = Minutes(deal=deal, newest=0, form_key=form_key or None, fixed_at=None, versions=[])
    current_session().add(minutes)
    current_session().flush()
    _add_version(minutes, said, side=side, actor=actor)
    return minutes


def write_version(minutes: Minutes, said: Written, *, seen: int | None, side: str, actor: Viewer) -> MinutesVersion:
    """Write a new version, which both parties confirm anew.

    Raises Conflict when somebody wrote one since this form was opened (`seen` is `Minutes.version`), and RuleBroken
    when nothing is different.
    """
    now_said = newest(minutes)
    if seen != minutes.version:
        raise Conflict(
            _("您打开这一页之后，别人写了新的版本，您的修改没有保存。请看过最新版本再改一次。"),
            theirs=_lines(now_said), mine=_lines(said),
        )  # fmt: skip
    if sha256_of(said) == now_said.sha256:
        raise RuleBroken(_("内容没有变化，不需要新版本。"))
    return _add_version(minutes, said, side=side, actor=actor)


def _lines(said: Written | MinutesVersion) -> list[tuple[str, str]]:
    return [
        (_("日期"), said.held_on.isoformat()), (_("参加人"), said.present), (_("纪要"), said.text),
        (_("决定"), said.decisions),
    ]  # fmt: skip


def newest(minutes: Minutes) -> MinutesVersion:
    """The version that holds."""
    return minutes.versions[-1]


def _add_version(minutes: Minutes, said: Written, *, side: str, actor: Viewer) -> MinutesVersion:
    deal = minutes.deal
    for version in minutes.versions:
        for answer in version.answers:
            close_clock(MINUTES, answer)
            if answer.state == WAITING:
                ANSWER_STATES.move(answer, PAST, actor=actor)
    minutes.newest, minutes.fixed_at = minutes.newest + 1, None
    version = MinutesVersion(
        number=minutes.newest, held_on=said.held_on, present=said.present, text=said.text, decisions=said.decisions,
        sha256=sha256_of(said), side=side, user_id=actor.user_id, at=now(), answers=[],
    )  # fmt: skip
    minutes.versions.append(version)
    current_session().flush()
    logs.keep(
        deal, "dealrooms.minutes_written", actor=actor, minutes_id=minutes.id, number=version.number, side=side,
        sha256=version.sha256,
    )  # fmt: skip
    for party in PARTIES:
        answer = MinutesAnswer(side=party, title=deal.title, state=WAITING, words="")
        version.answers.append(answer)
        current_session().flush()
        if party != side:
            wait_for(MINUTES, answer, deal, party)
    if side in PARTIES:
        # Who writes for a party stands by the text.
        _confirm(minutes, version, side, actor)
    asked = [party for party in PARTIES if party != side]
    tell(deal, "minutes", f"dealrooms:minutes:{version.id}", asked, actor=actor, anchor="#minutes")
    return version


def confirm(minutes: Minutes, *, side: str, seen: str, actor: Viewer) -> None:
    """Confirm the newest version for a party; `seen` is the SHA-256 of the text on the page. Raises Conflict."""
    version = _seen(minutes, seen)
    _confirm(minutes, version, side, actor)


def ask_for_change(minutes: Minutes, words: str, *, side: str, seen: str, actor: Viewer) -> None:
    """Say what must be different; somebody writes a new version then."""
    version = _seen(minutes, seen)
    answer = _answer(version, side)
    ANSWER_STATES.move(answer, CHANGE, actor=actor)
    answer.words, answer.user_id, answer.at = words, actor.user_id, now()
    close_clock(MINUTES, answer)
    logs.keep(
        minutes.deal, "dealrooms.minutes_change_asked", actor=actor, minutes_id=minutes.id, number=version.number,
        side=side, sha256=version.sha256,
    )  # fmt: skip
    # Now it is the turn of those who wrote the text.
    wait_for(MINUTES, answer, minutes.deal, version.side)
    once = f"dealrooms:change:{answer.id}"
    tell(minutes.deal, "minutes_change", once, [one for one in SIDES if one != side], actor=actor, anchor="#minutes")


def _confirm(minutes: Minutes, version: MinutesVersion, side: str, actor: Viewer) -> None:
    answer = _answer(version, side)
    if answer.state == CONFIRMED:
        return
    ANSWER_STATES.move(answer, CONFIRMED, actor=actor)
    answer.sha256, answer.user_id, answer.at, answer.words = version.sha256, actor.user_id, now(), ""
    close_clock(MINUTES, answer)
    logs.keep(
        minutes.deal, "dealrooms.minutes_confirmed", actor=actor, minutes_id=minutes.id, number=version.number,
        side=side, sha256=version.sha256,
    )  # fmt: skip
    if all(one.state == CONFIRMED for one in version.answers):
        minutes.fixed_at = now()
        logs.keep(
            minutes.deal, "dealrooms.minutes_fixed", actor=None, minutes_id=minutes.id, number=version.number,
            sha256=version.sha256,
        )  # fmt: skip
        tell(minutes.deal, "minutes_fixed", f"dealrooms:fixed:{version.id}", SIDES, actor=actor, anchor="#minutes")


def _answer(version: MinutesVersion, side: str) -> MinutesAnswer:
    return next(one for one in version.answers if one.side == side)


def _seen(minutes: Minutes, seen: str) -> MinutesVersion:
    version = newest(minutes)
    if version.sha256 != seen:
        raise Conflict(_("您打开这一页之后，别人写了新的版本。请看过最新版本再确认。"))
    return version


def answer_words(code: str) -> str:
    """已确认, 等待确认, …"""
    return str(ANSWERS.get(code, code))
