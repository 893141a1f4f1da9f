"""What a contract still lacks before its text can be generated, and what should better be there.

The list follows what article 845 of the civil code and the registration expect of a technology contract.
"""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from matchmaking.contracts.fields import PARTY
from matchmaking.contracts.models import Contract
from matchmaking.contracts.plans import problem_of
from matchmaking.contracts.states import ARBITRATION, LICENCE, TRANSFER
from matchmaking.contracts.wording import plan_words
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.pricing.queries import agreed_price, notice_is_due

# Things that are bought with a project and are no technology; where one is named, the two amounts should differ.
NO_TECHNOLOGY = ("设备", "仪器", "零部件", "原材料")
# What a party should say of itself, and no text waits for.
ADVISED = ("address", "legal_representative", "contact_name", "phone")
KIND, PARTIES, SUBJECT, MONEY, OWNERSHIP = "kind", "parties", "subject", "money", "ownership"


@dataclass(frozen=True)
class Lack:
    """Something to be filled in, and the step in which that is done. Without `is_must` it is only advice."""

    step: str
    words: str
    is_must: bool = True


def named_goods(texts: list[str]) -> list[str]:
    """Which of the things that are no technology a contract speaks of."""
    whole = "\n".join(texts)
    return [word for word in NO_TECHNOLOGY if word in whole]


def texts_with_goods(contract: Contract) -> list[str]:
    """Where a contract would speak of them: what is made and delivered, not the standing clauses."""
    names = ("goal", "content", "scope", "method", "plan", "delivery", "funds", "other_words", "attachments", "other")
    rows = [one.content for one in contract.milestones] + [one.title for one in contract.payments]
    return [contract.title, *(contract.texts.get(name) or "" for name in names), *rows]


def must_confirm(contract: Contract) -> list[str]:
    """The goods that the text names although the whole amount is for technology, until somebody has said so."""
    if contract.amount is None or contract.technology_amount != contract.amount or contract.is_all_technology:
        return []
    return named_goods(texts_with_goods(contract))


def lacks_of(contract: Contract, deal: Deal) -> list[Lack]:
    """What is missing, in the order of the steps."""
    return [
        *_kind(contract),
        *_parties(contract, deal),
        *_subject(contract),
        *_money(contract),
        *_price(contract, deal),
        *_ownership(contract),
    ]


def musts(contract: Contract, deal: Deal) -> list[Lack]:
    """Without these no text is generated."""
    return [one for one in lacks_of(contract, deal) if one.is_must]


def _kind(contract: Contract) -> list[Lack]:
    found = []
    if not contract.kind or not contract.sub_kind:
        found.append(Lack(KIND, _("请选择合同类别")))
    if not contract.title:
        found.append(Lack(KIND, _("请填写项目名称")))
    if contract.kind == LICENCE and not contract.licence_mode:
        found.append(Lack(KIND, _("请选择许可方式：独占、排他还是普通")))
    return found


def _parties(contract: Contract, deal: Deal) -> list[Lack]:
    found = []
    if deal.hides_buyer:
        found.append(Lack(PARTIES, _("需求方还没有公开身份，合同要写明双方是谁")))
    sides = {BUYER: _("甲方"), SELLER: _("乙方"), **({BROKER: _("丙方")} if contract.is_three_party else {})}
    for side, words in sides.items():
        party = contract.party(side)
        if party is None or not party.name:
            if side != BUYER or not deal.hides_buyer:
                found.append(Lack(PARTIES, _("请填写%(side)s的名称", side=words)))
        else:
            empty = [str(PARTY[name]) for name in ADVISED if not getattr(party, name)]
            if empty:
                what = _("、").join(empty)
                advice = _("%(side)s的%(what)s还空着，正文里会留空待填", side=words, what=what)
                found.append(Lack(PARTIES, advice, is_must=False))
    return found


def _subject(contract: Contract) -> list[Lack]:
    found = []
    if not contract.texts.get("content"):
        found.append(Lack(SUBJECT, _("请写明标的的内容")))
    if not contract.texts.get("scope"):
        found.append(Lack(SUBJECT, _("标的的范围和要求还空着"), is_must=False))
    if not contract.acceptance:
        found.append(Lack(SUBJECT, _("请至少写一项验收指标")))
    if any(not one.method for one in contract.acceptance):
        found.append(Lack(SUBJECT, _("有验收指标没有写检验方法"), is_must=False))
    if not contract.milestones:
        found.append(Lack(SUBJECT, _("请至少写一个进度节点")))
    if any(one.due_on is None for one in contract.milestones):
        found.append(Lack(SUBJECT, _("请给每个节点写完成日期")))
    if not contract.texts.get("place"):
        found.append(Lack(SUBJECT, _("请写明履行地点")))
    if not contract.texts.get("delivery"):
        found.append(Lack(SUBJECT, _("请写明交付方式")))
    if contract.kind in (TRANSFER, LICENCE) and not contract.texts.get("rights"):
        found.append(Lack(SUBJECT, _("请写明权利状况：名称、权利人、申请号或专利号、有效期")))
    return found


