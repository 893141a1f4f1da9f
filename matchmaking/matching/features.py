"""Every feature of a match with its sentence and how much it counted, strengths first; for the page and the panels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.filters import num_unit
from matchmaking.demands.models import Demand
from matchmaking.matching import circumstances
from matchmaking.matching.effects import AGAINST, NOTHING, ORDER, amounts, effect_of
from matchmaking.matching.finding_wording import finding_words
from matchmaking.matching.learned_wording import learned_lines
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.wording import synonym_sentences, weighted_words

EFFECT_WORDS = {
    "main": _l("主要依据"),
    "helps": _l("有帮助"),
    "little": _l("略有帮助"),
    "nothing": _l("不计"),
    "slight": _l("略为不利"),
    "hurts": _l("不利"),
}
VERDICT_NAMES = {
    "MET": _l("满足的指标"),
    "PARTLY": _l("部分满足的指标"),
    "NOT_STATED": _l("没有说明的指标"),
    "NOT_MET": _l("没有达到的指标"),
}
# From which cosine on two texts are called close in meaning, or somewhat close: 30 % and 23 % of such judged pairs were
# strong, 12 % of all.
CLOSE_MEANING, SOME_MEANING, LITTLE_MEANING = 0.6, 0.4, 0.2
# The rest stands in the table above.
MOST_FINDINGS = 3


@dataclass(frozen=True)
class Feature:
    """One feature: what it is, its sentence, and the code of how much it counted (`effects.ORDER`)."""

    code: str
    name: str
    sentence: Markup
    effect: str

    @property
    def word(self) -> str:
        """How much it counted, in a word."""
        return str(EFFECT_WORDS[self.effect])

    @property
    def is_against(self) -> bool:
        return self.effect in AGAINST


def features(match: Match, demand: Demand, achievement: Achievement, viewer: Viewer) -> list[Feature]:
    """All features of a match, strengths first. What is locked in a record is not in its sentences."""
    through = match.reasons.get("through_synonyms", 0.0)
    counted = amounts(match.parts, match.findings, match.text_score, through) if match.parts else {}
    found = [
        _feature("words", _("共同的用词"), _words(match), counted),
        _feature("synonyms", _("说法不同、意思相同"), Markup(_("；")).join(synonym_sentences(match)), counted),
        _feature("meaning", _("整体意思"), _meaning(match, counted.get("meaning", 0.0)), counted),
        *(
            _feature(verdict, str(name), _criteria(match.findings, verdict), counted)
            for verdict, name in VERDICT_NAMES.items()
        ),
        *(
            _feature(name, str(circumstances.NAMES[name]), num_unit(sentence), counted)
            for name, sentence in circumstances.circumstance_sentences(match, demand, achievement).items()
        ),
        _feature("learned", _("已有的评价"), _learned(match, viewer), counted),
        _feature("ranker", _("全站评价"), _ranker(match), counted),
    ]
    return sorted((one for one in found if one.sentence), key=lambda one: ORDER.index(one.effect))


def _feature(code: str, name: str, sentence: Markup | str, counted: dict[str, float]) -> Feature:
    return Feature(code, name, Markup.escape(sentence), effect_of(counted[code]) if code in counted else NOTHING)


def _words(match: Match) -> Markup:
    return weighted_words(match) or Markup.escape(_("双方的文字没有共同的专业用词"))


def _meaning(match: Match, amount: float) -> str:
    """What the vectors say; words that are shared speak for themselves, so this only completes them."""
    meaning = match.parts.get("meaning")
    if meaning is None:
        return ""
    if meaning >= SOME_MEANING and effect_of(amount) == NOTHING:
        return _("不看字面，两段文字也接近；共同的用词已经说明，不重复计")
    if meaning >= CLOSE_MEANING:
        return _("不看字面，两段文字说的是相近的事")
    if meaning >= SOME_MEANING:
        return _("不看字面，两段文字有些接近")
    if meaning >= LITTLE_MEANING:
        return _("不看字面，两段文字沾一点边")
    return _("不看字面，两段文字不算接近")


def _criteria(findings: Sequence[Finding], verdict: str) -> Markup | str:
    chosen = [one for one in findings if one.verdict == verdict]
    if not chosen:
        return ""
    count = ngettext("%(num)s 项", "%(num)s 项", len(chosen))
    said = Markup(_("；")).join(finding_words(one) for one in chosen[:MOST_FINDINGS])
    return Markup("{}{}{}{}").format(count, _("："), said, _("，等等") if len(chosen) > MOST_FINDINGS else "")


def _learned(match: Match, viewer: Viewer) -> str:
    """That earlier judgments of this demand counted; which ones only for those who may read them."""
    return _("；").join(learned_lines(viewer, [match]).get(match.id, ()))


def _ranker(match: Match) -> str:
    return _("按技术经理人在全站的评价，对相差很小的结果微调了先后") if "ranker" in match.parts else ""


def feature_row(feature: Feature) -> dict[str, Any]:
    """A feature as the table of the page shows it."""
    return {
        "code": feature.code,
        "name": feature.name,
        "sentence": feature.sentence,
        "effect": feature.effect,
        "word": feature.word,
    }
