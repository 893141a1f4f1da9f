"""How far signing is, in words that each side may read."""

from dataclasses import dataclass

from flask_babel import gettext as _

from matchmaking.signings.models import Approval, ApprovalTurn
from matchmaking.signings.states import (
    APPROVAL_COLOURS,
    APPROVAL_WORDS,
    PASSED,
    RUNNING,
    TEXT_WORDS,
    TURN_WORDS,
    VOID_WORDS,
    WAYS,
)


@dataclass(frozen=True)
class Progress:
    """What everybody reads of one side's approval: a word and a colour, never who or what inside."""

    word: str
    colour: str


def progress_of(approval: Approval | None) -> Progress:
    """审批中 2/3: two of three steps are through."""
    if approval is None:
        return Progress(_("未送审批"), "")
    colour = APPROVAL_COLOURS[approval.state]
    if approval.state != RUNNING:
        return Progress(str(APPROVAL_WORDS[approval.state]), colour)
    done, count = sum(one.state == PASSED for one in approval.turns), len(approval.turns)
    return Progress(_("审批中 %(done)s/%(count)s", done=done, count=count), colour)


def turn_name(turn: ApprovalTurn) -> str:
    """What a step is called; one that nobody has named is that of the organisation's owners."""
    return turn.name or _("单位负责人")


def turn_words(code: str) -> str:
    return str(TURN_WORDS.get(code, code))


def void_words(code: str | None) -> str:
    """Why an approval counts no longer."""
    return str(VOID_WORDS.get(code or "", code or ""))


def text_words(code: str) -> str:
    return str(TEXT_WORDS.get(code, code))


def way_words(code: str) -> str:
    return str(WAYS.get(code, code))
