"""Matches in words, in the language of the page: verdicts with their reasons, what is shared, what to ask."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from matchmaking.achievements.models import Achievement
from matchmaking.core.filters import num_unit
from matchmaking.demands.models import Demand
from matchmaking.matching.asking import team_questions
from matchmaking.matching.circumstances import TELLING, circumstance_sentences
from matchmaking.matching.finding_wording import finding_row, reason_sentence
from matchmaking.matching.models import Match
from matchmaking.matching.scoring import CLOSE_WORDS, LOOK

BANDS = {"strong": _l("很吻合"), "fair": _l("较吻合"), "look": _l("可以看看")}
BAND_RULES = {
    "strong": _l("用词相近，没有一项“必须”未达到，并且半数以上的指标满足。"),
    "fair": _l("没有一项“必须”未达到，用词相近且有指标满足，或者用词很相近。"),
}
MOST_QUESTIONS = 4
LONE_CHARACTER_SHARE = 0.2
# From which share of what is in common a string is called weighty, and below which light.
HEAVY_SHARE, LIGHT_SHARE = 0.25, 0.1


def band_word(match: Match) -> str:
    """How well the two fit, in a word."""
    return str(BANDS[match.band])


def band_rule(match: Match) -> str:
    """By which rule that word was chosen."""
    if match.band != LOOK:
        return str(BAND_RULES[match.band])
    # Of what keeps a pair from a better word, that which holds for this one.
    if match.must_missed_count:
        return _("用词有相近之处，但有“必须”项未达到。")
    if match.text_score < CLOSE_WORDS:
        return _("用词有相近之处，但共同的用词还不够多。")
    return _("用词相近，但还看不出有指标满足。")


def counts(match: Match) -> dict[str, int]:
    """How many findings have each verdict."""
    verdicts = [finding.verdict.lower() for finding in match.findings]
    return {kind: verdicts.count(kind) for kind in ("met", "partly", "not_stated", "not_met")}


def count_sentence(match: Match) -> str:
    """The findings in one short sentence, for lists and notices."""
    total = len(match.findings)
    if not total:
        return _("没有公开的指标可比，按用词比对")
    found = counts(match)
    if found["not_stated"] == total:
        # "0 of 5 met" would read as a failure; nothing was said yet.
        return ngettext("%(num)s 项指标都没有说明", "%(num)s 项指标都没有说明", total)
    words = ngettext("%(num)s 项指标满足 %(met)s 项", "%(num)s 项指标满足 %(met)s 项", total, met=found["met"])
    if match.must_missed_count:
        missed = match.must_missed_count
        words += _("，") + ngettext("%(num)s 项“必须”未达到", "%(num)s 项“必须”未达到", missed)
    return words


def _marked(words: Sequence[str]) -> Markup:
    return Markup(_("、")).join(Markup('<mark class="supply">{}</mark>').format(word) for word in words)


def telling_words(match: Match) -> list[str]:
    """The strings that both sides contain, without lone characters that carry little."""
    return [text for text, _share in _telling(match)]


def _telling(match: Match) -> list[tuple[str, float]]:
    return [(text, share) for text, share in match.reasons["shared"] if len(text) > 1 or share >= LONE_CHARACTER_SHARE]


def synonym_sentences(match: Match) -> list[Markup]:
    """What both sides mean and say differently, with both spellings marked."""
    found = []
    for one in match.reasons["synonyms"]:
        words = {
            "said": Markup("<mark>{}</mark>").format(one["said"]),
            "meant": Markup('<mark class="supply">{}</mark>').format(one["meant"]),
        }
        if one["relation"] == "same":
            sentence = _("需求写的“%(said)s”与成果写的“%(meant)s”按同义处理", **words)
        elif one["relation"] == "narrower":
            sentence = _("成果写的“%(meant)s”是需求写的“%(said)s”的一种", **words)
        else:
            sentence = _("需求说的“%(said)s”对应成果研究的“%(meant)s”", **words)
        found.append(Markup(sentence))
    return found


def shared_words(match: Match) -> Markup:
    """What both sides say, and what they say differently; empty when there is nothing to tell."""
    words = telling_words(match)
    found = [Markup("{}{}").format(_("双方都写到 "), _marked(words))] if words else []
    found += synonym_sentences(match)
    return Markup(_("；")).join(found) + _("。") if found else Markup("")


def weighted_words(match: Match) -> Markup:
    """The same with the weight that each string had among those that are shared, the weightiest first."""
    heavy, middle, light = (
        _marked([text for text, share in _telling(match) if least <= share < most])
        for least, most in ((HEAVY_SHARE, 2.0), (LIGHT_SHARE, HEAVY_SHARE), (-1.0, LIGHT_SHARE))
    )
    if heavy and not middle and not light:
        return Markup(_("双方都写到 %(words)s", words=heavy))
    found = [_("双方都写到 %(words)s，分量最大", words=heavy)] if heavy else []
    if middle:
        found.append(_("也都写到 %(words)s", words=middle) if heavy else _("双方都写到 %(words)s", words=middle))
    if light:
        found.append(
            _("还有 %(words)s，分量小", words=light) if found else _("双方都写到 %(words)s，分量小", words=light)
        )
    return Markup(_("；")).join(Markup(one) for one in found)


def missed_musts(match: Match) -> list[str]:
    """The musts that are not met, each with its reason."""
    return [
        _("“%(name)s”：%(reason)s", name=one.name, reason=reason_sentence(one))
        for one in match.findings
        if one.importance == "must" and one.verdict == "NOT_MET"
    ]


def reasons(match: Match, demand: Demand, achievement: Achievement) -> list[dict[str, Any]]:
    """The notes below the table, each with a title."""
    asked = team_questions(match, demand, achievement)[:MOST_QUESTIONS]
    known = circumstance_sentences(match, demand, achievement)
    codes = match.reasons["codes"]
    telling = [sentence for name, sentence in known.items() if codes[name] in TELLING]
    found = [
        (_("没有达到的必须指标"), num_unit(" ".join(missed_musts(match)))),
        (_("用词吻合"), shared_words(match)),
        (_("领域、成熟度与价格"), num_unit(_("；").join(telling) + _("。") if telling else "")),
        (_("要当面问清"), num_unit(" ".join(asked))),
    ]
    return [{"title": title, "text": text} for title, text in found if text]


def panel_parts(match: Match, demand: Demand, achievement: Achievement) -> dict[str, Any]:
    """What the macro `match_panel` needs of a match."""
    return {
        "findings": [finding_row(one) for one in match.findings],
        "counts": counts(match),
        "reasons": reasons(match, demand, achievement),
    }


def strip(match: Match) -> list[str]:
    """The verdicts in the order of the criteria."""
    return [finding.verdict.lower() for finding in match.findings]
