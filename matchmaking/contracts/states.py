"""The states of a contract, which may follow which, and the codes of what its parties agree on."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

DRAFT, REVIEWING, AGREED, SIGNED, CANCELLED = "draft", "reviewing", "agreed", "signed", "cancelled"
STATE_WORDS = {
    DRAFT: _l("起草中"),
    REVIEWING: _l("双方审阅"),
    AGREED: _l("文本已定"),
    SIGNED: _l("已签订"),
    CANCELLED: _l("已作废"),
}
CONTRACT_STATES = States(
    {
        DRAFT: (REVIEWING, CANCELLED),
        # Somebody still works on it: back to where the sides read it.
        REVIEWING: (AGREED, CANCELLED),
        AGREED: (REVIEWING, SIGNED, CANCELLED),
    }
)
# Until it is signed, its text may change.
OPEN = (DRAFT, REVIEWING, AGREED)

# The kinds of the list of terms (vocabulary) on which rules of this room stand.
DEVELOPMENT, TRANSFER, LICENCE, CONSULTING, SERVICE = "development", "transfer", "licence", "consulting", "service"
COMMISSIONED, JOINT = "commissioned_development", "joint_development"

# The four ways of paying of article 846 of the civil code, as the list of terms codes them.
LUMP_SUM, INSTALMENTS, ROYALTY, ENTRY_FEE = "lump_sum", "instalments", "royalty", "royalty_entry_fee"

# To whom results belong, and later improvements: always asked, never preset.
OWNERSHIP = {
    "buyer": _l("归需求方（甲方）"),
    "seller": _l("归成果方（乙方）"),
    "joint": _l("双方共有"),
    "parts": _l("分别约定，在下面写明"),
}
IMPROVEMENTS = {
    "maker": _l("谁改进归谁，另一方无权分享"),
    "shared": _l("谁改进归谁，另一方可以优先有偿使用"),
    "joint": _l("双方共有"),
    "parts": _l("另行约定，在下面写明"),
}
COURT_BUYER, COURT_SELLER, ARBITRATION = "court_buyer", "court_seller", "arbitration"
DISPUTES = {
    COURT_BUYER: _l("向甲方住所地人民法院起诉"),
    COURT_SELLER: _l("向乙方住所地人民法院起诉"),
    ARBITRATION: _l("提交仲裁机构仲裁"),
}
OPERATORS = {
    ">=": _l("不低于"), "<=": _l("不高于"), "=": _l("等于"), "range": _l("范围"), "text": _l("文字描述"),
}  # fmt: skip
