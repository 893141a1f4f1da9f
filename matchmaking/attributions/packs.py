"""What a broker hands in for a subsidy (奖补材料): what there is of a deal, and what is still lacking."""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from matchmaking.attributions import states
from matchmaking.attributions.amounts import known_of, registered
from matchmaking.attributions.claiming import newest_answers
from matchmaking.attributions.commissions import commissions_of, due_sum, dues_of, paid_sum, standing
from matchmaking.attributions.fees import percent
from matchmaking.attributions.ledger import entries_of, first_broken
from matchmaking.attributions.models import Commission, LedgerEntry
from matchmaking.attributions.wording import (
    answer_words,
    base_words,
    paper_words,
    rate_words,
    role_words,
    step_words,
    trigger_words,
    yuan,
)
from matchmaking.contracts.queries import contract_of
from matchmaking.core.filters import day, moment
from matchmaking.core.papers import Block, Code, Heading, Small, Table, Text, facts
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER
from matchmaking.deals.wording import side_words, stage_words


@dataclass(frozen=True)
class Pack:
    """The pack: labels with values, the ledger, the commissions, and in words what is lacking."""

    facts: list[tuple[str, str]]
    lacking: list[str]
    ledger: list[LedgerEntry]
    commissions: list[Commission]
    broken: int | None


def pack_of(deal: Deal) -> Pack:
    """What there is. For the broker's side only, which knows both parties."""
    contract, known = contract_of(deal), known_of(deal)
    is_signed = contract is not None and contract.is_signed
    registration = registered(contract)
    agreed = standing(deal)
    ledger = entries_of(deal)
    received = sum((amount for _on, amount in known.receipts), Decimal(0))
    values = [
        (_("对接编号"), deal.number),
        (_("对接名称"), deal.title),
        (_("阶段"), stage_words(deal.state)),
        (_("需求方"), deal.buyer.name),
        (_("成果方"), deal.seller.name),
        (_("技术经理人"), deal.broker.name if deal.broker else "—"),
        (_("所在机构"), deal.centre.name if deal.centre else "—"),
        (_("合同编号"), (contract.number if contract is not None else "") or "—"),
        (_("合同签订日期"), day(contract.signed_on) if is_signed and contract and contract.signed_on else "—"),
        (_("三方合同"), _("是") if contract is not None and contract.is_three_party else _("否")),
        (_("合同成交额"), yuan(known.amount)),
        (_("技术交易额"), yuan(known.technology)),
        (_("认定登记编号"), (registration.number or "—") if registration is not None else "—"),
        (_("登记日期"), day(registration.registered_on) if registration is not None else "—"),
        (_("到账合计"), yuan(received)),
        (_("服务费应付"), yuan(sum((due_sum(one) for one in agreed), Decimal(0)))),
        (_("服务费已付"), yuan(sum((paid_sum(one) for one in agreed), Decimal(0)))),
    ]
    papers = [paper for one in commissions_of(deal, BROKER) for paper in one.papers]
    lacking = [
        words
        for words, is_there in (
            (_("签订的技术合同"), is_signed),
            (_("三方合同（技术经理人所在机构作为第三方）"), contract is not None and contract.is_three_party),
            (_("合同认定登记编号和登记证明"), registration is not None),
            (_("登记证明扫描件"), registration is not None and bool(registration.certificate_sha256)),
            (_("付费方确认的服务费约定"), bool(agreed)),
            (_("服务费发票"), any(one.kind == states.INVOICE for one in papers)),
            (_("服务费到账记录"), any(one.kind == states.PAYMENT for one in papers)),
            (_("至少一笔合同款到账"), received > 0),
            (_("没有被提出异议的贡献记录"), not _disputed(ledger)),
        )
        if not is_there
    ]  # fmt: skip
    return Pack(values, lacking, ledger, commissions_of(deal, BROKER), first_broken(ledger))


def _disputed(ledger: list[LedgerEntry]) -> bool:
    return any(
        answer.answer == states.DISPUTED for sides in newest_answers(ledger).values() for answer in sides.values()
    )


