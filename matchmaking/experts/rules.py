"""When a profile contradicts itself, and what it needs before it is handed in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from matchmaking.core.filters import today
from matchmaking.experts.states import COLLEAGUE, NAMED, UNNAMED
from matchmaking.listings.rules import Problem, filled, needed

LONGEST_SUMMARY = 600
MOST_PROJECTS, MOST_POSTS = 10, 6
EARLIEST_YEAR = 1960
# A shorter name would be found by chance in other words.
FEWEST_NAME_CHARACTERS = 2


def contradictions(values: Mapping[str, Any], before: Mapping[str, Any], names: Sequence[str]) -> list[Problem]:
    """What is wrong at any time; `names` are those of the organisation."""
    found = [*_name_problems(values, names), *_year_problems(values)]
    if values.get("consent") not in (None, "", UNNAMED, NAMED):
        found.append(Problem("consent", _("请从两种署名方式里选一种。")))
    if before.get("written_for") and values.get("written_for") != before["written_for"]:
        found.append(Problem("written_for", _("为谁填写在建立后不能改。请另建一份，把这一份删除。")))
    agreed_on = values.get("agreed_on")
    if isinstance(agreed_on, date) and agreed_on > today():
        found.append(Problem("agreed_on", _("这一天还没有到，请填写同意书上的日期。")))
    return found


def _name_problems(values: Mapping[str, Any], names: Sequence[str]) -> list[Problem]:
    """The line about the field never says who it is; with a hidden name no text gives it away, nor the organisation."""
    person = values.get("name") or ""
    own = [person] if len(person) >= FEWEST_NAME_CHARACTERS else []
    places = [name for name in names if len(name) >= FEWEST_NAME_CHARACTERS]
    message = _("这里写了姓名。擅长方向只写领域和办法，姓名填在下面。")
    found = [Problem("title", message)] if any(name in (values.get("title") or "") for name in own) else []
    if values.get("consent") == NAMED:
        return found
    message = _("没有同意公开姓名和单位，这里却写了名称。请改成“某高校”“课题组”。")
    for field, text in _texts(values):
        if field not in [one.field for one in found] and any(name in text for name in (*own, *places)):
            found.append(Problem(field, message))
    return found


def _texts(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(field, text) of everything that others read beside the name."""
    for field in ("title", "summary", "rank", "post"):
        yield field, values.get(field) or ""
    yield "keywords", " ".join(values.get("keywords") or ())
    for rows in ("projects", "posts"):
        for index, row in filled(values.get(rows, ())):
            for field, text in row.items():
                if isinstance(text, str):
                    yield f"{rows}-{index}-{field}", text


def _year_problems(values: Mapping[str, Any]) -> list[Problem]:
    found, latest = [], today().year
    for rows, fields in (("projects", ("year",)), ("posts", ("year_from", "year_to"))):
        for index, row in filled(values.get(rows, ())):
            for field in fields:
                if row.get(field) is not None and not EARLIEST_YEAR <= row[field] <= latest:
                    found.append(Problem(f"{rows}-{index}-{field}", _("请填写四位年份，例如 2023，不晚于今年。")))
            first, last = row.get("year_from"), row.get("year_to")
            if first is not None and last is not None and last < first:
                found.append(Problem(f"{rows}-{index}-year_to", _("结束年份不能早于开始年份。")))
    return found


def gaps(values: Mapping[str, Any]) -> list[Problem]:
    """What is missing before a profile can be checked and published."""
    found = needed(
        values,
        {
            "name": _("请填写姓名。不公开的，只有本单位和核验人看得到。"),
            "rank": _("请填写职称，例如“教授”“高级工程师”。"),
            "title": _("请用一句话写清擅长什么。"),
            "summary": _("请写明能为企业做什么。"),
            "industry_codes": _("请选择至少一个熟悉的产业。"),
            "technical_field": _("请选择技术领域。"),
            "consent": _("请本人选择怎样署名。没有选择就不能公开。"),
        },
    )
    for rows, field, message in (
        ("projects", "title", _("请填写做过什么。")),
        ("posts", "role", _("请填写担任什么，例如“科技副总”。")),
    ):
        for index, row in filled(values.get(rows, ())):
            if not row.get(field):
                found.append(Problem(f"{rows}-{index}-{field}", message))
    if not filled(values.get("projects", ())) and not filled(values.get("posts", ())):
        found.append(Problem("projects", _("请至少写 1 个项目或 1 段产业经历，企业靠它判断找不找您。")))
    if values.get("written_for") == COLLEAGUE and not values.get("agreed_on"):
        found.append(Problem("agreed_on", _("请填写本人书面同意的日期，同意书由贵单位保管。")))
    return found
