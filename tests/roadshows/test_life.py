"""A session is announced, opened, closed or called off; people are told what they plan by."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.errors import RuleBroken
from matchmaking.notifications.models import Notice
from matchmaking.roadshows.models import Registration, Roadshow
from matchmaking.roadshows.services import (
    announce_roadshow,
    cancel_roadshow,
    change_roadshow,
    close_roadshow,
    open_roadshow,
    undo_closing,
)
from tests.factories.accounts import make_user
from tests.factories.roadshows import make_roadshow

ACTOR = Viewer(user_id=1, role="administrator")


def test_a_session_goes_from_draft_to_its_end_and_the_host_can_take_the_closing_back(app: Flask) -> None:
    made = make_roadshow(state="draft")
    with unit_of_work() as session:
        one = session.get_one(Roadshow, made.id)
        announce_roadshow(one, actor=ACTOR)
        open_roadshow(one, actor=ACTOR)
        close_roadshow(one, actor=ACTOR)
        undo_closing(one, actor=ACTOR)
        assert (one.state, one.closed_at) == ("live", None)
        close_roadshow(one, actor=ACTOR)
        with pytest.raises(RuleBroken):
            cancel_roadshow(one, reason="晚了", actor=ACTOR)


def test_a_new_time_moves_the_agenda_and_tells_who_registered_while_a_new_picture_of_words_does_not(app: Flask) -> None:
    made, guest = make_roadshow(pitches=[("阀座涂层", 20)]), make_user()
    with unit_of_work() as session:
        one = session.get_one(Roadshow, made.id)
        session.add(Registration(roadshow_id=one.id, user_id=guest.id, queued_at=one.created_at))
        before = one.pitches[0].starts_at
        change_roadshow(one, {"description": "换一段话。"}, actor=ACTOR)
        assert session.scalars(select(Notice)).all() == []
        later = {"starts_at": one.starts_at + timedelta(hours=1), "ends_at": one.ends_at + timedelta(hours=1)}
        change_roadshow(one, later, actor=ACTOR)
        assert one.pitches[0].starts_at == before + timedelta(hours=1)
        assert one.sequence == 2
    with reading() as session:
        assert [(row.user_id, row.kind) for row in session.scalars(select(Notice))] == [(guest.id, "roadshows.changed")]
