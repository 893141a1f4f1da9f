"""Experts as the code that all sides share sees them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.experts.models import Expert, ExpertPost, ExpertProject
from matchmaking.experts.rules import contradictions, gaps
from matchmaking.experts.signals import expert_published, expert_withdrawn
from matchmaking.listings.side import Group, Rows, Side
from matchmaking.organisations.labels import KINDS


def unnamed(expert: Any) -> str:
    """Who it is in words for everybody: 某高校 教授."""
    kind = KINDS.get(expert.organisation.kind, expert.organisation.kind)
    return _("某%(kind)s %(rank)s", kind=kind, rank=expert.rank or _("专家"))


EXPERTS = Side(
    kind="expert",
    room="experts",
    name=_l("专家资料"),
    prefix="ZJ",
    model=Expert,
    fields=(
        "written_for", "name", "rank", "post", "title", "summary", "industry_codes", "technical_field", "county_code",
        "keywords", "experience_years", "takes_requests", "monthly_limit", "consent", "agreed_on",
    ),
    rows={
        "projects": Rows(ExpertProject, ("title", "client", "year", "result")),
        "posts": Rows(ExpertPost, ("role", "place", "industry_code", "year_from", "year_to")),
    },
    contradictions=contradictions,
    gaps=gaps,
    published=expert_published,
    withdrawn=expert_withdrawn,
    unnamed=unnamed,
    name_group=Group(_l("姓名和单位"), _l("本人选择不公开姓名和单位")),
    listed_rows=("projects",),
    # A list of people is not handed out as a table.
    is_exported=False,
)  # fmt: skip
