"""The life of a proposal. Whoever answers hears of a stage only when the decision is delivered."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

DRAFT, SUBMITTED, ASSESSED, FINALIST = "draft", "submitted", "assessed", "finalist"
CHOSEN, DECLINED, WITHDRAWN = "chosen", "declined", "withdrawn"
# Handed in and not yet decided on.
IN_REVIEW = (SUBMITTED, ASSESSED, FINALIST)
# Everything that the demand's side reads once it may open the answers.
HANDED_IN = (*IN_REVIEW, CHOSEN, DECLINED)

# Until a decision is delivered the reviewers may change their minds; and a team may always withdraw, because a refusal
# of that step would tell it that something was decided.
PROPOSAL_STATES = States(
    {
        DRAFT: (SUBMITTED,),
        SUBMITTED: (ASSESSED, DECLINED, WITHDRAWN),
        ASSESSED: (SUBMITTED, FINALIST, DECLINED, WITHDRAWN),
        FINALIST: (ASSESSED, CHOSEN, DECLINED, WITHDRAWN),
        CHOSEN: (FINALIST, WITHDRAWN),
        DECLINED: (SUBMITTED, ASSESSED, FINALIST, WITHDRAWN),
    }
)

STATE_NAMES = {
    DRAFT: _l("草稿"),
    SUBMITTED: _l("已提交"),
    ASSESSED: _l("评估中"),
    FINALIST: _l("入围"),
    CHOSEN: _l("已选定"),
    DECLINED: _l("未选定"),
    WITHDRAWN: _l("已撤回"),
}
