"""An achievement in the words of a list."""

from collections import Counter
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement, VerifiedValue
from matchmaking.listings.disclosure import as_shown
from matchmaking.listings.highlights import best_snippet, title_with_marks
from matchmaking.listings.values import row_text
from matchmaking.vocabulary.queries import label

PATENTS = {"invention", "utility_model", "design"}


def in_list(achievement: Achievement, query: str, viewer: Viewer) -> dict[str, Any]:
    """What the row of a list shows beside the record itself."""
    known = as_shown(viewer, achievement)
    measured = "；".join(f"{row.name} {row_text(row)}" for row in known.measurements)
    texts = [achievement.summary, achievement.problem_solved, known.description, known.comparison, measured]
    return {
        "organisation": achievement.organisation.display_name,
        "county": label("county", achievement.county_code),
        "tags": evidence_tags(known),
        "modes": mode_words(achievement),
        "title": title_with_marks(achievement.title, query, "supply"),
        "summary": best_snippet(texts, query, "supply"),
    }


def evidence_tags(achievement: Achievement) -> list[str]:
    """What somebody outside could look at, counted."""
    kinds = Counter(row.evidence_kind for row in achievement.measurements)
    patents = sum(right.kind in PATENTS for right in achievement.rights)
    found = [_("已验收")] if achievement.verified_on else []
    if achievement.measurements:
        count = len(achievement.measurements)
        found.append(ngettext("%(num)s 项实测值", "%(num)s 项实测值", count))
    if count := kinds["third_party_report"]:
        found.append(ngettext("第三方检测 %(num)s 项", "第三方检测 %(num)s 项", count))
    if count := kinds["customer_record"]:
        found.append(ngettext("用户记录 %(num)s 项", "用户记录 %(num)s 项", count))
    if patents:
        found.append(ngettext("专利 %(num)s 件", "专利 %(num)s 件", patents))
    return found


def mode_words(achievement: Achievement) -> str:
    """How the achievement can be had."""
    found = [label("transfer_mode", code) for code in achievement.transfer_modes]
    return _("、").join([*found, *([_("可先用后付")] if achievement.try_before_pay else [])])


def source_words(row: VerifiedValue) -> str:
    """Who measured a value, and when: 企业验收，2026-11; with the enterprise's name where it agreed to that."""
    month = f"{row.verified_on:%Y-%m}"
    if row.source_name:
        return _("%(name)s验收，%(month)s", name=row.source_name, month=month)
    return _("企业验收，%(month)s", month=month)
