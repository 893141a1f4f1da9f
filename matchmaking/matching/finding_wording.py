"""One finding in words, in the language of the page: values, reason, note, and what to ask."""

from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from matchmaking.achievements.verified import ACCEPTANCE
from matchmaking.core.filters import num_unit
from matchmaking.core.languages import current_language
from matchmaking.matching.models import Finding
from matchmaking.matching.sentences import NOTES, QUESTIONS, SENTENCES
from matchmaking.vocabulary.queries import label

_LATIN = str.maketrans({"（": " (", "）": ")", "；": "; ", "，": ", ", "、": ", ", "：": ": "})


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
        evidence = _evidence(finding.evidence_kind)
    return {
        "name": finding.name,
        "importance": finding.importance,
        "wanted": _local(finding.wanted),
        "measured": _local(finding.offered),
        "evidence": evidence,
        "note": _("；").join(notes),
        "verdict": finding.verdict.lower(),
    }


def _evidence(kind: str) -> str:
    """What backs a figure: a term, or that an enterprise measured it."""
    if kind == ACCEPTANCE:
        return _("企业验收实测")
    return label("evidence_kind", kind) if kind else ""


def finding_words(finding: Finding) -> Markup:
    """A finding in a few words, with both values marked as the texts mark them: 结合强度 76 MPa，要求 ≥ 70 MPa."""
    wanted = Markup("<mark>{}</mark>").format(num_unit(_local(finding.wanted)))
    offered = Markup('<mark class="supply">{}</mark>').format(num_unit(_local(finding.offered)))
    name = Markup.escape(finding.name)
    if not finding.wanted:
        return name
    if not finding.offered:
        return Markup(_("%(name)s，要求 %(wanted)s", name=name, wanted=wanted))
    words = Markup(_("%(name)s %(offered)s，要求 %(wanted)s", name=name, offered=offered, wanted=wanted))
    said = note(finding)
    return Markup("{}{}{}{}").format(words, _("（"), num_unit(said), _("）")) if said else words