def ledger_rows(ledger: list[LedgerEntry]) -> list[list[str]]:
    """The ledger as rows of words: when, kind of work, who, what, source, hash."""
    rows = []
    for one in ledger:
        what = step_words(one)
        if one.how == states.ANSWER:
            what = f"{answer_words(one.answer)} #{one.claim_id} {one.words}".strip()
        source = f"{states.SOURCES[one.source_type]} #{one.source_id}" if one.source_type else _("人工登记")
        if one.how == states.ANSWER:
            source = _("回应")
        rows.append(
            [moment(one.happened_at), role_words(one.role), one.name, side_words(one.side), what, source, one.hash]
        )
    return rows


def commission_rows(commissions: list[Commission]) -> list[list[str]]:
    """The commissions as rows of words."""
    return [
        [
            side_words(one.payer), rate_words(one.rate), base_words(one.base), trigger_words(one.trigger),
            yuan(one.cap) if one.cap is not None else _("不设上限"),
            _("、").join(f"{share.name} {percent(share.share * 100)}%" for share in one.shares),
            str(states.COMMISSION_WORDS[one.state]), moment(one.answered_at) if one.answered_at else "—", one.sha256,
        ]
        for one in commissions
    ]  # fmt: skip


def paper_rows(commissions: list[Commission]) -> list[list[str]]:
    """What was due, invoiced and paid."""
    rows = [
        [_("应付"), day(due.on) if due.on else "—", yuan(due.amount), trigger_words(due.cause)]
        for one in commissions
        if one.state == states.ACCEPTED
        for due in dues_of(one)
    ]
    return rows + [
        [paper_words(paper.kind), day(paper.on), yuan(paper.amount), paper.number]
        for one in commissions
        for paper in one.papers
    ]


def ledger_header() -> list[str]:
    """The heads of the columns of `ledger_rows`."""
    return [_("时间"), _("贡献"), _("姓名"), _("身份"), _("做了什么"), _("来源"), _("校验值")]


def commission_header() -> list[str]:
    """The heads of the columns of `commission_rows`."""
    return [
        _("付费方"), _("费率"), _("基数"), _("支付时间"), _("上限"), _("分配"), _("状态"), _("确认时间"),
        _("文本校验值"),
    ]  # fmt: skip


def paper_header() -> list[str]:
    """The heads of the columns of `paper_rows`."""
    return [_("项目"), _("日期"), _("金额"), _("说明")]


def blocks_of(pack: Pack) -> list[Block]:
    """The pack as a paper."""
    blocks: list[Block] = [Heading(_("基本情况")), facts(pack.facts), Heading(_("还缺的材料"))]
    lacking = "\n".join(f"{place}. {words}" for place, words in enumerate(pack.lacking, 1))
    blocks.append(Text(lacking or _("材料齐全。")))
    blocks.append(Heading(_("贡献记录")))
    rows = ledger_rows(pack.ledger)
    if rows:
        # The hash does not fit into the table: it stands below, in the same order.
        blocks.append(Table([row[:6] for row in rows], header=ledger_header()[:6], widths=(2, 1, 1, 1, 3, 2)))
        blocks.append(Code("\n".join(f"{place:>3} {row[6]}" for place, row in enumerate(rows, 1))))
    else:
        blocks.append(Text(_("没有记录。")))
    whole = _("整条记录链完整。") if pack.broken is None else _("记录链在第 %(entry)d 条断开。", entry=pack.broken)
    blocks.append(Small(whole))
    blocks.append(Heading(_("服务费约定")))
    for one in pack.commissions:
        if one.state == states.ACCEPTED:
            blocks += [Text(one.text), Code(one.sha256)]
    if not any(one.state == states.ACCEPTED for one in pack.commissions):
        blocks.append(Text(_("没有付费方确认的约定。")))
    papers = paper_rows(pack.commissions)
    if papers:
        blocks += [Heading(_("服务费应付、发票和到账"), 2), Table(papers, header=paper_header(), widths=(1, 1, 1, 2))]
    blocks.append(Small(_("由平台按记录生成；奖补条件和标准以主管部门当年的文件为准。")))
    return blocks
