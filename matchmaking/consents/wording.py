"""Consents in words."""

from flask_babel import lazy_gettext as _l

from matchmaking.consents.states import ASKED, EXPIRED, GRANTED, REFUSED, REVOKED, WITHDRAWN

# State → (word, colour of the tag).
STATE_WORDS = {
    ASKED: (_l("待答复"), "warn"),
    GRANTED: (_l("已同意"), "supply"),
    REFUSED: (_l("不同意"), "bad"),
    WITHDRAWN: (_l("申请方已取消"), ""),
    REVOKED: (_l("已收回"), "bad"),
    EXPIRED: (_l("已失效"), ""),
}
