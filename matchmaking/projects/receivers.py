"""The topic of the notices about projects."""

from flask_babel import lazy_gettext as _l

from matchmaking.notifications.topics import Topic, register_topic

TOPIC = Topic(
    "projects",
    _l("展厅里的项目"),
    _l("您单位的项目快到展出截止日期或已撤展；新需求明显用得上您单位的项目。"),
    ("projects.",),
    place=27,
    can_be_silent=True,
)
register_topic(TOPIC)
