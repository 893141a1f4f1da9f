"""What a proposal says, as plain data: kept with every submission, and compared between two versions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matchmaking.core.filters import money_range
from matchmaking.listings.values import value_text
from matchmaking.proposals.comparison import NO, TALK, YES
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.promising import FIELDS

TEXTS = {
    "title": _l("方案名称"),
    "idea": _l("思路"),
    "basis": _l("已有基础"),
    "validation": _l("怎样验证"),
    "plan": _l("实施计划"),
    "team": _l("团队"),
}
FLAT = (*TEXTS, "price_low", "price_high", "duration_months", "readiness_level", "references")
PROMISED = ("criterion_id", "name", "importance", "wanted", "target", "operator", *FIELDS)
ANSWER_NAMES = {YES: _l("承诺"), TALK: _l("需商谈"), NO: _l("不承诺")}
Content = Mapping[str, Any]
Change = tuple[str, str, str]


def content_of(proposal: Proposal) -> dict[str, Any]:
    """The content of a stored proposal, as JSON can hold it."""
    values = {name: getattr(proposal, name) for name in FLAT}
    promises = [{name: getattr(one, name) for name in PROMISED} for one in proposal.promises]
    achievements = [{"id": one.id, "title": one.title} for one in proposal.achievements]
    return _stored(values, promises, achievements)


def content_from(
    values: Mapping[str, Any], promises: Sequence[Mapping[str, Any]], achievements: Sequence[Any]
) -> dict[str, Any]:
    """The same for what a form holds: its values, complete promise rows, and the ticked achievements."""
    linked = [{"id": one.id, "title": one.title} for one in sorted(achievements, key=lambda one: one.id)]
    rows = [{name: one[name] for name in PROMISED} for one in promises]
    return _stored({name: values[name] for name in FLAT}, rows, linked)


def _stored(values: dict[str, Any], promises: list[dict[str, Any]], achievements: list[Any]) -> dict[str, Any]:
    plain = {name: f"{value:.2f}" if isinstance(value, Decimal) else value for name, value in values.items()}
    for name in TEXTS:
        plain[name] = plain[name] or ""
    for row in promises:
        # An empty field comes from the form as "" and from the database as None.
        row.update({name: row[name] if row[name] != "" else None for name in FIELDS})
    return {**plain, "references": list(values["references"] or []), "promises": promises,
            "achievements": achievements}  # fmt: skip


def labelled(content: Content) -> dict[str, str]:
    """Label → words, one line for each thing that a reader would compare."""
    found = {str(label): content.get(name) or "" for name, label in TEXTS.items()}
    found[_("报价")] = money_range(_yuan(content.get("price_low")), _yuan(content.get("price_high")))
    months = content.get("duration_months")
    found[_("周期")] = ngettext("%(num)s 个月", "%(num)s 个月", months) if months else ""
    level = content.get("readiness_level")
    found[_("技术成熟度")] = f"TRL {level}" if level else ""
    for row in content.get("promises", ()):
        found[_("指标“%(name)s”", name=row["name"])] = promise_words(row)
    found[_("关联的成果")] = _("；").join(one["title"] for one in content.get("achievements", ()))
    found[_("参考资料")] = "\n".join(content.get("references", ()))
    return found


def promise_words(row: Content) -> str:
    """One promise as a line: the answer, the value, its circumstances, how it will be proved."""
    if row.get("answer") is None:
        return ""
    value = value_text(row["operator"], row["value_low"], row["value_high"], row["text"], row["unit"])
    if row["answer"] == YES and row["value_low"] is None and row["value_high"] is None and not row["text"]:
        value = row["wanted"]
    parts = [" ".join(part for part in (str(ANSWER_NAMES[row["answer"]]), value) if part)]
    if row["condition"]:
        parts.append(_("条件：%(condition)s", condition=row["condition"]))
    if row["note"]:
        parts.append(_("证明：%(proof)s", proof=row["note"]))
    return _("；").join(parts)


def changes(before: Content, after: Content) -> list[Change]:
    """(label, words before, words after) of what differs, in the order of the page."""
    old, new = labelled(before), labelled(after)
    names = [*new, *(name for name in old if name not in new)]
    return [(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name, "") != new.get(name, "")]


def _yuan(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
