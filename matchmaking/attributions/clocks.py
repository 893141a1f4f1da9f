"""Until when claims are answered and commissions are answered and paid."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.attributions.models import Commission
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.subjects import register_subject

ANSWER_COMMISSION, PAY = "commission_answer", "commission_pay"


def register_clocks() -> None:
    """Tell the mechanism of clocks. They stay with the payer: nobody outside a deal learns of them."""
    payer = _l("付费方")
    register_kind(Kind(ANSWER_COMMISSION, _l("答复服务费约定"), _answer, None, whose=payer, is_confidential=True))
    register_kind(Kind(PAY, _l("支付技术经理人服务费"), _pay, None, whose=payer, is_confidential=True))
    register_subject("commissions", Commission.id, Commission.title, "attributions.open_commission", "commission_id")


def _answer(title: str) -> str:
    return _("答复“%(title)s”的服务费约定", title=title)


def _pay(title: str) -> str:
    return _("支付“%(title)s”的技术经理人服务费", title=title)
