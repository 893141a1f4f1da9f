"""Looks a programme over before it is stored: every reason why it cannot be so, in words that say what to do."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import SHANGHAI
from matchmaking.roadshows.models import ONLINE, Pitch, Roadshow
from matchmaking.roadshows.planning import OVERLAP, TOO_EARLY, Clash, Item, Plan, clashes
from matchmaking.roadshows.queries import agenda, meanwhile

JOINER = "\u2060"


class Impossible(RuleBroken):
    """The programme cannot be so; `reasons` are sentences."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


def item_of(pitch: Pitch) -> Item:
    """A stored item as plain data."""
    return Item(pitch.id, pitch.title, pitch.starts_at, pitch.ends_at, pitch.project_id, pitch.speaker_id)


def plan_of(roadshow: Roadshow) -> Plan:
    """A stored session as plain data."""
    place = "" if roadshow.form == ONLINE else roadshow.place
    items = [item_of(one) for one in agenda(roadshow)]
    return Plan(roadshow.starts_at, roadshow.ends_at, place, roadshow.host_id, items)


def refuse_impossible(roadshow: Roadshow, plan: Plan) -> None:
    """Raise Impossible with everything that is wrong with a plan; say nothing when it is all right."""
    reasons = [_inside(one, plan) for one in clashes(plan)] + _elsewhere(roadshow, plan)
    if reasons:
        raise Impossible(list(dict.fromkeys(reasons)))


def hours(starts_at: datetime, ends_at: datetime) -> str:
    """09:30–11:30 in the city's time."""
    begin, end = starts_at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
    return f"{begin:%H:%M}{JOINER}–{JOINER}{end:%H:%M}"


def _inside(clash: Clash, plan: Plan) -> str:
    item = clash.item
    own = {"title": item.title, "hours": hours(item.starts_at, item.ends_at)}
    if clash.kind == OVERLAP and clash.other is not None:
        other = clash.other
        return _(
            "“%(title)s”（%(hours)s）和“%(other)s”（%(others)s）的时间重叠。请改其中一项的开始时间或时长。",
            other=other.title, others=hours(other.starts_at, other.ends_at), **own,
        )  # fmt: skip
    session = hours(plan.starts_at, plan.ends_at)
    if clash.kind == TOO_EARLY:
        return _(
            "“%(title)s”（%(hours)s）早于本场开始（本场 %(session)s）。请推后这一项，或提早本场的开始时间。",
            session=session, **own,
        )  # fmt: skip
    return _(
        "“%(title)s”（%(hours)s）超出本场结束时间（本场 %(session)s）。请缩短这一项，或推迟本场的结束时间。",
        session=session, **own,
    )  # fmt: skip


def _elsewhere(roadshow: Roadshow, plan: Plan) -> list[str]:
    """What meets another session: the place, the host, a project, a speaker."""
    found: list[str] = []
    for other in meanwhile(roadshow.id, roadshow.organisation_id, plan.starts_at, plan.ends_at):
        theirs = plan_of_loaded(other)
        where = {"other": other.title, "hours": hours(other.starts_at, other.ends_at)}
        if plan.place and _same(plan.place, theirs.place):
            found.append(
                _(
                    "“%(place)s”在同一时间有“%(other)s”（%(hours)s）。请换一个地点，或错开时间。",
                    place=plan.place,
                    **where,
                )  # fmt: skip
            )
        if plan.host_id and plan.host_id in theirs.people_during(plan.starts_at, plan.ends_at):
            found.append(_("主持人在同一时间还有“%(other)s”（%(hours)s）的安排。请换一位主持人，或错开时间。", **where))
        for item in plan.items:
            found += _item_elsewhere(item, theirs, where)
    return found


def _item_elsewhere(item: Item, theirs: Plan, where: dict[str, str]) -> list[str]:
    found = []
    meeting = [one for one in theirs.items if one.meets(item.starts_at, item.ends_at)]
    if item.project_id and any(one.project_id == item.project_id for one in meeting):
        found.append(
            _(
                "项目“%(title)s”在同一时间还在“%(other)s”路演。请改这一项的时间段。",
                title=item.title,
                other=where["other"],
            )
        )
    if item.speaker_id and item.speaker_id in theirs.people_during(item.starts_at, item.ends_at):
        found.append(
            _(
                "“%(title)s”的讲者在同一时间还有“%(other)s”的安排。请改这一项的时间段，或换一位讲者。",
                title=item.title,
                other=where["other"],
            )  # fmt: skip
        )
    return found


def plan_of_loaded(roadshow: Roadshow) -> Plan:
    """Another session whose items are loaded with it."""
    place = "" if roadshow.form == ONLINE else roadshow.place
    items = [item_of(one) for one in roadshow.pitches]
    return Plan(roadshow.starts_at, roadshow.ends_at, place, roadshow.host_id, items)


def _same(one: str, other: str) -> bool:
    """Whether two addresses are written alike, whatever the width of signs and the blanks."""

    def plain(text: str) -> str:
        return "".join(unicodedata.normalize("NFKC", text).casefold().split())

    return bool(one) and plain(one) == plain(other)
