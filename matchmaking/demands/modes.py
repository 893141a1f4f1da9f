"""The ways in which a demand can be published: how each is called, and what it means, in one sentence."""

from flask_babel import lazy_gettext as _l

OPEN, INVITED, CHALLENGE, DIRECT = "open", "invited", "challenge", "direct"
# Everybody sees demands of these; those of the others only who was chosen.
PUBLIC_MODES = (OPEN, CHALLENGE)
MODES = {
    OPEN: _l("公开征集"),
    INVITED: _l("定向邀请"),
    CHALLENGE: _l("揭榜挂帅"),
    DIRECT: _l("直接洽谈"),
}
MODE_NOTES = {
    OPEN: _l("所有人都看得到，核验过的单位都可以应答。"),
    INVITED: _l("只有您选的单位（最多 20 家）看得到并应答；不进公开列表、搜索和订阅。"),
    CHALLENGE: _l("面向全社会张榜；发榜前要经过专家论证和公示，评审结果也要公示。"),
    DIRECT: _l("只找一家单位谈，只有你们双方看得到；对方在限期内答复愿不愿意谈。"),
}
# What a published demand may become. An open challenge has been reviewed and shown to the public as such.
MODE_CHANGES = {OPEN: (INVITED,), INVITED: (OPEN,), DIRECT: (OPEN, INVITED), CHALLENGE: ()}
OTHER = "other"
# Why an institution declines an invitation.
DECLINE_REASONS = {
    "field": _l("不在我们的研究方向"),
    "capacity": _l("近期人手或设备排不开"),
    "time": _l("时间太紧"),
    "budget": _l("预算与工作量不符"),
    "terms": _l("合作条件谈不拢，例如知识产权"),
    "unclear": _l("需求写得还不够清楚"),
    OTHER: _l("其他"),
}


def mode_word(mode: str | None) -> str:
    """The name of a mode in the page's language."""
    return str(MODES.get(mode or OPEN, mode))