def _money(contract: Contract) -> list[Lack]:
    if contract.amount is None or contract.technology_amount is None:
        return [Lack(MONEY, _("请填写合同成交额和技术交易额"))]
    found = []
    if contract.technology_amount > contract.amount:
        found.append(Lack(MONEY, _("技术交易额不能超过合同成交额")))
    if contract.technology_amount < contract.amount and not contract.texts.get("other_words"):
        found.append(Lack(MONEY, _("请说明非技术部分的费用用于什么")))
    goods = must_confirm(contract)
    if goods:
        found.append(
            Lack(MONEY, _("合同里提到了%(goods)s，技术交易额却等于成交额，请核对并确认", goods=_("、").join(goods)))
        )
    if not contract.payment_mode:
        found.append(Lack(MONEY, _("请选择支付方式")))
    else:
        wrong = problem_of(contract.payment_mode, contract.amount, [one.amount for one in contract.payments])
        if wrong is not None:
            found.append(Lack(MONEY, plan_words(*wrong)))
    if any(one.due_on is None and one.milestone_position is None for one in contract.payments):
        found.append(Lack(MONEY, _("请给每笔款写明什么时候付：选一个节点，或者填日期")))
    positions = {one.position for one in contract.milestones}
    if any(one.milestone_position is not None and one.milestone_position not in positions for one in contract.payments):
        found.append(Lack(MONEY, _("有一笔款挂在已经删去的节点上，请重新选择")))
    if contract.payment_mode in ("royalty", "royalty_entry_fee") and not contract.texts.get("royalty"):
        found.append(Lack(MONEY, _("请写明提成的比例、基数和期限")))
    if contract.amount == Decimal(0):
        found.append(Lack(MONEY, _("合同成交额是零，请核对"), is_must=False))
    return found


def _price(contract: Contract, deal: Deal) -> list[Lack]:
    """The contract must not change what was agreed, and perhaps shown to the public, behind its back."""
    price = agreed_price(deal)
    if price is None or contract.amount is None or price.amount in (contract.amount, contract.technology_amount):
        return []
    words = _("合同成交额和技术交易额都与商定的价格不同；要改价，请在价格一页重新商定")
    return [Lack(MONEY, words, is_must=notice_is_due(deal))]


def _ownership(contract: Contract) -> list[Lack]:
    found = []
    if not contract.ownership:
        found.append(Lack(OWNERSHIP, _("请约定成果归谁")))
    elif contract.ownership == "parts" and not contract.texts.get("ownership_words"):
        found.append(Lack(OWNERSHIP, _("成果分别约定的，请写明怎样分")))
    if not contract.improvements:
        found.append(Lack(OWNERSHIP, _("请约定后续改进归谁")))
    elif contract.improvements == "parts" and not contract.texts.get("improvements_words"):
        found.append(Lack(OWNERSHIP, _("后续改进另行约定的，请写明")))
    if not contract.texts.get("benefit"):
        found.append(Lack(OWNERSHIP, _("收益分配还空着，正文里会写“无”"), is_must=False))
    if not contract.texts.get("confidentiality"):
        found.append(Lack(OWNERSHIP, _("请写明保密约定，不需要保密也请写明")))
    if not contract.dispute:
        found.append(Lack(OWNERSHIP, _("请选择争议解决方式")))
    elif contract.dispute == ARBITRATION and not contract.texts.get("dispute_body"):
        found.append(Lack(OWNERSHIP, _("请写明由哪个仲裁机构仲裁")))
    if contract.valid_from is None or contract.valid_until is None:
        found.append(Lack(OWNERSHIP, _("请填写合同的有效期限")))
    elif contract.valid_until <= contract.valid_from:
        found.append(Lack(OWNERSHIP, _("有效期限的止日要在起日之后")))
    elif contract.valid_until < today():
        found.append(Lack(OWNERSHIP, _("有效期限已经过了，请核对")))
    last = max((one.due_on for one in contract.milestones if one.due_on), default=None)
    if last and contract.valid_until and last > contract.valid_until:
        found.append(Lack(OWNERSHIP, _("最后一个节点在有效期限以后，请核对"), is_must=False))
    if not contract.copies:
        found.append(Lack(OWNERSHIP, _("请填写合同份数")))
    return found
