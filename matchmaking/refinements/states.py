"""Where a demand is on its way across the desk."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

OPEN, REFINING, ASKED, AWAITING, WATCHED = "open", "refining", "asked", "awaiting", "watched"
RETURNED, PUBLISHED, MERGED, TAKEN_BACK = "returned", "published", "merged", "taken_back"
# What lies on the desk, in the order of the tabs.
AT_DESK_STATES = (OPEN, REFINING, ASKED, AWAITING, WATCHED)

REFINEMENT_STATES = States(
    {
        OPEN: (REFINING, ASKED, AWAITING, WATCHED, RETURNED, PUBLISHED, MERGED, TAKEN_BACK),
        REFINING: (OPEN, ASKED, AWAITING, WATCHED, RETURNED, PUBLISHED, MERGED, TAKEN_BACK),
        ASKED: (REFINING, RETURNED, WATCHED, PUBLISHED, MERGED, TAKEN_BACK),
        AWAITING: (REFINING, PUBLISHED, TAKEN_BACK),
        WATCHED: (OPEN, REFINING, ASKED, AWAITING, RETURNED, PUBLISHED, MERGED, TAKEN_BACK),
        RETURNED: (OPEN,),
        TAKEN_BACK: (OPEN,),
        # A published demand can take over what another one says, and be taken out of sight and handed in again.
        PUBLISHED: (OPEN, AWAITING),
        MERGED: (OPEN,),
    }
)

STATE_WORDS = {
    OPEN: _l("待分诊"),
    REFINING: _l("凝练中"),
    ASKED: _l("等企业答复"),
    AWAITING: _l("等企业确认"),
    WATCHED: _l("长期跟踪"),
    RETURNED: _l("已退回诊断"),
    PUBLISHED: _l("已发布"),
    MERGED: _l("已合并"),
    TAKEN_BACK: _l("企业已收回"),
}
STATE_COLOURS = {OPEN: "warn", REFINING: "demand", ASKED: "outline", AWAITING: "outline", PUBLISHED: "supply"}

# A revision: written at the desk or by the enterprise, sent to the enterprise, and what became of it.
WRITTEN, SENT, APPROVED, DECLINED, DROPPED = "written", "sent", "approved", "declined", "dropped"
REVISION_STATES = States(
    {
        WRITTEN: (SENT, APPROVED, DROPPED),
        SENT: (APPROVED, DECLINED, DROPPED, WRITTEN),
    }
)
REVISION_WORDS = {
    WRITTEN: _l("未送确认"),
    SENT: _l("等企业确认"),
    APPROVED: _l("企业已确认"),
    DECLINED: _l("企业没有同意"),
    DROPPED: _l("已被代替或放弃"),
}
