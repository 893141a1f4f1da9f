"""Writes the agenda: adds, changes, removes and rearranges items, and refuses what cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.records import changed_values
from matchmaking.roadshows.conflicts import item_of, plan_of, refuse_impossible
from matchmaking.roadshows.engaging import ask_anew, tell_speaker
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.planning import Item, arranged
from matchmaking.roadshows.queries import agenda

MOST_ITEMS = 60


def add_item(roadshow: Roadshow, values: Mapping[str, Any], *, actor: Viewer) -> Pitch:
    """Put one more item into the agenda. Raises Impossible for a time that is taken, RuleBroken for too many items."""
    pitches = agenda(roadshow)
    if len(pitches) >= MOST_ITEMS:
        raise RuleBroken(_("一场最多 %(most)d 项。请另开一场。", most=MOST_ITEMS))
    _look_over(roadshow, [*(item_of(one) for one in pitches), _item(0, values)])
    pitch = Pitch(roadshow_id=roadshow.id, position=len(pitches), **values)
    current_session().add(pitch)
    _number(roadshow, [*pitches, pitch])
    _touch(roadshow)
    history.record("pitches.added", pitch, actor=actor)
    return pitch


def change_item(pitch: Pitch, values: Mapping[str, Any], *, actor: Viewer) -> None:
    """Change an item. A new time is told to who speaks; another speaker or project is asked anew. Raises Impossible."""
    roadshow, changed = pitch.roadshow, changed_values(pitch, dict(values))
    if not changed:
        return
    others = [one for one in agenda(roadshow) if one.id != pitch.id]
    _look_over(roadshow, [*(item_of(one) for one in others), _item(pitch.id, values)])
    if {"speaker_id", "project_id"} & set(changed):
        ask_anew(pitch, actor=actor)
    for name, value in changed.items():
        setattr(pitch, name, value)
    if "starts_at" in changed:
        tell_speaker(pitch, actor=actor)
    _number(roadshow, [*others, pitch])
    _touch(roadshow)
    history.record("pitches.changed", pitch, actor=actor, data={"fields": sorted(changed)})


def remove_item(pitch: Pitch, *, actor: Viewer) -> None:
    """Take an item out; who was to speak is told."""
    roadshow = pitch.roadshow
    ask_anew(pitch, actor=actor)
    history.record("pitches.removed", pitch, actor=actor)
    current_session().delete(pitch)
    _number(roadshow, [one for one in agenda(roadshow) if one.id != pitch.id])
    _touch(roadshow)


def arrange_agenda(roadshow: Roadshow, ids: Sequence[int], *, actor: Viewer) -> None:
    """Put the items into a new order: each keeps its length, the pauses stay where they were in the day.

    Raises RuleBroken when the ids are not those of the agenda, Impossible when the new times cannot be.
    """
    pitches = agenda(roadshow)
    by_id = {one.id: one for one in pitches}
    if sorted(ids) != sorted(by_id):
        raise RuleBroken(_("议程刚被别人改过，顺序没有保存。请刷新后再排一次。"))
    before = [item_of(one) for one in pitches]
    after = arranged([item_of(by_id[one]) for one in ids], before)
    if after == before:
        return
    _look_over(roadshow, after)
    for item in after:
        pitch = by_id[item.key]
        was = pitch.starts_at
        pitch.starts_at, pitch.ends_at = item.starts_at, item.ends_at
        if was != item.starts_at:
            tell_speaker(pitch, actor=actor)
    _number(roadshow, pitches)
    _touch(roadshow)
    history.record("roadshows.arranged", roadshow, actor=actor)


def move_item(pitch: Pitch, step: int, *, actor: Viewer) -> None:
    """Move an item one place up (-1) or down (1); at the end nothing happens."""
    ids = [one.id for one in agenda(pitch.roadshow)]
    place = ids.index(pitch.id)
    target = place + step
    if not 0 <= target < len(ids):
        return
    ids[place], ids[target] = ids[target], ids[place]
    arrange_agenda(pitch.roadshow, ids, actor=actor)


def next_free(roadshow: Roadshow) -> datetime:
    """When one more item would begin: after the last one."""
    pitches = agenda(roadshow)
    return max((one.ends_at for one in pitches), default=roadshow.starts_at)


def _item(key: int, values: Mapping[str, Any]) -> Item:
    return Item(
        key, values["title"], values["starts_at"], values["ends_at"], values.get("project_id"), values.get("speaker_id")
    )


def _look_over(roadshow: Roadshow, items: Sequence[Item]) -> None:
    refuse_impossible(roadshow, replace(plan_of(roadshow), items=items))


def _number(roadshow: Roadshow, pitches: Sequence[Pitch]) -> None:
    """The order of the agenda is the order of its times."""
    for place, pitch in enumerate(sorted(pitches, key=lambda one: (one.starts_at, one.ends_at))):
        pitch.position = place


def _touch(roadshow: Roadshow) -> None:
    """The version of the session counts changes of its agenda too; calendars show it."""
    roadshow.updated_at = now()
    if roadshow.announced_at is not None:
        roadshow.sequence += 1
