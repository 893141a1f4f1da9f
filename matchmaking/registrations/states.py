"""The life of a registration (认定登记) and its words."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States

# Preparing: the material is put together here. Filed: handed in elsewhere, at the registry. Waived: the parties decided
# not to register, so that the deal can go on.
PREPARING, FILED, ACCEPTED, SUPPLEMENT = "preparing", "filed", "accepted", "supplement"
REGISTERED, REFUSED, CHANGED, CANCELLED, WAIVED = "registered", "refused", "changed", "cancelled", "waived"
REGISTRATION_STATES = States(
    {
        PREPARING: (FILED, WAIVED),
        # A registry may ask for more before it accepts, and may refuse to accept.
        FILED: (ACCEPTED, SUPPLEMENT, REFUSED, PREPARING),
        ACCEPTED: (SUPPLEMENT, REGISTERED, REFUSED),
        # What was missing is handed in: accepted again, as of that day.
        SUPPLEMENT: (ACCEPTED, REFUSED),
        REFUSED: (FILED, WAIVED),
        REGISTERED: (CHANGED, CANCELLED),
        CHANGED: (CHANGED, CANCELLED),
        WAIVED: (PREPARING,),
        CANCELLED: (),
    }
)
STATE_WORDS = {
    PREPARING: _l("准备材料"),
    FILED: _l("已提交，待受理"),
    ACCEPTED: _l("已受理，审核中"),
    SUPPLEMENT: _l("待补正"),
    REGISTERED: _l("已登记"),
    REFUSED: _l("不予登记"),
    CHANGED: _l("已变更"),
    CANCELLED: _l("已注销"),
    WAIVED: _l("决定不登记"),
}
COLOURS = {
    PREPARING: "", FILED: "outline", ACCEPTED: "outline", SUPPLEMENT: "warn", REGISTERED: "supply", REFUSED: "bad",
    CHANGED: "supply", CANCELLED: "bad", WAIVED: "",
}  # fmt: skip
# The contract stands in the register; the sheet is still being worked on; nothing may be changed.
IN_REGISTER = (REGISTERED, CHANGED)
WRITING = (PREPARING, FILED, ACCEPTED, SUPPLEMENT, REFUSED)
# The deal may go on to performance.
SETTLED = (REGISTERED, CHANGED, CANCELLED, WAIVED)
# What is kept in the list of steps besides the states: a certificate came, its amounts were corrected.
CERTIFICATE, CORRECTED = "certificate", "corrected"
STEP_WORDS = {
    **STATE_WORDS,
    CERTIFICATE: _l("上传登记证明"),
    CORRECTED: _l("更正登记金额"),
}
