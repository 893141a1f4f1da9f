"""Until when a party reads a text and a comment is answered."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.subjects import register_subject
from matchmaking.contracts.models import ClauseComment, Contract

COMMENT = "contract_comment"
# A clock of one kind runs once for a record, and both parties read the same text.
REVIEW = {"buyer": "contract_review_buyer", "seller": "contract_review_seller"}


def register_clocks() -> None:
    """Tell the mechanism. Nothing goes up to officers: a contract is known to its parties only."""
    register_kind(Kind(COMMENT, _l("答复合同条款意见"), _comment, None, whose=_l("被问到的一方"), is_confidential=True))
    register_kind(Kind(REVIEW["buyer"], _l("审阅合同文本"), _review, None, whose=_l("需求方"), is_confidential=True))
    register_kind(Kind(REVIEW["seller"], _l("审阅合同文本"), _review, None, whose=_l("成果方"), is_confidential=True))
    register_subject("contracts", Contract.id, Contract.title, "contracts.find_contract", "contract_id")
    register_subject("contract_comments", ClauseComment.id, ClauseComment.title, "contracts.find_comment", "comment_id")


def _comment(title: str) -> str:
    return _("答复“%(title)s”合同条款的意见", title=title)


def _review(title: str) -> str:
    return _("审阅“%(title)s”的合同文本", title=title)
