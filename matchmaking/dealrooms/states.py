"""Codes of the room of a deal, and their words."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.states import States
from matchmaking.deals.states import BROKER, BUYER, SELLER, SIDES

# Who reads a message or a file besides the side that it is from: a party's word means that party and the broker.
ALL, WITH_BUYER, WITH_SELLER, OWN = "all", BUYER, SELLER, "own"
READERS = {ALL: frozenset(SIDES), WITH_BUYER: frozenset({BUYER, BROKER}), WITH_SELLER: frozenset({SELLER, BROKER})}
AUDIENCES = {
    ALL: _l("三方都能看"),
    WITH_BUYER: _l("需求方和技术经理人"),
    WITH_SELLER: _l("成果方和技术经理人"),
    OWN: _l("只有本方"),
}

# What a party says of a version of the minutes.
WAITING, CONFIRMED, CHANGE, PAST = "waiting", "confirmed", "change", "past"
ANSWER_STATES = States({WAITING: (CONFIRMED, CHANGE, PAST), CHANGE: (CONFIRMED,)})
ANSWERS = {WAITING: _l("等待确认"), CONFIRMED: _l("已确认"), CHANGE: _l("请求修改"), PAST: _l("已有新版本")}
# Whose word fixes the minutes.
PARTIES = (BUYER, SELLER)

TASK_OPEN, TASK_DONE, TASK_DROPPED = "open", "done", "dropped"
TASK_STATES = States({TASK_OPEN: (TASK_DONE, TASK_DROPPED), TASK_DONE: (TASK_OPEN,), TASK_DROPPED: (TASK_OPEN,)})
TASKS = {TASK_OPEN: _l("未完成"), TASK_DONE: _l("已完成"), TASK_DROPPED: _l("不做了")}


def readers(audience: str, side: str) -> frozenset[str]:
    """The sides that read what `side` wrote for `audience`; its own always does."""
    return READERS.get(audience, frozenset()) | {side}


def audiences_for(side: str, *, with_broker: bool) -> dict[str, object]:
    """What a side may choose from, in words that say it from where it stands. The broker may speak to one party."""
    if side == BROKER:
        return {
            ALL: AUDIENCES[ALL], WITH_BUYER: _l("只给需求方看"), WITH_SELLER: _l("只给成果方看"),
            OWN: _l("只有技术经理人看"),
        }  # fmt: skip
    found: dict[str, object] = {ALL: AUDIENCES[ALL] if with_broker else _l("双方都能看")}
    if with_broker:
        found[side] = _l("只给本方和技术经理人看")
    return {**found, OWN: _l("只有本方看")}
