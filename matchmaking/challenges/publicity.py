"""Showing a challenge to the public, announcing it (发榜), and the notice of who was chosen."""

from collections.abc import Sequence

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.models import Challenge
from matchmaking.challenges.services import require_same_text
from matchmaking.challenges.states import CLOSED, LIST_NOTICE, RESULT_NOTICE, STOPPED
from matchmaking.challenges.steps import move, tell_enterprise
from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import day, money, today
from matchmaking.core.languages import LOCALES
from matchmaking.demands.pages import organisation_words
from matchmaking.demands.services import publish_demand
from matchmaking.listings.disclosure import as_public
from matchmaking.listings.values import row_text
from matchmaking.public_notices.models import PublicNotice
from matchmaking.public_notices.queries import newest_notice
from matchmaking.public_notices.services import Contact, Period, start_notice
from matchmaking.vocabulary.queries import label

LIST_KIND, RESULT_KIND = "challenge_list", "challenge_result"
PREFIX = "JB"


def start_list_notice(challenge: Challenge, contact: Contact, *, actor: Viewer | None) -> PublicNotice:
    """Show everybody what is to be announced. Raises RuleBroken when the text is not the one that was argued."""
    require_same_text(challenge)
    if challenge.demand.deadline_on is None or challenge.demand.deadline_on <= today():
        raise RuleBroken(_("揭榜截止日期已过或就在今天，请退回企业改期。"))
    previous = newest_notice(LIST_KIND, challenge) if challenge.state == STOPPED else None
    rules = challenge.rules
    # The notice is in Chinese, whatever language the officer reads.
    with force_locale(LOCALES["zh"]):
        notice = start_notice(
            LIST_KIND,
            challenge,
            title=_("“%(title)s”揭榜榜单公示", title=challenge.demand.title),
            fields=list_fields(challenge),
            period=Period(rules.list_days, rules.list_counting),
            contact=contact,
            county_code=challenge.demand.county_code,
            actor=actor,
            basis=_basis(challenge),
            previous=previous,
            is_sample=challenge.is_sample,
        )
    move(challenge, LIST_NOTICE, actor=actor, notice=notice.id)
    tell_enterprise(challenge, "listed", actor, number=notice.number)
    return notice


def _basis(challenge: Challenge) -> str:
    return _("按平台揭榜规则第 %(number)s 版公示。", number=challenge.version_of_rules.number)


def list_fields(challenge: Challenge) -> list[tuple[str, str]]:
    """The rows of the list notice, as everybody may read them: a hidden name stays hidden."""
    demand, known = challenge.demand, as_public(challenge.demand)
    criteria = [f"{one.name} {row_text(one)}" for one in known.criteria if one.importance == "must"]
    closed = _("企业选择不公开")
    result = _("平均 %(result)s 分，达到 %(mark)s 分", result=challenge.result, mark=challenge.rules.pass_mark)
    return [
        (_("榜单名称"), demand.title),
        (_("需求方"), organisation_words(challenge.demand, Viewer.nobody())),
        (_("所在地"), str(label("county", demand.county_code) or "—")),
        (_("拟解决的技术问题"), closed if "problem" in known.locked else known.problem),
        (_("核心指标"), closed if "criteria" in known.locked else "\n".join(criteria)),
        (_("完成时限"), _months(challenge)),
        (_("产权归属"), challenge.rights_rule),
        (_("资金投入"), money(challenge.fund)),
        (_("对揭榜方的条件"), challenge.conditions),
        (_("揭榜截止"), day(demand.deadline_on)),
        (_("专家论证"), result),
    ]


def _months(challenge: Challenge) -> str:
    months = challenge.term_months or 0
    return ngettext("%(num)s 个月", "%(num)s 个月", months)


def announce_challenge(challenge: Challenge, *, actor: Viewer) -> None:
    """发榜: the demand is published; what follows from that is in the receivers. Raises RuleBroken."""
    if challenge.demand.deadline_on is None or challenge.demand.deadline_on <= today():
        raise RuleBroken(_("揭榜截止日期已过或就在今天，请退回企业改期。"))
    publish_demand(challenge.demand, actor=actor)


def start_result_notice(
    challenge: Challenge, winners: Sequence[tuple[str, str]], contact: Contact, *, actor: Viewer | None
) -> PublicNotice:
    """Show everybody who was chosen: (organisation, title of its proposal). Raises RuleBroken for too many or none."""
    rules = challenge.rules
    if not winners:
        raise RuleBroken(_("还没有选定揭榜方，不能公示结果。"))
    if len(winners) > rules.most_winners:
        raise RuleBroken(_("规则最多允许 %(most)s 家揭榜，选定的超过了。", most=rules.most_winners))
    stopped = newest_notice(RESULT_KIND, challenge)
    with force_locale(LOCALES["zh"]):
        rows = [(_("榜单编号"), challenge.number or ""), (_("榜单名称"), challenge.demand.title)]
        rows += [(_("需求方"), organisation_words(challenge.demand, Viewer.nobody()))]
        rows += [(_("拟揭榜单位"), f"{name}\n{title}") for name, title in winners]
        notice = start_notice(
            RESULT_KIND,
            challenge,
            title=_("“%(title)s”揭榜评审结果公示", title=challenge.demand.title),
            fields=[*rows, (_("资金投入"), money(challenge.fund)), (_("完成时限"), _months(challenge))],
            period=Period(rules.result_days, rules.result_counting),
            contact=contact,
            county_code=challenge.demand.county_code,
            actor=actor,
            basis=_basis(challenge),
            previous=stopped,
            is_sample=challenge.is_sample,
        )
    move(challenge, RESULT_NOTICE, actor=actor, notice=notice.id)
    tell_enterprise(challenge, "result_listed", actor, number=notice.number)
    return notice


def close_challenge(challenge: Challenge, *, reason: str, actor: Viewer) -> None:
    """No answer, or none good enough; everybody reads the reason."""
    move(challenge, CLOSED, actor=actor, reason=reason)
    tell_enterprise(challenge, "closed", actor, reason=reason)
