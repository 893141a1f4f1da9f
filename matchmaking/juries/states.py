"""The life of a jury and of a juror's part in it."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from matchmaking.core.states import States

OPEN, CLOSED = "open", "closed"
# Closed by mistake, it goes on.
JURY_STATES = States({OPEN: (CLOSED,), CLOSED: (OPEN,)})

ASKED, SIGNED, EXCUSED, REMOVED = "asked", "signed", "excused", "removed"
JUROR_STATES = States({
    ASKED: (SIGNED, EXCUSED, REMOVED),
    SIGNED: (EXCUSED, REMOVED),
    EXCUSED: (ASKED,),
    REMOVED: (ASKED,),
})  # fmt: skip
JUROR_NAMES = {
    ASKED: _l("待声明"),
    SIGNED: lazy_pgettext("person", "评审中"),
    EXCUSED: _l("已回避"),
    REMOVED: _l("已移出"),
}
