"""What experts do when something happens to a record, and the topic of their notices."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.core import history
from matchmaking.core.db import now
from matchmaking.core.records import SUBMITTED
from matchmaking.experts.side import EXPERTS
from matchmaking.listings.side import Side
from matchmaking.listings.signals import listing_moved
from matchmaking.notifications.topics import Topic, register_topic

TOPIC = Topic(
    "experts",
    _l("专家与服务基地"),
    _l("您的专家资料关联的成果得到确认；新需求明显用得上您或贵单位的基地。"),
    ("experts.", "facilities."),
    place=26,
    can_be_silent=True,
)
register_topic(TOPIC)


@listing_moved.connect
def note_agreement(record: Any, *, side: Side, to_state: str, actor: Any, **_more: Any) -> None:
    """Handing in is the act of agreeing: keep who agreed to what, how and when."""
    if side is not EXPERTS or to_state != SUBMITTED:
        return
    record.agreed_at = now()
    data = {"consent": record.consent, "how": record.written_for}
    if record.agreed_on is not None:
        data["on"] = record.agreed_on.isoformat()
    history.record("experts.agreed", record, actor=actor, data=data)
