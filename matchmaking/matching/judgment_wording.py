"""Judgments in words: verdicts, reasons, and who said what as far as a viewer may know."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import format_date, lazy_pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.languages import current_language
from matchmaking.demands.permissions import organisation_shown
from matchmaking.listings.disclosure import shown_groups
from matchmaking.matching.judgment_models import (
    ACHIEVEMENT_SIDE,
    BROKER,
    DEMAND_SIDE,
    FAIR,
    FITS,
    IRRELEVANT,
    NONE,
    STRONG,
    WEAK,
    Judgment,
)
from matchmaking.matching.judgment_queries import own_keys
from matchmaking.vocabulary.queries import label

REASON = "judgment_reason"
LEVEL_WORDS = {STRONG: _l("强相关"), FAIR: _l("较强"), WEAK: _l("弱"), NONE: _l("无")}
VERDICT_WORDS = {FITS: _l("很合适"), IRRELEVANT: _l("不相关")}
SIDE_WORDS = {DEMAND_SIDE: lazy_pgettext("actor", "需求方"), ACHIEVEMENT_SIDE: _l("成果方"), BROKER: _l("技术经理人")}
MOST_NOTES = 4


def verdict_word(judgment: Judgment) -> str:
    """The verdict in a word."""
    return str((LEVEL_WORDS if judgment.side == BROKER else VERDICT_WORDS)[judgment.verdict])


def reason_and_criterion(code: str, criterion: str) -> str:
    """A reason in a few words; "" for none."""
    if code and criterion:
        return _("%(reason)s“%(criterion)s”", reason=label(REASON, code), criterion=criterion)
    return label(REASON, code) if code else ""


def reason_word(judgment: Judgment, viewer: Viewer) -> str:
    """The reason in a few words; empty when none was given. Its criterion only for who may read the demand's."""
    named = judgment.criterion and (
        judgment.judge_key in own_keys(viewer) or "criteria" in shown_groups(viewer, judgment.demand)
    )
    return reason_and_criterion(judgment.reason_code or "", judgment.criterion or "" if named else "")


def judgment_words(judgment: Judgment, viewer: Viewer) -> str:
    """Verdict and reason, without the sentence."""
    return _("：").join(word for word in (verdict_word(judgment), reason_word(judgment, viewer)) if word)


def short_day(value: datetime) -> str:
    """The day without its year."""
    return format_date(value.astimezone(SHANGHAI).date(), "M月d日" if current_language() == "zh" else "d MMM")


def _speaker(judgment: Judgment, viewer: Viewer) -> str:
    if judgment.judge_key in own_keys(viewer):
        return _("您") if judgment.side == BROKER else _("贵单位")
    return str(SIDE_WORDS[judgment.side])


def _may_read(judgment: Judgment, viewer: Viewer) -> bool:
    return viewer.is_broker and (judgment.side == BROKER or organisation_shown(viewer, judgment.demand))


def note_of(judgment: Judgment, viewer: Viewer) -> dict[str, Any]:
    """One line about a judgment: 技术经理人 11月20日评为强相关：…; never with a person's name."""
    day = short_day(judgment.created_at)
    words = {"who": _speaker(judgment, viewer), "day": day, "verdict": verdict_word(judgment)}
    if judgment.side == BROKER:
        text = _("%(who)s %(day)s评为%(verdict)s", **words)
    else:
        text = _("%(who)s %(day)s标为%(verdict)s", **words)
    reason = reason_word(judgment, viewer)
    return {
        "text": _("：").join(part for part in (text, reason) if part),
        # The sentence is for the own people and for brokers; the other side reads the code only. What the people of a
        # side wrote may hold a name that is hidden from a broker.
        "sentence": judgment.sentence if judgment.judge_key in own_keys(viewer) or _may_read(judgment, viewer) else "",
        "is_good": judgment.weight > 0,
        "is_own": judgment.judge_key in own_keys(viewer),
    }


def notes_of(said: Sequence[Judgment], viewer: Viewer) -> list[dict[str, Any]]:
    """The lines about a pair, the viewer's own word first."""
    ordered = sorted(said, key=lambda one: one.judge_key not in own_keys(viewer))
    return [note_of(one, viewer) for one in ordered[:MOST_NOTES]]
