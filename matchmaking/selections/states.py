"""The lives of a selection and of a reviewer's part in it."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from matchmaking.core.states import States

# Decided: the decision is confirmed and waits for its moment; delivered: everybody has heard of it.
OPEN, DECIDED, DELIVERED = "open", "decided", "delivered"
# Decided → open is the undo before delivery; open → delivered ends a selection whose demand is gone.
SELECTION_STATES = States({OPEN: (DECIDED, DELIVERED), DECIDED: (OPEN, DELIVERED)})

INVITED, SIGNED, EXCUSED, REMOVED = "invited", "signed", "excused", "removed"
# Excused: the reviewer has an interest in the whole matter, or does not want to.
REVIEWER_STATES = States(
    {
        INVITED: (SIGNED, EXCUSED, REMOVED),
        SIGNED: (EXCUSED, REMOVED),
        EXCUSED: (INVITED,),
        REMOVED: (INVITED,),
    }
)
REVIEWER_NAMES = {
    INVITED: _l("待声明"),
    SIGNED: lazy_pgettext("person", "评审中"),
    EXCUSED: _l("已回避"),
    REMOVED: _l("已移出"),
}
