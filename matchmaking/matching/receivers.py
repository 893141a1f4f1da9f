"""What matching does when the index has followed a change, and the topic of the notices that come of it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.core.jobs import enqueue
from matchmaking.listings.side import side_of
from matchmaking.listings.signals import audiences_changed
from matchmaking.matching.queries import demands_outside_the_index
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.relearning import look_for_repeats
from matchmaking.matching.storing import blank_matches, forget_matches
from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.search.signals import record_indexed

# More records than this in one change wait behind those that somebody is looking at.
MANY = 20
MATCHES = Topic(
    "matches",
    _l("匹配"),
    _l("您单位的需求或成果找到了合适的另一方。"),
    ("matching.",),
    place=10,
    can_be_silent=True,
)
FEEDBACK = Topic(
    "match_feedback",
    _l("匹配的反馈"),
    _l("对方把您的成果或需求标为不相关的原因，每条记录一天最多一次。"),
    ("matching.feedback",),
    place=11,
    can_be_silent=True,
)
register_topic(MATCHES)
register_topic(FEEDBACK)


@record_indexed.connect
def follow_index(_sender: str, *, kind: str, ids: list[int], removed: list[int], **_more: Any) -> None:
    """Weigh what search finds now, forget what it no longer finds; part of the transaction of the signal."""
    if kind not in (ACHIEVEMENT, DEMAND):
        return
    # What only a chosen few may see is in no index; its own people are shown what fits all the same.
    kept = demands_outside_the_index(removed) if kind == DEMAND and removed else []
    forget_matches(kind, [one for one in removed if one not in kept])
    ids = [*ids, *kept]
    if kind == DEMAND:
        look_for_repeats(ids)
    if len(ids) > MANY:
        enqueue("matching.rematch_many", kind=kind, ids=ids)
        return
    for one in ids:
        enqueue("matching.rematch", key=f"matching.rematch:{kind}:{one}", kind=kind, record_id=one)


@audiences_changed.connect
def follow_audiences(record: Any, **_more: Any) -> None:
    """What the stored matches say of a record may no longer be for everybody: take it out at once, not in seconds."""
    blank_matches(side_of(record).kind, record.id)
