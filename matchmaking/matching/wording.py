"""Matches in words, in the language of the page: verdicts with their reasons, what is shared, what to ask."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from matchmaking.achievements.models import Achievement
from matchmaking.core.filters import money_range, num_unit
from matchmaking.core.languages import current_language
from matchmaking.demands.models import Demand
from matchmaking.listings.disclosure import as_public
from matchmaking.matching.models import Finding, Match
from matchmaking.matching.sentences import NOTES, QUESTIONS, SENTENCES
from matchmaking.vocabulary.queries import label

BANDS = {"strong": _l("很吻合"), "fair": _l("较吻合"), "look": _l("可以看看")}
BAND_RULES = {
    "strong": _l("用词相近，没有一项“必须”未达到，并且半数以上的指标满足。"),
    "fair": _l("没有一项“必须”未达到，用词相近且有指标满足，或者用词很相近。"),
    "look": _l("用词有相近之处，但有“必须”项未达到，或者可以对照的数据还不够。"),
}
MOST_QUESTIONS = 4
LONE_CHARACTER_SHARE = 0.2
_LATIN = str.maketrans({"（": " (", "）": ")", "；": "; ", "，": ", ", "、": ", ", "：": ": "})


def band_word(match: Match) -> str:
    """How well the two fit, in a word."""
    return str(BANDS[match.band])


def band_rule(match: Match) -> str:
    """By which rule that word was chosen."""
    return str(BAND_RULES[match.band])


def _local(text: str) -> str:
    """Values were written in Chinese; an English page gets its own punctuation."""
    if current_language() == "en":
        return text.translate(_LATIN).replace("约 ", "about ").strip()
    return text


def reason_sentence(finding: Finding) -> str:
    """Why the verdict was reached."""
    return _(SENTENCES[finding.reason_code], **_parameters(finding))


def note(finding: Finding) -> str:
    """The reason in a few words, for a table that shows both values; empty when they speak for themselves."""
    if finding.verdict == "MET" or finding.reason_code not in NOTES:
        return ""
    parameters = _parameters(finding)
    if "%(percent)s" in NOTES[finding.reason_code] and not parameters["percent"]:
        return ""
    return _(NOTES[finding.reason_code], **parameters)


def _parameters(finding: Finding) -> dict[str, str]:
    return {name: _local(text) for name, text in finding.reason.items()}


def question(finding: Finding) -> str:
    """What to ask the team; empty when the criterion is met or plainly missed."""
    if finding.verdict not in ("PARTLY", "NOT_STATED") or finding.reason_code not in QUESTIONS:
        return ""
    return _(QUESTIONS[finding.reason_code], **_parameters(finding))


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as the table of the page shows it."""
    notes = [words] if (words := note(finding)) else []
    if finding.source == "text":
        notes.append(_("从文字中读出，待团队确认：“%(sentence)s”", sentence=finding.sentence))
        evidence = _("成果说明文字")
    else:
        evidence = label("evidence_kind", finding.evidence_kind) if finding.evidence_kind else ""
    return {
        "name": finding.name,
        "importance": finding.importance,
        "wanted": _local(finding.wanted),
        "measured": _local(finding.offered),
        "evidence": evidence,
        "note": _("；").join(notes),
        "verdict": finding.verdict.lower(),
    }


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
    return [text for text, share in match.reasons["shared"] if len(text) > 1 or share >= LONE_CHARACTER_SHARE]


def shared_words(match: Match) -> Markup:
    """What both sides say, and what they say differently; empty when there is nothing to tell."""
    found = []
    words = telling_words(match)
    if words:
        found.append(Markup("{}{}").format(_("双方都写到 "), _marked(words)))
    for one in match.reasons["synonyms"]:
        sentence = (
            _("需求写的“%(said)s”与成果写的“%(meant)s”按同义处理", **one)
            if one["relation"] == "same"
            else _("需求说的“%(said)s”对应成果研究的“%(meant)s”", **one)
        )
        found.append(Markup.escape(sentence))
    if not found:
        return Markup("")
    return Markup(_("；")).join(found) + _("。")


def circumstances(match: Match, demand: Demand, achievement: Achievement) -> str:
    """Field, readiness, price and place, in one sentence each."""
    codes = match.reasons["codes"]
    demand, achievement = as_public(demand), as_public(achievement)
    industries = _("、").join(label("industry", code) for code in match.reasons["industries"])
    level = {"has": achievement.readiness_level, "needs": demand.needs_readiness}
    price = {
        "price": money_range(achievement.price_low, achievement.price_high),
        "budget": money_range(demand.budget_low, demand.budget_high),
    }
    sentences = {
        "same_industry": lambda: _("同属%(industries)s产业", industries=industries),
        "same_field": lambda: _("产业不同，技术领域相同"),
        "other_industry": lambda: _("产业不同，要问清能否移用"),
        "readiness_reached": lambda: _("成熟度 TRL %(has)s，达到需要的 TRL %(needs)s", **level),
        "readiness_below": lambda: _("成熟度 TRL %(has)s，低于需要的 TRL %(needs)s", **level),
        "readiness_unknown": lambda: _("需要 TRL %(needs)s，成果没有说明成熟度", **level),
        "price_within": lambda: _("参考价 %(price)s，在预算 %(budget)s之内", **price),
        "price_partly": lambda: _("参考价 %(price)s，只有低端在预算 %(budget)s之内", **price),
        "price_above": lambda: _("参考价 %(price)s，高于预算 %(budget)s", **price),
        "county_same": lambda: _("同在%(county)s", county=label("county", demand.county_code)),
    }
    found = [sentences[code]() for code in codes.values() if code in sentences]
    return _("；").join(found) + _("。") if found else ""


def questions(match: Match, achievement: Achievement, demand: Demand) -> list[str]:
    """What to ask, the musts first."""
    ordered = sorted(match.findings, key=lambda one: (one.importance != "must", one.position))
    found = [asked for one in ordered if (asked := question(one))]
    if match.reasons["codes"].get("readiness") == "readiness_unknown":
        found.append(_("样机做到哪一步，试用过没有？"))
    if (
        match.reasons["codes"].get("price") == "price_open"
        and achievement.price_low is None
        and "price" not in as_public(achievement).locked
    ):
        found.append(_("合作方式和价格怎么定？"))
    return found[:MOST_QUESTIONS]


def missed_musts(match: Match) -> list[str]:
    """The musts that are not met, each with its reason."""
    return [
        _("“%(name)s”：%(reason)s", name=one.name, reason=reason_sentence(one))
        for one in match.findings
        if one.importance == "must" and one.verdict == "NOT_MET"
    ]


def reasons(match: Match, demand: Demand, achievement: Achievement) -> list[dict[str, Any]]:
    """The notes below the table, each with a title."""
    asked = questions(match, achievement, demand)
    found = [
        (_("没有达到的必须指标"), num_unit(" ".join(missed_musts(match)))),
        (_("用词吻合"), shared_words(match)),
        (_("领域、成熟度与价格"), num_unit(circumstances(match, demand, achievement))),
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
