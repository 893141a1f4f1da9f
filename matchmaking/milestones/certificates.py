"""The certificate of the final acceptance as a PDF: what both sides confirmed, and the hash of that text."""

from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.filters import day, iso_day, moment
from matchmaking.core.languages import current_language
from matchmaking.core.papers import Code, Heading, Small, Table, Text, facts, make_pdf
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.deals.wording import party_name, person_name
from matchmaking.milestones.accord_models import Accord
from matchmaking.milestones.models import PerformancePlan
from matchmaking.milestones.wording import milestone_words, verdict_words, yuan


def certificate(accord: Accord, plan: PerformancePlan, person: Viewer) -> bytes:
    """The paper as this reader may know the parties."""
    deal = accord.deal
    contract = plan.contract
    received = sum((one.received for one in plan.payments), plan.total * 0)
    rows = [
        (_("项目"), contract.title if contract and contract.title else deal.title),
        (_("对接编号"), deal.number),
        (_("合同编号"), contract.number if contract and contract.number else "—"),
        (_("需求方"), party_name(person, deal, BUYER)),
        (_("成果方"), party_name(person, deal, SELLER)),
        (_("履约计划"), _("第 %(n)s 版", n=plan.number)),
        (_("款项合计"), yuan(plan.total)),
        (_("截至打印时已到账"), yuan(received)),
    ]
    blocks: list[Any] = [
        facts(rows),
        Heading(_("一、里程碑")),
        Table(
            [
                [str(one.position), one.title, milestone_words(one.state), iso_day(one.accepted_at)]
                for one in plan.milestones
            ],
            header=(_("序号"), _("里程碑"), _("状态"), _("验收日期")), widths=(1, 5, 3, 2),
        ),
        Heading(_("二、逐项验收结果")),
        Table(
            [_line(one) for one in accord.content["rows"]],
            header=(_("指标"), _("要求"), _("实测"), _("来源"), _("结论")), widths=(3, 3, 3, 4, 3),
        ),
        Heading(_("三、验收意见")),
        Text(accord.words, indent=True),
        Heading(_("四、双方确认")),
        facts([
            (_("成果方"), _confirmed(accord, person, SELLER)),
            (_("需求方"), _confirmed(accord, person, BUYER)),
        ]),
        Small(_("双方确认的是下面这个 SHA-256 值对应的全部内容；内容有任何改动，值就不同。")),
        Code(accord.sha256),
        Small(_("本单由平台按双方的确认生成，平台不检测、不经手资金，也不对结果作担保。")),
    ]  # fmt: skip
    return make_pdf(
        _("技术合同验收单"), blocks, subtitle=day(accord.agreed_at), header=deal.number, language=current_language()
    )


def _line(row: dict[str, Any]) -> list[str]:
    measured = _("，").join(one for one in (row["measured"], row.get("condition")) if one)
    source = _("，").join(one for one in (row["measured_by"], row.get("measured_on"), row.get("report")) if one)
    verdict = _("：").join(one for one in (verdict_words(row["verdict"]), row["note"]) if one)
    return [row["name"], row["wanted"], measured, source, verdict]


def _confirmed(accord: Accord, person: Viewer, side: str) -> str:
    at, user = (
        (accord.buyer_at, accord.buyer_by) if side == BUYER else (accord.seller_at, accord.seller_by)
    )  # fmt: skip
    return f"{person_name(person, accord.deal, user, side)}  {moment(at)}"
