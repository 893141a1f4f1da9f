"""Topics that can be followed: rooms register a beginning ("roadshow") and who may follow its topics ("roadshow:7")."""

from collections.abc import Callable

from matchmaking.accounts.viewer import Viewer

MayFollow = Callable[[Viewer, int], bool]
_topics: dict[str, MayFollow] = {}
LONGEST_TOPIC = 60


def register_topic(prefix: str, may_follow: MayFollow) -> None:
    """Have `may_follow(viewer, id)` asked before somebody gets a ticket for a topic "prefix:id"."""
    _topics[prefix] = may_follow


def may_follow(viewer: Viewer, topic: str) -> bool:
    """Whether somebody may be told of a topic; a topic of no room, or with an odd id, is nobody's."""
    prefix, _, number = topic.partition(":")
    asked = _topics.get(prefix)
    sound = number.isascii() and number.isdigit() and len(number) < 10
    return asked is not None and sound and asked(viewer, int(number))
