"""Topics: groups of kinds of notices, for each of which a person chooses how to be told. Rooms bring their own."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

# How a notice of a topic reaches a person, the most urgent first.
AT_ONCE, DAILY, SITE, NOTHING = "at_once", "daily", "site", "nothing"
DELIVERIES = (AT_ONCE, DAILY, SITE, NOTHING)
DELIVERY_NAMES = {
    AT_ONCE: _l("立即发邮件"),
    DAILY: _l("每天汇总成一封"),
    SITE: _l("不发邮件，只在消息里显示"),
    NOTHING: _l("完全不提醒"),
}


@dataclass(frozen=True)
class Topic:
    """A group of kinds. `kinds` are their names, or beginnings of names: "matching." stands for all of that room.

    `place` orders the page of preferences. `can_be_silent`: people may do without the notice in the site too.
    `is_fixed`: always told at once, because the safety of the account or the way into an organisation hangs on it.
    """

    code: str
    name: Any
    about: Any
    kinds: tuple[str, ...]
    place: int = 50
    can_be_silent: bool = False
    is_fixed: bool = False

    @property
    def deliveries(self) -> tuple[str, ...]:
        """What a person may choose."""
        if self.is_fixed:
            return (AT_ONCE,)
        return DELIVERIES if self.can_be_silent else DELIVERIES[:-1]


TOPICS: dict[str, Topic] = {}


def register_topic(topic: Topic) -> None:
    """Offer a topic on the page of preferences; a room calls it once, when it is attached or imported."""
    TOPICS[topic.code] = topic


def topic_of(kind: str) -> Topic:
    """The topic that names this kind most exactly. Raises LookupError."""
    fitting = [(len(one), topic) for topic in TOPICS.values() for one in topic.kinds if kind.startswith(one)]
    if not fitting:
        raise LookupError(f"no topic has notices of the kind {kind}: call register_topic")
    return max(fitting, key=lambda pair: pair[0])[1]


def topics_to_choose() -> list[Topic]:
    """The topics that people can choose about, in the order of the page."""
    return sorted((topic for topic in TOPICS.values() if not topic.is_fixed), key=lambda topic: topic.place)


def calmest(*deliveries: str) -> str:
    """The least urgent of these deliveries."""
    return max(deliveries, key=DELIVERIES.index)


ACCOUNT = Topic(
    "account",
    _l("账号与邀请"),
    _l("密码、登录、邮箱确认、身份核准和加入机构的邀请。"),
    ("accounts.", "organisations.invited"),
    is_fixed=True,
)
ORGANISATIONS = Topic(
    "organisations", _l("机构与成员"), _l("机构核验的结果、成员加入和权限变化。"), ("organisations.",), place=30
)
