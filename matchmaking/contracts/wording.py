"""Contracts in words for pages: states, reasons, what is wrong with a plan, what the law says where nothing is."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.contracts import plans
from matchmaking.contracts.states import DEVELOPMENT, DISPUTES, IMPROVEMENTS, JOINT, LICENCE, OWNERSHIP, STATE_WORDS
from matchmaking.contracts.states import TRANSFER as TRANSFER_KIND

STEPS = {
    "kind": _l("合同类别"),
    "parties": _l("当事人"),
    "subject": _l("标的与验收"),
    "money": _l("价款与支付"),
    "ownership": _l("成果归属与约定"),
}
# Why a kind of contract was proposed; the code comes from `proposing`.
REASONS = {
    "said": _l("需求里已经写明想要这种合作方式。"),
    "testing": _l("需求是检测检验：用现有的知识解决一个具体的技术问题。"),
    "talent": _l("需求是引进人才、传授技术，属于技术服务里的技术培训。"),
    "no_result": _l("需求要的结果现在还没有，要先研究开发，有失败的可能。"),
    "early": _l("成果的成熟度还没有到 TRL 7，要针对需求继续研究开发，有失败的可能。"),
    "early_joint": _l("成果的成熟度还没有到 TRL 7，成果方愿意合作实施，双方都要投入研发。"),
    "offers_transfer": _l("成果已经成形，成果方愿意转让：权利从成果方转到需求方。"),
    "offers_licence": _l("成果已经成形，成果方愿意许可：权利仍归成果方，需求方得到实施的权利。"),
    "has_rights": _l("成果已经成形并有知识产权，只用不买的，签许可合同。"),
    "known": _l("成果已经成形，没有登记的权利要转移，用现有的知识解决具体问题。"),
    "nothing": _l("这一单没有挂需求和成果，先按最一般的技术服务准备，请核对。"),
}


def state_words(code: str | None) -> str:
    """起草中, 双方审阅, …"""
    return str(STATE_WORDS.get(code or "", code or ""))


def ownership_words(code: str | None) -> str:
    """To whom the results belong."""
    return str(OWNERSHIP.get(code or "", ""))


def improvements_words(code: str | None) -> str:
    """To whom later improvements belong."""
    return str(IMPROVEMENTS.get(code or "", ""))


def dispute_words(code: str | None) -> str:
    """How disputes are settled."""
    return str(DISPUTES.get(code or "", ""))


def default_of_law(kind: str | None, sub_kind: str | None) -> str:
    """To whom results belong by law when the contract is silent (civil code, articles 859 to 861, 875, 885)."""
    if kind == DEVELOPMENT and sub_kind == JOINT:
        return _(
            "不约定的话，按民法典第八百六十条，合作开发的发明创造申请专利的权利由合作各方共有；技术秘密按第八百六十一条，各方都可以使用和转让。"
        )
    if kind == DEVELOPMENT:
        return _(
            "不约定的话，按民法典第八百五十九条，申请专利的权利归研究开发人（乙方），委托人（甲方）可以依法实施；技术秘密按第八百六十一条，双方都可以使用和转让，乙方在向甲方交付以前不得转让给第三人。"
        )
    if kind in (TRANSFER_KIND, LICENCE):
        return _("不约定的话，按民法典第八百七十五条，一方后续改进的技术成果，其他各方无权分享。")
    return _(
        "不约定的话，按民法典第八百八十五条，受托人（乙方）利用甲方的资料和条件完成的新成果归乙方，甲方利用乙方的工作成果完成的新成果归甲方。"
    )


def plan_words(problem: str, difference: Decimal) -> str:
    """What is wrong with a payment plan."""
    amount = f"{difference:,.2f}"
    words: dict[str, Any] = {
        plans.NO_ROWS: _("请写出每一笔款项"),
        plans.ONE_ROW: _("一次总付只能有一笔款"),
        plans.MORE_ROWS: _("分期支付至少要有两笔款"),
        plans.TOO_LITTLE: _("各期款项合计比成交额少 %(amount)s 元，要正好相等", amount=amount),
        plans.TOO_MUCH: _("各期款项合计比成交额多 %(amount)s 元", amount=amount),
    }
    return str(words[problem])


def reason_of(code: str) -> str:
    """Why a kind of contract was proposed."""
    return str(REASONS.get(code, ""))
